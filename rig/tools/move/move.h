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

/* samples.c: how many pages the domain had, and when since the start of the move */
void samples_start(long long pages);
void samples_add(long long us, long long pages);
double samples_lowest_rate(void);
void samples_write(const char *file);

/* boot.c, to.c: the commands of these names; return an exit status */
int move_boot(uint32_t domid, long long pages, int seconds);
int move_to(uint32_t domid, bool pv, long long target_kb, long long wanted_kb, long long tolerance_kb,
	    int seconds, const char *points);

#endif
