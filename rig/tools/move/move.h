/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of "move": see main.c. */
#ifndef RIG_MOVE_H
#define RIG_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include <xenctrl.h>
#include <xenstore.h>

#define POLL_US		2000

extern xc_interface *xch;
extern struct xs_handle *xs;

/* domain.c */
void die(const char *what);
long long now_us(void);
xc_dominfo_t domain(uint32_t domid);

/* target.c */
long long target_kb(uint32_t domid);
void mem_set(uint32_t domid, bool pv, long long kb);

/* samples.c: how many pages the domain had, and when since the start of the move */
void samples_start(long long pages);
void samples_add(long long us, long long pages);
double samples_lowest_rate(void);
void samples_write(const char *file);

/* boot.c, to.c, wander.c: the commands of these names; return an exit status */
int move_boot(uint32_t domid, long long pages, int seconds);
int move_to(uint32_t domid, bool pv, long long target_kb, long long wanted_kb, long long tolerance_kb,
	    int seconds, const char *points);
int move_wander(uint32_t domid, bool pv, long long more_kb, long long low_kb, long long high_kb,
		long long step_kb, int moves, unsigned int seed);

#endif
