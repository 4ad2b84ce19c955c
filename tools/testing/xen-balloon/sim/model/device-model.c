// SPDX-License-Identifier: GPL-2.0
/*
 * The device model of an HVM domain, which has memory of its own behind the RAM that it was started
 * with.
 *
 * Models QEMU's hw/i386/xen/xen-hvm.c: xen_ram_alloc(); libxl_dm.c: the size that it is given.
 */
#include "../core/task.h"
#include "machine.h"

/* Option ROMs. */
#define ROM_PAGES	64

static unsigned long device_start, device_end;

/* A device model is started, and told that the domain has so many pages. It writes its ROMs. */
void sim_device_model_start(unsigned long ram)
{
	unsigned long pfn;

	if (sim_machine.domain != SIM_HVM)
		return;
	device_start = ram;
	device_end = ram + sim_machine.video + ROM_PAGES;
	/* At boot it comes before the domain's memory. */
	for (pfn = device_start; sim_gfns && pfn < device_end; pfn++)
		sim_assert(!sim_xen_is_ram(pfn), "the device model writes to page frame %#lx of the guest", pfn);
}

void sim_device_model_check(unsigned long pfn)
{
	sim_assert(pfn < device_start || pfn >= device_end,
		   "page frame %#lx of the device model is populated", pfn);
}
