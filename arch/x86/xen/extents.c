// SPDX-License-Identifier: GPL-2.0
/*
 * The hypercalls that release extents of memory to Xen and populate them. Xen handles extents in
 * order, and stops at the first one that it cannot release or populate.
 */
#include "extents.h"

#include <linux/minmax.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/memory.h>

static unsigned long extents_op(unsigned int op, xen_pfn_t *extents, unsigned long nr,
				unsigned int order)
{
	struct xen_memory_reservation reservation = {
		.nr_extents = nr,
		.extent_order = order,
		.domid = DOMID_SELF,
	};
	long done;

	set_xen_guest_handle(reservation.extent_start, extents);
	done = HYPERVISOR_memory_op(op, &reservation);
	return clamp(done, 0L, (long)nr);
}

/**
 * xen_release_extents - give memory back to Xen
 * @extents:	first frame of each: gfn in an auto-translated domain, mfn in a PV domain
 * @nr:		number of extents
 * @order:	order of each extent
 *
 * Xen may have released the first pages of a larger extent that it does not count as released:
 * xen/common/memory.c, decrease_reservation().
 *
 * Context: any.
 * Return: number of extents that Xen has released, from the first on.
 */
unsigned long xen_release_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order)
{
	return extents_op(XENMEM_decrease_reservation, extents, nr, order);
}

/**
 * xen_populate_extents - get memory from Xen for unpopulated page frames
 * @extents:	first page frame of each
 * @nr:		number of extents
 * @order:	order of each extent
 *
 * Only for auto-translated domains.
 *
 * Context: any.
 * Return: number of extents that Xen has populated, from the first on.
 */
unsigned long xen_populate_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order)
{
	return extents_op(XENMEM_populate_physmap, extents, nr, order);
}
