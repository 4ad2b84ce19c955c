/* SPDX-License-Identifier: GPL-2.0 */
/* What all of the simulator uses: how a history fails, and what the seed decides. */
#ifndef _SIM_H
#define _SIM_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Ends the history: something does not hold that has to. */
void sim_fail(const char *file, int line, const char *fmt, ...) __printf(3, 4) __noreturn;

/* The program's, with sim_result filled in: ends the process. */
void sim_failed(void) __noreturn;

#define sim_assert(cond, ...)					\
	do {							\
		if (__builtin_expect(!(cond), 0))		\
			sim_fail(__FILE__, __LINE__, __VA_ARGS__);	\
	} while (0)

/**
 * enum sim_choice - what the seed decides
 * @SIM_CONFIG:		what the machine and its users are like
 * @SIM_SWITCH:		whether another task runs now
 * @SIM_FAIL_ALLOC:	whether an allocation fails
 * @SIM_FAIL_XEN:	what goes wrong in a hypercall
 * @SIM_FAIL_HOTPLUG:	whether another driver refuses what mm asks for
 * @SIM_FAIL_XENSTORE:	what goes wrong in Xenstore
 * @SIM_OPERATION:	what a user does next
 * @SIM_VNUMA:		what vnodes the machine has, and who steers them
 * @SIM_DISK:		whether pages are written out, and for how long
 * @SIM_FAIL_SAVE:	whether Xenstore cannot say a thing while the domain is saved
 * @SIM_FAIL_DEVICE:	whether another device does not let the domain be saved
 * @SIM_CHOICES:	how many kinds there are
 */
enum sim_choice {
	SIM_CONFIG,
	SIM_SWITCH,
	SIM_FAIL_ALLOC,
	SIM_FAIL_XEN,
	SIM_FAIL_HOTPLUG,
	SIM_FAIL_XENSTORE,
	SIM_OPERATION,
	SIM_VNUMA,
	SIM_DISK,
	SIM_FAIL_SAVE,
	SIM_FAIL_DEVICE,
	SIM_CHOICES,
};

#define SIM_ACTORS	64

/**
 * struct sim_event - a choice that was not the dullest
 * @kind:	see above
 * @actor:	the task that it was for
 * @count:	how many of that kind there were for this actor before
 * @value:	what was chosen; 0 is the dullest, and is not kept
 */
struct sim_event {
	u8 kind;
	u8 actor;
	u16 unused;
	u32 count;
	u32 value;
};

/* Longer histories than this are cut. */
#define SIM_EVENTS_MAX	20000

u32 sim_choose(enum sim_choice kind, u32 n);
bool sim_chance(enum sim_choice kind, u32 per_million);
u32 sim_choose_rarely(enum sim_choice kind, u32 per_million, u32 n);

/**
 * struct sim_result - what a history came to; the process that ran it leaves it to its parent
 * @seed:	that it was made of
 * @nr_events:	how many of @events there are
 * @end:	virtual time when users stopped
 * @rest:	virtual time when all was at rest
 * @points:	how often another task could have run
 * @switches:	how often one did
 * @failed:	something did not hold
 * @place:	where that was found
 * @message:	what it was
 * @events:	in their order
 */
struct sim_result {
	u64 seed;
	u32 nr_events;
	u64 end;
	u64 rest;
	u64 points;
	u64 switches;
	bool failed;
	char place[80];
	char message[400];
	struct sim_event events[SIM_EVENTS_MAX];
};

extern struct sim_result *sim_result;

/* Nothing is decided about vnodes: there are none, as when older histories were found. */
extern bool sim_plain;

/* The seed decides no more: whatever is left comes to its end without faults. */
extern bool sim_winding_up;

/* Who looks how things are is not interrupted. */
extern bool sim_undisturbed;

/* Has the history be what these events say, instead of what the seed says. */
void sim_replay(const struct sim_event *events, u32 nr, u64 end);
void sim_choices_start(u64 seed);

#endif /* _SIM_H */
