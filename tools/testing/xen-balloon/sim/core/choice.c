// SPDX-License-Identifier: GPL-2.0
/*
 * Choices: what the seed decides.
 *
 * Each choice has a name: its kind, the task that it is made for, and how many of that kind there
 * were for this task before. The seed and the name make the answer, so that it does not depend on
 * other choices. Those that are not the dullest are kept as events. A history can be run again from
 * its events instead of its seed, and from fewer of them: that is how it is shrunk.
 */
#include <string.h>

#include "sim.h"
#include "task.h"

struct sim_result *sim_result;
bool sim_winding_up;
bool sim_undisturbed;
bool sim_plain;

static u32 counters[SIM_CHOICES][SIM_ACTORS];
static u64 choice_seed;

/* With a power of two of places, more than twice as many as there are events. */
#define REPLAY_PLACES	65536
static const struct sim_event *replay_places[REPLAY_PLACES];
static bool replaying;

static u64 choice_mix(u64 x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static u64 choice_name(enum sim_choice kind, u32 actor, u32 count)
{
	return (u64)kind << 56 | (u64)actor << 32 | count;
}

void sim_choices_start(u64 seed)
{
	choice_seed = choice_mix(seed);
	sim_result->seed = seed;
}

void sim_replay(const struct sim_event *events, u32 nr, u64 end)
{
	u32 i, place;

	replaying = true;
	sim_result->end = end;
	for (i = 0; i < nr; i++) {
		place = choice_mix(choice_name(events[i].kind, events[i].actor, events[i].count));
		while (replay_places[place % REPLAY_PLACES])
			place++;
		replay_places[place % REPLAY_PLACES] = &events[i];
	}
}

static u32 choice_replay(enum sim_choice kind, u32 actor, u32 count)
{
	u32 place = choice_mix(choice_name(kind, actor, count));
	const struct sim_event *event;

	while ((event = replay_places[place++ % REPLAY_PLACES]))
		if (event->kind == kind && event->actor == actor && event->count == count)
			return event->value;
	return 0;
}

static u32 choice_keep(enum sim_choice kind, u32 actor, u32 count, u32 value)
{
	if (value && sim_result->nr_events < SIM_EVENTS_MAX)
		sim_result->events[sim_result->nr_events++] = (struct sim_event){
			.kind = kind, .actor = actor, .count = count, .value = value };
	return value;
}

/* From 1 to @n once in a million divided by @per_million, else 0. */
u32 sim_choose_rarely(enum sim_choice kind, u32 per_million, u32 n)
{
	u32 actor = sim_current ? sim_current->number : 0;
	u32 count, value = 0;
	u64 random;

	/* Whoever runs next is chosen to the end: what comes to rest has its orders too. */
	if ((sim_winding_up && kind != SIM_SWITCH) || (!per_million && !replaying) || (sim_plain && kind == SIM_VNUMA))
		return 0;
	count = counters[kind][actor]++;
	if (replaying) {
		value = choice_replay(kind, actor, count);
		return choice_keep(kind, actor, count, value > n ? n : value);
	}
	random = choice_mix(choice_seed ^ choice_name(kind, actor, count));
	if ((random >> 32) * 1000000 >> 32 < per_million)
		value = 1 + ((random & 0xffffffff) * n >> 32);
	return choice_keep(kind, actor, count, value);
}

bool sim_chance(enum sim_choice kind, u32 per_million)
{
	return sim_choose_rarely(kind, per_million, 1);
}

/* From 0 to @n - 1. */
u32 sim_choose(enum sim_choice kind, u32 n)
{
	return n > 1 ? sim_choose_rarely(kind, 1000000 - 1000000 / n, n - 1) : 0;
}
