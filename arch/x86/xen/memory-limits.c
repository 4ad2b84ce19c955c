// SPDX-License-Identifier: GPL-2.0
/*
 * How much memory a PV domain may have: by the command line, by Xen, and by what x86 can address.
 */
#include "memory-limits.h"

#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <asm/cmdline.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/memory.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

/*
 * xen_512gb_limit says that a guest, which may have to be saved by an old toolstack, has to keep
 * below 512 GiB. Bare it means yes; a value that is none is ignored.
 */
static bool __init limited_to_512gb(void)
{
	bool limited;
	char value[8];

	if (xen_initial_domain())
		return false;
	if (cmdline_find_option_bool(boot_command_line, "xen_512gb_limit"))
		return true;
	if (cmdline_find_option(boot_command_line, "xen_512gb_limit", value, sizeof(value)) >= 0 &&
	    !kstrtobool(value, &limited))
		return limited;
	return IS_ENABLED(CONFIG_XEN_512GB);
}

/* What mem= will take out of the map once parameters are parsed, in bytes. */
static u64 __init mem_parameter(void)
{
	char value[32], *end;
	u64 size;

	if (cmdline_find_option(boot_command_line, "mem", value, sizeof(value)) < 0)
		return U64_MAX;
	size = memparse(value, &end);
	return size ?: U64_MAX;
}

/* How many pages the domain may use at most; mem= has no say in that. */
static unsigned long __init address_limit(void)
{
	return PFN_DOWN(limited_to_512gb() ? min_t(u64, MAXMEM, 512ULL * SZ_1G) : MAXMEM);
}

/*
 * How many pages the domain can ever have. What Xen allows a guest now is not that: xl raises it
 * when the guest shall have more, up to the end of the map.
 */
static unsigned long __init max_reservation(unsigned long limit)
{
	domid_t domid = DOMID_SELF;
	long pages = 0;

	if (xen_initial_domain())
		pages = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);
	return pages > 0 ? min_t(unsigned long, pages, limit) : limit;
}

/**
 * xen_memory_limits_read - find out the limits of this domain
 * @limits:	the result
 *
 * Reads the command line itself: early parameters are parsed when it is too late.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_memory_limits_read(struct memory_limits *limits)
{
	limits->mem_parameter = mem_parameter();
	limits->addressable = address_limit();
	limits->ram_end = min_t(u64, limits->addressable, PFN_DOWN(limits->mem_parameter));
	limits->max_reservation = max_reservation(limits->addressable);
}
