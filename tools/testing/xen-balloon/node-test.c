// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/node-map.c: tables of where memory was found; random numberings.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/numa.h>

#include "node-map.h"
#include "test.h"

/* ---- tables ---- */

struct found {
	unsigned int vnode;
	int nid;
	bool fits;
};

static void add_all_of(const char *name, struct xen_balloon_node_map *map, unsigned int count,
		       const struct found *found, size_t nr)
{
	struct xen_balloon_node_map was;
	size_t i;

	memset(map, 0x5a, sizeof(*map));
	xen_balloon_node_map_init(map, count);
	for (i = 0; i < nr; i++) {
		bool fits;

		was = *map;
		fits = xen_balloon_node_map_add(map, found[i].vnode, found[i].nid);
		CHECK(fits == found[i].fits, "%s: vnode %u on node %d %s", name, found[i].vnode,
		      found[i].nid, fits ? "fits" : "does not fit");
		CHECK(fits || !memcmp(map, &was, sizeof(was)), "%s: the map has changed", name);
	}
}

static void init_all_of_the_map(void)
{
	struct {
		struct xen_balloon_node_map map;
		int behind;
	} with = { .behind = 1234 };
	unsigned int vnode;

	xen_balloon_node_map_init(&with.map, XEN_BALLOON_MAX_VNODES);
	for (vnode = 0; vnode < XEN_BALLOON_MAX_VNODES; vnode++)
		CHECK(with.map.node[vnode] == NUMA_NO_NODE, "%u: %d", vnode, with.map.node[vnode]);
	CHECK(with.behind == 1234, "%d", with.behind);
}

static void add_in_order(void)
{
	static const struct found found[] = {
		{ 0, 0, true }, { 0, 0, true }, { 1, 1, true }, { 1, 1, true }, { 0, 0, true },
	};
	struct xen_balloon_node_map map;

	add_all_of("in order", &map, 2, found, ARRAY_SIZE(found));
	CHECK(map.count == 2 && map.node[0] == 0 && map.node[1] == 1, "%d %d", map.node[0],
	      map.node[1]);
}

/* CPU 0 in vnode 1: SRAT names that first. */
static void add_turned_round(void)
{
	static const struct found found[] = {
		{ 0, 1, true }, { 1, 0, true }, { 0, 1, true }, { 1, 1, false }, { 0, 0, false },
	};
	struct xen_balloon_node_map map;

	add_all_of("turned round", &map, 2, found, ARRAY_SIZE(found));
	CHECK(xen_balloon_node_map_vnode(&map, 0) == 1 && xen_balloon_node_map_vnode(&map, 1) == 0,
	      "%d %d", map.node[0], map.node[1]);
}

static void add_contradictions(void)
{
	/* numa=off: all is node 0. */
	static const struct found one_node[] = { { 0, 0, true }, { 1, 0, false } };
	/* numa=fake=4: the ends of a range are not of one node. */
	static const struct found fake[] = { { 0, 0, true }, { 0, 1, false } };
	static const struct found nonsense[] = {
		{ 2, 0, false }, { ~0U, 0, false }, { 0, NUMA_NO_NODE, false }, { 0, -7, false },
		{ 0, 5, true },
	};
	struct xen_balloon_node_map map;

	add_all_of("one node", &map, 2, one_node, ARRAY_SIZE(one_node));
	add_all_of("fake", &map, 2, fake, ARRAY_SIZE(fake));
	add_all_of("nonsense", &map, 2, nonsense, ARRAY_SIZE(nonsense));
	add_all_of("no vnodes", &map, 0, nonsense, 1);
}

/* Any number may be asked for. */
static void vnode_of_anything(void)
{
	static const struct found found[] = { { 0, 3, true }, { 2, 1023, true } };
	static const struct {
		int nid, want;
	} cases[] = {
		{ 3, 0 }, { 1023, 2 }, { 0, -1 }, { 1, -1 }, { 2, -1 }, { NUMA_NO_NODE, -1 },
		{ -2, -1 }, { 1 << 30, -1 },
	};
	struct xen_balloon_node_map map;
	size_t i;

	add_all_of("found", &map, 3, found, ARRAY_SIZE(found));
	CHECK(map.node[1] == NUMA_NO_NODE, "vnode 1 is node %d", map.node[1]);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(xen_balloon_node_map_vnode(&map, cases[i].nid) == cases[i].want,
		      "node %d is vnode %d", cases[i].nid,
		      xen_balloon_node_map_vnode(&map, cases[i].nid));

	/* A map that has not been begun, as the driver's before boot. */
	memset(&map, 0, sizeof(map));
	CHECK(xen_balloon_node_map_vnode(&map, 0) == -1, "node 0 is a vnode of none");
}

static void add_full(void)
{
	struct xen_balloon_node_map map;
	unsigned int vnode;

	xen_balloon_node_map_init(&map, XEN_BALLOON_MAX_VNODES);
	for (vnode = 0; vnode < XEN_BALLOON_MAX_VNODES; vnode++)
		CHECK(xen_balloon_node_map_add(&map, vnode, 100 - vnode), "vnode %u", vnode);
	for (vnode = 0; vnode < XEN_BALLOON_MAX_VNODES; vnode++)
		CHECK(xen_balloon_node_map_vnode(&map, 100 - vnode) == (int)vnode, "vnode %u",
		      vnode);
	CHECK(!xen_balloon_node_map_add(&map, XEN_BALLOON_MAX_VNODES, 500), "one more fits");
}

/* ---- properties ---- */

/* Pieces of memory in any order, on nodes in any order: what was found is what there is. */
static void any_numbering(struct rng *rng)
{
	unsigned int count = rng_range(rng, 1, XEN_BALLOON_MAX_VNODES), i;
	int nid_of[XEN_BALLOON_MAX_VNODES], vnode_of[64];
	bool seen[XEN_BALLOON_MAX_VNODES] = { };
	struct xen_balloon_node_map map;

	for (i = 0; i < ARRAY_SIZE(vnode_of); i++)
		vnode_of[i] = -1;
	for (i = 0; i < count; i++) {
		do
			nid_of[i] = rng_below(rng, ARRAY_SIZE(vnode_of));
		while (vnode_of[nid_of[i]] >= 0);
		vnode_of[nid_of[i]] = i;
	}
	xen_balloon_node_map_init(&map, count);
	for (i = 0; i < 3 * count; i++) {
		unsigned int vnode = rng_below(rng, count);

		REQUIRE(xen_balloon_node_map_add(&map, vnode, nid_of[vnode]), "vnode %u", vnode);
		seen[vnode] = true;
	}
	for (i = 0; i < count; i++)
		REQUIRE(map.node[i] == (seen[i] ? nid_of[i] : NUMA_NO_NODE), "vnode %u is %d", i,
			map.node[i]);
	for (i = 0; i < ARRAY_SIZE(vnode_of); i++)
		REQUIRE(xen_balloon_node_map_vnode(&map, i) ==
			(vnode_of[i] >= 0 && seen[vnode_of[i]] ? vnode_of[i] : -1),
			"node %u is vnode %d", i, xen_balloon_node_map_vnode(&map, i));
}

static const struct test tests[] = {
	UNIT(init_all_of_the_map),
	UNIT(add_in_order),
	UNIT(add_turned_round),
	UNIT(add_contradictions),
	UNIT(vnode_of_anything),
	UNIT(add_full),
	PROPERTY(any_numbering, 5000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
