// SPDX-License-Identifier: GPL-2.0
/*
 * Prints what Xen counts for each domain, exactly: xl rounds to MiB.
 *
 *   domstat [DOMID]		one line for each domain: DOMID CURRENT_KB MAXIMUM_KB
 *   domstat -f MILLISECONDS	goes on for ever, a line whenever a domain has changed:
 *				UPTIME DOMID CURRENT_KB
 *   domstat -g DOMID		the page frame after the highest ever populated, which a save goes by
 *   domstat -c DOMID		CPU time that the domain has used, in nanoseconds
 *   domstat -w DOMID KB SECONDS	waits until the domain has KB; fails when time is up
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>

#define DOMAINS	64

static xc_interface *xch;
static xc_dominfo_t info[DOMAINS];

static unsigned long long current_kb(const xc_dominfo_t *d)
{
	return (unsigned long long)d->nr_pages * 4;
}

static void follow(unsigned int interval)
{
	unsigned long long last[DOMAINS] = { 0 };
	struct timespec now;
	int i, n;

	for (;;) {
		n = xc_domain_getinfo(xch, 0, DOMAINS, info);
		clock_gettime(CLOCK_BOOTTIME, &now);
		for (i = 0; i < n; i++) {
			unsigned int domid = info[i].domid;

			if (domid >= DOMAINS || info[i].dying || last[domid] == current_kb(&info[i]))
				continue;
			last[domid] = current_kb(&info[i]);
			printf("%ld.%03ld %u %llu\n", (long)now.tv_sec, now.tv_nsec / 1000000, domid,
			       last[domid]);
		}
		fflush(stdout);
		usleep(interval * 1000);
	}
}

static int wait_for(uint32_t domid, unsigned long long kb, unsigned int seconds)
{
	struct timespec now;
	time_t end;

	clock_gettime(CLOCK_BOOTTIME, &now);
	end = now.tv_sec + seconds;
	while (now.tv_sec <= end) {
		if (xc_domain_getinfo(xch, domid, 1, info) != 1 || info[0].domid != domid)
			return 1;
		if (current_kb(&info[0]) == kb)
			return 0;
		usleep(20000);
		clock_gettime(CLOCK_BOOTTIME, &now);
	}
	return 1;
}

int main(int argc, char **argv)
{
	int i, n;

	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch) {
		fprintf(stderr, "domstat: no connection to Xen\n");
		return 1;
	}
	if (argc == 3 && !strcmp(argv[1], "-f"))
		follow(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "-c")) {
		uint32_t domid = atoi(argv[2]);

		if (xc_domain_getinfo(xch, domid, 1, info) != 1 || info[0].domid != domid)
			return 1;
		printf("%llu\n", (unsigned long long)info[0].cpu_time);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "-g")) {
		xen_pfn_t frames;

		if (xc_domain_nr_gpfns(xch, atoi(argv[2]), &frames) < 0)
			return 1;
		printf("%#llx\n", (unsigned long long)frames);
		return 0;
	}
	if (argc == 5 && !strcmp(argv[1], "-w"))
		return wait_for(atoi(argv[2]), atoll(argv[3]), atoi(argv[4]));

	n = xc_domain_getinfo(xch, argc > 1 ? atoi(argv[1]) : 0, argc > 1 ? 1 : DOMAINS, info);
	for (i = 0; i < n; i++)
		if (argc < 2 || info[i].domid == (uint32_t)atoi(argv[1]))
			printf("%u %llu %lu\n", info[i].domid, current_kb(&info[i]),
			       (unsigned long)info[i].max_memkb);
	return 0;
}
