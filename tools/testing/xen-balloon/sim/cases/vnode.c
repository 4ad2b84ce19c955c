// SPDX-License-Identifier: GPL-2.0
/* The toolstack steers vnodes: each follows its keys, and what it has is told. */
#include <linux/memory_hotplug.h>
#include <linux/slab.h>

#include <xen/balloon-arch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/lock.h"
#include "case.h"

#define BLOCK	SIM_SECTION_PAGES
#define CONTROL	"control/feature-balloon-vnode"
#define BALLOON0 "memory/vnode0/target-balloon-size"
#define BALLOON1 "memory/vnode1/target-balloon-size"
#define STATIC1	"memory/vnode1/static-max"

/* Of 40 MiB; the host has more on each of its nodes. */
static void two_vnodes(struct sim_machine *m)
{
	case_split(m, ALIGN(m->boot_end / 2, BLOCK));
	sim_xen.superpages[0] = 100;
	sim_xen.superpages[1] = 100;
	sim_xen.paging = 1000;
}

static void swapped_vnodes(struct sim_machine *m)
{
	two_vnodes(m);
	m->swapped = true;
}

static void third_vnode(struct sim_machine *m)
{
	two_vnodes(m);
	m->empty_vnode = true;
}

static void hears(const char *path, const char *text)
{
	const char *is = sim_xenstore_get(path);

	sim_assert(is && text ? !strcmp(is, text) : is == text,
		   "%s is \"%s\", and has to be \"%s\"", path, is, text);
}

static void hears_kb(const char *path, unsigned long pages)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", pages * 4);
	hears(path, text);
}

static void hears_of(unsigned int vnode, unsigned long balloon, const char *reason)
{
	char path[64];

	snprintf(path, sizeof(path), "data/balloon/vnode%u/current-balloon-size", vnode);
	hears_kb(path, balloon);
	snprintf(path, sizeof(path), "data/balloon/vnode%u/reason", vnode);
	hears(path, reason);
}

/* The host has heard of all. */
static void settle(void)
{
	sim_sleep(SIM_S);
	case_settle();
	sim_sleep(SIM_S);
	sim_equal(sim_open_transactions, 0);
}

static void offer(void)
{
	sim_vnuma_check_boot(true);
	sim_vnodes_offer(false);
	settle();
}

static void set_key(const char *path, unsigned long pages)
{
	sim_xenstore_write(path, "%lu", pages * 4);
	settle();
}

static void node_has(int nid, unsigned long current, unsigned long target)
{
	char text[4096], line[64], *at;

	sim_debugfs_read("nodes", text, sizeof(text));
	snprintf(line, sizeof(line), "node %d ", nid);
	at = strstr(text, line);
	sim_assert(at, "there is no node %d: %s", nid, text);
	snprintf(line, sizeof(line), "current_kb %lu target_kb %lu ", current * 4, target * 4);
	sim_assert(strstr(at, line), "node %d has to have %s: %s", nid, line, at);
}

static unsigned long first(void)
{
	return sim_machine.node_start;
}

static unsigned long second(void)
{
	return sim_machine.boot_end - sim_machine.node_start;
}

/* ---- the handshake ---- */

static void told_without_offer(void)
{
	settle();
	hears("data/balloon/interface", "target");
	hears_of(0, 0, "none");
	hears_of(1, 0, "none");
	case_sysfs_says("interface", "target");
}

/* Else the numbers of runs of each size would not be of the same time. */
static void counted_under_a_lock(void)
{
	unsigned long taken = sim_lock_taken("xen_balloon_frames.lock");

	node_has(0, first(), first());
	sim_equal(sim_lock_taken("xen_balloon_frames.lock"), taken + 2);
}

static void accepted(void)
{
	offer();
	hears(CONTROL, "1");
	hears("data/balloon/interface", "vnode");
	case_sysfs_says("interface", "vnode");
	/* The domain's target does not apply. */
	sim_xenstore_write("memory/target", "%lu", (balloon_stats.current_pages - 1000) * 4);
	settle();
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end);
	sim_equal(case_logged("not heard of"), 0);
	/* It is repeated, and answered again. */
	sim_xenstore_write(CONTROL, "%s", "");
	settle();
	hears(CONTROL, "1");
}

static void withdrawn(void)
{
	offer();
	sim_xenstore_write("memory/target", "%lu",
			   (sim_machine.boot_end - 1000 + sim_toolstack_hidden()) * 4);
	settle();
	sim_xenstore_remove(CONTROL);
	settle();
	hears("data/balloon/interface", "target");
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end - 1000);
	sim_equal(case_logged("cannot be read"), 0);
}

static void refused(void)
{
	sim_xenstore_fault = (struct sim_xenstore_fault){ CONTROL, -EACCES, ~0U, .write = true };
	sim_vnodes_offer(false);
	settle();
	hears("data/balloon/interface", "target");
	hears(CONTROL, "");
}

static void no_keys(void)
{
	offer();
	sim_xenstore_remove(BALLOON0);
	settle();
	hears("data/balloon/interface", "vnode");
	sim_xenstore_remove(BALLOON1);
	settle();
	hears("data/balloon/interface", "target");
	/* Those of one vnode are enough. */
	set_key(BALLOON1, 500);
	hears("data/balloon/interface", "vnode");
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end - 500);
}

/* ---- the keys ---- */

static void each_follows(void)
{
	int nid = sim_machine.swapped;

	offer();
	set_key(BALLOON0, 1000);
	node_has(nid, (nid ? second() : first()) - 1000, (nid ? second() : first()) - 1000);
	node_has(!nid, nid ? first() : second(), nid ? first() : second());
	hears_of(0, 1000, "none");
	hears_of(1, 0, "none");
	set_key(BALLOON1, 300);
	hears_of(0, 1000, "none");
	hears_of(1, 300, "none");
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end - 1300);
	sim_rest_check();
}

static void without_key_stays(void)
{
	offer();
	set_key(BALLOON1, 300);
	sim_xenstore_remove(BALLOON1);
	settle();
	set_key(BALLOON0, 200);
	set_key(BALLOON0, 100);
	sim_equal(case_logged("memory/vnode1: no target-balloon-size, its target stays"), 1);
	node_has(0, first() - 100, first() - 100);
	node_has(1, second() - 300, second() - 300);
}

static bool lock_release;

static void lock_holder(void *arg)
{
	lock_device_hotplug();
	while (!lock_release)
		sim_sleep(10 * SIM_MS);
	unlock_device_hotplug();
}

/* It comes together with the offer, while the worker waits for a lock. */
static void domain_target_first(void)
{
	sim_toolstack_make_room(sim_machine.boot_end + BLOCK);
	sim_task_start("other user", lock_holder, NULL);
	sim_toolstack_set(sim_machine.boot_end + 100);
	sim_sleep(50 * SIM_MS);
	sim_toolstack_set(sim_machine.boot_end - 4000);
	sim_sleep(SIM_MS);
	sim_xenstore_write(BALLOON0, "%lu", 0UL);
	sim_xenstore_write(CONTROL, "%s", "");
	sim_sleep(SIM_MS);
	lock_release = true;
	settle();
	hears("data/balloon/interface", "vnode");
	node_has(0, first(), first());
	/* Its share is 1,600 pages, three superpages of which are certain. */
	node_has(1, second() - 1536, second() - 1536);
}

static void garbage(void)
{
	offer();
	set_key(BALLOON0, 400);
	sim_xenstore_write(BALLOON0, "1x");
	settle();
	sim_equal(case_logged("Ignoring memory/vnode0: \"1x\" or \"24964\" is not a number"), 1);
	node_has(0, first() - 400, first() - 400);
	hears("data/balloon/interface", "vnode");
	sim_equal(sim_slab_objects("xenstore.c"), 0);
}

/* A balloon larger than the vnode. */
static void beyond(void)
{
	offer();
	set_key(BALLOON1, second());
	sim_sleep(5 * SIM_S);
	hears("data/balloon/vnode1/reason", "guest-memory");
	sim_equal(case_logged("Ignoring"), 0);
}

/* By a block for each, whatever the addresses are. */
static void grown(void)
{
	unsigned long nr = sim_machine.boot_end / BLOCK;
	unsigned long hidden = sim_toolstack_hidden();

	offer();
	sim_toolstack_make_room(sim_machine.boot_end + 2 * BLOCK);
	set_key("memory/vnode0/static-max", first() + hidden + BLOCK);
	node_has(0, first() + BLOCK, first() + BLOCK);
	node_has(1, second(), second());
	sim_equal(sim_block_nid(nr), 0);
	set_key(STATIC1, second() + BLOCK);
	node_has(1, second() + BLOCK, second() + BLOCK);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(sim_block_nid(nr + 1), 1);
	set_key(BALLOON1, 500);
	hears_of(0, 0, "none");
	hears_of(1, 500, "none");
	sim_rest_check();
}

/* Until a memory block is there, only the driver's worker runs. */
static void let_worker_grow(enum sim_point kind)
{
	if (kind == SIM_ALLOC && !sim_nr_blocks && strncmp(sim_current->name, "kworker", 7))
		sim_sleep(SIM_S);
}

/* The kernel before kexec had a memory block more. */
static void larger_before_kexec(struct sim_machine *m)
{
	unsigned long pages = m->boot_end + BLOCK;

	two_vnodes(m);
	xen_boot_is_kexec = true;
	sim_toolstack_silent = true;
	sim_xen.max_pages = pages + 1000;
	sim_xenstore_write("memory/static-max", "%lu", pages * 4);
	sim_xenstore_write("memory/target", "%lu", pages * 4);
	sim_at_point = let_worker_grow;
}

static void measured_as_built(void)
{
	sim_at_point = NULL;
	settle();
	sim_assert(sim_nr_blocks, "no memory block was added");
	offer();
	set_key(BALLOON0, 1000);
	set_key(BALLOON1, 700);
	node_has(0, first() - 1000, first() - 1000);
	node_has(1, second() - 700, second() - 700);
}

static void own_memmap(struct sim_machine *m)
{
	two_vnodes(m);
	m->memmap_on_memory = true;
}

static bool block_is_gone(void)
{
	return !sim_nr_blocks;
}

/* Leaves memmap of node 1 at the end of what the domain was built with, and returns where that is. */
static unsigned long leave_memmap(void)
{
	unsigned long pfn = sim_machine.boot_end;
	struct page *lent;

	sim_toolstack_make_room(pfn + 2 * BLOCK);
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(1, &lent), 0);
	xen_free_ballooned_pages(1, &lent);
	sim_equal(sim_block_nid(pfn / BLOCK), 1);
	settle();
	sim_xen.paging = 0;
	sim_assert(sim_wait_for(block_is_gone, "removal", 100 * SIM_S), "the block stays");
	sim_equal(sim_xen_is_ram(pfn), true);
	sim_nodes_check();
	return pfn;
}

/* Memmap that Xen did not take is not used for a block of another node, which has memory of its own. */
static void memmap_stays_with_node(void)
{
	unsigned long pfn;

	offer();
	pfn = leave_memmap();
	set_key("memory/vnode0/static-max", first() + sim_toolstack_hidden() + 512);
	sim_equal(sim_block_present(pfn / BLOCK), false);
	sim_equal(sim_block_nid(pfn / BLOCK + 1), 0);
	sim_equal(sim_xen_is_ram(pfn), true);
	node_has(0, first() + 512, first() + 512);
	node_has(1, second(), second());
	sim_rest_check();
}

/* As long as the toolstack steers the domain only, it is better used than left. */
static void memmap_changes_node(void)
{
	unsigned long pfn = leave_memmap();

	sim_toolstack_set(sim_machine.boot_end + 512);
	settle();
	sim_equal(sim_block_present(pfn / BLOCK), true);
	sim_equal(sim_block_nid(pfn / BLOCK), 0);
	sim_nodes_check();
	sim_rest_check();
}

static void block_of_node_goes(void)
{
	unsigned long steps;

	offer();
	sim_toolstack_make_room(sim_machine.boot_end + BLOCK);
	set_key(STATIC1, second() + 1);
	sim_equal(sim_nr_blocks, 1);
	set_key(STATIC1, second());
	sim_sleep(30 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
	/* There is nothing to be removed any more. */
	steps = case_counter("shrink_steps");
	set_key(BALLOON1, BLOCK + 10);
	sim_sleep(30 * SIM_S);
	sim_equal(case_counter("shrink_steps"), steps);
}

/* A block of the second vnode that cannot go; the first cannot have one. */
static void growth_of_another_fails(void)
{
	unsigned long failures;

	offer();
	sim_toolstack_make_room(sim_machine.boot_end + 2 * BLOCK);
	set_key(STATIC1, second() + 1);
	sim_offline_refuses = true;
	set_key(STATIC1, second());
	sim_sleep(200 * SIM_S);
	failures = case_counter("removal_failures");
	sim_assert(failures, "its block was not to be removed");
	sim_hotplug_refuses = true;
	set_key("memory/vnode0/static-max", first() + sim_toolstack_hidden() + BLOCK);
	sim_sleep(200 * SIM_S);
	hears_of(0, BLOCK, "growth-failed");
	sim_equal(case_counter("removal_failures"), failures);
}

/* A vnode without memory can have none. */
static void nowhere(void)
{
	offer();
	hears_of(2, 0, "none");
	sim_xenstore_write("memory/vnode2/static-max", "%lu", 400UL);
	set_key("memory/vnode2/target-balloon-size", 100);
	hears_of(2, 100, "none");
	set_key("memory/vnode2/target-balloon-size", 99);
	hears_of(2, 100, "no-frames");
	hears_of(1, 0, "none");
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end);
}

static void floor_of_nowhere(void)
{
	offer();
	sim_xenstore_write("memory/vnode2/static-max", "%lu", 400UL);
	set_key("memory/vnode2/target-balloon-size", 101);
	hears_of(2, 100, "floor");
	sim_xenstore_remove(CONTROL);
	settle();
	hears_of(2, 100, "none");
}

/* ---- Xenstore ---- */

static void unreadable(void)
{
	offer();
	sim_xenstore_fault = (struct sim_xenstore_fault){ BALLOON1, -ENOMEM, ~0U };
	set_key(BALLOON0, 700);
	sim_equal(case_logged("What is wanted of vnodes cannot be read (-12)") > 0, true);
	node_has(0, first(), first());
	hears("data/balloon/interface", "vnode");
	sim_xenstore_fault.times = 0;
	set_key(BALLOON1, 300);
	node_has(0, first() - 700, first() - 700);
	sim_equal(sim_slab_objects("xenstore.c"), 0);
}

static void unreadable_offer(void)
{
	offer();
	sim_xenstore_fault = (struct sim_xenstore_fault){ CONTROL, -ENOMEM, ~0U };
	set_key(BALLOON0, 700);
	hears("data/balloon/interface", "vnode");
	node_has(0, first(), first());
}

static void without_transaction(void)
{
	offer();
	sim_xenstore_fault = (struct sim_xenstore_fault){ "a transaction", -ENOSPC, ~0U };
	sim_xenstore_write(BALLOON0, "%lu", 700UL * 4);
	settle();
	node_has(0, first() - 700, first() - 700);
}

/* ---- what is told ---- */

static void told_on_the_way(void)
{
	unsigned long writes, told;

	offer();
	/* A page takes a millisecond; the first step has 2,048 of them. */
	sim_xen.max_order = 0;
	sim_xen.slow = 4000;
	/* Others have their turn in between. */
	sim_winding_up = true;
	sim_xenstore_write(BALLOON0, "%lu", 3000UL * 4);
	sim_sleep(2700 * SIM_MS);
	told = strtoul(sim_xenstore_get("data/balloon/vnode0/current-balloon-size"), NULL, 10) / 4;
	sim_assert(told > 0 && told < 3000, "the host hears of %lu pages", told);
	sim_sleep(60 * SIM_S);
	hears_of(0, 3000, "none");
	writes = sim_xenstore_writes;
	sim_sleep(100 * SIM_S);
	sim_equal(sim_xenstore_writes, writes);
}

static void reason_is_told_at_once(void)
{
	offer();
	sim_xen.free[0] = 0;
	sim_toolstack_make_room(sim_machine.boot_end + BLOCK);
	sim_xenstore_write(BALLOON0, "%lu", 500UL * 4);
	settle();
	sim_xen.free[0] = 0;
	sim_xenstore_write(BALLOON0, "%lu", 0UL);
	sim_sleep(100 * SIM_MS);
	hears("data/balloon/vnode0/reason", "xen-refused");
	hears("data/balloon/vnode1/reason", "none");
	sim_xen.free[0] = 1000;
	sim_sleep(2 * SIM_S);
	hears_of(0, 0, "none");
}

/* ---- elsewhere ---- */

static void go(u32 home)
{
	sim_next_home = home;
	sim_toolstack_begin_save();
	sim_equal(sim_suspend(true), 0);
	settle();
}

static void restored_without_vnodes(void)
{
	unsigned long writes;

	offer();
	set_key(BALLOON0, 500);
	go(1);
	hears("data/balloon/interface", "vnode");
	case_sysfs_says("interface", "target");
	sim_equal(case_logged("are not what they were at boot: memory is moved wherever it is"), 1);
	/* An offer is not taken now, and nothing is told of vnodes. */
	writes = sim_xenstore_writes;
	sim_vnodes_offer(false);
	settle();
	hears(CONTROL, "");
	hears_of(0, 500, "none");
	sim_assert(sim_xenstore_writes - writes < 20, "the host is told time and again");
	sim_next_home = 3;
}

static void restored_as_before(void)
{
	offer();
	set_key(BALLOON0, 500);
	sim_toolstack_begin_save();
	sim_equal(sim_suspend(true), 0);
	settle();
	case_sysfs_says("interface", "vnode");
	set_key(BALLOON0, 600);
	hears_of(0, 600, "none");
	sim_equal(case_logged("The vnodes of Xen are"), 0);
}

/* ---- the domain as one vnode ---- */

static void domain_is_vnode(void)
{
	settle();
	hears("data/balloon/interface", NULL);
	hears("data/balloon/vnode0/reason", NULL);
	offer();
	hears("data/balloon/interface", "vnode");
	set_key(BALLOON0, sim_machine.maximum - 8000);
	sim_equal(balloon_stats.current_pages, 8000);
	hears_of(0, sim_machine.maximum - 8000, "none");
	sim_rest_check();
}

static void domain_is_measured(void)
{
	unsigned long maximum = sim_machine.maximum + sim_toolstack_hidden();

	offer();
	/* Without the domain's maximum the vnode's. */
	sim_xenstore_write("memory/vnode0/static-max", "%lu", maximum * 4);
	sim_xenstore_remove("memory/static-max");
	set_key(BALLOON0, 2000);
	hears("data/balloon/interface", "vnode");
	sim_equal(balloon_stats.current_pages, sim_machine.maximum - 2000);
	sim_xenstore_remove("memory/vnode0/static-max");
	settle();
	hears("data/balloon/interface", "target");
}

/* What the toolstack counts and the guest does not see. */
static void domain_of_nothing(void)
{
	offer();
	hears("data/balloon/interface", "vnode");
	sim_xenstore_remove("memory/vnode0/static-max");
	set_key("memory/static-max", sim_toolstack_hidden());
	hears("data/balloon/interface", "target");
	set_key("memory/static-max", sim_toolstack_hidden() + 1);
	hears("data/balloon/interface", "vnode");
}

/* ---- none ---- */

static void numa_off(struct sim_machine *m)
{
	two_vnodes(m);
	m->vnuma = SIM_VNUMA_OFF;
	m->nodes = 1;
}

static void not_answered(void)
{
	sim_xenstore_write(CONTROL, "%s", "");
	settle();
	hears(CONTROL, "");
	hears("data/balloon/interface", NULL);
	sim_equal(sim_slab_objects("vnode.c"), 0);
}

static void no_memory(struct sim_machine *m)
{
	two_vnodes(m);
	sim_alloc_refuses = "/vnode.c";
	sim_alloc_stays_refused = true;
}

static void no_memory_for_first(struct sim_machine *m)
{
	no_memory(m);
	sim_alloc_stays_refused = false;
}

static void no_memory_for_second(struct sim_machine *m)
{
	no_memory(m);
	sim_alloc_grants = 1;
}

static void not_answered_without_memory(void)
{
	not_answered();
	sim_equal(case_logged("The toolstack cannot steer vnodes of this domain"), 1);
}

const struct sim_case sim_cases_of_vnode[] = {
	{ "a domain with vnodes tells of them before it is asked", two_vnodes, told_without_offer },
	{ "the page frames of each node are counted under a lock",
	  two_vnodes, counted_under_a_lock },
	{ "an offer to steer vnodes is accepted", two_vnodes, accepted },
	{ "the target of the domain applies again when an offer is withdrawn",
	  two_vnodes, withdrawn },
	{ "an offer that cannot be answered is not followed", two_vnodes, refused },
	{ "without any key of a vnode the target of the domain applies", two_vnodes, no_keys },
	{ "each vnode follows its key", two_vnodes, each_follows },
	{ "each vnode follows its key when nodes are numbered the other way",
	  swapped_vnodes, each_follows },
	{ "a vnode without a key keeps its target", two_vnodes, without_key_stays },
	{ "a target of the domain counts for vnodes without a key",
	  two_vnodes, domain_target_first },
	{ "a key that is no number is ignored", two_vnodes, garbage },
	{ "a balloon may be as large as its vnode", two_vnodes, beyond },
	{ "a vnode grows with its maximum", two_vnodes, grown },
	{ "vnodes are measured before the first target is followed",
	  larger_before_kexec, measured_as_built },
	{ "memmap that is left stays with its node", own_memmap, memmap_stays_with_node },
	{ "memmap that is left goes to another node if no vnode is steered",
	  own_memmap, memmap_changes_node },
	{ "a memory block of a node is removed, and nothing more", two_vnodes, block_of_node_goes },
	{ "growth that fails is no reason to try removal again", two_vnodes, growth_of_another_fails },
	{ "a vnode without memory is told from one at its target", third_vnode, nowhere },
	{ "a balloon beyond its vnode is told", third_vnode, floor_of_nowhere },
	{ "keys that cannot be read change nothing", two_vnodes, unreadable },
	{ "an offer that cannot be read changes nothing", two_vnodes, unreadable_offer },
	{ "keys are read without a transaction if there is none", two_vnodes, without_transaction },
	{ "the host hears of vnodes on the way, and of nothing at rest",
	  two_vnodes, told_on_the_way },
	{ "the host hears at once why a vnode waits", two_vnodes, reason_is_told_at_once },
	{ "vnodes are not steered after a restore without them",
	  two_vnodes, restored_without_vnodes },
	{ "vnodes are steered after a restore with them", two_vnodes, restored_as_before },
	{ "a domain without vNUMA is one vnode", NULL, domain_is_vnode },
	{ "the size of a domain is its maximum, or that of its vnode", NULL, domain_is_measured },
	{ "a domain of nothing is not steered", NULL, domain_of_nothing },
	{ "an offer is not answered where vnodes are not nodes", numa_off, not_answered },
	{ "an offer is not answered without memory", no_memory, not_answered_without_memory },
	{ "an offer is not answered without memory for vnodes", no_memory_for_first,
	  not_answered_without_memory },
	{ "an offer is not answered without memory for targets",
	  no_memory_for_second, not_answered_without_memory },
	{}
};
