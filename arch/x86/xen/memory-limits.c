// SPDX-License-Identifier: GPL-2.0
/*
 * The limits on the memory of a PV domain: from the command line, Xen, and the x86 address width.
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
 * xen_512gb_limit keeps a guest below 512 GiB, as the toolstack may be unable to save a larger
 * guest (arch/x86/xen/Kconfig: XEN_512GB). Without a value it means yes; a value that is not a
 * boolean is ignored.
 */
static bool __init memory_limits_512gb(void)
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

/* Size in bytes to which mem= will cut the E820 when parameters are parsed. */
static u64 __init memory_limits_mem_param(void)
{
	char value[32], *end;
	u64 size;

	if (cmdline_find_option(boot_command_line, "mem", value, sizeof(value)) < 0)
		return U64_MAX;
	size = memparse(value, &end);
	return size ?: U64_MAX;
}

/* Maximum number of pages that the domain may address, whatever mem= says. */
static unsigned long __init memory_limits_addressable(void)
{
	return PFN_DOWN(memory_limits_512gb() ? min_t(u64, MAXMEM, 512ULL * SZ_1G) : MAXMEM);
}

/*
 * Maximum number of pages that the domain can ever have. For a guest this is not the maximum that
 * Xen allows now: libxl raises that with the target, up to the end of the E820 (libxl_mem.c:
 * libxl_set_memory_target()).
 */
static unsigned long __init memory_limits_max_reservation(unsigned long limit)
{
	domid_t domid = DOMID_SELF;
	long pages = 0;

	if (xen_initial_domain())
		pages = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);
	return pages > 0 ? min_t(unsigned long, pages, limit) : limit;
}

/**
 * xen_memory_limits_read - read the limits of this domain
 * @limits:	the result
 *
 * Reads the command line itself, as early parameters are parsed only after the memory set-up.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_memory_limits_read(struct xen_memory_limits *limits)
{
	limits->mem_param = memory_limits_mem_param();
	limits->addressable = memory_limits_addressable();
	limits->ram_end = min_t(u64, limits->addressable, PFN_DOWN(limits->mem_param));
	limits->max_reservation = memory_limits_max_reservation(limits->addressable);
}
