// SPDX-License-Identifier: GPL-2.0
/*
 * What moving memory costs in Xen alone: the bare hypercalls, from user space of a guest.
 *
 *	hypercall_cost pv|pvh ORDER MIB BATCH
 *
 * Takes MIB from Xen and gives them back, in extents of 2^ORDER pages, BATCH of them in a hypercall,
 * with nothing in between. The page frames lie from 64 GiB up, where the guest's kernel has no memory, so that it
 * is not disturbed; Xen must let the guest have that much ("move max"). For PV guests the
 * updates of page tables are not part of it. Clearing pages, which Xen leaves to the domain that gives them,
 * is measured apart. Prints "up_ns=N down_ns=N clear_ns=N" for 1 GiB.
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
#define MEMORY_OP		12
#define DECREASE_RESERVATION	1
#define POPULATE_PHYSMAP	6
#define DOMID_SELF		0x7ff0

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

/* Memory that Xen can write to whenever it likes. */
static void *memory(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);

	if (p == MAP_FAILED)
		die("memory");
	return p;
}

static long hypercall(int op, uint64_t *extents, unsigned long nr, unsigned int order)
{
	struct privcmd_hypercall call = { .op = MEMORY_OP, .arg = { op, (uint64_t)(uintptr_t)reservation } };

	*reservation = (struct reservation){ extents, nr, order, 0, DOMID_SELF };
	return ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

/* All of them, a batch at a time; returns how many were done. */
static unsigned long all(int op, uint64_t *extents, unsigned long nr, unsigned int order,
			 unsigned long batch)
{
	unsigned long i, n;
	long done;

	for (i = 0; i < nr; i += n) {
		n = nr - i < batch ? nr - i : batch;
		done = hypercall(op, extents + i, n, order);
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

int main(int argc, char **argv)
{
	unsigned long long pages, up, down, clear;
	unsigned long nr, done, batch, i;
	unsigned int order;
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
	start = now_ns();
	clear_pages(pages);
	clear = now_ns() - start;
	if (done != nr) {
		fprintf(stderr, "hypercall_cost: Xen gave %lu of %lu extents\n", done, nr);
		return 1;
	}
	printf("up_ns=%llu down_ns=%llu clear_ns=%llu\n", up * PAGES_PER_GIB / pages,
	       down * PAGES_PER_GIB / pages, clear * PAGES_PER_GIB / pages);
	return 0;
}
