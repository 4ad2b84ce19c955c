// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what moving memory costs in Xen alone: the bare hypercalls, from user space of a guest.
 *
 *	hypercall_cost pv|pvh ORDER MIB BATCH
 *
 * Takes MIB from Xen and gives them back, in extents of 2^ORDER pages, BATCH of them in a hypercall,
 * with nothing in between. The page frames lie from 64 GiB up, where the guest's kernel has no memory, so that it
 * is not disturbed; Xen must let the guest have that much ("move max"). Clearing pages, which Xen leaves to the
 * domain that gives them, is measured apart. Prints "up_ns=N down_ns=N clear_ns=N" for 1 GiB.
 *
 * What a PV guest takes has to be mapped, and what it gives must not be. So its pages move once
 * more with page tables, in the two possible ways, and the line continues: "entries_up_ns=N
 * entries_down_ns=N" with each entry of a table changed by Xen, a batch in a hypercall; and for
 * superpages "tables_up_ns=N tables_down_ns=N" with tables that are unpinned, written like any
 * memory and pinned again. The tables are hooked nowhere, but Xen still checks them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Of xen/privcmd.h, which needs a header that is not exported. */
struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};
#define IOCTL_PRIVCMD_HYPERCALL	_IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))

/* Of Xen's interface, which cannot be included here beside Linux's. */
#define MMU_UPDATE		1
#define MEMORY_OP		12
#define MULTICALL		13
#define UPDATE_VA_MAPPING	14
#define MMUEXT_OP		26
#define DECREASE_RESERVATION	1
#define POPULATE_PHYSMAP	6
#define PIN_L1_TABLE		0
#define UNPIN_TABLE		4
#define TLB_FLUSH_ALL		10
#define DOMID_SELF		0x7ff0
#define WRITABLE		0x2ull
#define ENTRY			0x8000000000000063ull	/* PRESENT, WRITABLE, ACCESSED, DIRTY, NX */
#define USER_ENTRY		0x8000000000000265ull	/* PRESENT, USER, ACCESSED, DIRTY, NX, Linux: special */

struct mmu_update {
	uint64_t ptr;
	uint64_t val;
};

struct mmuext_op {
	uint32_t cmd;
	uint64_t mfn;
	uint64_t arg2;
};

struct multicall_entry {
	uint64_t op;
	int64_t result;
	uint64_t args[6];
};

/* Of xen/privcmd.h, too. */
struct privcmd_mmapbatch_v2 {
	uint32_t num;
	uint16_t dom;
	uint64_t addr;
	const uint64_t *arr;
	int *err;
};
#define IOCTL_PRIVCMD_MMAPBATCH_V2 _IOC(_IOC_NONE, 'P', 4, sizeof(struct privcmd_mmapbatch_v2))

struct reservation {
	uint64_t *extents;
	uint64_t nr;
	uint32_t order;
	uint32_t flags;
	uint16_t domid;
};

#define PAGE		4096
#define FIRST_FRAME	(64ull << 30 >> 12)
#define PAGES_PER_GIB	(1ull << 18)
#define ENTRIES		512		/* of a page table; pages of a superpage */
#define MAX_BATCH	2048

static int fd;
static struct reservation *reservation;

static void die(const char *what)
{
	fprintf(stderr, "hypercall_cost: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Memory that Xen can write to at any time. */
static void *memory(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);

	if (p == MAP_FAILED)
		die("memory");
	return p;
}

static long hypercall(uint64_t op, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct privcmd_hypercall call = { .op = op, .arg = { a, b, c, d } };

	return ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

static long memory_op(int op, uint64_t *extents, unsigned long nr, unsigned int order)
{
	*reservation = (struct reservation){ extents, nr, order, 0, DOMID_SELF };
	return hypercall(MEMORY_OP, op, (uintptr_t)reservation, 0, 0);
}

/* All of them, a batch at a time; returns how many were done. */
static unsigned long all(int op, uint64_t *extents, unsigned long nr, unsigned int order,
			 unsigned long batch)
{
	unsigned long i, n;
	long done;

	for (i = 0; i < nr; i += n) {
		n = nr - i < batch ? nr - i : batch;
		done = memory_op(op, extents + i, n, order);
		if (done < 0)
			die("memory_op");
		if ((unsigned long)done < n)
			return i + done;
	}
	return nr;
}

/* One page, again and again, by the instruction that the kernel uses. */
static void clear_pages(unsigned long nr_pages)
{
	void *page = memory(PAGE), *to;
	unsigned long words;

	while (nr_pages--) {
		to = page;
		words = PAGE / 8;
		asm volatile("rep stosq" : "+D" (to), "+c" (words) : "a" (0) : "memory");
	}
}

/*
 * The page tables of a PV guest: a table for each superpage, all of them in one superpage that this
 * program has mapped. While Xen takes one for a page table it is pinned and not writable.
 */
static uint64_t (*tables)[ENTRIES];
static uint64_t tables_mfn;
static struct mmu_update *updates;
static struct mmuext_op *ops;
static struct multicall_entry *calls;

/* Makes tables @first to @first + @nr - 1 ordinary memory, or page tables; @flush: and then all TLBs are flushed. */
static void switch_tables(unsigned long first, unsigned long nr, int to_tables, int flush)
{
	struct multicall_entry ext = { .op = MMUEXT_OP };
	unsigned long i, n = 0, nr_ops = nr;

	for (i = 0; i < nr; i++)
		ops[i] = (struct mmuext_op){ to_tables ? PIN_L1_TABLE : UNPIN_TABLE, tables_mfn + first + i, 0 };
	if (flush)
		ops[nr_ops++] = (struct mmuext_op){ .cmd = TLB_FLUSH_ALL };
	ext.args[0] = (uintptr_t)ops;
	ext.args[1] = nr_ops;
	ext.args[3] = DOMID_SELF;

	if (!to_tables)
		calls[n++] = ext;
	for (i = 0; i < nr; i++) {
		calls[n] = (struct multicall_entry){ .op = UPDATE_VA_MAPPING };
		calls[n].args[0] = (uintptr_t)tables[first + i];
		calls[n++].args[1] = (tables_mfn + first + i) << 12 | USER_ENTRY | (to_tables ? 0 : WRITABLE);
	}
	if (to_tables)
		calls[n++] = ext;
	if (hypercall(MULTICALL, (uintptr_t)calls, n, 0, 0))
		die("multicall");
	for (i = 0; i < n; i++)
		if (calls[i].result) {
			fprintf(stderr, "hypercall_cost: page tables: Xen says %lld\n", (long long)calls[i].result);
			exit(1);
		}
}

static void make_tables(unsigned long nr)
{
	uint64_t *mfns = memory(ENTRIES * sizeof(*mfns)), extent = FIRST_FRAME - ENTRIES;
	struct privcmd_mmapbatch_v2 map = { ENTRIES, DOMID_SELF, 0, mfns, memory(ENTRIES * sizeof(int)) };
	unsigned long i, n;

	updates = memory(MAX_BATCH * sizeof(*updates));
	ops = memory((MAX_BATCH / ENTRIES + 1) * sizeof(*ops));
	calls = memory((MAX_BATCH / ENTRIES + 1) * sizeof(*calls));
	if (all(POPULATE_PHYSMAP, &extent, 1, 9, 1) != 1)
		die("memory for page tables");
	tables_mfn = extent;
	for (i = 0; i < ENTRIES; i++)
		mfns[i] = tables_mfn + i;
	tables = mmap(NULL, ENTRIES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map.addr = (uintptr_t)tables;
	if (tables == MAP_FAILED || ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &map))
		die("mapping page tables");
	memset(tables, 0, ENTRIES * PAGE);
	for (i = 0; i < nr; i += n) {
		n = nr - i < MAX_BATCH / ENTRIES ? nr - i : MAX_BATCH / ENTRIES;
		switch_tables(i, n, 1, 0);
	}
}

static void free_tables(unsigned long nr)
{
	uint64_t extent = tables_mfn;
	unsigned long i, n;

	for (i = 0; i < nr; i += n) {
		n = nr - i < MAX_BATCH / ENTRIES ? nr - i : MAX_BATCH / ENTRIES;
		switch_tables(i, n, 0, 0);
	}
	munmap(tables, ENTRIES * PAGE);
	if (all(DECREASE_RESERVATION, &extent, 1, 9, 1) != 1)
		die("giving page tables back");
}

/* What maps page @i of extents of 2^@order pages, or nothing. */
static uint64_t entry_of(const uint64_t *extents, unsigned long i, unsigned int order, int present)
{
	if (!present)
		return 0;
	return (extents[i >> order] + (i & ((1ul << order) - 1))) << 12 | ENTRY;
}

/* Pages @first to @first + @nr - 1, by changes of single entries. */
static void map_by_entries(const uint64_t *extents, unsigned long first, unsigned long nr,
			   unsigned int order, int present)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		updates[i].ptr = (tables_mfn << 12) + (first + i) * sizeof(uint64_t);
		updates[i].val = entry_of(extents, first + i, order, present);
	}
	if (hypercall(MMU_UPDATE, (uintptr_t)updates, nr, 0, DOMID_SELF))
		die("mmu_update");
	if (present)
		return;
	ops[0] = (struct mmuext_op){ .cmd = TLB_FLUSH_ALL };
	if (hypercall(MMUEXT_OP, (uintptr_t)ops, 1, 0, DOMID_SELF))
		die("flushing TLBs");
}

/* The same by tables. */
static void map_by_tables(const uint64_t *extents, unsigned long first, unsigned long nr,
			  unsigned int order, int present)
{
	unsigned long i;

	switch_tables(first / ENTRIES, nr / ENTRIES, 0, 0);
	for (i = first; i < first + nr; i++)
		tables[i / ENTRIES][i % ENTRIES] = entry_of(extents, i, order, present);
	switch_tables(first / ENTRIES, nr / ENTRIES, 1, !present);
}

typedef void map_fn(const uint64_t *extents, unsigned long first, unsigned long nr,
		    unsigned int order, int present);

/* All of them up and down, mapped and unmapped, a batch at a time. Prints what a GiB of it takes. */
static void move_mapped(const char *how, map_fn *map, uint64_t *extents, unsigned long nr,
			unsigned int order, unsigned long batch)
{
	unsigned long long up, down, pages = (unsigned long long)nr << order;
	unsigned long i, n;
	long long start;

	for (i = 0; i < nr; i++)
		extents[i] = FIRST_FRAME + ((uint64_t)i << order);
	start = now_ns();
	for (i = 0; i < nr; i += n) {
		n = nr - i < batch ? nr - i : batch;
		if (all(POPULATE_PHYSMAP, extents + i, n, order, n) != n)
			die("Xen has not enough");
		map(extents, i << order, n << order, order, 1);
	}
	up = now_ns() - start;
	start = now_ns();
	for (i = 0; i < nr; i += n) {
		n = nr - i < batch ? nr - i : batch;
		map(extents, i << order, n << order, order, 0);
		if (all(DECREASE_RESERVATION, extents + i, n, order, n) != n)
			die("giving back");
	}
	down = now_ns() - start;
	printf(" %s_up_ns=%llu %s_down_ns=%llu", how, up * PAGES_PER_GIB / pages, how, down * PAGES_PER_GIB / pages);
}

static void move_pv(uint64_t *extents, unsigned long nr, unsigned int order, unsigned long batch)
{
	unsigned long nr_tables = ((nr << order) + ENTRIES - 1) / ENTRIES;

	if (nr_tables > ENTRIES || batch << order > MAX_BATCH) {
		fprintf(stderr, "hypercall_cost: at most 1024 MiB, 2048 pages in a batch, with page tables\n");
		exit(1);
	}
	make_tables(nr_tables);
	move_mapped("entries", map_by_entries, extents, nr, order, batch);
	if (order == 9)
		move_mapped("tables", map_by_tables, extents, nr, order, batch);
	free_tables(nr_tables);
}

int main(int argc, char **argv)
{
	unsigned long long pages, up = 0, down = 0, clear;
	unsigned long nr, done = 0, batch, i;
	unsigned int order, round;
	uint64_t *extents;
	long long start;

	if (argc != 5) {
		fprintf(stderr, "usage: hypercall_cost pv|pvh ORDER MIB BATCH\n");
		return 1;
	}
	order = atoi(argv[2]);
	pages = strtoull(argv[3], NULL, 10) << 8;
	batch = strtoul(argv[4], NULL, 10);
	nr = pages >> order;
	fd = open("/dev/xen/privcmd", O_RDWR);
	if (fd < 0)
		die("/dev/xen/privcmd");
	reservation = memory(PAGE);
	extents = memory(nr * sizeof(*extents));

	/* The second round counts: Xen makes its tables for these page frames in the first. */
	for (round = 0; round < 2; round++) {
		for (i = 0; i < nr; i++)
			extents[i] = FIRST_FRAME + ((uint64_t)i << order);
		start = now_ns();
		done = all(POPULATE_PHYSMAP, extents, nr, order, batch);
		up = now_ns() - start;
		/* A PV guest finds machine frames in the list now, and that is what it gives back. */
		start = now_ns();
		if (all(DECREASE_RESERVATION, extents, done, order, batch) != done)
			die("giving back");
		down = now_ns() - start;
	}
	start = now_ns();
	clear_pages(pages);
	clear = now_ns() - start;
	if (done != nr) {
		fprintf(stderr, "hypercall_cost: Xen gave %lu of %lu extents\n", done, nr);
		return 1;
	}
	printf("up_ns=%llu down_ns=%llu clear_ns=%llu", up * PAGES_PER_GIB / pages,
	       down * PAGES_PER_GIB / pages, clear * PAGES_PER_GIB / pages);
	if (!strcmp(argv[1], "pv"))
		move_pv(extents, nr, order, batch);
	printf("\n");
	return 0;
}
