// SPDX-License-Identifier: GPL-2.0
/*
 * Growth: page frames for memory that the kernel did not know of at boot.
 *
 * Memory is added in units of what the kernel calls a memory block (128 MiB, more on large x86
 * machines), one at a time and only when the pool is empty, so that the guest never has to pay for
 * more page structures than one block needs before it gets memory in return. The block that is
 * added is onlined here too: no udev rule, no onlining policy.
 *
 * The pages of a new block have nothing behind them. When it goes online for the first time, by us
 * or by the user's hand, they enter the pool instead of the page allocator. Every other block that
 * goes online has memory, and is none of our business.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "balloon-growth.h"
#include "balloon-core.h"
#include "balloon-guest.h"
#include "balloon-pool.h"
#include "balloon-reservation.h"

#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memblock.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/slab.h>
#include <linux/sysctl.h>

#include <xen/balloon.h>
#include <xen/page.h>

/**
 * struct new_block - a memory block that was added and has not been online yet
 * @list:	in new_blocks
 * @start:	its first page frame
 * @nr_pages:	its size
 */
struct new_block {
	struct list_head list;
	unsigned long start;
	unsigned long nr_pages;
};

/* Changed and read under the device hotplug lock, which every onlining holds. */
static LIST_HEAD(new_blocks);

/* RAM in the memory map of Xen that the kernel does not use; the page frame behind all RAM. */
static struct xen_memory_region spare[16];
static unsigned int nr_spare;
static unsigned long map_end;

static struct balloon_pool *growth_pool;

/* Nobody else decides what becomes of pages that go online. */
static bool growth_owns_onlining;

/* sysctl: when frames are to be lent and there are none, grow instead of giving up memory. */
static int hotplug_unpopulated;

static struct ctl_table growth_sysctls[] = {
	{
		.procname	= "hotplug_unpopulated",
		.data		= &hotplug_unpopulated,
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		.extra1		= SYSCTL_ZERO,
		.extra2		= SYSCTL_ONE,
	},
};

static struct new_block *find_new_block(unsigned long pfn)
{
	struct new_block *block;

	list_for_each_entry(block, &new_blocks, list)
		if (pfn >= block->start && pfn - block->start < block->nr_pages)
			return block;
	return NULL;
}

static void online_page(struct page *page, unsigned int order)
{
	if (find_new_block(page_to_pfn(page)))
		balloon_pool_add(growth_pool, page, 1UL << order);
	else
		generic_online_page(page, order);
}

static int memory_event(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct memory_notify *event = data;
	struct new_block *block;

	if (action != MEM_ONLINE)
		return NOTIFY_OK;
	block = find_new_block(event->start_pfn);
	if (block) {
		list_del(&block->list);
		balloon_frames_added(block->nr_pages);
		kfree(block);
	}
	return NOTIFY_OK;
}

static struct notifier_block memory_nb = {
	.notifier_call = memory_event,
};

static int online_block(struct new_block *block)
{
	struct memory_block *mem = find_memory_block(pfn_to_section_nr(block->start));
	int err;

	if (!mem)
		return -ENODEV;
	mem->online_type = MMOP_ONLINE;
	err = device_online(&mem->dev);
	put_device(&mem->dev);
	return min(err, 0);
}

static bool fits_between(struct resource *res, u64 size, unsigned long from, unsigned long to)
{
	struct range allowed = mhp_get_pluggable_range(true);
	u64 first = max_t(u64, allowed.start, PFN_PHYS((u64)from));
	u64 last = min_t(u64, allowed.end, PFN_PHYS((u64)to) - 1);

	return from < to && first < last &&
	       !allocate_resource(&iomem_resource, res, size, first, last, size, NULL, NULL);
}

/*
 * A free range of the size of a memory block: where the memory map of Xen has RAM that the kernel
 * does not use, or else above all there is. What looks like a hole in between may be a device.
 */
static struct resource *claim_range(u64 size)
{
	unsigned long limit = balloon_reservation_max_pfn();
	struct resource *res;
	unsigned int i;

	res = kzalloc(sizeof(*res), GFP_KERNEL);
	if (!res)
		return NULL;
	res->name = "System RAM";
	res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	for (i = 0; i < nr_spare; i++)
		if (fits_between(res, size, spare[i].start_pfn,
				 min(limit, spare[i].start_pfn + spare[i].n_pfns)))
			return res;
	if (fits_between(res, size, max(map_end, max_pfn), limit))
		return res;
	kfree(res);
	return NULL;
}

/* Adds one memory block. On failure nothing has changed. */
static int add_block(void)
{
	u64 size = memory_block_size_bytes();
	struct new_block *block;
	struct resource *res;
	int err;

	/* Page structures are 1/64 of the block; the other half is for page tables and peace. */
	if (balloon_guest_available() < PFN_DOWN(size) / 32)
		return -ENOMEM;
	block = kzalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return -ENOMEM;
	res = claim_range(size);
	if (!res) {
		pr_warn_once("Cannot allocate new System RAM resource\n");
		err = -ERANGE;
		goto no_range;
	}
	block->start = PFN_DOWN(res->start);
	block->nr_pages = PFN_DOWN(size);
	err = balloon_reservation_claim(block->start, block->nr_pages);
	if (err)
		goto refused;
	list_add(&block->list, &new_blocks);
	err = add_memory_resource(memory_add_physaddr_to_nid(res->start), res, MHP_MERGE_RESOURCE);
	if (!err)
		return 0;
	list_del(&block->list);
refused:
	pr_warn_ratelimited("Cannot add additional memory (%i)\n", err);
	release_resource(res);
	kfree(res);
no_range:
	kfree(block);
	return err;
}

/**
 * balloon_growth_step - make page frames for the pool
 *
 * Adds one memory block and puts it online; or puts online one that an earlier step had added and
 * could not. The page frames are in the pool then.
 *
 * Context: process, may sleep; takes the device hotplug lock.
 * Return: 0; -ENOMEM when the guest has no memory for page structures; -ERANGE when the address
 * space is used up; or what mm or a memory notifier said.
 */
int balloon_growth_step(void)
{
	struct new_block *block;
	int err = 0;

	lock_device_hotplug();
	if (list_empty(&new_blocks))
		err = add_block();
	/* With an onlining policy of the user it is online, and not new, as soon as it is added. */
	block = list_first_entry_or_null(&new_blocks, struct new_block, list);
	if (!err && block) {
		err = online_block(block);
		if (err)
			pr_warn_ratelimited("Cannot put additional memory online (%i)\n", err);
	}
	unlock_device_hotplug();
	return err;
}

/**
 * balloon_growth_possible - whether there may be more page frames
 *
 * Context: any.
 * Return: false when growth cannot work on this machine, or is not wanted: with mem= the kernel was
 * told to see no more.
 */
bool balloon_growth_possible(void)
{
	return growth_owns_onlining && max_mem_size == U64_MAX;
}

/**
 * balloon_growth_for_lent - whether to grow when page frames are to be lent and there are none
 *
 * Context: any.
 * Return: the sysctl xen.balloon.hotplug_unpopulated.
 */
bool balloon_growth_for_lent(void)
{
	return READ_ONCE(hotplug_unpopulated);
}

/**
 * xen_spare_memory - RAM of the memory map that the kernel does not use
 * @spare: where to write it, ascending
 * @max: how many regions at most
 * @end: set to the page frame behind the last RAM of the map
 *
 * This is for architectures that do not know.
 *
 * Context: process, once, at boot.
 * Return: regions written.
 */
unsigned int __init __weak xen_spare_memory(struct xen_memory_region *spare, unsigned int max,
					    unsigned long *end)
{
	return 0;
}

/**
 * balloon_growth_init - make ready to grow
 * @pool: where new page frames go
 *
 * Context: process, once, at boot.
 */
void __init balloon_growth_init(struct balloon_pool *pool)
{
	growth_pool = pool;
	if (set_online_page_callback(online_page)) {
		pr_warn("Another driver handles memory going online, no growth past the boot size\n");
		return;
	}
	growth_owns_onlining = true;
	nr_spare = xen_spare_memory(spare, ARRAY_SIZE(spare), &map_end);
	register_memory_notifier(&memory_nb);
	register_sysctl_init("xen/balloon", growth_sysctls);
}
