/* SPDX-License-Identifier: GPL-2.0 */
/* The machine of a history: what the domain is like, and how the models use each other. */
#ifndef _SIM_MACHINE_H
#define _SIM_MACHINE_H

#include <linux/memory_hotplug.h>
#include <linux/mm.h>

enum sim_domain {
	SIM_PVH,
	SIM_PV,
	SIM_HVM,
	SIM_DOM0,
};

/* Kinds of vNUMA; see model/vnuma.c. */
enum sim_vnuma {
	SIM_VNUMA_NONE,
	SIM_VNUMA_GOOD,		/* each vnode is one node */
	SIM_VNUMA_OFF,		/* there are vnodes, but the kernel was started with numa=off */
	SIM_VNUMA_NONSENSE,	/* a vnode is more than one node */
};

/* Nodes of the host, and vnodes of the domain that have memory. */
#define SIM_PNODES	2
#define SIM_VNODES	2

/**
 * struct sim_machine - what was decided before the boot; all counts in pages
 * @domain:	its type
 * @nodes:	how many
 * @node_start:	where the second begins, or the end of the memory
 * @vnuma:	whether there are vnodes
 * @swapped:	the second vnode is the first node
 * @empty_vnode: there is a third, without memory
 * @pnode:	the host node of each vnode
 * @memory:	what the toolstack gave it
 * @maximum:	the toolstack's maximum
 * @kernel:	pages that are never the page allocator's
 * @boot_end:	end of the page frames that have a memmap at boot
 * @pod_end:	PVH, HVM: end of the PoD remainder, which follows
 * @ram_end:	end of the RAM in the E820
 * @known_start: where RAM of the E820 begins that the kernel does not use; there may be a gap
 * @movable_start: from here on boot memory is ZONE_MOVABLE
 * @hole:	PV: a section of the extra memory that has no memmap, with memmap=; 0: none
 * @video:	HVM: pages of video memory
 * @block_sections: sections of a memory block
 * @online_policy:	0: mm leaves blocks offline; 1: it puts them online; 2: into ZONE_MOVABLE
 * @memmap_on_memory:	blocks bring their own memmap
 * @can_follow_walks:	there are tracepoints
 */
struct sim_machine {
	enum sim_domain domain;
	int nodes;
	unsigned long node_start;
	enum sim_vnuma vnuma;
	bool swapped;
	bool empty_vnode;
	u8 pnode[SIM_VNODES];
	unsigned long memory;
	unsigned long maximum;
	unsigned long kernel;
	unsigned long boot_end;
	unsigned long pod_end;
	unsigned long known_start;
	unsigned long ram_end;
	unsigned long movable_start;
	unsigned long hole;
	unsigned long video;
	unsigned long block_sections;
	int online_policy;
	bool memmap_on_memory;
	bool can_follow_walks;
};

extern struct sim_machine sim_machine;

static inline bool sim_is_pv(void)
{
	return sim_machine.domain == SIM_PV || sim_machine.domain == SIM_DOM0;
}

/* ---- pages.c ---- */

struct sim_process;

void sim_pages_boot(void);
void sim_memmap_add(unsigned long pfn, unsigned long nr_pages);
void sim_memmap_remove(unsigned long pfn, unsigned long nr_pages);
bool sim_has_memmap(unsigned long pfn);
struct page *sim_take_page(gfp_t gfp, int nid, unsigned int order);
struct page *sim_alloc_for(unsigned short owner, gfp_t gfp);
struct page *sim_kernel_page(unsigned short owner);
void sim_free_page(struct page *page);
void sim_zone_update(struct zone *zone);
void sim_zones_watermarks(void);
void sim_check_release(unsigned long pfn);
int sim_isolate(unsigned long start, unsigned long end);
void sim_unisolate(unsigned long start, unsigned long end);
int sim_migrate_range(unsigned long start, unsigned long end);
void sim_page_online(struct page *page);
extern unsigned long sim_fail_alloc_rate;
extern bool sim_driver_booted;
/* A page that is on its way to an LRU list. */
extern struct page *sim_lru_batched;

/* ---- process.c ---- */

#define SIM_PROCESSES	12
#define SIM_PAGE_CACHE	1

struct sim_process {
	struct list_head pages;
	unsigned long nr_pages;
	bool doomed;
};

extern struct sim_process sim_processes[SIM_PROCESSES];

extern bool sim_cache_is_busy;
void sim_kswapd_start(void);
void sim_kswapd_wake(void);
unsigned long sim_reclaim(unsigned long nr_pages, gfp_t gfp);
bool sim_out_of_memory(void);

/* ---- xen.c ---- */

enum sim_gfn_type {
	SIM_GFN_NONE,
	SIM_GFN_RAM,
	SIM_GFN_POD,
};

struct sim_gfn {
	u8 type;
	bool dirty;	/* holds what the guest wrote */
	bool foreign;	/* memory of another domain is mapped here */
	u8 pnode;	/* where in the host its memory is */
	u32 mfn;
};

/* Page frames that Xen knows: more than there can be memmap for. */
#define SIM_MAX_GFN	(1UL << 22)

/**
 * struct sim_xen - Xen's view of the domain, and its own memory
 * @tot_pages:	pages of the domain
 * @max_pages:	pages that it may have
 * @leaked:	pages of @tot_pages that are behind no page frame
 * @populated:	populated page frames
 * @pod_entries: page frames that are populated on demand
 * @pod_cache:	pages for them
 * @free:	pages that Xen has left, by host node
 * @superpages:	how many of these are in one piece of 512
 * @paging:	pages left for page tables of the p2m
 * @max_gpfn:	the highest page frame that was ever populated
 * @slow:	how many times as long hypercalls take
 * @fail_rate:	in a million, for each extent
 * @max_order:	of an extent, beyond which Xen refuses: memop-max-order=
 * @hypercalls:	how many there were
 * @refuses:	it does nothing for the domain
 * @stops_after: it takes back one page less than this, and stops; 0: it does not stop
 * @stays_stopped: and it takes back no page until a case sets that to 0
 */
struct sim_xen {
	unsigned long tot_pages;
	unsigned long max_pages;
	unsigned long leaked;
	unsigned long populated;
	unsigned long pod_entries;
	unsigned long pod_cache;
	unsigned long free[SIM_PNODES];
	unsigned long superpages[SIM_PNODES];
	long paging;
	unsigned long max_gpfn;
	unsigned int slow;
	u32 fail_rate;
	unsigned int max_order;
	unsigned long hypercalls;
	bool refuses;
	unsigned long stops_after;
	bool stays_stopped;
};

extern struct sim_xen sim_xen;
extern struct sim_gfn *sim_gfns;

/* Superpages of a PV domain do not follow each other in the machine. */
extern bool sim_xen_scatters;

/* Sections of which a page frame was ever populated; a walk over all page frames skips others. */
extern bool sim_gfn_sections[SIM_MAX_GFN / SIM_SECTION_PAGES];

#define sim_for_each_gfn(pfn)							\
	for ((pfn) = 0; (pfn) < SIM_MAX_GFN; (pfn)++)				\
		if (!sim_gfn_sections[(pfn) / SIM_SECTION_PAGES]) {		\
			(pfn) += SIM_SECTION_PAGES - 1;				\
		} else

void sim_xen_boot(void);
unsigned int sim_xen_pnodes(void);
unsigned long sim_xen_free(void);
void sim_xen_touch(unsigned long pfn, bool dirty);
bool sim_xen_is_ram(unsigned long pfn);
void sim_xen_set_pod_target(unsigned long pages);
void sim_xen_restore(unsigned long max_pages);
unsigned long sim_xen_remove_pod(unsigned long pfn, unsigned int order);

/* ---- device-model.c ---- */

void sim_device_model_start(unsigned long ram);
void sim_device_model_check(unsigned long pfn);

/* ---- vnuma.c ---- */

/* For cases: Xen's table cannot be read, is too large, or its first range is of no use. */
enum sim_vnuma_fault {
	SIM_VNUMA_FINE,
	SIM_VNUMA_UNREADABLE,
	SIM_VNUMA_TOO_LARGE,
	SIM_VNUMA_BACKWARD,
	SIM_VNUMA_MISSING,
};

extern enum sim_vnuma_fault sim_vnuma_fault;

void sim_vnuma_boot(void);
long sim_vnuma_info(void *arg);
bool sim_vnuma_find_pnode(unsigned int mem_flags, int *pnode);
void sim_vnuma_refused(unsigned int mem_flags, bool refused);
void sim_vnuma_check_populate(unsigned long pfn, unsigned int mem_flags);
void sim_vnuma_restored(u32 home);
void sim_vnuma_check_boot(bool memory);
bool sim_vnuma_is_known(void);
bool sim_vnuma_is_steered(void);
unsigned int sim_vnuma_vnode(int nid);
unsigned long sim_vnuma_size(unsigned int vnode);
void sim_notify_resume(void);
extern u64 sim_strict_since;
extern bool sim_boot_had_memory;

/* ---- page-tables.c, p2m.c ---- */

void sim_tables_boot(void);
void sim_tables_add(unsigned long pfn, unsigned long nr_pages);
void sim_tables_check_unmapped(unsigned long mfn);
bool sim_tables_map(unsigned long pfn, unsigned long mfn);
void sim_tables_check(void);
void sim_p2m_boot(void);
bool sim_p2m_page_present(unsigned long pfn);
extern bool sim_p2m_is_full;
extern unsigned long sim_p2m_pages_unlocked;
bool sim_table_is_pinned(unsigned long table);
extern long sim_hooked_twice_after, sim_mmu_refuses_after;
extern unsigned long sim_tlb_flushes;

/* ---- hotplug.c ---- */

void sim_hotplug_boot(void);
int sim_block_online(unsigned long block, bool movable);
int sim_block_offline(unsigned long block, u64 signal_after);
unsigned long sim_blocks_end(void);
bool sim_block_present(unsigned long block);
int sim_block_nid(unsigned long block);
bool sim_block_is_online(unsigned long block);
extern u32 sim_hotplug_fail_rate;
extern bool sim_hotplug_refuses;
/* mm leaves the first section of a block behind that it refuses; no block goes online. */
extern bool sim_hotplug_leaves_section, sim_online_refuses;
/* Another driver refuses that a block goes offline: it is asked before this one, or after it. */
extern bool sim_offline_refuses, sim_offline_refuses_last;
/* Called while a block goes offline, before the driver hears of it. */
extern void (*sim_going_offline)(void);
/* How often the driver has found the device hotplug lock taken. */
extern unsigned int sim_hotplug_lock_tries;
bool sim_hotplug_is_locked(void);
extern unsigned long sim_nr_blocks, sim_refused_blocks;

/* ---- resource.c ---- */

void sim_resources_boot(void);
void sim_resource_remove(u64 start, u64 size);
void sim_resource_release_spare(void);
bool sim_resource_meets(u64 start, u64 size);
bool sim_resource_is_free(u64 start, u64 size);
void sim_resource_merge(struct resource *res);
extern bool sim_resource_is_taken;

/* ---- memremap.c ---- */

extern unsigned int sim_memremaps_of_nothing;

/* ---- others ---- */

void sim_freeze_works(void);
bool sim_works_frozen(void);
void sim_thaw_works(void);
void sim_workqueue_boot(void);
unsigned long sim_worker_steps(void);
bool sim_works_are_quiet(void);
void sim_rcu_boot(void);
void sim_compact(unsigned long pages_a_turn);
int sim_walk_probes(void);
void sim_walk_begin(const void *walk, unsigned long start, unsigned long end);
void sim_walk_end(const void *walk);
void sim_xenstore_boot(void);
void sim_xenstore_write(const char *path, const char *fmt, ...) __printf(2, 3);
void sim_xenstore_remove(const char *path);
const char *sim_xenstore_get(const char *path);
bool sim_xenstore_quiet(void);
extern bool sim_xenstore_refused;
extern unsigned long sim_xenstore_writes;
extern u64 sim_xenstore_late;
void sim_xenstore_restored(void);
u64 sim_xenstore_written(const char *path);
int sim_sysfs_write(const char *name, const char *text);
int sim_sysfs_read(const char *name, char *text);
const char *sim_sysfs_name(unsigned int n);
void sim_debugfs_use(bool write);
int sim_debugfs_references(void);
void sim_debugfs_read(const char *name, char *text, size_t size);
void sim_sysctl_write(const char *name, int value);
void sim_notify_reboot(void);
int sim_suspend(bool save);
extern bool sim_device_refuses;
extern u64 sim_pod_superpage_time;
bool sim_boot(void);
extern bool sim_frozen;
extern bool sim_xenstored_frozen;
extern u32 sim_xenstore_fail_rate;
extern unsigned int sim_open_transactions;
extern const struct dev_pm_ops *sim_pm_ops;
extern struct notifier_block *sim_oom_notifier;

/* ---- what a case can have go wrong, and see ---- */

/**
 * struct sim_xenstore_fault - requests of the guest to Xenstore that fail
 * @path:	a node that it reads or writes; or "a transaction", when it begins; or "the end of a
 *		transaction"
 * @err:	the error
 * @times:	for so many requests
 * @write:	only when it is written
 */
struct sim_xenstore_fault {
	const char *path;
	int err;
	unsigned int times;
	bool write;
};

extern struct sim_xenstore_fault sim_xenstore_fault;
extern bool sim_control_writable, sim_is_kdump, sim_boot_borrows, sim_watches_late;

/* Without sysfs: there is no memory for the bus, or for its device. */
extern bool sim_bus_refuses, sim_sysfs_refuses;
bool sim_sysfs_has_bus(void);

/* There is no memory for the workqueue of this name. */
extern const char *sim_queue_refuses;

/*
 * Nor for an allocation in the source file whose path ends with this, after so many others; nor for
 * those that follow, if that is to stay so. "": one anywhere, also of pages or of a mapping.
 */
extern const char *sim_alloc_refuses;
extern unsigned int sim_alloc_grants;
extern bool sim_alloc_stays_refused;
bool sim_alloc_is_refused(const char *file);

/* Nothing has been written behind what was allocated. */
void sim_slab_check(void);

#endif /* _SIM_MACHINE_H */
