// SPDX-License-Identifier: GPL-2.0
/* The PoD remainder: memory past the initial balloon goes back to Xen while the domain runs. */
#include <xen/balloon-arch.h>

#include <stdlib.h>
#include <string.h>

#include "case.h"

/* A batch of superpages each 20 ms. */
#define BATCH	(8 * 512UL)
#define PAUSE	(20 * SIM_MS)
#define BATCHES	16

static void with_remainder(struct sim_machine *m)
{
	m->pod_end = m->boot_end + BATCHES * BATCH;
	m->ram_end = m->pod_end;
	m->maximum = m->pod_end;
}

static void returned_bit_by_bit(void)
{
	unsigned long entries = sim_xen.pod_entries, i;

	sim_sleep(PAUSE / 2 - sim_now);
	sim_equal(sim_xen.pod_entries, entries);
	for (i = 1; i <= BATCHES; i++) {
		sim_equal(xen_pod_remainder_left(), true);
		sim_sleep(PAUSE + 8 * sim_pod_superpage_time);
		sim_equal(sim_xen.pod_entries, entries - i * BATCH);
	}
	sim_equal(xen_pod_remainder_left(), false);
}

/* A worker that is at rest looks once more what it can do. */
static void worker_starts_again(void)
{
	unsigned long steps = case_counter("idle_steps");

	while (xen_pod_remainder_left())
		sim_sleep(SIM_MS);
	case_settle();
	sim_equal(case_counter("idle_steps"), steps + 1);
}

static void worker_does_not_wait(void)
{
	sim_equal(xen_pod_remainder_left(), true);
	sim_xen.free[0] = 1UL << 16;
	case_reach(sim_machine.boot_end);
	sim_equal(xen_pod_remainder_left(), false);
	sim_equal(sim_now < PAUSE, true);
}

const struct sim_case sim_cases_of_pod[] = {
	{ "the PoD remainder is returned bit by bit", with_remainder, returned_bit_by_bit },
	{ "the worker starts again without PoD remainder", with_remainder, worker_starts_again },
	{ "the PoD remainder goes first when more is wanted", with_remainder,
	  worker_does_not_wait },
	{}
};
