// SPDX-License-Identifier: GPL-2.0
/*
 * Memory hotplug: blocks that are added, put online, put offline and removed, and drivers that may
 * refuse.
 *
 * Models mm/memory_hotplug.c: add_memory_resource(), online_pages(), offline_pages(),
 * __remove_memory(); drivers/base/memory.c: memory_block_online().
 */
#include <linux/bitmap.h>
#include <linux/memory_hotplug.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>

#include <string.h>

#include "../core/task.h"
#include "machine.h"

#define MHP_FLAGS	(MHP_MERGE_RESOURCE | MHP_MEMMAP_ON_MEMORY)

/**
 * struct block - a memory block
 * @mem:	what drivers know of it
 * @present:	it has been added
 * @online:	and put online
 * @nid:	its node
 * @memmap:	pages at its start that hold its own memmap
 * @backing:	pages of the kernel that hold its memmap and page tables
 * @nr_backing:	how many
 */
struct block {
	struct memory_block mem;
	bool present;
	bool online;
	/* The first of its sections has been left behind by an attempt to add it. */
	bool started;
	/* And the driver has been told so. */
	bool refused;
	int nid;
	unsigned long memmap;
	struct page *backing[512];
	unsigned int nr_backing;
};

u64 max_mem_size = U64_MAX;
u64 xen_saved_max_mem_size __attribute__((weak));
u32 sim_hotplug_fail_rate;
bool sim_hotplug_refuses, sim_hotplug_leaves_section, sim_online_refuses;
bool sim_offline_refuses, sim_offline_refuses_last;
void (*sim_going_offline)(void);
unsigned int sim_hotplug_lock_tries;
unsigned long sim_nr_blocks, sim_refused_blocks;

static struct block blocks[SIM_MAX_PFN >> SIM_SECTION_SHIFT];
static struct notifier_block *memory_notifier;
static online_page_callback_t online_callback = generic_online_page;
static DEFINE_MUTEX(device_hotplug_lock);
static u64 device_hotplug_since;
static unsigned int device_hotplug_slept;

/* There is one sighand_struct for all. */
static struct sighand_struct sighand = { .siglock = __SPIN_LOCK_UNLOCKED(siglock) };
static struct task_struct task = { &sighand };
struct task_struct *current = &task;

static unsigned long block_pages(void)
{
	return sim_machine.block_sections * SIM_SECTION_PAGES;
}

unsigned long memory_block_size_bytes(void)
{
	return block_pages() << PAGE_SHIFT;
}

int memory_add_physaddr_to_nid(u64 start)
{
	return PFN_DOWN(start) / block_pages() % sim_machine.nodes;
}

struct range mhp_get_pluggable_range(bool need_mapping)
{
	return (struct range){ 0, PFN_PHYS((u64)SIM_MAX_PFN) - 1 };
}

bool mhp_supports_memmap_on_memory(void)
{
	return sim_machine.memmap_on_memory;
}

void lock_device_hotplug(void)
{
	mutex_lock(&device_hotplug_lock);
	device_hotplug_since = sim_now;
	device_hotplug_slept = 0;
}

/* drivers/base/core.c. An error comes with a pending signal, which restarts a system call. */
int lock_device_hotplug_sysfs(void)
{
	if (mutex_trylock(&device_hotplug_lock)) {
		device_hotplug_since = sim_now;
		device_hotplug_slept = 0;
		return 0;
	}
	sim_hotplug_lock_tries++;
	sim_sleep(5 * SIM_MS);
	sim_current->signal_pending = true;
	return -EINTR;
}

bool sim_hotplug_is_locked(void)
{
	return device_hotplug_lock.lock.owner;
}

/*
 * The driver sleeps only to wait for a disk, and only with the device hotplug lock held: for 200 ms
 * in all while it removes a memory block (HACKING.md).
 */
void msleep(unsigned int ms)
{
	sim_assert_held(&device_hotplug_lock.lock);
	device_hotplug_slept += ms;
	sim_assert(device_hotplug_slept <= 200,
		   "the driver waits for a disk for %u ms, with the device hotplug lock held",
		   device_hotplug_slept);
	sim_sleep(ms * SIM_MS);
}

void recalc_sigpending(void)
{
	sim_assert_held(&current->sighand->siglock);
	sim_current->signal_pending = false;
}

void unlock_device_hotplug(void)
{
	sim_assert(sim_now - device_hotplug_since < 5 * SIM_S, "the device hotplug lock is held for seconds");
	mutex_unlock(&device_hotplug_lock);
}

int set_online_page_callback(online_page_callback_t callback)
{
	online_callback = callback;
	return 0;
}

int register_memory_notifier(struct notifier_block *nb)
{
	memory_notifier = nb;
	return 0;
}

unsigned long sim_blocks_end(void)
{
	return ARRAY_SIZE(blocks) / sim_machine.block_sections;
}

bool sim_block_present(unsigned long block)
{
	return block < sim_blocks_end() && blocks[block].present;
}

bool sim_block_is_online(unsigned long block)
{
	return sim_block_present(block) && blocks[block].online;
}

/* The node of a block that is present. Its pages do not tell before it is online. */
int sim_block_nid(unsigned long block)
{
	return blocks[block].nid;
}

bool valid_section_nr(unsigned long section)
{
	return sim_block_present(section / sim_machine.block_sections);
}

bool online_section_nr(unsigned long section)
{
	return sim_block_is_online(section / sim_machine.block_sections);
}

/* The driver's notifier, and one of another driver, which may refuse, and may come first. */
static int block_notify(unsigned long action, unsigned long cancel, struct memory_notify *event)
{
	u32 refuse = cancel ? sim_choose_rarely(SIM_FAIL_HOTPLUG, sim_hotplug_fail_rate, 2) : 0;
	int err = 0;

	if (refuse == 1 || (cancel && sim_hotplug_refuses) ||
	    (action == MEM_GOING_ONLINE && sim_online_refuses) ||
	    (action == MEM_GOING_OFFLINE && sim_offline_refuses))
		return -EBUSY;
	if (action == MEM_GOING_OFFLINE && sim_going_offline)
		sim_going_offline();
	if (memory_notifier)
		err = notifier_to_errno(memory_notifier->notifier_call(memory_notifier, action, event));
	if (!err && action == MEM_GOING_OFFLINE && sim_offline_refuses_last)
		return -EBUSY;
	return err ?: refuse ? -ENOMEM : 0;
}

/* ---- zones that grow and shrink ---- */

static void block_zone_grow(struct zone *zone, unsigned long start, unsigned long nr_pages)
{
	unsigned long end = max(zone_end_pfn(zone), start + nr_pages);

	if (!zone->spanned_pages) {
		zone->zone_start_pfn = start;
		end = start + nr_pages;
	}
	zone->zone_start_pfn = min(zone->zone_start_pfn, start);
	zone->spanned_pages = end - zone->zone_start_pfn;
	zone->present_pages += nr_pages;
}

/* As shrink_zone_span(): to the first and last section of it that is online. */
static void block_zone_shrink(struct zone *zone, unsigned long nr_pages)
{
	unsigned long first = ~0UL, last = 0, pfn;

	zone->present_pages -= nr_pages;
	for (pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || page_zone(page) != zone)
			continue;
		first = min(first, pfn);
		last = pfn + pageblock_nr_pages;
	}
	zone->zone_start_pfn = last ? first : 0;
	zone->spanned_pages = last ? last - first : 0;
	sim_zone_update(zone);
}

static struct zone *block_zone(const struct block *block, bool movable)
{
	return &sim_zones[block->nid * MAX_NR_ZONES + (movable ? ZONE_MOVABLE : ZONE_DMA32)];
}

static void block_init_page(struct page *page, struct zone *zone)
{
	memset(page, 0, sizeof(*page));
	page->zone = zone - sim_zones;
	page->state = SIM_PAGE_OFFLINE;
	page->offline = true;
	page->refcount = 1;
}

/* ---- online ---- */

static int block_online_pages(struct block *block, unsigned long start, bool movable)
{
	unsigned long end = start + block_pages(), pfn;
	struct zone *zone = block_zone(block, movable);
	struct memory_notify event;
	unsigned int order;
	int err;

	start += block->memmap;
	event = (struct memory_notify){ start, end - start };
	for (pfn = start; pfn < end; pfn++)
		block_init_page(pfn_to_page(pfn), zone);
	err = block_notify(MEM_GOING_ONLINE, MEM_CANCEL_ONLINE, &event);
	if (err) {
		block_notify(MEM_CANCEL_ONLINE, 0, &event);
		return err;
	}
	block_zone_grow(zone, start, end - start);
	for (pfn = start; pfn < end; pfn += 1UL << order) {
		order = min_t(unsigned int, __ffs(pfn | 1UL << MAX_PAGE_ORDER), MAX_PAGE_ORDER);
		online_callback(pfn_to_page(pfn), order);
		sim_point(SIM_RESCHED);
	}
	block->online = true;
	sim_zone_update(zone);
	sim_zones_watermarks();
	max_pfn = max(max_pfn, end);
	block_notify(MEM_ONLINE, 0, &event);
	return 0;
}

static int block_online(unsigned long nr, bool movable)
{
	if (!sim_block_present(nr))
		return -ENODEV;
	if (blocks[nr].online)
		return 1;
	sim_spend(200 * SIM_US);
	return block_online_pages(&blocks[nr], nr * block_pages(), movable);
}

/* ---- offline ---- */

/* As has_unmovable_pages(): pages of drivers are left to the notifier. */
static bool block_has_unmovable(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->state != SIM_PAGE_FREE && page->state != SIM_PAGE_ISOLATED &&
		    !page->on_lru && !page->offline)
			return true;
	}
	return false;
}

/* As scan_movable_pages(): -EBUSY for what will never be free, 1 when there is something to move. */
static int block_scan(unsigned long start, unsigned long end)
{
	unsigned long pfn;
	int left = 0;

	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->offline && page->refcount)
			return -EBUSY;
		if (page->on_lru || (page->state == SIM_PAGE_USED && !page->offline))
			left = 1;
	}
	return left;
}

/* Until all is moved, or a signal comes; a kernel thread gets none. */
static int block_migrate(unsigned long start, unsigned long end, u64 signal_at)
{
	int left;

	while ((left = block_scan(start, end))) {
		if (left < 0)
			return left;
		if (sim_now > signal_at)
			return -EINTR;
		sim_migrate_range(start, end);
		sim_task_block("pages of a memory block to be movable", sim_now + SIM_MS);
	}
	return 0;
}

static int block_offline_range(struct block *block, unsigned long start, unsigned long end,
			       u64 signal_at)
{
	struct memory_notify event = { start, end - start };
	struct zone *zone = page_zone(pfn_to_page(start));
	unsigned long pfn, managed = 0;
	u64 since = sim_now;
	int err;

	if (block_has_unmovable(start, end))
		return -EBUSY;
	err = sim_isolate(start, end);
	if (err)
		return err;
	err = block_notify(MEM_GOING_OFFLINE, MEM_CANCEL_OFFLINE, &event);
	if (!err)
		err = sim_current->signal_pending ? -EINTR : block_migrate(start, end, signal_at);
	sim_assert(sim_now - since < 60 * SIM_S || signal_at != ~0ULL,
		   "mm has tried to empty a memory block for a minute");
	if (err) {
		sim_unisolate(start, end);
		block_notify(MEM_CANCEL_OFFLINE, 0, &event);
		return err;
	}
	for (pfn = start; pfn < end; pfn++) {
		managed += !pfn_to_page(pfn)->offline;
		pfn_to_page(pfn)->state = SIM_PAGE_OFFLINE;
	}
	block->online = false;
	adjust_managed_page_count(pfn_to_page(start), -(long)managed);
	block_zone_shrink(zone, end - start);
	sim_zones_watermarks();
	block_notify(MEM_OFFLINE, 0, &event);
	sim_unisolate(start, end);
	return 0;
}

static int block_offline(unsigned long nr, u64 signal_at)
{
	struct block *block = &blocks[nr];
	unsigned long start = nr * block_pages();

	if (!sim_block_present(nr))
		return -ENODEV;
	if (!block->online)
		return 1;
	sim_spend(100 * SIM_US);
	return block_offline_range(block, start + block->memmap, start + block_pages(), signal_at);
}

/* ---- the driver's way in ---- */

static unsigned long block_of(struct device *dev)
{
	return container_of(dev, struct block, mem.dev) - blocks;
}

enum mmop mhp_get_default_online_type(void)
{
	static const enum mmop types[] = { MMOP_OFFLINE, MMOP_ONLINE, MMOP_ONLINE_MOVABLE };

	return types[sim_machine.online_policy];
}

/* The type holds for one attempt. */
int device_online(struct device *dev)
{
	struct memory_block *mem = container_of(dev, struct memory_block, dev);
	bool movable = mem->online_type == MMOP_ONLINE_MOVABLE;

	sim_assert(movable == (mhp_get_default_online_type() == MMOP_ONLINE_MOVABLE),
		   "memory is put online into another zone than the user has chosen");
	mem->online_type = MMOP_OFFLINE;
	return block_online(block_of(dev), movable);
}

int device_offline(struct device *dev)
{
	sim_assert(dev->references, "a device without a reference");
	return block_offline(block_of(dev), ~0ULL);
}

struct memory_block *find_memory_block(unsigned long section)
{
	struct block *block = &blocks[section / sim_machine.block_sections];

	if (!block->present)
		return NULL;
	block->mem.dev.references++;
	return &block->mem;
}

void put_device(struct device *dev)
{
	sim_assert(dev->references > 0, "put_device() without a reference");
	dev->references--;
}

/* ---- added, removed ---- */

static void block_free_backing(struct block *block)
{
	while (block->nr_backing) {
		block->nr_backing--;
		sim_free_page(block->backing[block->nr_backing]);
	}
}

/* Memmap, 1/64 of the memory, unless the block has room for it; and page tables, atomically. */
static int block_take_backing(struct block *block)
{
	unsigned long memmap = block->memmap ? 0 : block_pages() / 64;
	unsigned long tables = sim_is_pv() ? block_pages() / PTRS_PER_PTE : 1, i;
	struct page *page;

	for (i = 0; i < memmap + tables; i++) {
		page = sim_take_page(i < memmap ? GFP_KERNEL : 0, block->nid, 0);
		if (!page && i >= memmap)
			sim_fail("mm", 0, "no memory for page tables of a memory block, which mm does not check");
		if (!page) {
			block_free_backing(block);
			return -ENOMEM;
		}
		sim_xen_touch(page_to_pfn(page), true);
		block->backing[block->nr_backing++] = page;
		if (i == memmap / 2)
			sim_point(SIM_ALLOC);
	}
	return 0;
}

/* Addresses of removed blocks are used again, except where devices are in the way. */
static void block_check_address(unsigned long nr)
{
	unsigned long first = DIV_ROUND_UP(max(sim_machine.ram_end, sim_machine.boot_end), block_pages());

	if (sim_machine.domain == SIM_HVM)
		return;
	for (; first < nr; first++)
		sim_assert(blocks[first].started ||
			   !sim_resource_is_free(PFN_PHYS(first * block_pages()),
						 memory_block_size_bytes()),
			   "memory block %#lx is added, and %#lx left free", nr, first);
}

int add_memory_resource(int nid, struct resource *res, mhp_t flags)
{
	unsigned long start = PFN_DOWN(res->start), nr = start / block_pages(), i;
	struct block *block = &blocks[nr];
	int err;

	sim_assert_held(&device_hotplug_lock.lock);
	sim_might_sleep("memory");
	if (!IS_ALIGNED(start, block_pages()) || resource_size(res) != memory_block_size_bytes() ||
	    flags & ~MHP_FLAGS)
		return -EINVAL;
	if (block->started) {
		sim_assert(!block->refused, "memory block %#lx is tried again, which mm has refused", nr);
		block->refused = true;
		sim_refused_blocks++;
		return -EEXIST;
	}
	if (sim_hotplug_refuses || sim_chance(SIM_FAIL_HOTPLUG, sim_hotplug_fail_rate)) {
		block->started = sim_hotplug_leaves_section ||
			(sim_machine.block_sections > 1 && sim_choose(SIM_FAIL_HOTPLUG, 2));
		return -ENOMEM;
	}
	sim_assert(!block->present, "a memory block is added twice");
	block_check_address(nr);
	block->nid = nid;
	block->memmap = flags & MHP_MEMMAP_ON_MEMORY ?
		pageblock_align(PFN_UP(block_pages() * sizeof(struct page))) : 0;
	for (i = 0; i < block->memmap; i++)
		sim_xen_touch(start + i, true);
	err = block_take_backing(block);
	if (err)
		return err;
	sim_memmap_add(start, block_pages());
	sim_tables_add(start, block_pages());
	block->present = true;
	sim_nr_blocks++;
	sim_spend(500 * SIM_US);
	if (flags & MHP_MERGE_RESOURCE)
		sim_resource_merge(res);
	if (mhp_get_default_online_type() != MMOP_OFFLINE)
		block_online(nr, mhp_get_default_online_type() == MMOP_ONLINE_MOVABLE);
	return 0;
}

void __remove_memory(u64 start, u64 size)
{
	unsigned long pfn = PFN_DOWN(start);
	struct block *block = &blocks[pfn / block_pages()];

	sim_assert_held(&device_hotplug_lock.lock);
	sim_assert(!sim_is_pv(), "a PV domain removes memory");
	sim_assert(size == memory_block_size_bytes() && block->present && !block->online,
		   "memory is removed that is online, or no block");
	sim_assert(!block->mem.dev.references, "memory is removed that has references");
	sim_memmap_remove(pfn, block_pages());
	block->present = false;
	sim_nr_blocks--;
	block_free_backing(block);
	sim_resource_remove(start, size);
	sim_spend(500 * SIM_US);
}

/* ---- the administrator's ---- */

int sim_block_online(unsigned long nr, bool movable)
{
	int err;

	mutex_lock(&device_hotplug_lock);
	err = block_online(nr, movable);
	mutex_unlock(&device_hotplug_lock);
	return err;
}

/* The administrator loses patience after a while, and presses ctrl-c. */
int sim_block_offline(unsigned long nr, u64 signal_after)
{
	int err;

	mutex_lock(&device_hotplug_lock);
	err = block_offline(nr, sim_now + signal_after);
	mutex_unlock(&device_hotplug_lock);
	return err;
}

void sim_hotplug_boot(void)
{
	unsigned long nr;

	for (nr = 0; nr * block_pages() < sim_machine.boot_end; nr++) {
		if (!sim_has_memmap(nr * block_pages()))
			continue;
		blocks[nr].present = true;
		blocks[nr].online = true;
		blocks[nr].nid = page_to_nid(pfn_to_page(nr * block_pages()));
	}
}
