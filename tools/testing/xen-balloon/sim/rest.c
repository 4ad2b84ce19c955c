// SPDX-License-Identifier: GPL-2.0
/*
 * What has to hold at rest: each page frame is in one place, all counts agree, nothing has leaked,
 * a target that can be reached is reached, and one that cannot costs nothing.
 */
#include <linux/kexec.h>
#include <linux/memory_hotplug.h>
#include <linux/moduleparam.h>
#include <xen/balloon.h>

#include <asm/xen/page.h>

#include <stdlib.h>
#include <string.h>

#include "core/task.h"
#include "history.h"
#include "model/machine.h"
#include "users/users.h"

static unsigned long rest_value(const char *name)
{
	char text[4096];

	sim_sysfs_read(name, text);
	return strtoul(text, NULL, 10) / 4;
}

static bool rest_word_is(const char *name, const char *word)
{
	char text[4096];

	sim_sysfs_read(name, text);
	return !strncmp(text, word, strlen(word)) && text[strlen(word)] == '\n';
}

/* ---- places of page frames ---- */

struct places {
	unsigned long pool;
	unsigned long populated;
	unsigned long managed;
};

static void rest_check_p2m(unsigned long pfn)
{
	if (sim_gfns[pfn].type == SIM_GFN_RAM)
		sim_assert(get_phys_to_machine(pfn) == sim_gfns[pfn].mfn &&
			   sim_tables_map(pfn, sim_gfns[pfn].mfn),
			   "page frame %#lx: the p2m or the direct mapping is wrong", pfn);
	else
		sim_assert(get_phys_to_machine(pfn) == INVALID_P2M_ENTRY,
			   "page frame %#lx: the p2m has something that is not populated", pfn);
}

static void rest_check_frame(unsigned long pfn, struct places *places)
{
	struct page *page = pfn_to_page(pfn);
	bool ram = sim_xen_is_ram(pfn);

	places->populated += ram;
	if (sim_is_pv())
		rest_check_p2m(pfn);
	if (!online_section_nr(pfn_to_section_nr(pfn)) || !page->state)
		return;
	sim_assert(page->state != SIM_PAGE_ISOLATED, "page %#lx is still isolated", pfn);
	if (page->offline) {
		sim_assert(!ram, "page frame %#lx is in the pool, but populated", pfn);
		places->pool++;
		return;
	}
	/* Borrowers have forgotten these. */
	if (!ram && sim_forgotten && !page->private && page->state != SIM_PAGE_FREE)
		return;
	sim_assert(ram, "page frame %#lx is the guest's, but not populated", pfn);
	sim_assert(page->state != SIM_PAGE_USED || !page->in_driver,
		   "page %#lx is nowhere: taken from the guest, and neither released nor returned",
		   pfn);
	sim_assert(page->state != SIM_PAGE_OFFLINE, "page %#lx is populated, and has no owner", pfn);
	places->managed += page->state == SIM_PAGE_FREE || page->state == SIM_PAGE_USED;
}

static void rest_check_frames(void)
{
	unsigned long pfn, managed = 0, outside = 0;
	struct places places = {};
	struct zone *zone;

	for (pfn = 0; pfn < SIM_MAX_PFN; pfn += SIM_SECTION_PAGES) {
		unsigned long i, end = pfn + SIM_SECTION_PAGES;

		if (sim_has_memmap(pfn)) {
			for (i = pfn; i < end; i++)
				rest_check_frame(i, &places);
		} else if (pfn >= sim_machine.pod_end && pfn < max_pfn) {
			for (i = pfn; i < end; i++)
				outside += sim_xen_is_ram(i);
		}
	}
	/* Pages of memmap that Xen did not take back, for want of page tables, stay where they are. */
	sim_assert(outside <= 512, "%lu page frames without a memmap are populated", outside);
	for_each_populated_zone(zone)
		managed += zone->managed_pages;
	sim_assert(places.pool == balloon_stats.balloon_low, "%lu page frames in the pool, %lu counted",
		   places.pool, balloon_stats.balloon_low);
	sim_assert(places.populated + outside == balloon_stats.current_pages,
		   "%lu page frames are populated, %lu counted", places.populated,
		   balloon_stats.current_pages);
	sim_assert(places.managed == managed, "%lu pages are the page allocator's, %lu counted",
		   places.managed, managed);
	sim_assert(balloon_stats.total_pages + outside == balloon_stats.current_pages +
		   balloon_stats.balloon_low + sim_forgotten,
		   "%lu page frames counted in all, but %lu populated, %lu in the pool, %lu forgotten",
		   balloon_stats.total_pages, balloon_stats.current_pages,
		   balloon_stats.balloon_low, sim_forgotten);
	sim_assert(balloon_stats.target_unpopulated == sim_forgotten,
		   "%ld page frames are counted as lent, %lu are forgotten",
		   (long)balloon_stats.target_unpopulated, sim_forgotten);
	sim_tables_check();
}

static void rest_check_xen(void)
{
	sim_assert(sim_xen.tot_pages == sim_xen.populated + sim_xen.pod_cache + sim_xen.leaked,
		   "the simulated Xen has lost count");
	sim_assert(sim_xen.tot_pages - sim_xen.leaked == balloon_stats.current_pages,
		   "Xen counts %lu pages, %lu of them lost, and the guest %lu", sim_xen.tot_pages,
		   sim_xen.leaked, balloon_stats.current_pages);
}

static void rest_check_slab(void)
{
	unsigned long blocks = sim_slab_objects("memory-block.c");
	unsigned long block, there = 0;

	for (block = sim_machine.boot_end / (memory_block_size_bytes() >> PAGE_SHIFT);
	     block < sim_blocks_end(); block++)
		there += sim_block_present(block);
	sim_assert(blocks == there, "%lu memory blocks, but %lu allocations for them", there, blocks);
	sim_assert(!sim_slab_objects("xenstore.c"), "texts of Xenstore are not freed");
	sim_assert(sim_slab_objects("hotplug.c") + sim_slab_objects("resource.c") <=
		   there + sim_refused_blocks,
		   "resources are not freed");
}

/* ---- targets ---- */

bool sim_rest_is_quiet(void)
{
	return sim_xenstore_quiet() && sim_works_are_quiet();
}

bool sim_rest_is_idle(void)
{
	return sim_rest_is_quiet() && rest_word_is("state", "idle");
}

static unsigned long rest_target;

static bool rest_is_reached(void)
{
	return balloon_stats.current_pages == rest_target && sim_rest_is_idle();
}

void sim_rest_reach(unsigned long pages)
{
	u64 start = sim_now;
	char state[4096], reason[4096];

	sim_toolstack_set(pages);
	rest_target = sim_toolstack_target();
	if (sim_wait_for(rest_is_reached, "the target", REACH_TIMEOUT))
		return;
	sim_sysfs_read("state", state);
	sim_sysfs_read("reason", reason);
	state[strcspn(state, "\n")] = '\0';
	reason[strcspn(reason, "\n")] = '\0';
	sim_fail("rest", 0, "%lu pages are not reached after %llu s, but %lu: %s, %s; target %lu, floor %lu, ceiling %lu, pool %lu, available %ld",
		 rest_target, (unsigned long long)((sim_now - start) / SIM_S),
		 balloon_stats.current_pages, state, reason, balloon_stats.target_pages,
		 rest_value("min_kb"), rest_value("max_kb"), balloon_stats.balloon_low,
		 si_mem_available());
}

/* The lowest that the guest can reach with what it has now, and that the floor allows. */
static unsigned long rest_lowest(void)
{
	unsigned long kept = totalreserve_pages + totalreserve_pages / 2 + 2048;
	unsigned long available = si_mem_available();
	unsigned long spare = available - min(available, kept + 1024);

	if (sim_vnuma_is_known())
		spare = min(spare, sim_nodes_spare());
	return max(rest_value("min_kb"), balloon_stats.current_pages - spare);
}

/* Next to nothing happens for that many seconds. */
void sim_rest_check_cost(u64 seconds, unsigned long steps_max)
{
	unsigned long steps = sim_worker_steps();

	sim_sleep(seconds * SIM_S);
	steps = sim_worker_steps() - steps;
	sim_assert(steps <= steps_max, "%lu works run in %llu s in which nothing can be done", steps,
		   (unsigned long long)seconds);
}

static void rest_unreachable(void)
{
	unsigned long free[SIM_PNODES];

	sim_rest_reach(rest_lowest());
	/* Memory blocks go when it has been quiet for long. */
	sim_sleep(3000 * SIM_S);
	memcpy(free, sim_xen.free, sizeof(free));
	memset(sim_xen.free, 0, sizeof(sim_xen.free));
	sim_toolstack_set(balloon_stats.current_pages + 300);
	sim_sleep(100 * SIM_S);
	/* Each node tries by itself, and after that the worker checks what else there is to do. */
	sim_rest_check_cost(3200, 3200 / 32 * (sim_vnuma_is_known() ? 3 * SIM_NODES : 1) + 10);
	memcpy(sim_xen.free, free, sizeof(free));
	sim_sleep(40 * SIM_S);
	sim_rest_reach(sim_toolstack_target());
}

/*
 * A guest that needs its memory frees a few pages now and then, which the balloon may take on the
 * way, but not by a step each second.
 */
static void rest_trickle(void)
{
	unsigned long steps, taken = si_mem_available(), i;
	struct page *page;

	/* What is left of a process that has all but 10 MiB. */
	for (i = 0; i + 2560 < taken; i++)
		if (!sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
			break;
	sim_toolstack_set(balloon_stats.current_pages - min(1500UL, balloon_stats.current_pages -
							     rest_value("min_kb")));
	sim_sleep(120 * SIM_S);
	steps = sim_worker_steps();
	for (i = 0; i < 60 && sim_processes[2].nr_pages; i++) {
		page = list_first_entry(&sim_processes[2].pages, struct page, lru);
		sim_free_page(page);
		sim_sleep(SIM_S);
	}
	steps = sim_worker_steps() - steps;
	sim_assert(steps < 30, "%lu works run in a minute for a few pages", steps);
	while (sim_processes[2].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	sim_sleep(40 * SIM_S);
}

static bool rest_host_is_told(void)
{
	return !sim_open_transactions && sim_works_are_quiet();
}

void sim_rest_check(void)
{
	sim_assert(sim_wait_for(rest_host_is_told, "the host to be told", 20 * SIM_S),
		   "a transaction of Xenstore is still open, or the worker does not pause");
	sim_undisturbed = true;
	rest_check_frames();
	sim_nodes_check();
	rest_check_xen();
	rest_check_slab();
	sim_undisturbed = false;
}

/* Is this a block of the driver's of which nothing is populated? */
static bool rest_block_is_empty(unsigned long block)
{
	unsigned long pages = memory_block_size_bytes() >> PAGE_SHIFT, pfn;
	struct zone *zone;

	if (!sim_block_is_online(block) || block * pages < sim_machine.boot_end)
		return false;
	for (pfn = block * pages; pfn < (block + 1) * pages; pfn++)
		if (sim_xen_is_ram(pfn))
			return false;
	zone = page_zone(pfn_to_page(block * pages));
	return zone->spanned_pages == zone->present_pages;
}

/*
 * Blocks that nothing needs go, and when one has, the next does not wait for the domain to be quiet
 * once more. Those that hold a gap of their zone stay, and all of them where walks are not known.
 */
static void rest_shrink(void)
{
	unsigned long there = sim_nr_blocks, block;
	u64 start = sim_now, last = 0;

	while (sim_now - start < 3000 * SIM_S) {
		sim_sleep(4 * SIM_S);
		if (sim_nr_blocks == there)
			continue;
		sim_assert(!last || sim_now - last < 14 * SIM_S,
			   "the next memory block went %llu s after the one before",
			   (sim_now - last) / SIM_S);
		there = sim_nr_blocks;
		last = sim_now;
	}
	if (sim_is_pv() || !sim_machine.can_follow_walks || sim_forgotten ||
	    sim_machine.known_start != sim_machine.boot_end)
		return;
	for (block = 0; block < sim_blocks_end(); block++)
		sim_assert(!rest_block_is_empty(block) ||
			   balloon_stats.total_pages - (memory_block_size_bytes() >> PAGE_SHIFT) <
			   balloon_stats.current_pages,
			   "memory block %#lx is empty, and still there", block);
}

/*
 * A guest that is out of memory takes some out of the balloon while the worker does, on its way up:
 * both move superpages.
 */
static void rest_relieve(void)
{
	unsigned int i;

	sim_rest_reach(rest_lowest() + 1);
	sim_param_oom_reserve.ops->set("8M", &sim_param_oom_reserve);
	sim_toolstack_set(max(sim_machine.maximum, rest_lowest()));
	for (i = 0; i < 100; i++) {
		sim_out_of_memory();
		sim_sleep(i * SIM_US);
	}
	sim_param_oom_reserve.ops->set("0", &sim_param_oom_reserve);
	sim_rest_reach(sim_toolstack_target());
}

/* In each memory block that was added, one page in this many stays in use, and is written out. */
#define WRITTEN_EACH	128

static void rest_free_but_a_few(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &sim_processes[2].pages, lru)
		if (page_to_pfn(page) < sim_machine.boot_end || page_to_pfn(page) % WRITTEN_EACH)
			sim_free_page(page);
}

/* The disk takes 100 ms for each page of a memory block, in the order of their addresses. */
static void rest_begin_io(void)
{
	struct page *page;

	list_for_each_entry(page, &sim_processes[2].pages, lru)
		page->written_until =
			sim_now + (1 + page_to_pfn(page) / WRITTEN_EACH % 16) * 100 * SIM_MS;
}

/*
 * The balloon takes all other memory, and then memory blocks are to be removed while a disk writes
 * out the last pages in them, again and again. No I/O begins while the driver removes a block: it
 * cannot know of I/O that begins after it has looked.
 */
static void rest_write_out(void)
{
	unsigned int i;

	sim_toolstack_set(rest_value("min_kb"));
	for (i = 0; i < 60 && sim_processes[2].nr_pages; i++) {
		if (!sim_hotplug_is_locked())
			rest_begin_io();
		sim_sleep(SIM_S);
	}
	sim_sleep(2 * SIM_S);
	while (sim_processes[2].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	sim_rest_reach(max(sim_machine.memory, rest_lowest()));
}

/*
 * All page frames are populated, and all memory is in use, down to the reserve for allocations that
 * cannot wait: there is none for the page tables of a memory block.
 */
static void rest_starve(void)
{
	unsigned long wanted;

	sim_rest_reach(max(balloon_stats.total_pages - balloon_stats.target_unpopulated,
			   rest_lowest()));
	while (sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
		;
	while (sim_alloc_for(2, 0))
		;
	wanted = balloon_stats.total_pages + 1000;
	sim_toolstack_set(wanted);
	sim_sleep(20 * SIM_S);
	rest_free_but_a_few();
	sim_rest_reach(wanted);
	rest_write_out();
}

static unsigned long rest_before;

static bool rest_has_given(void)
{
	return balloon_stats.current_pages < rest_before;
}

/*
 * The page cache counts as memory that the guest can give, but for a long time none can be
 * reclaimed: the guest is asked each time, and gives as soon as it can.
 */
static void rest_wait_for_guest(void)
{
	while (sim_alloc_for(SIM_PAGE_CACHE, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
		if (sum_zone_node_page_state(0, NR_FREE_PAGES) < 2 * totalreserve_pages)
			break;
	sim_cache_is_busy = true;
	sim_toolstack_set(balloon_stats.current_pages - min(1000UL, balloon_stats.current_pages -
							     rest_value("min_kb")));
	sim_sleep(150 * SIM_S);
	sim_cache_is_busy = false;
	rest_before = balloon_stats.current_pages;
	/* Twice the longest delay: the first attempt may do no more than wake kswapd. */
	sim_assert(sim_rest_is_idle() || sim_wait_for(rest_has_given, "the guest", 66 * SIM_S),
		   "the guest has memory to give, and is not asked");
	sim_rest_reach(max(sim_toolstack_target(), rest_lowest()));
}

/* The page frame after the last one that is online. */
static unsigned long rest_online_end(void)
{
	unsigned long pfn = sim_blocks_end() * (memory_block_size_bytes() >> PAGE_SHIFT);

	while (pfn > sim_machine.boot_end && !pfn_to_online_page(pfn - 1))
		pfn--;
	return pfn;
}

/*
 * Another kernel is about to be copied to some places, of which a part is in the balloon, and one
 * may be in a memory block that has been removed since. They are populated then, and what the
 * toolstack needs for itself is left.
 */
static void rest_kexec(void)
{
	static struct kimage image = { .nr_segments = 3 };
	unsigned long i, pfn, start, length;

	if (sim_is_pv())
		return;
	image.segment[2].memsz = 700 << PAGE_SHIFT;
	image.segment[2].mem = (rest_online_end() << PAGE_SHIFT) - image.segment[2].memsz;
	sim_rest_reach(rest_lowest() + 1);
	sim_sleep(3000 * SIM_S);
	for (i = 0; i < image.nr_segments - 1; i++) {
		length = 1 + (sim_result->seed * 31 + i * 97) % 300;
		start = sim_machine.kernel + (sim_result->seed * 7919 + i * 2801) %
			(sim_machine.boot_end - sim_machine.kernel - length);
		image.segment[i].mem = start << PAGE_SHIFT;
		image.segment[i].memsz = length << PAGE_SHIFT;
	}
	kexec_image = &image;
	sim_notify_reboot();
	kexec_in_progress = true;
	sim_notify_reboot();
	for (i = 0; i < image.nr_segments; i++)
		for (pfn = image.segment[i].mem >> PAGE_SHIFT;
		     pfn < (image.segment[i].mem + image.segment[i].memsz) >> PAGE_SHIFT; pfn++)
			sim_assert(sim_xen_is_ram(pfn) || sim_forgotten,
				   "page frame %#lx of the next kernel is not populated", pfn);
	sim_assert(sim_forgotten || sim_xen.max_pages - sim_xen.tot_pages >= 256, "no room is left for a reset");
}

/* Nothing is in the way of a save, except of an HVM guest the next device model: see device-model.c. */
static void rest_save(void)
{
	int err;

	if (sim_machine.domain == SIM_DOM0)
		return;
	sim_sleep(40 * SIM_S);
	sim_toolstack_begin_save();
	err = sim_suspend(true);
	sim_assert(!err || sim_machine.domain == SIM_HVM, "a save is refused at rest: %d", err);
	sim_rest_reach(sim_toolstack_target());
}

void sim_rest(void)
{
	/* Without sysfs no state can be read; then it is enough that the driver lives on. */
	if (!sim_pm_ops)
		return;
	sim_assert(sim_wait_for(sim_xenstore_quiet, "xenwatch", 100 * SIM_S), "xenwatch is stuck");
	/* Time for the PoD remainder, and for those that were out of memory. */
	sim_sleep(60 * SIM_S);
	sim_rest_reach(max(sim_machine.maximum + 200, rest_lowest()));
	sim_rest_check();
	sim_rest_reach(rest_lowest() + 1);
	sim_rest_check();
	sim_nodes_rest();
	sim_rest_check();
	if (sim_result->seed % 4 == 1) {
		sim_lend_rest();
		sim_rest_check();
		rest_save();
		sim_rest_check();
	}
	if (sim_result->seed % 4 == 2) {
		rest_relieve();
		sim_rest_check();
		sim_save_rest();
		sim_rest_check();
	}
	if (sim_result->seed % 4 == 3) {
		rest_starve();
		rest_wait_for_guest();
		sim_rest_check();
	}
	/* The rest takes as long as all the history before, and finds other things. */
	if (sim_result->seed % 4)
		return;
	rest_unreachable();
	sim_rest_check();
	rest_trickle();
	sim_rest_reach(max(sim_machine.memory + 1, rest_lowest() + 1));
	/* Blocks that are not needed are removed, one by one, and then nothing more happens. */
	rest_shrink();
	sim_rest_check_cost(4000, 12);
	sim_rest_reach(max(sim_machine.maximum + SIM_SECTION_PAGES - 3, rest_lowest()));
	sim_rest_check();
	rest_kexec();
}
