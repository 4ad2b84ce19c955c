// SPDX-License-Identifier: GPL-2.0
/*
 * Extra memory, the same for PV, PVH and HVM: how much of it gets page structures at boot, and the
 * line in the log that says so.
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

#include <asm/bootparam.h>
#include <asm/cmdline.h>
#include <asm/e820/types.h>
#include <asm/setup.h>
#include <xen/xen.h>

#include "hotplug-regions.h"
#include "xen-ops.h"

#define PARAMETER	"xen_initial_balloon"

/* The value as the user wrote it, to name it. */
static char said[32] __initdata;

/*
 * What a page frame without memory costs: its page structure; in a PV domain its entries in the p2m
 * list and in the direct mapping too, which is made of 4 KiB pages there.
 */
static unsigned int __init page_cost(void)
{
	return sizeof(struct page) + (xen_pv_domain() ? sizeof(unsigned long) + sizeof(pte_t) : 0);
}

/* With mem= the kernel was told to see no more than that. */
static bool __init will_grow(void)
{
	char value[2];

	return IS_ENABLED(CONFIG_XEN_BALLOON_MEMORY_HOTPLUG) &&
	       cmdline_find_option(boot_command_line, "mem", value, sizeof(value)) < 0;
}

/*
 * Page structures come by the section, so that a cap of our own ends with one. Where there is no
 * growth, what is left out is out of reach: a larger share is better then.
 */
static struct extra_memory_cap __init auto_cap(unsigned long ready_pages)
{
	const struct initial_balloon cap = { .form = XEN_INITIAL_BALLOON_AUTO };

	if (!will_grow())
		return (struct extra_memory_cap){
			.pages = EXTRA_MEM_RATIO * ready_pages,
			.said = "auto",
			.granule = 1,
		};
	return (struct extra_memory_cap){
		.pages = xen_initial_balloon_pages(&cap, ready_pages, page_cost()),
		.said = "auto",
		.granule = XEN_HOTPLUG_UNIT,
	};
}

/**
 * xen_extra_memory_cap - the most that the initial balloon may have
 * @boot_pages:	pages that the domain starts with
 * @ready_pages: of those: there when page structures are made; the rest has to be moved first
 *
 * Reads the command line itself: early parameters are parsed when it is too late.
 *
 * Context: early boot, before the page allocator.
 * Return: what the user said; "auto" without it, or with an error in the log.
 */
struct extra_memory_cap __init xen_extra_memory_cap(unsigned long boot_pages,
						    unsigned long ready_pages)
{
	struct initial_balloon cap;
	int len, err;

	len = cmdline_find_option(boot_command_line, PARAMETER, said, sizeof(said));
	if (len < 0)
		return auto_cap(ready_pages);

	err = len < sizeof(said) ? xen_initial_balloon_parse(&cap, said) : -EINVAL;
	if (err)
		pr_err("%s=%s is %s; using auto. It takes a size as in 512M, a multiple of the boot memory as in 3x, 0, all, or auto\n",
		       PARAMETER, said, err == -ERANGE ? "too much" : "malformed");
	if (err || cap.form == XEN_INITIAL_BALLOON_AUTO)
		return auto_cap(ready_pages);
	return (struct extra_memory_cap){
		.pages = xen_initial_balloon_pages(&cap, boot_pages, page_cost()),
		.said = said,
		.granule = 1,
	};
}

/**
 * xen_extra_memory_fits - can the domain pay for its extra memory?
 * @cap:	the cap that @extra_pages are within; replaced by that of "auto" if it cannot
 * @extra_pages: the pages that there would be
 * @ready_pages: pages that are there when page structures are made
 *
 * Context: early boot, before the page allocator.
 * Return: false when the cap has changed, and an error is in the log.
 */
bool __init xen_extra_memory_fits(struct extra_memory_cap *cap, unsigned long extra_pages,
				  unsigned long ready_pages)
{
	struct extra_memory_cap least = auto_cap(ready_pages);

	if (extra_pages <= least.pages ||
	    xen_initial_balloon_fits(extra_pages, ready_pages, PFN_UP(memblock_reserved_size()),
				     page_cost()))
		return true;
	pr_err("%s=%s: the page structures for %llu KiB do not fit into %llu KiB; using auto\n",
	       PARAMETER, cap->said, (u64)PFN_PHYS(extra_pages) >> 10,
	       (u64)PFN_PHYS(ready_pages) >> 10);
	*cap = least;
	return false;
}

/**
 * xen_extra_memory_report - say what the initial balloon is and what it costs
 * @cap:	the cap that was observed
 * @extra_pages: pages in the initial balloon
 * @capped_pages: pages that were left out because of the cap
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_extra_memory_report(const struct extra_memory_cap *cap, unsigned long extra_pages,
				    unsigned long capped_pages)
{
	pr_info("initial balloon: %llu KiB, and %llu KiB left to growth (%s=%s); page structures and tables for it take %llu KiB\n",
		(u64)PFN_PHYS(extra_pages) >> 10, (u64)PFN_PHYS(capped_pages) >> 10,
		PARAMETER, cap->said, (u64)extra_pages * page_cost() >> 10);
}

/**
 * xen_pvh_extra_memory - how much extra memory a PVH domain gets
 * @params:	with the memory map: what Xen has no memory for is marked as unusable in it
 * @boot_pages:	pages of RAM in the map
 *
 * Context: early boot, before the page allocator.
 * Return: pages, at most those that are unusable.
 */
unsigned long __init xen_pvh_extra_memory(const struct boot_params *params,
					  unsigned long boot_pages)
{
	struct extra_memory_cap cap = xen_extra_memory_cap(boot_pages, boot_pages);
	unsigned long unusable = 0, extra;
	unsigned int i;

	for (i = 0; i < params->e820_entries; i++) {
		const struct boot_e820_entry *entry = &params->e820_table[i];

		if (entry->type == E820_TYPE_UNUSABLE &&
		    PFN_DOWN(entry->addr + entry->size) > PFN_UP(entry->addr))
			unusable += PFN_DOWN(entry->addr + entry->size) - PFN_UP(entry->addr);
	}
	/* So it is in every guest: see xen_release_unpopulated(). */
	if (!unusable)
		return 0;

	do {
		extra = min(cap.pages, unusable);
	} while (!xen_extra_memory_fits(&cap, extra, boot_pages));
	xen_extra_memory_report(&cap, extra, unusable - extra);
	return extra;
}

/* It has been read already; this is for the kernel to know it. */
static int __init accept_parameter(char *value)
{
	return 0;
}
early_param(PARAMETER, accept_parameter);
