// SPDX-License-Identifier: GPL-2.0
/*
 * Moves a guest and watches it by what Xen counts, from dom0.
 *
 *	move boot DOMID PAGES SECONDS
 *		unpauses a domain; waits until its user space has written data/rig/out and, for a guest
 *		that was built with populate-on-demand entries, until it has given back all but PAGES of
 *		what it does not have:
 *		up_ms=  from the start to user space; down_ms=  to all given back
 *	move to DOMID pv|pvh TARGET_KB WANTED_KB TOLERANCE_KB SECONDS [POINTS]
 *		does what "xl mem-set" does, without the time that xl takes to start, and waits until Xen
 *		counts WANTED_KB, give or take. POINTS gets the way there, "MILLISECONDS PAGES" a line.
 *		ms=        to the end             first_ms=   to the first page moved
 *		gap_ms=    the longest time without progress, from then on
 *		back=      how often it moved the wrong way
 *		pages=     moved                  left=       pages that are still to be moved
 *		low_pps=   pages in a second, in the worst 3 s (or in all when it took less)
 *		cpu_ms=    CPU time of the guest
 *	move wander DOMID pv|pvh MORE_KB LOW_KB HIGH_KB STEP_KB MOVES SEED
 *		the same MOVES times, to targets drawn from SEED, each STEP_KB from the last at most. A quarter
 *		are cut short by the next, for the others it waits 5 s at most, until Xen counts MORE_KB more
 *		than the target. In the end to the target of before:
 *		moves=     made               waited=    for so many          arrived=   of these
 *	move max DOMID KB
 *		the most that Xen lets the domain have; the guest is not told
 *	move pod DOMID KB
 *		how much of a domain's memory may be populated on demand, with what is populated
 *
 * Times are those of this machine. Exits with 0 when what it waits for came to be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "move.h"

xc_interface *xch;
struct xs_handle *xs;

int main(int argc, char **argv)
{
	xch = xc_interface_open(NULL, NULL, 0);
	xs = xs_open(0);
	if (!xch || !xs)
		die("no connection to Xen or Xenstore");
	if (argc == 5 && !strcmp(argv[1], "boot"))
		return move_boot(atoi(argv[2]), atoll(argv[3]), atoi(argv[4]));
	if ((argc == 8 || argc == 9) && !strcmp(argv[1], "to"))
		return move_to(atoi(argv[2]), !strcmp(argv[3], "pv"), atoll(argv[4]), atoll(argv[5]),
			       atoll(argv[6]), atoi(argv[7]), argc == 9 ? argv[8] : NULL);
	if (argc == 10 && !strcmp(argv[1], "wander"))
		return move_wander(atoi(argv[2]), !strcmp(argv[3], "pv"), atoll(argv[4]), atoll(argv[5]),
				   atoll(argv[6]), atoll(argv[7]), atoi(argv[8]), atoi(argv[9]));
	if (argc == 4 && !strcmp(argv[1], "max"))
		return !!xc_domain_setmaxmem(xch, atoi(argv[2]), atoll(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "pod"))
		return !!xc_domain_set_pod_target(xch, atoi(argv[2]), atoll(argv[3]) / 4, NULL, NULL, NULL);
	fprintf(stderr,
		"usage: move boot DOMID PAGES SECONDS | move max DOMID KB | move pod DOMID KB |\n"
		"       move to DOMID pv|pvh TARGET_KB WANTED_KB TOLERANCE_KB SECONDS [POINTS] |\n"
		"       move wander DOMID pv|pvh MORE_KB LOW_KB HIGH_KB STEP_KB MOVES SEED\n");
	return 2;
}
