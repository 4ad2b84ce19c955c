// SPDX-License-Identifier: GPL-2.0
/*
 * Extents of memory to Xen and from it: the hypercalls. Xen handles extents in order, and stops at
 * the first that it cannot release or populate.
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
 * @extents:	the first frame of each: gfn where Xen translates, mfn in a PV domain
 * @nr:		how many
 * @order:	of each of them
 *
 * Of an extent of more than one page, Xen may have released the first pages and count it as not
 * released: xen/common/memory.c, decrease_reservation().
 *
 * Context: any.
 * Return: how many extents Xen has released, from the first on.
 */
unsigned long xen_release_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order)
{
	return extents_op(XENMEM_decrease_reservation, extents, nr, order);
}

/**
 * xen_populate_extents - get memory from Xen for unpopulated page frames
 * @extents:	the first page frame of each
 * @nr:		how many
 * @order:	of each of them
 *
 * Only for domains whose page frames Xen translates.
 *
 * Context: any.
 * Return: how many extents Xen has populated, from the first on.
 */
unsigned long xen_populate_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order)
{
	return extents_op(XENMEM_populate_physmap, extents, nr, order);
}
