// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/pool.c.
 *
 * They run on a made-up machine. A model keeps track of who owns which page frame, and so of the
 * runs that must be in the pool. All that goes into the pool and comes out of it goes through add()
 * and take() below, which compare the pool with the model every time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "pool.h"
#include "test.h"

#define BLOCK XEN_BALLOON_SUPERPAGE_PAGES
#define TOP XEN_BALLOON_SUPERPAGE_ORDER
#define BASE_PFN	(64 * BLOCK)
#define MAX_NODES	4
#define KINDS XEN_BALLOON_POOL_KINDS
#define FOR_GUEST XEN_BALLOON_POOL_FOR_GUEST
#define FOR_BORROWER XEN_BALLOON_POOL_FOR_BORROWER

/* ---- machine and model ---- */

/**
 * struct span - page frames that follow each other, in one zone of one node
 * @nid:	the node
 * @zone:	the zone
 * @pages:	how many
 */
struct span {
	unsigned int nid;
	enum zone_type zone;
	unsigned long pages;
};

/**
 * enum owner - who owns a page frame
 * @GUEST:	the guest, or another user who took it out of the pool; struct page is theirs
 * @FOREIGN:	another user of PageOffline, who keeps private 0
 * @POOL:	the pool
 */
enum owner {
	GUEST,
	FOREIGN,
	POOL,
};

/**
 * struct machine - the machine, the pool and the model
 * @pool:	what is tested
 * @nr_nodes:	nodes
 * @nr:		page frames; the functions here number them from 0
 * @owner:	of each page frame
 * @shadow:	of each that is not the pool's: what its struct page looks like
 * @seen:	of each: in how many runs of the pool it was found
 * @runs:	how many runs there must be, for each area and order
 * @pages:	how many page frames are the pool's, of each kind
 * @rng:	for what the owners write into their struct pages; NULL: they write what fools most
 */
static struct machine {
	struct xen_balloon_pool pool;
	unsigned int nr_nodes;
	unsigned long nr;
	unsigned char *owner;
	struct page *shadow;
	unsigned char *seen;
	unsigned long runs[KINDS * MAX_NODES][XEN_BALLOON_POOL_ORDERS];
	unsigned long pages[KINDS];
	struct rng *rng;
} m;

static struct page *page_at(unsigned long at)
{
	return pfn_to_page(BASE_PFN + at);
}

static enum xen_balloon_pool_kind kind_at(unsigned long at)
{
	if (PageHighMem(page_at(at)))
		return XEN_BALLOON_POOL_HIGHMEM;
	return is_zone_movable_page(page_at(at)) ? XEN_BALLOON_POOL_MOVABLE :
						   XEN_BALLOON_POOL_KERNEL;
}

static unsigned int area_at(unsigned long at)
{
	return KINDS * page_to_nid(page_at(at)) + kind_at(at);
}

static bool same_zone(unsigned long a, unsigned long b)
{
	return page_zone_id(page_at(a)) == page_zone_id(page_at(b));
}

/* What others see of the pool whenever its lock is free. */
static void check_counts(spinlock_t *lock)
{
	unsigned long sum[2] = { 0, 0 };	/* lowmem and highmem */
	unsigned int area, order;
	bool high;

	if (lock != &m.pool.lock || !m.pool.areas)
		return;
	for (area = 0; area < KINDS * m.nr_nodes; area++) {
		high = area % KINDS == XEN_BALLOON_POOL_HIGHMEM;
		for (order = 0; order <= TOP; order++)
			sum[high] += m.pool.areas[area].count[order] << order;
	}
	REQUIRE(m.pool.low == sum[0] && m.pool.high == sum[1],
		"under the lock: %lu low and %lu high pages are counted, but the runs have %lu and %lu",
		m.pool.low, m.pool.high, sum[0], sum[1]);
}

/* The owner of a page frame may write into its struct page. */
static void scribble(unsigned long at)
{
	struct page *page = page_at(at);
	u64 dice = m.rng ? rng_next(m.rng) : at;

	page->lru.next = (struct list_head *)(0xdead000 + dice % 256);
	page->lru.prev = (struct list_head *)(0xbeef000 + dice % 256);
	switch (m.owner[at]) {
	case GUEST:
		page->private = XEN_BALLOON_POOL_MAGIC | dice % XEN_BALLOON_POOL_ORDERS;
		page->page_type = dice / 16 % 4 ? SHIM_TYPE_NONE : SHIM_TYPE_OTHER;
		break;
	case FOREIGN:
		page->private = 0;
		page->page_type = SHIM_TYPE_OFFLINE;
		break;
	}
	m.shadow[at] = *page;
}

/*
 * Books the runs that aligned page frames must form, by halves. Returns whether they are a single
 * run, which is not booked yet, as it may be part of a larger one.
 */
static bool book_runs(unsigned long at, unsigned int order, long sign)
{
	unsigned long half = at + (1UL << order) / 2;
	bool low, high;

	if (!order)
		return m.owner[at] == POOL;
	low = book_runs(at, order - 1, sign);
	high = book_runs(half, order - 1, sign);
	if (low && high && same_zone(at, half))
		return true;
	if (low)
		m.runs[area_at(at)][order - 1] += sign;
	if (high)
		m.runs[area_at(half)][order - 1] += sign;
	return false;
}

static void book_block(unsigned long at, long sign)
{
	if (book_runs(at, TOP, sign))
		m.runs[area_at(at)][TOP] += sign;
}

static void book_owner(unsigned long at, unsigned long nr, enum owner owner)
{
	unsigned long i, first = at & ~(BLOCK - 1);

	for (i = first; i < at + nr; i += BLOCK)
		book_block(i, -1);
	for (i = at; i < at + nr; i++) {
		if (m.owner[i] == POOL)
			m.pages[kind_at(i)]--;
		m.owner[i] = owner;
		if (m.owner[i] == POOL)
			m.pages[kind_at(i)]++;
		else
			scribble(i);
	}
	for (i = first; i < at + nr; i += BLOCK)
		book_block(i, 1);
}

static void build_machine(const struct span *spans, size_t nr_spans)
{
	unsigned long at = 0, i;
	size_t s;

	memset(&m, 0, sizeof(m));
	for (s = 0; s < nr_spans; s++) {
		m.nr += spans[s].pages;
		m.nr_nodes = max(m.nr_nodes, spans[s].nid + 1);
	}
	shim_base_pfn = BASE_PFN;
	shim_nr_pages = m.nr;
	shim_mem_map = calloc(m.nr, sizeof(*shim_mem_map));
	m.shadow = calloc(m.nr, sizeof(*m.shadow));
	m.owner = calloc(m.nr, sizeof(*m.owner));
	m.seen = calloc(m.nr, sizeof(*m.seen));
	REQUIRE(shim_mem_map && m.shadow && m.owner && m.seen, "not enough memory for the test");
	REQUIRE(m.nr % BLOCK == 0 && m.nr_nodes <= MAX_NODES, "no proper machine");

	for (s = 0; s < nr_spans; s++)
		for (i = 0; i < spans[s].pages; i++)
			shim_page_init(&shim_mem_map[at++], spans[s].nid, spans[s].zone);
	for (at = 0; at < m.nr; at++)
		scribble(at);

	spin_lock_init(&m.pool.lock);
	REQUIRE(!xen_balloon_pool_init(&m.pool, m.nr_nodes), "init failed");
	shim_lock_hook = check_counts;
}

static void scrap_machine(void)
{
	shim_lock_hook = NULL;
	kfree(m.pool.areas);
	free(m.seen);
	free(m.owner);
	free(m.shadow);
	free(shim_mem_map);
}

/* Two nodes of 16 blocks each, four of them highmem and the last four in ZONE_MOVABLE. */
#define NODE_BLOCKS	16UL
#define LOW(node)	((node) * NODE_BLOCKS * BLOCK)
#define HIGH(node)	(LOW(node) + 8 * BLOCK)
#define MOVABLE(node)	(LOW(node) + 12 * BLOCK)

static const struct span two_nodes[] = {
	{ 0, ZONE_NORMAL, 8 * BLOCK }, { 0, ZONE_HIGHMEM, 4 * BLOCK },
	{ 0, ZONE_MOVABLE, 4 * BLOCK },
	{ 1, ZONE_NORMAL, 8 * BLOCK }, { 1, ZONE_HIGHMEM, 4 * BLOCK },
	{ 1, ZONE_MOVABLE, 4 * BLOCK },
};

/* Zones and nodes that meet anywhere. */
static const struct span odd_zones[] = {
	{ 0, ZONE_DMA32, BLOCK + 256 }, { 0, ZONE_NORMAL, BLOCK + 1 },
	{ 1, ZONE_NORMAL, BLOCK - 1 }, { 1, ZONE_HIGHMEM, 2 * BLOCK + 255 },
	{ 1, ZONE_MOVABLE, BLOCK }, { 0, ZONE_HIGHMEM, 1 }, { 2, ZONE_DMA32, BLOCK }, { 2, ZONE_NORMAL, 2 * BLOCK },
};

/* ---- pool against model ---- */

/* The counts alone, which is cheap. */
static void check_books(void)
{
	unsigned long high = m.pages[XEN_BALLOON_POOL_HIGHMEM];
	unsigned long low = m.pages[XEN_BALLOON_POOL_KERNEL] + m.pages[XEN_BALLOON_POOL_MOVABLE];
	unsigned int area, order;

	REQUIRE(!m.pool.lock.locked && !shim_locks_held, "the lock is still held");
	REQUIRE(m.pool.low == low && m.pool.high == high,
		"%lu low and %lu high pages instead of %lu and %lu", m.pool.low, m.pool.high,
		low, high);
	REQUIRE(xen_balloon_pool_pages(&m.pool) == low + high, "%lu pages instead of %lu",
		xen_balloon_pool_pages(&m.pool), low + high);
	for (area = 0; area < KINDS * m.nr_nodes; area++)
		for (order = 0; order <= TOP; order++)
			REQUIRE(m.pool.areas[area].count[order] == m.runs[area][order],
				"node %u, kind %u: %lu runs of order %u instead of %lu",
				area / KINDS, area % KINDS, m.pool.areas[area].count[order], order,
				m.runs[area][order]);
}

static void check_run(struct page *page, unsigned int area, unsigned int order)
{
	unsigned long at = page_to_pfn(page) - BASE_PFN, i;

	REQUIRE(at % (1UL << order) == 0, "run of order %u at %#lx", order, at);
	REQUIRE(page_private(page) == (XEN_BALLOON_POOL_MAGIC | order),
		"run of order %u at %#lx: private is %#lx", order, at, page_private(page));
	REQUIRE(area_at(at) == area, "run at %#lx of area %u in that of area %u", at, area_at(at),
		area);
	for (i = at; i < at + (1UL << order); i++) {
		REQUIRE(m.owner[i] == POOL, "run of order %u at %#lx: %#lx is not the pool's",
			order, at, i);
		REQUIRE(same_zone(at, i), "run of order %u at %#lx: %#lx is in another zone",
			order, at, i);
		REQUIRE(!m.seen[i]++, "%#lx is in two runs", i);
	}
}

/* Everything: each list, each page. */
static void check_pool(void)
{
	unsigned int area, order;
	unsigned long at;

	check_books();
	memset(m.seen, 0, m.nr);
	for (area = 0; area < KINDS * m.nr_nodes; area++) {
		for (order = 0; order <= TOP; order++) {
			struct list_head *head = &m.pool.areas[area].runs[order], *entry;
			unsigned long n = 0;

			for (entry = head->next; entry != head; entry = entry->next) {
				REQUIRE(entry->next->prev == entry, "list corrupted");
				check_run(list_entry(entry, struct page, lru), area, order);
				n++;
			}
			REQUIRE(n == m.pool.areas[area].count[order],
				"%lu runs of order %u are counted, %lu listed",
				m.pool.areas[area].count[order], order, n);
		}
	}
	for (at = 0; at < m.nr; at++) {
		if (m.owner[at] != POOL) {
			REQUIRE(!memcmp(page_at(at), &m.shadow[at], sizeof(m.shadow[at])),
				"the struct page of %#lx was changed, which is not the pool's", at);
			continue;
		}
		REQUIRE(PageOffline(page_at(at)), "%#lx is in the pool and not PageOffline", at);
		REQUIRE(m.seen[at], "%#lx is in the pool and in no run", at);
	}
}

/* Puts page frames into the pool, some of them already marked. */
static void add(unsigned long at, unsigned long nr)
{
	unsigned long i;

	for (i = at; i < at + nr; i++) {
		bool marked = m.rng ? rng_chance(m.rng, 30) : i % 3 == 0;

		REQUIRE(m.owner[i] != POOL, "the test adds %#lx twice", i);
		page_at(i)->page_type = SHIM_TYPE_NONE;
		if (marked)
			__SetPageOffline(page_at(i));
	}
	/* The arguments go first: past the last page there is none to ask for. */
	xen_balloon_pool_put(&m.pool, page_at(at), nr);
	book_owner(at, nr, POOL);
	check_books();
}

static void become_foreign(unsigned long at, unsigned long nr)
{
	book_owner(at, nr, FOREIGN);
}

/* The order of the run that @at is part of, by the model; -1 when it is in none. */
static int run_around(unsigned long at)
{
	int order, found = -1;

	for (order = 0; order <= TOP; order++) {
		unsigned long i, first = at & ~((1UL << order) - 1);

		for (i = first; i < first + (1UL << order); i++)
			if (m.owner[i] != POOL || !same_zone(at, i))
				return found;
		found = order;
	}
	return found;
}

static bool has_run(unsigned int area, unsigned int min_order, unsigned int max_order)
{
	unsigned int order;

	for (order = min_order; order <= max_order; order++)
		if (m.runs[area][order])
			return true;
	return false;
}

/* The best kind for a use that there is in a node, or KINDS. */
static enum xen_balloon_pool_kind best_kind(unsigned int nid, enum xen_balloon_pool_use use)
{
	unsigned int area = KINDS * nid;

	if (use == FOR_BORROWER && has_run(area + XEN_BALLOON_POOL_MOVABLE, 0, TOP))
		return XEN_BALLOON_POOL_MOVABLE;
	if (has_run(area + XEN_BALLOON_POOL_KERNEL, 0, TOP))
		return XEN_BALLOON_POOL_KERNEL;
	if (has_run(area + XEN_BALLOON_POOL_MOVABLE, 0, TOP))
		return XEN_BALLOON_POOL_MOVABLE;
	if (use == FOR_GUEST && has_run(area + XEN_BALLOON_POOL_HIGHMEM, 0, TOP))
		return XEN_BALLOON_POOL_HIGHMEM;
	return KINDS;
}

static bool node_has_run(unsigned int nid, unsigned int min_order, enum xen_balloon_pool_use use)
{
	enum xen_balloon_pool_kind kind = best_kind(nid, use);

	return kind != KINDS && has_run(KINDS * nid + kind, min_order, TOP);
}

/* What xen_balloon_pool_take() promises of what it returns, while the model is still as before. */
static void check_taken(unsigned long at, unsigned int order, int nid, unsigned int min_order,
			unsigned int max_order, enum xen_balloon_pool_use use)
{
	unsigned int area = area_at(at), smallest = max_order + 1;
	unsigned long i;
	int whole;

	REQUIRE(order >= min_order && order <= max_order, "order %u is not within %u and %u",
		order, min_order, max_order);
	REQUIRE(at % (1UL << order) == 0, "run of order %u at %#lx", order, at);
	for (i = at; i < at + (1UL << order); i++) {
		REQUIRE(m.owner[i] == POOL, "%#lx was handed out, which is not the pool's", i);
		REQUIRE(same_zone(at, i), "%#lx and %#lx are in different zones", at, i);
		REQUIRE(!PageOffline(page_at(i)), "%#lx is still PageOffline", i);
		REQUIRE((page_private(page_at(i)) & ~15UL) != XEN_BALLOON_POOL_MAGIC,
			"%#lx is still marked as a run", i);
	}
	REQUIRE(kind_at(at) == best_kind(page_to_nid(page_at(at)), use), "%#lx is of kind %u", at,
		kind_at(at));
	if (nid != NUMA_NO_NODE)
		REQUIRE(page_to_nid(page_at(at)) == nid, "it is not of node %d", nid);

	/* The largest that fits; and only when there is none, the smallest larger one. */
	whole = run_around(at);
	if (has_run(area, min_order, max_order)) {
		REQUIRE(!has_run(area, order + 1, max_order), "order %u, but there is a larger one",
			order);
		REQUIRE(whole == order, "a run of order %d was split for order %u", whole, order);
		return;
	}
	REQUIRE(order == max_order, "order %u out of a larger run, %u was asked for", order,
		max_order);
	while (!m.runs[area][smallest])
		smallest++;
	REQUIRE(whole == smallest, "a run of order %d was split, there is one of %u",
		whole, smallest);
}

/* Takes a run out of the pool. Returns where it is, or -1 when there is none. */
static long take(int nid, unsigned int min_order, unsigned int max_order,
		 enum xen_balloon_pool_use use, unsigned int *order)
{
	struct page *page;
	unsigned int n;
	long at;

	*order = ~0u;
	page = xen_balloon_pool_take(&m.pool, nid, min_order, max_order, use, order);
	if (!page) {
		for (n = 0; n < m.nr_nodes; n++)
			REQUIRE((nid != NUMA_NO_NODE && n != nid) ||
					!node_has_run(n, min_order, use),
				"no run of order %u up, but node %u has one", min_order, n);
		check_books();
		return -1;
	}
	at = page_to_pfn(page) - BASE_PFN;
	check_taken(at, *order, nid, min_order, max_order, use);
	book_owner(at, 1UL << *order, GUEST);
	check_books();
	return at;
}

/* Takes all runs, and checks that none is left. */
static void drain(void)
{
	unsigned long total = 0, n = 0;
	unsigned int order, kind;

	for (kind = 0; kind < KINDS; kind++)
		total += m.pages[kind];

	while (take(NUMA_NO_NODE, 0, TOP, FOR_GUEST, &order) >= 0)
		n += 1UL << order;
	REQUIRE(n == total, "%lu pages were in the pool, %lu came out", total, n);
	REQUIRE(!xen_balloon_pool_pages(&m.pool), "%lu pages left",
		xen_balloon_pool_pages(&m.pool));
	check_pool();
}

static unsigned long runs_of(unsigned int order)
{
	unsigned long n = 0;
	unsigned int area;

	for (area = 0; area < KINDS * m.nr_nodes; area++)
		n += m.pool.areas[area].count[order];
	return n;
}

/* Withdraws whatever the pool has of a range of whole blocks, and compares with the model. */
static void withdraw(unsigned long at, unsigned long nr)
{
	unsigned long bits[(8 * BLOCK) / BITS_PER_LONG] = { };
	unsigned long i;

	REQUIRE(nr <= 8 * BLOCK, "the test withdraws too much");
	/* What was set before stays set. */
	bits[0] = m.owner[at] == POOL ? 0 : 1;
	xen_balloon_pool_withdraw(&m.pool, page_at(at), nr, bits);
	for (i = 0; i < nr; i++) {
		bool set = bits[i / BITS_PER_LONG] >> (i % BITS_PER_LONG) & 1;

		REQUIRE(set == (m.owner[at + i] == POOL || i == 0), "%#lx: the bit is %d", at + i, set);
		REQUIRE(m.owner[at + i] != POOL || (PageOffline(page_at(at + i)) &&
						    !page_private(page_at(at + i))),
			"%#lx: was withdrawn and is not PageOffline, or marked", at + i);
	}
	for (i = at; i < at + nr; i++)
		if (m.owner[i] == POOL)
			book_owner(i, 1, FOREIGN);
	check_pool();
}

/* ---- unit tests ---- */

static void withdraw_ranges(void)
{
	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	withdraw(0, 4 * BLOCK);
	add(3, 2 * BLOCK + 77);
	add(3 * BLOCK + 5, 1);
	add(5 * BLOCK, BLOCK);
	/* The first and the last page of a range, and what is next to it. */
	add(8 * BLOCK - 1, 1);
	add(8 * BLOCK, 1);
	add(11 * BLOCK, 10);
	withdraw(BLOCK, 2 * BLOCK);
	withdraw(BLOCK, 2 * BLOCK);
	withdraw(0, 8 * BLOCK);
	withdraw(8 * BLOCK, 4 * BLOCK);
	CHECK(!xen_balloon_pool_pages(&m.pool), "%lu pages are left",
	      xen_balloon_pool_pages(&m.pool));
	add(LOW(1), 3 * BLOCK);
	withdraw(LOW(1) + BLOCK, BLOCK);
	CHECK(runs_of(TOP) == 2, "%lu blocks instead of 2", runs_of(TOP));
	drain();
	scrap_machine();
}

static void init_makes_empty_pool(void)
{
	unsigned int nr_nodes, i, order;

	for (nr_nodes = 1; nr_nodes <= 64; nr_nodes *= 4) {
		struct xen_balloon_pool pool = {};

		REQUIRE(!xen_balloon_pool_init(&pool, nr_nodes), "%u nodes: failed", nr_nodes);
		REQUIRE(pool.nr_nodes == nr_nodes, "%u nodes instead of %u", pool.nr_nodes,
			nr_nodes);
		for (i = 0; i < KINDS * nr_nodes; i++) {
			for (order = 0; order <= TOP; order++) {
				CHECK(list_empty(&pool.areas[i].runs[order]), "a list has entries");
				CHECK(!pool.areas[i].count[order], "a count is not 0");
			}
		}
		CHECK(!xen_balloon_pool_pages(&pool), "there are pages");
		CHECK(!xen_balloon_pool_take(&pool, NUMA_NO_NODE, 0, TOP, FOR_GUEST, &order),
		      "something can be taken");
		kfree(pool.areas);
	}
}

static void init_without_memory(void)
{
	struct xen_balloon_pool pool = {};
	unsigned int order;

	shim_alloc_fail = 1;
	CHECK(xen_balloon_pool_init(&pool, 2) == -ENOMEM, "did not fail with -ENOMEM");
	CHECK(!pool.areas, "there are areas");
	CHECK(!xen_balloon_pool_take(&pool, 0, 0, 0, FOR_BORROWER, &order), "something can be taken");
	CHECK(!xen_balloon_pool_pages(&pool), "there are pages");
	CHECK(!pool.lock.locked, "the lock is still held");

	CHECK(!xen_balloon_pool_init(&pool, 2), "the second attempt failed too");
	kfree(pool.areas);
}

static void take_before_init(void)
{
	struct xen_balloon_pool pool = {};
	unsigned int order;

	CHECK(!xen_balloon_pool_take(&pool, 0, 0, 0, FOR_BORROWER, &order), "something can be taken");
	CHECK(!xen_balloon_pool_take(&pool, NUMA_NO_NODE, 0, TOP, FOR_GUEST, &order),
	      "something can be taken");
	CHECK(!pool.lock.locked, "the lock is still held");
}

static void add_nothing(void)
{
	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	add(5, 0);
	check_pool();
	scrap_machine();
}

static void add_single_page(void)
{
	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	add(7, 1);
	check_pool();
	CHECK(runs_of(0) == 1, "%lu runs of order 0", runs_of(0));
	add(HIGH(1) + 7, 1);
	check_pool();
	CHECK(m.pool.low == 1 && m.pool.high == 1, "%lu low, %lu high", m.pool.low, m.pool.high);
	drain();
	scrap_machine();
}

/* Ranges that begin and end anywhere become the runs that they should. */
static void add_odd_ranges(void)
{
	static const struct {
		unsigned long at, nr;
		unsigned long want[TOP + 1];	/* runs of each order */
	} cases[] = {
		{ 0, 1, { 1 } },
		{ 1, 2, { 2 } },
		{ 2, 2, { 0, 1 } },
		{ 0, 3, { 1, 1 } },
		{ 1, 3, { 1, 1 } },
		{ 1, 6, { 2, 2 } },
		{ 0, 7, { 1, 1, 1 } },
		{ 3, 10, { 2, 0, 2 } },
		{ 0, 511, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 } },
		{ 1, 511, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 } },
		{ 1, 510, { 2, 2, 2, 2, 2, 2, 2, 2, 0, 0 } },
		{ 0, 512, { [9] = 1 } },
		{ 0, 513, { [0] = 1, [9] = 1 } },
		{ 511, 514, { [0] = 2, [9] = 1 } },
		{ 256, 512, { [8] = 2 } },
		{ 256, 768, { [8] = 1, [9] = 1 } },
		{ 512, 1024, { [9] = 2 } },
		{ 100, 2000, { 0, 0, 2, 1, 2, 1, 0, 1, 1, 3 } },
		{ 0, 8 * 512, { [9] = 8 } },
		{ 24 * 512 - 1, 1, { 1 } },
		{ 20 * 512 + 3, 4 * 512 - 3, { 1, 0, 1, 1, 1, 1, 1, 1, 1, 3 } },
	};
	size_t i, order;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		add(cases[i].at, cases[i].nr);
		check_pool();
		for (order = 0; order <= TOP; order++)
			CHECK(runs_of(order) == cases[i].want[order],
			      "%lu pages at %lu: %lu runs of order %zu instead of %lu",
			      cases[i].nr, cases[i].at, runs_of(order), order,
			      cases[i].want[order]);
		drain();
		scrap_machine();
	}
}

/* The pages of three blocks, one by one, in different sequences. */
static void join_up_to_blocks(void)
{
	/* The n-th to be added is n * factor + start, modulo their number. */
	static const struct {
		const char *name;
		unsigned long factor, start;
	} cases[] = {
		{ "upwards", 1, 0 },
		{ "downwards", 3 * 512 - 1, 3 * 512 - 1 },
		{ "from the middle", 1, 700 },
		{ "here and there", 601, 11 },
		{ "across the blocks", 3 * 256 + 1, 0 },
	};
	unsigned long n, total = 3 * BLOCK;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		for (n = 0; n < total; n++)
			add(BLOCK + (n * cases[i].factor + cases[i].start) % total, 1);
		check_pool();
		CHECK(runs_of(TOP) == 3, "%s: %lu blocks instead of 3", cases[i].name,
		      runs_of(TOP));
		scrap_machine();
	}
}

/* Two runs next to each other are joined when they are buddies, and otherwise not. */
static void join_buddies_only(void)
{
	static const struct {
		unsigned long at, nr, next, next_nr;
		unsigned int order;	/* of the runs that are there afterwards, */
		unsigned long runs;	/* and how many of these */
	} cases[] = {
		{ 0, 1, 1, 1, 1, 1 },
		{ 1, 1, 0, 1, 1, 1 },
		{ 1, 1, 2, 1, 0, 2 },
		{ 2, 1, 1, 1, 0, 2 },
		{ 0, 2, 2, 2, 2, 1 },
		{ 2, 2, 4, 2, 1, 2 },
		{ 0, 256, 256, 256, 9, 1 },
		{ 256, 256, 512, 256, 8, 2 },
		{ 0, 512, 512, 512, 9, 2 },
		{ 512, 512, 0, 512, 9, 2 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		add(cases[i].at, cases[i].nr);
		add(cases[i].next, cases[i].next_nr);
		check_pool();
		CHECK(runs_of(cases[i].order) == cases[i].runs,
		      "%lu pages at %lu, %lu at %lu: %lu runs of order %u instead of %lu",
		      cases[i].nr, cases[i].at, cases[i].next_nr, cases[i].next,
		      runs_of(cases[i].order), cases[i].order, cases[i].runs);
		scrap_machine();
	}
}

/* A neighbour that is not the pool's is left alone, whatever its owner keeps in its struct page. */
static void join_no_strangers(void)
{
	static const struct {
		const char *name;
		enum shim_page_type type;
		unsigned long private;
	} cases[] = {
		{ "free", SHIM_TYPE_NONE, 0 },
		{ "in use, private looks like a run", SHIM_TYPE_NONE, XEN_BALLOON_POOL_MAGIC },
		{ "of another type, private looks like a run", SHIM_TYPE_OTHER,
		  XEN_BALLOON_POOL_MAGIC },
		{ "another balloon's", SHIM_TYPE_OFFLINE, 0 },
	};
	unsigned int order, lower;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (order = 0; order < TOP; order++) {
			for (lower = 0; lower < 2; lower++) {
				unsigned long size = 1UL << order, at = lower ? 0 : size;
				struct page *stranger;

				build_machine(two_nodes, ARRAY_SIZE(two_nodes));
				stranger = page_at(size - at);
				stranger->page_type = cases[i].type;
				stranger->private = cases[i].private;
				if (stranger->private)
					stranger->private |= order;
				m.shadow[size - at] = *stranger;
				add(at, size);
				check_pool();
				CHECK(runs_of(order) == 1, "%s: a run of order %u has gone",
				      cases[i].name, order);
				scrap_machine();
			}
		}
	}
}

static void join_within_zones_only(void)
{
	unsigned long at, nr, i;

	build_machine(odd_zones, ARRAY_SIZE(odd_zones));
	/* One by one, so that every buddy is asked for. */
	for (at = 0; at < m.nr; at++)
		add(at, 1);
	check_pool();
	drain();
	/* Zone by zone, downwards. */
	for (i = ARRAY_SIZE(odd_zones), at = m.nr; i-- > 0;) {
		nr = odd_zones[i].pages;
		at -= nr;
		add(at, nr);
	}
	check_pool();
	CHECK(m.pool.low + m.pool.high == m.nr, "%lu pages", m.pool.low + m.pool.high);
	drain();
	scrap_machine();
}

/* The first and the last page there are: what is beyond does not even have a struct page. */
static void join_at_the_edges(void)
{
	static const struct span odd_blocks[] = { { 0, ZONE_NORMAL, 3 * BLOCK } };

	build_machine(odd_blocks, ARRAY_SIZE(odd_blocks));
	add(m.nr - 1, 1);
	add(0, 1);
	add(m.nr - BLOCK, BLOCK - 1);
	add(1, BLOCK - 1);
	check_pool();
	CHECK(runs_of(TOP) == 2, "%lu blocks instead of 2", runs_of(TOP));
	drain();
	scrap_machine();
}

/* One page out of a block leaves a run of each order, and comes back to a block. */
static void split_and_rejoin(void)
{
	unsigned int want, order, o;
	long at;

	for (want = 0; want <= TOP; want++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		add(2 * BLOCK, BLOCK);
		at = take(0, want, want, FOR_GUEST, &order);
		CHECK(at >= 0 && order == want, "order %u instead of %u", order, want);
		check_pool();
		for (o = 0; o <= TOP; o++)
			CHECK(runs_of(o) == (o >= want && o < TOP),
			      "order %u out of a block: %lu runs of order %u are left", want,
			      runs_of(o), o);
		add(at, 1UL << want);
		check_pool();
		CHECK(runs_of(TOP) == 1, "order %u: the block was not re-formed", want);
		scrap_machine();
	}
}

/* Which run is taken. */
static void take_prefers(void)
{
	static const struct {
		const char *name;
		struct {
			unsigned long at, nr;
		} have[4];
		unsigned int min_order, max_order;
		int want_order;		/* -1: nothing is to be found */
		unsigned long within;	/* what is taken lies in the run that begins here, */
		unsigned int size;	/* and has this order */
	} cases[] = {
		{ "nothing there", { }, 0, 9, -1, 0, 0 },
		{ "the only one", { { 8, 8 } }, 0, 9, 3, 8, 3 },
		{ "the largest", { { 0, 4 }, { 16, 16 }, { 64, 8 } }, 0, 9, 4, 16, 4 },
		{ "the largest that fits", { { 0, 4 }, { 16, 16 }, { 64, 8 } }, 0, 3, 3, 64, 3 },
		{ "exactly the size", { { 0, 4 }, { 16, 16 }, { 64, 8 } }, 2, 2, 2, 0, 2 },
		{ "small ones before a split", { { 0, 1 }, { 16, 16 } }, 0, 3, 0, 0, 0 },
		{ "a split when all others are too small", { { 0, 1 }, { 16, 16 } }, 1, 3, 3,
		  16, 4 },
		{ "a split of the smallest", { { 0, 512 }, { 1024, 64 }, { 2048, 16 } }, 0, 2, 2,
		  2048, 4 },
		{ "a split of a block", { { 512, 512 } }, 0, 0, 0, 512, 9 },
		{ "all too small", { { 0, 1 }, { 16, 16 } }, 5, 9, -1, 0, 0 },
		{ "no block", { { 0, 256 }, { 768, 256 } }, 9, 9, -1, 0, 0 },
		{ "a block", { { 0, 256 }, { 1024, 512 } }, 9, 9, 9, 1024, 9 },
		{ "smallest useful", { { 0, 4 }, { 1024, 2 } }, 2, 9, 2, 0, 2 },
	};
	unsigned int order;
	size_t i, n;
	long at;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		for (n = 0; n < ARRAY_SIZE(cases[i].have); n++)
			if (cases[i].have[n].nr)
				add(cases[i].have[n].at, cases[i].have[n].nr);
		at = take(0, cases[i].min_order, cases[i].max_order, FOR_GUEST, &order);
		if (cases[i].want_order < 0) {
			CHECK(at < 0, "%s: found one at %ld", cases[i].name, at);
		} else {
			CHECK(at >= 0 && order == cases[i].want_order, "%s: order %u instead of %d",
			      cases[i].name, order, cases[i].want_order);
			CHECK(at >> cases[i].size == cases[i].within >> cases[i].size,
			      "%s: found one at %ld, not in that at %lu", cases[i].name, at,
			      cases[i].within);
		}
		check_pool();
		scrap_machine();
	}
}

/* Of runs of one size, the one that was added last. */
static void take_last_added_first(void)
{
	static const unsigned long at[] = { 16, 0, 64, 32, 1024, 48 };
	unsigned int order;
	size_t i;
	long got;

	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	for (i = 0; i < ARRAY_SIZE(at); i++)
		add(at[i], 4);
	for (i = ARRAY_SIZE(at); i-- > 0;) {
		got = take(NUMA_NO_NODE, 2, 2, FOR_GUEST, &order);
		CHECK(got == at[i], "found %ld instead of %lu", got, at[i]);
	}
	scrap_machine();
}

static void take_by_node(void)
{
	static const struct {
		const char *name;
		long have[2];	/* -1: none */
		int nid;
		enum xen_balloon_pool_use use;
		long want;
	} cases[] = {
		{ "node 0", { LOW(0), LOW(1) }, 0, FOR_GUEST, LOW(0) },
		{ "node 1", { LOW(0), LOW(1) }, 1, FOR_GUEST, LOW(1) },
		{ "not node 1 for node 0", { -1, LOW(1) }, 0, FOR_GUEST, -1 },
		{ "not node 0 for node 1", { LOW(0), -1 }, 1, FOR_GUEST, -1 },
		{ "node 1 for any", { -1, LOW(1) }, NUMA_NO_NODE, FOR_GUEST, LOW(1) },
		{ "highmem of the node before lowmem of another", { LOW(0), HIGH(1) }, 1, FOR_GUEST,
		  HIGH(1) },
		{ "no lowmem of another node", { LOW(0), HIGH(1) }, 1, FOR_BORROWER, -1 },
		{ "lowmem of any node", { HIGH(0), LOW(1) }, NUMA_NO_NODE, FOR_BORROWER, LOW(1) },
		{ "no lowmem at all", { HIGH(0), HIGH(1) }, 0, FOR_BORROWER, -1 },
		{ "highmem where it may be", { -1, HIGH(1) }, 1, FOR_GUEST, HIGH(1) },
	};
	unsigned int order;
	size_t i, n;
	long at;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		for (n = 0; n < 2; n++)
			if (cases[i].have[n] >= 0)
				add(cases[i].have[n], 8);
		at = take(cases[i].nid, 3, 3, cases[i].use, &order);
		CHECK(at == cases[i].want, "%s: %ld instead of %ld", cases[i].name, at,
		      cases[i].want);
		check_pool();
		scrap_machine();
	}
}

/*
 * After a way down that took from each zone, a guest could not use what it got first on the way up,
 * and died: there were superpages in ZONE_MOVABLE, and only small runs in the kernel's own zones.
 */
static void movable_superpage_after_small_run(void)
{
	static const struct {
		const char *name;
		long have[3];	/* -1: none; each of one page, the last two of a superpage */
		unsigned int min_order;
		enum xen_balloon_pool_use use;
		long want;
	} cases[] = {
		{ "no superpage of the kernel's", { LOW(0) + 1, MOVABLE(0), -1 }, TOP, FOR_GUEST,
		  -1 },
		{ "what is the kernel's", { LOW(0) + 1, MOVABLE(0), HIGH(0) }, 0, FOR_GUEST,
		  LOW(0) + 1 },
		{ "ZONE_MOVABLE", { -1, MOVABLE(0), HIGH(0) }, TOP, FOR_GUEST, MOVABLE(0) },
		{ "a page in ZONE_MOVABLE", { MOVABLE(0) + BLOCK, -1, HIGH(0) }, 0, FOR_GUEST,
		  MOVABLE(0) + BLOCK },
		{ "highmem", { -1, -1, HIGH(0) }, TOP, FOR_GUEST, HIGH(0) },
		{ "another node", { LOW(0) + 1, MOVABLE(0), HIGH(1) }, TOP, FOR_GUEST, HIGH(1) },
		{ "a borrower", { LOW(0) + 1, MOVABLE(0), HIGH(0) }, 0, FOR_BORROWER, MOVABLE(0) },
		{ "a borrower, the kernel's", { LOW(0) + 1, -1, HIGH(0) }, 0, FOR_BORROWER,
		  LOW(0) + 1 },
		{ "a borrower, highmem", { HIGH(0) + 1, -1, HIGH(0) + BLOCK }, 0, FOR_BORROWER, -1 },
	};
	unsigned int order;
	size_t i, n;
	long at;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		build_machine(two_nodes, ARRAY_SIZE(two_nodes));
		for (n = 0; n < 3; n++)
			if (cases[i].have[n] >= 0)
				add(cases[i].have[n], n ? BLOCK : 1);
		at = take(NUMA_NO_NODE, cases[i].min_order, TOP, cases[i].use, &order);
		CHECK(at == cases[i].want, "%s: %ld instead of %ld", cases[i].name, at,
		      cases[i].want);
		check_pool();
		scrap_machine();
	}
}

/* What a node has in the pool, also for a node that does not exist. */
static void count_by_node(void)
{
	static const unsigned long want[] = { 300, 700, 0 };
	unsigned long got;
	unsigned int nid;

	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	add(LOW(0), 100);
	add(HIGH(0), 200);
	add(LOW(1), 300);
	add(HIGH(1), 400);
	for (nid = 0; nid < ARRAY_SIZE(want); nid++) {
		got = xen_balloon_pool_node_pages(&m.pool, nid);
		CHECK(got == want[nid], "node %u: %lu pages", nid, got);
	}
	drain();
	CHECK(!xen_balloon_pool_node_pages(&m.pool, 1), "node 1 still has some");
	scrap_machine();
}

/* Lowmem and highmem are counted apart, and kept apart. */
static void count_lowmem_and_highmem(void)
{
	unsigned int order;

	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	add(LOW(0), 100);
	add(HIGH(0), 200);
	add(LOW(1), 300);
	add(HIGH(1), 400);
	CHECK(m.pool.low == 400 && m.pool.high == 600, "%lu low, %lu high", m.pool.low,
	      m.pool.high);
	CHECK(xen_balloon_pool_pages(&m.pool) == 1000, "%lu pages",
	      xen_balloon_pool_pages(&m.pool));
	while (take(NUMA_NO_NODE, 0, TOP, FOR_BORROWER, &order) >= 0)
		;
	CHECK(m.pool.low == 0 && m.pool.high == 600, "%lu low, %lu high", m.pool.low,
	      m.pool.high);
	drain();
	scrap_machine();
}

/* Exactly what is in the pool is marked, whether it was marked before or not. */
static void mark_exactly_the_pool(void)
{
	unsigned long at, marked;
	unsigned int order;
	long got;

	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	for (at = 100; at < 200; at += 2)
		become_foreign(at, 1);
	add(512, 300);
	got = take(0, 4, 4, FOR_GUEST, &order);
	for (at = 0, marked = 0; at < m.nr; at++)
		marked += PageOffline(page_at(at));
	CHECK(got >= 0 && marked == 50 + 300 - 16, "%lu pages are marked", marked);
	check_pool();
	/* What was another's is the pool's when it is given to it. */
	for (at = 100; at < 200; at += 2)
		add(at, 1);
	check_pool();
	drain();
	scrap_machine();
}

/* ---- property tests ---- */

static unsigned long random_size(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return 1;
	case 1:
		return 1UL << rng_below(rng, TOP + 2);
	case 2:
		return rng_range(rng, 1, 64);
	default:
		return rng_range(rng, 1, 3 * BLOCK);
	}
}

/* Adds something that is not in the pool: around @at, as far as it is in one zone. */
static void add_somewhere(struct rng *rng, unsigned long at)
{
	unsigned long nr, most = random_size(rng);

	if (rng_chance(rng, 30))
		at &= ~(BLOCK - 1);
	while (at < m.nr && m.owner[at] != GUEST)
		at++;
	for (nr = 0; at + nr < m.nr && nr < most; nr++)
		if (m.owner[at + nr] != GUEST || !same_zone(at, at + nr))
			break;
	if (nr)
		add(at, nr);
}

static void take_something(struct rng *rng)
{
	unsigned int max_order = rng_below(rng, TOP + 1), order;
	unsigned int min_order = rng_chance(rng, 50) ? 0 : rng_below(rng, max_order + 1);
	int nid = rng_chance(rng, 30) ? NUMA_NO_NODE : rng_below(rng, m.nr_nodes);

	take(nid, min_order, max_order, rng_chance(rng, 30), &order);
}

/* Other users of PageOffline come and go. */
static void change_strangers(struct rng *rng)
{
	unsigned long at = rng_below(rng, m.nr), n;
	enum owner from = m.owner[at];

	for (n = rng_range(rng, 1, 40); n && at < m.nr && m.owner[at] == from; n--, at++)
		if (from != POOL)
			book_owner(at, 1, from == GUEST ? FOREIGN : GUEST);
}

static void random_operations(struct rng *rng, unsigned int nr)
{
	unsigned int i, taking = 50;

	for (i = 0; i < nr; i++) {
		/* Long stretches of more adding or more taking, to get to both ends. */
		if (i % 100 == 0)
			taking = rng_range(rng, 5, 95);
		if (rng_chance(rng, 3))
			change_strangers(rng);
		else if (rng_chance(rng, taking))
			take_something(rng);
		else
			add_somewhere(rng, rng_below(rng, m.nr));
		if (i % 50 == 49)
			check_pool();
	}
	check_pool();
}

/* Returns everything to the pool, foreign pages too. Then each whole block is one run. */
static void return_everything(struct rng *rng)
{
	unsigned long at, i, blocks = 0;

	for (at = 0; at < m.nr; at++)
		if (m.owner[at] == FOREIGN)
			book_owner(at, 1, GUEST);
	for (i = 0; i < 100; i++)
		add_somewhere(rng, rng_below(rng, m.nr));
	while (xen_balloon_pool_pages(&m.pool) < m.nr)
		add_somewhere(rng, 0);
	check_pool();
	for (at = 0; at < m.nr; at += BLOCK) {
		for (i = 1; i < BLOCK && same_zone(at, at + i); i++)
			;
		blocks += i == BLOCK;
	}
	REQUIRE(runs_of(TOP) == blocks, "%lu blocks of %lu were re-formed", runs_of(TOP), blocks);
}

static void any_sequence(struct rng *rng)
{
	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	m.rng = rng;
	random_operations(rng, 500);
	return_everything(rng);
	drain();
	scrap_machine();
}

/* The same on machines whose zones meet anywhere. */
static void any_machine(struct rng *rng)
{
	struct span spans[8];
	unsigned int nr = rng_range(rng, 1, ARRAY_SIZE(spans)), i;
	unsigned long total = 0;

	for (i = 0; i < nr; i++) {
		spans[i].nid = rng_below(rng, MAX_NODES);
		spans[i].zone = rng_below(rng, MAX_NR_ZONES);
		spans[i].pages = random_size(rng);
		total += spans[i].pages;
	}
	spans[nr - 1].pages += -total & (BLOCK - 1);
	build_machine(spans, nr);
	m.rng = rng;
	random_operations(rng, 300);
	return_everything(rng);
	drain();
	scrap_machine();
}

/* A pool that was taken apart to the last page, in any way, is whole again after any return. */
static void fragments_rejoin(struct rng *rng)
{
	struct {
		unsigned long at, nr;
	} held[8 * BLOCK];
	unsigned long nr = 0, i, n;
	unsigned int order, most = rng_below(rng, TOP + 1);
	long at;

	build_machine(two_nodes, ARRAY_SIZE(two_nodes));
	m.rng = rng;
	add(LOW(1), 8 * BLOCK);
	while ((at = take(1, 0, rng_below(rng, most + 1), FOR_GUEST, &order)) >= 0) {
		held[nr].at = at;
		held[nr++].nr = 1UL << order;
	}
	check_pool();
	REQUIRE(!xen_balloon_pool_pages(&m.pool), "%lu pages are left",
		xen_balloon_pool_pages(&m.pool));
	while (nr) {
		i = rng_below(rng, nr);
		/* In one piece or in two. */
		n = rng_below(rng, held[i].nr);
		if (n)
			add(held[i].at, n);
		add(held[i].at + n, held[i].nr - n);
		held[i] = held[--nr];
	}
	check_pool();
	REQUIRE(runs_of(TOP) == 8, "%lu blocks of 8 were re-formed", runs_of(TOP));
	scrap_machine();
}

static const struct test tests[] = {
	UNIT(init_makes_empty_pool),
	UNIT(init_without_memory),
	UNIT(take_before_init),
	UNIT(add_nothing),
	UNIT(add_single_page),
	UNIT(add_odd_ranges),
	UNIT(join_up_to_blocks),
	UNIT(join_buddies_only),
	UNIT(join_no_strangers),
	UNIT(join_within_zones_only),
	UNIT(join_at_the_edges),
	UNIT(split_and_rejoin),
	UNIT(take_prefers),
	UNIT(take_last_added_first),
	UNIT(take_by_node),
	UNIT(withdraw_ranges),
	UNIT(count_by_node),
	UNIT(movable_superpage_after_small_run),
	UNIT(count_lowmem_and_highmem),
	UNIT(mark_exactly_the_pool),
	PROPERTY(any_sequence, 100),
	PROPERTY(any_machine, 200),
	PROPERTY(fragments_rejoin, 30),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
