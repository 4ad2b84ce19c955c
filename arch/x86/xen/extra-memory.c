// SPDX-License-Identifier: GPL-2.0
/*
 * Extra memory of PV, PVH and HVM domains: decides how much of it gets a memmap at boot, and logs
 * the decision.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "extra-memory.h"
#include "initial-balloon.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <asm/bootparam.h>
#include <asm/cmdline.h>
#include <asm/e820/api.h>
#include <asm/setup.h>

#include <xen/page.h>
#include <xen/xen.h>

#include "hotplug-regions.h"
#include "xen-ops.h"

#define PARAM	"xen_initial_balloon"

/* The value of the parameter on the command line. */
static char param_text[32] __initdata;

/*
 * The cost of an unpopulated page frame in bytes: its struct page; in a PV domain also its entries
 * in the p2m list and in the direct mapping, which consists of 4 KiB pages there.
 */
static unsigned int __init extra_memory_page_cost(void)
{
	return sizeof(struct page) + (xen_pv_domain() ? sizeof(unsigned long) + sizeof(pte_t) : 0);
}

/* mem= tells the kernel to use no more than that, so the driver does not hot-add. */
static bool __init extra_memory_can_hotplug(void)
{
	char value[2];

	return IS_ENABLED(CONFIG_XEN_BALLOON_MEMORY_HOTPLUG) &&
	       cmdline_find_option(boot_command_line, "mem", value, sizeof(value)) < 0;
}

/*
 * The memmap is allocated per memory section, so this cap ends at a section boundary. Without
 * hot-add all memory past the cap is out of reach, which justifies a larger share for the memmap.
 */
static struct xen_extra_memory_cap __init extra_memory_auto_cap(unsigned long ready_pages)
{
	const struct xen_initial_balloon cap = { .form = XEN_INITIAL_BALLOON_AUTO };

	if (!extra_memory_can_hotplug())
		return (struct xen_extra_memory_cap){
			.pages = EXTRA_MEM_RATIO * ready_pages,
			.param_text = "auto",
			.granule = 1,
		};
	return (struct xen_extra_memory_cap){
		.pages = xen_initial_balloon_pages(&cap, ready_pages, extra_memory_page_cost()),
		.param_text = "auto",
		.granule = XEN_HOTPLUG_UNIT,
	};
}

/**
 * xen_extra_memory_read_cap - read the cap on the initial balloon
 * @boot_pages:	pages that the domain starts with
 * @ready_pages: those of @boot_pages that are usable when the memmap is allocated; the others are
 *		displaced
 *
 * Reads the command line itself, as early parameters are parsed only after the memory set-up.
 *
 * Context: early boot, before the page allocator.
 * Return: the cap on the command line; that of "auto" if there is none, or if it is malformed, with
 * an error in the log.
 */
struct xen_extra_memory_cap __init xen_extra_memory_read_cap(unsigned long boot_pages,
							     unsigned long ready_pages)
{
	struct xen_initial_balloon cap;
	int len, err;

	len = cmdline_find_option(boot_command_line, PARAM, param_text, sizeof(param_text));
	if (len < 0)
		return extra_memory_auto_cap(ready_pages);

	err = len < sizeof(param_text) ? xen_initial_balloon_parse(&cap, param_text) : -EINVAL;
	if (err)
		pr_err("%s=%s is %s; using auto. It takes a size as in 512M, a multiple of the boot memory as in 3x, 0, all, or auto\n",
		       PARAM, param_text, err == -ERANGE ? "too much" : "malformed");
	if (err || cap.form == XEN_INITIAL_BALLOON_AUTO)
		return extra_memory_auto_cap(ready_pages);
	return (struct xen_extra_memory_cap){
		.pages = xen_initial_balloon_pages(&cap, boot_pages, extra_memory_page_cost()),
		.param_text = param_text,
		.granule = 1,
	};
}

/**
 * xen_extra_memory_fit_cap - replace a cap that the domain cannot afford
 * @cap:	the cap; replaced by that of "auto" if the memmap of @extra_pages does not fit
 * @extra_pages: pages of extra memory that @cap results in
 * @ready_pages: pages that are usable when the memmap is allocated
 *
 * Context: early boot, before the page allocator.
 * Return: false when @cap has been replaced, with an error in the log.
 */
bool __init xen_extra_memory_fit_cap(struct xen_extra_memory_cap *cap, unsigned long extra_pages,
				     unsigned long ready_pages)
{
	struct xen_extra_memory_cap fallback = extra_memory_auto_cap(ready_pages);

	if (extra_pages <= fallback.pages ||
	    xen_initial_balloon_fits(extra_pages, ready_pages, PFN_UP(memblock_reserved_size()),
				     extra_memory_page_cost()))
		return true;
	pr_err("%s=%s: the memmap for %llu KiB does not fit into %llu KiB; using auto\n",
	       PARAM, cap->param_text, (u64)PFN_PHYS(extra_pages) >> 10,
	       (u64)PFN_PHYS(ready_pages) >> 10);
	*cap = fallback;
	return false;
}

/**
 * xen_extra_memory_report - log the size and the cost of the initial balloon
 * @cap:	the cap that was applied
 * @extra_pages: pages in the initial balloon
 * @capped_pages: pages beyond the cap
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_extra_memory_report(const struct xen_extra_memory_cap *cap,
				    unsigned long extra_pages, unsigned long capped_pages)
{
	pr_info("initial balloon: %llu KiB, and %llu KiB left to growth (%s=%s); memmap and page tables for it take %llu KiB\n",
		(u64)PFN_PHYS(extra_pages) >> 10, (u64)PFN_PHYS(capped_pages) >> 10,
		PARAM, cap->param_text, (u64)extra_pages * extra_memory_page_cost() >> 10);
}

/**
 * xen_pvh_extra_memory - size the extra memory of a PVH dom0
 * @params:	boot parameters with the E820, in which Xen marks unpopulated RAM as unusable
 * @boot_pages:	pages of RAM in the E820
 *
 * Context: early boot, before the page allocator.
 * Return: pages, at most as many as the E820 has unusable; 0 in a guest.
 */
unsigned long __init xen_pvh_extra_memory(const struct boot_params *params,
					  unsigned long boot_pages)
{
	struct xen_extra_memory_cap cap = xen_extra_memory_read_cap(boot_pages, boot_pages);
	unsigned long unusable = 0, extra;
	unsigned int i;

	for (i = 0; i < params->e820_entries; i++) {
		const struct boot_e820_entry *entry = &params->e820_table[i];

		if (entry->type == E820_TYPE_UNUSABLE &&
		    PFN_DOWN(entry->addr + entry->size) > PFN_UP(entry->addr))
			unusable += PFN_DOWN(entry->addr + entry->size) - PFN_UP(entry->addr);
	}
	/* In a guest the E820 has it as RAM: see xen_release_unpopulated(). */
	if (!unusable)
		return 0;

	do {
		extra = min(cap.pages, unusable);
	} while (!xen_extra_memory_fit_cap(&cap, extra, boot_pages));
	xen_extra_memory_report(&cap, extra, unusable - extra);
	return extra;
}

/* Add the part of a region that is RAM in an entry of the E820 to @to[@nr]. Return: new @nr. */
static unsigned int __init extra_memory_keep_ram(struct xen_memory_region *to, unsigned int nr,
						 const struct xen_memory_region *region,
						 const struct e820_entry *entry)
{
	unsigned long start = max(region->start_pfn, PFN_UP(entry->addr));
	unsigned long end = min(region->start_pfn + region->n_pfns,
				PFN_DOWN(entry->addr + entry->size));

	if (entry->type != E820_TYPE_RAM || start >= end || nr == XEN_EXTRA_MEM_MAX_REGIONS)
		return nr;
	to[nr] = (struct xen_memory_region){ start, end - start };
	return nr + 1;
}

/*
 * Drop extra memory that is no longer RAM: memmap= and mem= are parsed after PV domains and PVH
 * dom0 have set it aside. The direct mapping does not cover such page frames, so that a PV domain
 * could never populate them, and would try for ever. This is early, as the balloon driver may lend
 * extra memory from core_initcall() on.
 */
static int __init extra_memory_drop_removed(void)
{
	static struct xen_memory_region kept[XEN_EXTRA_MEM_MAX_REGIONS] __initdata;
	unsigned int i, n, nr = 0;

	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS; i++)
		for (n = 0; n < e820_table->nr_entries; n++)
			nr = extra_memory_keep_ram(kept, nr, &xen_extra_mem[i],
						   &e820_table->entries[n]);
	memcpy(xen_extra_mem, kept, sizeof(xen_extra_mem));
	return 0;
}
early_initcall(extra_memory_drop_removed);

/* Only registers the name: xen_extra_memory_read_cap() has already read the value. */
static int __init extra_memory_accept_param(char *value)
{
	return 0;
}
early_param(PARAM, extra_memory_accept_param);
