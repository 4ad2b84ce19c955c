// SPDX-License-Identifier: GPL-2.0
/*
 * The start of the driver, and what the rest of the kernel calls: what it counts at boot, how long
 * boot waits, what each part does from then on, and what becomes of it without memory.
 */
#include <linux/errno.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include <asm/xen/hypervisor.h>
#include <xen/balloon-arch.h>
#include <xen/mem-reservation.h>
#include <xen/page.h>

#include <string.h>

#include "case.h"

/* Arrays of page frames, and of their numbers, for each of the two movers. */
#define BATCH_ARRAYS	4

/* ---- what there is ---- */

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

/* The extra memory of a PV domain is in the pool, in whole superpages where they are. */
static void extra_memory_is_in_the_pool(void)
{
	unsigned long extra = sim_machine.boot_end - sim_machine.memory;

	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(balloon_stats.balloon_low, extra);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_rest_check();
	case_host_has_plenty();
	case_reach(sim_machine.boot_end);
	sim_equal(case_counter("deflated_superpages"), extra / 512);
	sim_rest_check();
}

/* memmap= has taken a part of it. */
static void pv_with_hole(struct sim_machine *m)
{
	m->domain = SIM_PV;
	m->boot_end = m->maximum = m->pod_end = m->known_start = m->ram_end = 8 * SIM_SECTION_PAGES;
	m->movable_start = m->node_start = m->boot_end;
	m->hole = 5 * SIM_SECTION_PAGES;
}

static void hole_is_left_out(void)
{
	unsigned long frames = sim_machine.boot_end - SIM_SECTION_PAGES;

	sim_equal(balloon_stats.balloon_low, frames - sim_machine.memory);
	sim_equal(balloon_stats.total_pages, frames);
	case_host_has_plenty();
	case_reach(frames);
	sim_rest_check();
}

/* They are like any page that was never the page allocator's. */
static void extra_memory_is_lent(void)
{
	struct page *pages[1024] = {};
	unsigned int nr = sim_borrow(pages, 0, 1000);

	sim_equal(nr, 1000);
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(case_counter("lendings"), 1);
	sim_equal(case_counter("lent_pages"), 1000);
	sim_give_back(pages, nr, nr, false);
	sim_equal(balloon_stats.balloon_low, sim_machine.boot_end - sim_machine.memory);
	sim_rest_check();
}

/* Of which the kernel has released some before. */
static void dom0(struct sim_machine *m)
{
	m->domain = SIM_DOM0;
	xen_released_pages = 100;
}

static void dom0_goes_by_xen(void)
{
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(balloon_stats.target_pages, sim_machine.memory);
}

static void vnodes_are_found(void)
{
	sim_vnuma_check_boot(true);
	sim_rest_check();
}

/* ---- boot ---- */

static void boot_waits(void)
{
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(case_logged("Waiting for initial ballooning down"), 1);
	sim_equal(case_logged("Initial ballooning down finished."), 1);
	sim_equal(case_logged("MiB left"), 0);
	case_settle();
	sim_rest_check();
}

static void with_all_memory(struct sim_machine *m)
{
	m->memory = m->boot_end;
}

static void boot_does_not_wait(void)
{
	sim_equal(case_logged("nitial ballooning"), 0);
	sim_assert(sim_now < SIM_S, "boot takes %llu ms", sim_now / SIM_MS);
}

/* Exactly 1 GiB is to go. */
static void with_a_gib(struct sim_machine *m)
{
	sim_xen.paging = 10000;
	m->memory = m->boot_end;
	m->boot_end += 1UL << 18;
	m->pod_end = m->known_start = m->ram_end = m->maximum = m->movable_start = m->boot_end;
	m->node_start = m->boot_end;
}

static void each_gib_is_logged(void)
{
	sim_equal(case_logged("MiB left to give back"), 1);
	sim_equal(case_logged(": 0 MiB left to give back"), 1);
	sim_equal(case_logged("down finished."), 1);
}

/* Boot looks after each step. */
static void let_others_run(enum sim_point kind)
{
	if (kind == SIM_HYPERCALL)
		sim_task_yield();
}

static void with_two_gib(struct sim_machine *m)
{
	sim_at_point = let_others_run;
	with_a_gib(m);
	m->boot_end += 1UL << 18;
	m->boot_end += 64 * SIM_SECTION_PAGES;
	m->pod_end = m->known_start = m->ram_end = m->maximum = m->movable_start = m->boot_end;
	m->node_start = m->boot_end;
}

/* The third would be after 3 GiB. */
static void two_gib_are_logged_twice(void)
{
	sim_equal(case_logged("MiB left to give back"), 2);
}

static void with_xen_refusing(struct sim_machine *m)
{
	sim_xen.refuses = true;
}

static void boot_gives_up(void)
{
	sim_equal(case_logged("Initial ballooning failed, 1536 pages need to be freed."), 1);
	sim_equal(case_logged("down finished."), 0);
	sim_equal(sim_now / SIM_S, 180);
}

/* ---- what is started ---- */

static void with_pod_remainder(struct sim_machine *m)
{
	m->pod_end = m->boot_end + 64 * SIM_SECTION_PAGES;
	m->ram_end = m->maximum = m->pod_end;
}

/* 8 superpages each 20 ms. */
static void pod_remainder_goes(void)
{
	unsigned long superpages = 64 * SIM_SECTION_PAGES / 512;
	u64 start = sim_now;

	while (xen_pod_remainder_left())
		sim_sleep(SIM_MS);
	sim_equal((sim_now - start + 10 * SIM_MS) / (20 * SIM_MS), superpages / 8);
	case_settle();
	sim_rest_check();
}

static void domain_grows(void)
{
	case_host_has_plenty();
	sim_toolstack_set_maximum(sim_machine.maximum + 3000);
	case_reach(sim_machine.maximum + 3000);
	sim_rest_check();
}

/* 1 MiB of a segment is in the balloon: the next kernel is copied there. */
static void next_kernel_gets_memory(void)
{
	static struct kimage image = { .nr_segments = 1 };
	unsigned long pfn, end;

	case_reach(6500);
	case_settle();
	for (end = sim_machine.boot_end; sim_xen_is_ram(end - 1); end--)
		;
	image.segment[0].mem = (end - 256) << PAGE_SHIFT;
	image.segment[0].memsz = 256 << PAGE_SHIFT;
	kexec_image = &image;
	kexec_in_progress = true;
	sim_notify_reboot();
	for (pfn = end - 256; pfn < end; pfn++)
		sim_assert(sim_xen_is_ram(pfn), "page frame %#lx is not populated", pfn);
	sim_equal(case_logged("the next kernel is copied to"), 1);
}

static void relief_comes(void)
{
	case_reach(6500);
	sim_param_oom_reserve.ops->set("1M", &sim_param_oom_reserve);
	sim_out_of_memory();
	sim_equal(balloon_stats.current_pages, 6500 + 256);
	sim_equal(case_counter("relief_pages"), 256);
}

static void kernel_sets_target(void)
{
	case_settle();
	balloon_set_new_target(7000);
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
}

/* ---- a driver that borrows page frames before this one has started ---- */

static void early_borrower(struct sim_machine *m)
{
	m->memory = m->boot_end;
	sim_boot_borrows = true;
	sim_toolstack_silent = true;
}

/* 4 page frames are lent, and returned: the domain is where it should be. */
static void early_loan_is_no_debt(void)
{
	case_settle();
	sim_equal(balloon_stats.current_pages, sim_machine.memory - 4);
	sim_equal(balloon_stats.target_pages, sim_machine.memory - 4);
	sim_rest_check();
}

static void refused(struct sim_machine *m, const char *file, unsigned int grants)
{
	early_borrower(m);
	sim_alloc_refuses = file;
	sim_alloc_grants = grants;
}

static void no_counts(struct sim_machine *m)
{
	refused(m, "/balloon.c", 0);
}

static void no_books(struct sim_machine *m)
{
	refused(m, "account.c", 0);
}

static void no_first_batch(struct sim_machine *m)
{
	refused(m, "batch.c", 0);
}

static void no_second_batch(struct sim_machine *m)
{
	refused(m, "batch.c", BATCH_ARRAYS / 2);
}

static void no_pool(struct sim_machine *m)
{
	refused(m, "pool.c", 0);
}

/* The borrower gets nothing; the driver finds memory, and has kept none of the first attempt. */
static void second_attempt_succeeds(void)
{
	sim_equal(sim_slab_objects("batch.c"), BATCH_ARRAYS);
	sim_equal(sim_slab_objects("account.c"), 1);
	sim_equal(sim_slab_objects("/balloon.c"), 0);
	sim_equal(sim_slab_objects("pool.c"), 1);
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_toolstack_set(7000 - sim_toolstack_hidden());
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
	sim_rest_check();
}

/* A second borrower comes while the driver is set up for the first. */
static void second_borrower(void *arg)
{
	static struct page *pages[2];

	sim_equal(xen_alloc_ballooned_pages(2, pages), 0);
	xen_free_ballooned_pages(2, pages);
}

static void begin_second_borrower(enum sim_point kind)
{
	if (kind != SIM_ALLOC || sim_slab_objects("batch.c") != 1)
		return;
	sim_at_point = NULL;
	sim_task_start("second borrower", second_borrower, NULL);
	sim_task_yield();
}

static void two_early_borrowers(struct sim_machine *m)
{
	early_borrower(m);
	sim_at_point = begin_second_borrower;
}

static void set_up_once(void)
{
	sim_assert(!sim_at_point, "there was no second borrower");
	case_settle();
	sim_equal(sim_slab_objects("batch.c"), BATCH_ARRAYS);
	sim_equal(sim_slab_objects("pool.c"), 1);
	sim_equal(case_counter("lendings"), 2);
	sim_rest_check();
}

/* ---- no memory for the driver ---- */

static void pv_without_worker(struct sim_machine *m)
{
	pv(m);
	sim_queue_refuses = "xen-balloon";
}

static void memory_stays(void)
{
	sim_equal(case_logged("Cannot start (-12), the memory of this domain will not change"), 1);
	balloon_set_new_target(7000);
	sim_sleep(100 * SIM_S);
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(sim_slab_objects("/balloon.c"), 0);
}

/* Others can still borrow what is there. */
static void pool_is_there_without_worker(void)
{
	memory_stays();
	sim_equal(balloon_stats.balloon_low, sim_machine.boot_end - sim_machine.memory);
	extra_memory_is_lent();
}

static void without_books(struct sim_machine *m)
{
	m->memory = m->boot_end;
	sim_alloc_refuses = "account.c";
}

static void nothing_is_lent(void)
{
	struct page *pages[1] = {};

	sim_equal(case_logged("Cannot start (-12), the memory of this domain will not change"), 1);
	sim_equal(xen_alloc_ballooned_pages(1, pages), -ENODEV);
	sim_equal(case_counter("lendings"), 0);
}

/* The guest has less than a borrower wants. */
static void lending_that_fails_is_not_counted(void)
{
	struct page *pages[1024] = {};

	case_settle();
	while (sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
		;
	sim_toolstack_set(sim_machine.memory);
	while (balloon_stats.balloon_low)
		xen_alloc_ballooned_pages(1, pages);
	sim_equal(xen_alloc_ballooned_pages(1000, pages), -ENOMEM);
	sim_assert(case_counter("lent_pages") < 1536 + 1000, "pages are counted that were not lent");
}

const struct sim_case sim_cases_of_start[] = {
	{ "the extra memory of a PV domain is in the pool", pv, extra_memory_is_in_the_pool },
	{ "the extra memory of a PV domain can be lent", pv, extra_memory_is_lent },
	{ "extra memory without a memmap is left out", pv_with_hole, hole_is_left_out },
	{ "dom0 has what Xen says", dom0, dom0_goes_by_xen },
	{ "the vnodes are found", case_with_vnodes, vnodes_are_found },
	{ "boot waits for the initial balloon", NULL, boot_waits },
	{ "boot does not wait where there is none", with_all_memory, boot_does_not_wait },
	{ "boot does not wait in a PV domain", pv, boot_does_not_wait },
	{ "boot logs a GiB that is given back", with_a_gib, each_gib_is_logged },
	{ "boot logs each GiB once", with_two_gib, two_gib_are_logged_twice },
	{ "boot goes on after 180 s without progress", with_xen_refusing, boot_gives_up },
	{ "the PoD remainder is returned by and by", with_pod_remainder, pod_remainder_goes },
	{ "a domain grows past what it had at boot", NULL, domain_grows },
	{ "the next kernel gets memory", NULL, next_kernel_gets_memory },
	{ "a guest out of memory gets some", NULL, relief_comes },
	{ "the kernel can set a target", NULL, kernel_sets_target },
	{ "page frames that are lent before the start are no debt", early_borrower,
	  early_loan_is_no_debt },
	{ "the driver starts after an attempt without counts", no_counts, second_attempt_succeeds },
	{ "the driver starts after an attempt without books", no_books, second_attempt_succeeds },
	{ "the driver starts after an attempt without a batch", no_first_batch,
	  second_attempt_succeeds },
	{ "the driver starts after an attempt without the second batch", no_second_batch,
	  second_attempt_succeeds },
	{ "the driver starts after an attempt without a pool", no_pool, second_attempt_succeeds },
	{ "two early borrowers set the driver up once", two_early_borrowers, set_up_once },
	{ "the pool is there without a worker", pv_without_worker, pool_is_there_without_worker,
	  .dead = true },
	{ "nothing is lent after boot without books", without_books, nothing_is_lent,
	  .dead = true },
	{ "a lending that fails is not counted", NULL, lending_that_fails_is_not_counted },
	{}
};
