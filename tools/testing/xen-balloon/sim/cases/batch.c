// SPDX-License-Identifier: GPL-2.0
/* Batches: their arrays are there together or not at all, and nothing of them is left. */
#include <linux/errno.h>

#include "balloon/batch.h"

#include "case.h"

static struct xen_balloon_batch batch;

static unsigned long arrays(void)
{
	return sim_slab_objects("batch.c");
}

/* @nr of them. */
static void all_or_nothing(unsigned int nr)
{
	unsigned long before = arrays();
	unsigned int n;

	for (n = 0; n < nr; n++) {
		sim_alloc_refuses = "";
		sim_alloc_grants = n;
		sim_equal(xen_balloon_batch_init(&batch, 16), -ENOMEM);
		sim_equal(arrays(), before);
		sim_equal(batch.size, 0);
	}
	sim_equal(xen_balloon_batch_init(&batch, 16), 0);
	sim_equal(arrays(), before + nr);
	xen_balloon_batch_free(&batch);
	sim_equal(arrays(), before);
	sim_assert(!batch.pages && !batch.frames && !batch.updates,
		   "what was freed is still known");
}

static void with_pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

static void arrays_of_pv(void)
{
	all_or_nothing(3);
}

static void arrays_of_others(void)
{
	all_or_nothing(2);
}

const struct sim_case sim_cases_of_batch[] = {
	{ "a batch of a PV domain has three arrays", with_pv, arrays_of_pv },
	{ "a batch has two arrays", NULL, arrays_of_others },
	{}
};
