// SPDX-License-Identifier: GPL-2.0
/*
 * How far a save that is under way reaches: memory that it may not know of is remembered for as
 * long as a save can last, and not longer.
 */
#include "balloon/save.h"

#include "case.h"

/* A save that has begun ends within this time. */
#define SAVE	(XEN_BALLOON_SAVE_SECONDS * SIM_S)

#define JIFFY	(4 * SIM_MS)

/* As far as all saves reach at first. */
#define END	(1UL << 21)

static void seen_up_to_end(void)
{
	xen_balloon_save_restart(END);
	sim_equal(xen_balloon_save_end(), END);
	xen_balloon_save_note_populated(END);
	sim_equal(xen_balloon_save_is_safe(), true);
	xen_balloon_save_note_populated(END + 1);
	sim_equal(xen_balloon_save_is_safe(), false);
}

static void unseen_for_as_long_as_a_save(void)
{
	xen_balloon_save_restart(END);
	xen_balloon_save_note_populated(END + 1);
	sim_sleep(SAVE);
	sim_equal(xen_balloon_save_is_safe(), false);
	sim_sleep(2 * JIFFY);
	sim_equal(xen_balloon_save_is_safe(), true);
}

static void reach_counts_for_later_saves(void)
{
	xen_balloon_save_restart(END);
	xen_balloon_save_reach(2 * END);
	sim_equal(xen_balloon_save_end(), 2 * END);
	xen_balloon_save_note_populated(2 * END);
	sim_equal(xen_balloon_save_is_safe(), false);
	sim_sleep(SAVE + 2 * JIFFY);
	xen_balloon_save_note_populated(2 * END);
	sim_equal(xen_balloon_save_is_safe(), true);
}

/* What has been said once is not news. */
static void reach_is_counted_from_the_first(void)
{
	xen_balloon_save_restart(END);
	xen_balloon_save_reach(2 * END);
	sim_sleep(SAVE / 2);
	xen_balloon_save_reach(2 * END);
	xen_balloon_save_reach(END);
	sim_equal(xen_balloon_save_end(), 2 * END);
	sim_sleep(SAVE / 2 + 2 * JIFFY);
	xen_balloon_save_note_populated(2 * END);
	sim_equal(xen_balloon_save_is_safe(), true);
}

/* While the next reach is new, the one before counts. */
static void each_reach_counts(void)
{
	xen_balloon_save_restart(END);
	xen_balloon_save_reach(2 * END);
	sim_sleep(SAVE + 2 * JIFFY);
	xen_balloon_save_reach(3 * END);
	xen_balloon_save_note_populated(2 * END);
	sim_equal(xen_balloon_save_is_safe(), true);
	xen_balloon_save_note_populated(2 * END + 1);
	sim_equal(xen_balloon_save_is_safe(), false);
}

/* ---- more than one task ---- */

static void restart(void)
{
	xen_balloon_save_restart(END);
}

static void reach(void)
{
	xen_balloon_save_reach(END);
}

static void populate(void)
{
	xen_balloon_save_note_populated(END);
}

static void ask(void)
{
	xen_balloon_save_is_safe();
}

static void one_at_a_time(void)
{
	sim_equal(case_waits_for("save_lock", restart), true);
	sim_equal(case_waits_for("save_lock", reach), true);
	sim_equal(case_waits_for("save_lock", populate), true);
	sim_equal(case_waits_for("save_lock", ask), true);
}

const struct sim_case sim_cases_of_save_reach[] = {
	{ "a save sees memory up to where it reaches", NULL, seen_up_to_end },
	{ "unseen memory is in the way for as long as a save lasts", NULL,
	  unseen_for_as_long_as_a_save },
	{ "a save under way does not reach as far as later ones", NULL,
	  reach_counts_for_later_saves },
	{ "saves reach further from when that is first said", NULL,
	  reach_is_counted_from_the_first },
	{ "saves reach as far as was said before the last time", NULL, each_reach_counts },
	{ "how far saves reach is changed by one at a time", NULL, one_at_a_time },
	{}
};
