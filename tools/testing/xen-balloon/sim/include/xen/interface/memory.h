/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_INTERFACE_MEMORY_H
#define _SIM_XEN_INTERFACE_MEMORY_H

#include <xen/interface/xen.h>

#define XENMEM_decrease_reservation	1
#define XENMEM_current_reservation	3
#define XENMEM_maximum_reservation	4
#define XENMEM_populate_physmap		6

struct xen_memory_reservation {
	xen_pfn_t *extent_start;
	xen_pfn_t nr_extents;
	unsigned int extent_order;
	unsigned int address_bits;
	domid_t domid;
};

#define set_xen_guest_handle(handle, value)	((handle) = (value))

#endif	/* _SIM_XEN_INTERFACE_MEMORY_H */
