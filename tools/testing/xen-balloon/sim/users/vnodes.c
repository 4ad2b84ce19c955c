// SPDX-License-Identifier: GPL-2.0
/*
 * A toolstack that steers each vnode, and keeps it in step with memory/target. A domain without
 * vNUMA is one vnode.
 *
 * Models tools/xen/balloon-vnode of this repository: balloon-vnoded, and an administrator who gives
 * it commands. The protocol is in Documentation/admin-guide/xen/balloon-vnode.rst.
 */
#include <linux/errno.h>

#include <xen/balloon.h>

#include <stdio.h>
#include <string.h>

#include "users.h"

#define CONTROL	"control/feature-balloon-vnode"

/**
 * struct vnode_keys - a vnode, all counts in pages
 * @map:	what the guest's E820 had at its start of what it was built with
 * @size:	what it was built with, as the toolstack counts it
 * @maximum:	memory/vnode<n>/static-max
 * @balloon:	memory/vnode<n>/target-balloon-size
 */
struct vnode_keys {
	unsigned long map;
	unsigned long size;
	unsigned long maximum;
	unsigned long balloon;
};

static struct vnode_keys vnodes[SIM_VNODES];
static unsigned int nr_vnodes;
static bool offered;

static void vnodes_boot_node(unsigned int nid, unsigned long map)
{
	unsigned int vnode = sim_vnuma_vnode(nid);

	vnodes[vnode].size = sim_vnuma_size(vnode);
	vnodes[vnode].map = map < vnodes[vnode].size ? map : vnodes[vnode].size;
}

/* Once the table is there, and before memory changes. dom0 is steered by itself. */
void sim_vnodes_boot(void)
{
	unsigned int n;

	nr_vnodes = sim_machine.vnuma ? SIM_VNODES : sim_machine.domain != SIM_DOM0;
	if (sim_machine.vnuma) {
		vnodes_boot_node(0, sim_machine.node_start);
		vnodes_boot_node(1, sim_machine.boot_end - sim_machine.node_start);
	} else {
		vnodes[0].map = sim_machine.maximum;
		vnodes[0].size = sim_machine.maximum + sim_toolstack_hidden();
	}
	for (n = 0; n < nr_vnodes; n++)
		vnodes[n].maximum = vnodes[n].size;
}

/* The largest that a vnode can be without a balloon, in the guest's count. */
static unsigned long vnode_room(const struct vnode_keys *vnode)
{
	return vnode->map + vnode->maximum - vnode->size;
}

static unsigned long vnode_target(const struct vnode_keys *vnode)
{
	return vnode_room(vnode) - vnode->balloon;
}

/* What the E820 has of a vnode. */
unsigned long sim_vnodes_map(unsigned int vnode)
{
	return vnodes[vnode].map;
}

/* How much of its maximum a vnode is to be without. */
unsigned long sim_vnodes_balloon(unsigned int vnode)
{
	return vnodes[vnode].balloon;
}

/* The guest has answered, and goes by the keys as soon as it hears of them. */
bool sim_vnodes_agreed(void)
{
	const char *text = sim_xenstore_get(CONTROL);

	return text && !strcmp(text, "1");
}

/* ---- keys ---- */

static void vnodes_write_key(unsigned int n, const char *key, unsigned long pages)
{
	char path[64];

	snprintf(path, sizeof(path), "memory/vnode%u/%s", n, key);
	sim_xenstore_write(path, "%lu", pages * 4);
}

/* In one transaction, or one after the other. */
static void vnodes_write(bool torn)
{
	unsigned int n;

	for (n = 0; n < nr_vnodes; n++) {
		vnodes_write_key(n, "static-max", vnodes[n].maximum);
		if (torn)
			sim_sleep(3 * SIM_MS);
		vnodes_write_key(n, "target-balloon-size", vnodes[n].balloon);
		if (torn)
			sim_sleep(200 * SIM_MS);
	}
}

static void vnode_set(struct vnode_keys *vnode, unsigned long pages)
{
	if (pages > vnode_room(vnode))
		vnode->maximum += pages - vnode_room(vnode);
	vnode->balloon = vnode_room(vnode) - pages;
}

/* From now on nothing but memory of a vnode will do, as long as that is the last target. */
static void vnodes_note_strict(void)
{
	if (sim_strict_since == ~0ULL && sim_vnodes_agreed() && !sim_xenstore_fail_rate)
		sim_strict_since = sim_now;
}

/* What each vnode is to have, in the guest's count. Xen's limit is one, for all. */
void sim_vnodes_set(const unsigned long *pages, bool torn)
{
	unsigned long sum = 0, maximum = 0;
	unsigned int n;

	for (n = 0; n < nr_vnodes; n++) {
		sum += pages[n];
		maximum += max(vnode_room(&vnodes[n]), pages[n]);
	}
	sim_toolstack_make_room(maximum);
	for (n = 0; n < nr_vnodes; n++)
		vnode_set(&vnodes[n], pages[n]);
	sim_log("toolstack: vnodes %lu, %lu\n", pages[0], nr_vnodes > 1 ? pages[1] : 0);
	sim_toolstack_steer(sum);
	vnodes_write(torn);
	vnodes_note_strict();
}

/* ---- handshake ---- */

/* What is wanted of the domain stays as it is; the first vnodes give or take their share of it. */
static void vnodes_follow(bool torn)
{
	long want = sim_toolstack_target(), have = 0, change, left;
	unsigned long pages[SIM_VNODES];
	unsigned int n;

	for (n = 0; n < nr_vnodes; n++)
		have += vnode_target(&vnodes[n]);
	change = want - have;
	left = change;
	for (n = 0; n < nr_vnodes; n++) {
		long now = vnode_target(&vnodes[n]);
		long share = n + 1 < nr_vnodes ? change * now / max(have, 1L) : left;

		share = max(share, -now);
		pages[n] = now + share;
		left -= share;
	}
	sim_vnodes_set(pages, torn);
}

void sim_vnodes_offer(bool torn)
{
	sim_log("toolstack: offers to steer vnodes\n");
	vnodes_follow(torn);
	offered = true;
	sim_xenstore_write(CONTROL, "%s", "");
}

/* The domain goes by memory/target again. */
void sim_vnodes_withdraw(void)
{
	unsigned int n;

	sim_log("toolstack: does not steer vnodes\n");
	sim_strict_since = ~0ULL;
	offered = false;
	sim_xenstore_remove(CONTROL);
	for (n = 0; n < nr_vnodes; n++) {
		char path[32];

		snprintf(path, sizeof(path), "memory/vnode%u", n);
		sim_xenstore_remove(path);
	}
	sim_toolstack_steer(sim_toolstack_target());
}

/* Another Xenstore has none of it, until the toolstack there makes an offer. */
void sim_vnodes_forget(void)
{
	sim_strict_since = ~0ULL;
	offered = false;
	sim_xenstore_remove(CONTROL);
	sim_xenstore_remove("memory/vnode0");
	sim_xenstore_remove("memory/vnode1");
}

/* ---- a history ---- */

static void vnodes_garbage(u32 value)
{
	static const char *const texts[] = { "", "x", "-1", "99999999999999999999", "0", "1" };
	unsigned int n = value % nr_vnodes;
	char path[64];

	sim_strict_since = ~0ULL;
	snprintf(path, sizeof(path), "memory/vnode%u/%s", n,
		 value >> 4 & 1 ? "static-max" : "target-balloon-size");
	if (value >> 5 & 1)
		sim_xenstore_remove(path);
	else
		sim_xenstore_write(path, "%s", texts[value / 64 % ARRAY_SIZE(texts)]);
	sim_sleep(3 * SIM_S);
	vnodes_write(false);
}

/* From a quarter of the vnode to all of it, and a memory block more. */
static unsigned long vnodes_size(unsigned int n, u32 value, bool grow)
{
	unsigned long map = vnodes[n].map;

	return map / 4 + value % (map - map / 4 + (grow ? SIM_SECTION_PAGES : 0));
}

static void vnodes_change(u32 value)
{
	unsigned long pages[SIM_VNODES];
	unsigned int n;

	for (n = 0; n < nr_vnodes; n++) {
		pages[n] = vnode_target(&vnodes[n]);
		if (value >> n & 1)
			pages[n] = vnodes_size(n, value >> (6 + 5 * n), value >> 3 & 1);
	}
	sim_vnodes_set(pages, value >> 2 & 1);
}

/* From one vnode to the other. */
static void vnodes_move(u32 value)
{
	unsigned int from = value & 1;
	unsigned long pages[SIM_VNODES], moved;

	if (nr_vnodes < 2)
		return;
	pages[0] = vnode_target(&vnodes[0]);
	pages[1] = vnode_target(&vnodes[1]);
	moved = min((value >> 4) % 4096UL, pages[from] / 2);
	pages[from] -= moved;
	pages[!from] += moved;
	sim_vnodes_set(pages, value >> 1 & 1);
}

static void vnodes_do(u32 value)
{
	switch (value & 15) {
	case 0:
		sim_vnodes_withdraw();
		break;
	case 1:
		vnodes_garbage(value >> 4);
		break;
	case 2:
		/* The daemon has died: others write memory/target, and the keys stay. */
		sim_sleep((value >> 4 & 127) * SIM_S);
		break;
	case 3:
		/* Asked once more. */
		sim_xenstore_write(CONTROL, "%s", "");
		break;
	case 4:
		/* Withdrawn by halves. */
		sim_strict_since = ~0ULL;
		sim_xenstore_remove(value >> 4 & 1 ? CONTROL : "memory/vnode0");
		break;
	case 5:
	case 6:
	case 7:
		vnodes_move(value >> 4);
		break;
	case 8:
	case 9:
		vnodes_follow(value >> 4 & 1);
		break;
	default:
		vnodes_change(value >> 4);
	}
}

void sim_vnodes_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(8 * SIM_S))) {
		if (offered)
			vnodes_do(value);
		else
			sim_vnodes_offer(value >> 4 & 1);
	}
	/* Also what it wrote while the domain went to a new home. */
	sim_vnodes_withdraw();
}
