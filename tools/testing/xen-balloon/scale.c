// SPDX-License-Identifier: GPL-2.0
/*
 * What the pool costs in machines up to 16 TiB: "make scale".
 *
 * The memmap of a machine is a mapping that has no memory until it is touched. As many superpages as 16 GiB
 * have, spread evenly over all of it, go in and out, in an order that jumps around: as runs, and page by page.
 * Prints a line for each size of the machine; the time of an operation, the least of five rounds, should not
 * depend on it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include <linux/numa.h>

#include "pool.h"
#include "shim.h"

#define SUPERPAGE	XEN_BALLOON_SUPERPAGE_PAGES
#define PAGES_PER_GIB	(1UL << 18)
#define MOST		(16 * PAGES_PER_GIB / SUPERPAGE)
#define ROUNDS		5

/* Any number without a factor of 2 visits each superpage once. */
#define STRIDE		12347UL

enum operation { PUT, TAKE, WITHDRAW, PUT_PAGES, TAKE_PAGES, OPERATIONS };

static struct xen_balloon_pool pool;
static unsigned long nr, distance;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static struct page *superpage(unsigned long i)
{
	return shim_mem_map + i * STRIDE % nr * distance;
}

static void take(unsigned int order)
{
	unsigned int got;

	if (!xen_balloon_pool_take(&pool, NUMA_NO_NODE, order, order, XEN_BALLOON_POOL_FOR_GUEST, &got) || got != order) {
		fprintf(stderr, "scale: the pool has no run of order %u\n", order);
		exit(1);
	}
}

static void operate(enum operation operation, unsigned long i)
{
	unsigned long p;

	switch (operation) {
	case PUT:
		xen_balloon_pool_put(&pool, superpage(i), SUPERPAGE);
		break;
	case TAKE:
		take(XEN_BALLOON_SUPERPAGE_ORDER);
		break;
	case WITHDRAW: {
		unsigned long frames[SUPERPAGE / 64] = {};

		xen_balloon_pool_withdraw(&pool, superpage(i), SUPERPAGE, frames);
		for (p = 0; p < SUPERPAGE; p++)
			__ClearPageOffline(superpage(i) + p);
		break;
	}
	case PUT_PAGES:
		for (p = 0; p < SUPERPAGE; p++)
			xen_balloon_pool_put(&pool, superpage(i) + p, 1);
		break;
	case TAKE_PAGES:
		for (p = 0; p < SUPERPAGE; p++)
			take(0);
		break;
	case OPERATIONS:
		break;
	}
}

/* Nanoseconds a superpage. */
static uint64_t timed(enum operation operation)
{
	uint64_t start = now_ns();
	unsigned long i;

	for (i = 0; i < nr; i++)
		operate(operation, i);
	return (now_ns() - start) / nr;
}

static void measure(unsigned long gib)
{
	static const enum operation order[] = { PUT, TAKE, PUT, WITHDRAW, PUT_PAGES, TAKE_PAGES };
	uint64_t best[OPERATIONS], ns;
	unsigned int round, i;
	size_t size;

	shim_nr_pages = gib * PAGES_PER_GIB;
	size = shim_nr_pages * sizeof(struct page);
	shim_mem_map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (shim_mem_map == MAP_FAILED) {
		fprintf(stderr, "scale: no address space for a memmap of %lu GiB\n", gib);
		exit(1);
	}
	nr = shim_nr_pages / SUPERPAGE;
	distance = SUPERPAGE;
	if (nr > MOST) {
		distance = nr / MOST * SUPERPAGE;
		nr = MOST;
	}
	for (i = 0; i < OPERATIONS; i++)
		best[i] = UINT64_MAX;
	/* The first round has the page faults of the memmap in it. */
	for (round = 0; round <= ROUNDS; round++)
		for (i = 0; i < sizeof(order) / sizeof(*order); i++) {
			ns = timed(order[i]);
			if (round && ns < best[order[i]])
				best[order[i]] = ns;
		}
	printf("%6lu GiB", gib);
	for (i = 0; i < OPERATIONS; i++)
		printf(" %9" PRIu64, best[i]);
	printf("\n");
	munmap(shim_mem_map, size);
}

int main(void)
{
	static const unsigned long sizes[] = { 1, 16, 256, 1024, 4096, 16384 };
	unsigned int i;

	if (xen_balloon_pool_init(&pool, 1))
		return 1;
	printf("ns of CPU time a superpage; the pool itself takes %zu bytes a node\n",
	       XEN_BALLOON_POOL_KINDS * sizeof(*pool.areas));
	printf("%10s %9s %9s %9s %9s %9s\n", "", "put", "take", "withdraw", "put pages", "take them");
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		measure(sizes[i]);
	return 0;
}
