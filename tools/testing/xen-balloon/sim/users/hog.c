// SPDX-License-Identifier: GPL-2.0
/* Processes that use memory, pin it, and die; and the kernel, which uses some for them. */
#include <linux/mm.h>

#include "users.h"

#define KERNEL_PAGES	256

unsigned long sim_hog_limit;

static void hog_alloc(unsigned short owner, unsigned long nr_pages)
{
	while (nr_pages-- && !sim_processes[owner].doomed &&
	       sim_processes[owner].nr_pages < sim_hog_limit) {
		if (!sim_alloc_for(owner, GFP_HIGHUSER | __GFP_MOVABLE))
			return;
		if (!(nr_pages & 31)) {
			sim_spend(10 * SIM_US);
			sim_point(SIM_ALLOC);
		}
	}
}

static void hog_free(unsigned short owner, unsigned long nr_pages)
{
	struct sim_process *process = &sim_processes[owner];
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &process->pages, lru) {
		if (!nr_pages--)
			return;
		page->pins = 0;
		sim_free_page(page);
	}
}

/* As vmsplice() into a pipe that is never read. */
static void hog_pin(unsigned short owner, u32 value, bool pin)
{
	struct page *page;
	u32 n = 0;

	list_for_each_entry(page, &sim_processes[owner].pages, lru)
		if (!pin || (n++ & 127) == (value & 127))
			page->pins = pin;
}

/* Some of its pages go to the disk, which takes from a millisecond to a minute. */
static void hog_write(unsigned short owner, u32 value)
{
	u64 until = sim_now + (1 + value % 60000) * SIM_MS;
	struct page *page;
	u32 n = 0;

	list_for_each_entry(page, &sim_processes[owner].pages, lru)
		if ((n++ & 63) == (value & 63))
			page->written_until = until;
}

/* Files are read: the page cache grows as long as there is room. */
static void hog_read(unsigned long nr_pages)
{
	while (nr_pages-- && sim_processes[SIM_PAGE_CACHE].nr_pages < 2 * sim_hog_limit)
		if (!sim_alloc_for(SIM_PAGE_CACHE, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
			return;
}

/* The kernel needs some for itself: without it the guest panics. */
static void hog_call_kernel(unsigned short owner, struct page **pages, unsigned int nr_pages)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++) {
		pages[i] = sim_kernel_page(owner);
		if (!pages[i])
			break;
	}
	if (!sim_processes[owner].doomed)
		sim_sleep(SIM_MS);
	while (i--)
		sim_free_page(pages[i]);
}

static void hog_do(unsigned short owner, u32 value)
{
	struct page *pages[KERNEL_PAGES];

	switch (value & 7) {
	case 0:
	case 1:
		hog_alloc(owner, (value >> 8) % 1024);
		break;
	case 2:
		hog_alloc(owner, (value >> 8) % 4096);
		break;
	case 3:
		hog_free(owner, (value >> 8) % 4096);
		break;
	case 4:
		hog_pin(owner, value >> 8, value >> 20 & 1);
		break;
	case 5:
		hog_read((value >> 8) % 1024);
		break;
	case 6:
		hog_call_kernel(owner, pages, (value >> 8) % KERNEL_PAGES);
		break;
	case 7:
		/* It exits, and another starts. */
		hog_free(owner, ~0UL);
		break;
	}
}

void sim_hog_main(void *arg)
{
	unsigned short owner = *(int *)arg;
	u32 value, written;

	while ((value = sim_next_operation(4 * SIM_S))) {
		hog_do(owner, value);
		written = sim_choose_rarely(SIM_DISK, 100000, 1 << 20);
		if (written)
			hog_write(owner, written);
		if (sim_processes[owner].doomed) {
			hog_free(owner, ~0UL);
			sim_processes[owner].doomed = false;
		}
	}
	hog_free(owner, ~0UL);
	sim_processes[owner].doomed = false;
	hog_free(SIM_PAGE_CACHE, ~0UL);
}
