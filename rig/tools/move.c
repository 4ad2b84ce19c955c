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
 *	move max DOMID KB
 *		the most that Xen lets the domain have; the guest is not told
 *	move pod DOMID KB
 *		how much of a domain's memory may be populated on demand, with what is populated
 *
 * Times are those of this machine. Exits with 0 when what it waits for came to be.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenstore.h>

#define POLL_US		2000
#define SLACK_KB	1024	/* what xl lets a domain have beyond its target */
#define SAMPLES		1000000
#define WINDOW_US	3000000

struct sample {
	long long us;
	long long pages;
};

static xc_interface *xch;
static struct xs_handle *xs;
static struct sample *samples;

static void die(const char *what)
{
	fprintf(stderr, "move: %s\n", what);
	exit(2);
}

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static xc_dominfo_t domain(uint32_t domid)
{
	xc_dominfo_t info;

	if (xc_domain_getinfo(xch, domid, 1, &info) != 1 || info.domid != domid || info.dying)
		die("the domain is gone");
	return info;
}

static bool is_up(uint32_t domid)
{
	char path[64];
	unsigned int len;
	char *value;

	snprintf(path, sizeof(path), "/local/domain/%u/data/rig/out", domid);
	value = xs_read(xs, XBT_NULL, path, &len);
	free(value);
	return value && len;
}

/* Entries for which there is nothing: what the guest has still to give back. */
static long long owed(uint32_t domid)
{
	uint64_t total = 0, cache = 0, entries = 0;

	if (xc_domain_get_pod_target(xch, domid, &total, &cache, &entries))
		return 0; /* a PV guest */
	return (long long)entries - (long long)cache;
}

static int boot(uint32_t domid, long long pages, int seconds)
{
	long long start, up = -1, down = -1, rest = 0, at_start = owed(domid);
	long long end;

	if (xc_domain_unpause(xch, domid))
		die("cannot unpause the domain");
	start = now_us();
	end = start + seconds * 1000000LL;
	while ((up < 0 || down < 0) && now_us() < end) {
		usleep(10 * POLL_US / 4);
		domain(domid);
		rest = owed(domid);
		if (down < 0 && rest <= pages)
			down = now_us() - start;
		if (up < 0 && is_up(domid))
			up = now_us() - start;
	}
	printf("up_ms=%.1f down_ms=%.1f owed=%lld rest=%lld\n", up / 1000.0,
	       at_start > pages ? down / 1000.0 : 0.0, at_start, rest);
	return up < 0 || down < 0;
}

static void mem_set(uint32_t domid, bool pv, long long target_kb)
{
	char path[64], value[32];

	if (xc_domain_setmaxmem(xch, domid, target_kb + SLACK_KB))
		die("cannot set the most that Xen lets the domain have");
	if (!pv && xc_domain_set_pod_target(xch, domid, (target_kb + SLACK_KB) / 4, NULL, NULL, NULL))
		die("cannot set the populate-on-demand target");
	snprintf(path, sizeof(path), "/local/domain/%u/memory/target", domid);
	snprintf(value, sizeof(value), "%lld", target_kb);
	if (!xs_write(xs, XBT_NULL, path, value, strlen(value)))
		die("cannot write the target to Xenstore");
}

/* Pages in a second in the slowest window between the start and the end of the move. */
static double lowest_rate(int n)
{
	double rate, lowest = -1;
	int i, j = 0;

	if (n < 2 || samples[n - 1].us <= samples[0].us)
		return 0;
	for (i = 1; i < n; i++) {
		while (samples[i].us - samples[j + 1].us >= WINDOW_US)
			j++;
		if (samples[i].us - samples[j].us < WINDOW_US)
			continue;
		rate = llabs(samples[i].pages - samples[j].pages) * 1e6 /
		       (samples[i].us - samples[j].us);
		if (lowest < 0 || rate < lowest)
			lowest = rate;
	}
	if (lowest < 0)
		lowest = llabs(samples[n - 1].pages - samples[0].pages) * 1e6 /
			 (samples[n - 1].us - samples[0].us);
	return lowest;
}

static void write_points(const char *file, int n)
{
	FILE *f = fopen(file, "w");
	long long step = samples[n - 1].us / 60 + 1, next = 0;
	int i;

	if (!f)
		die("cannot write the points");
	for (i = 0; i < n; i++) {
		if (samples[i].us < next && i < n - 1)
			continue;
		fprintf(f, "%.1f %lld\n", samples[i].us / 1000.0, samples[i].pages);
		next = samples[i].us + step;
	}
	fclose(f);
}

static int move_to(uint32_t domid, bool pv, long long target_kb, long long wanted_kb,
		   long long tolerance_kb, int seconds, const char *points)
{
	long long wanted = wanted_kb / 4, tolerance = tolerance_kb / 4;
	long long start, last_change, first = -1, gap = 0;
	xc_dominfo_t before = domain(domid), info = before;
	int direction = wanted >= (long long)before.nr_pages ? 1 : -1;
	int back = 0, n = 0;
	long long pages = before.nr_pages, t = 0;

	samples = malloc(SAMPLES * sizeof(*samples));
	if (!samples)
		die("no memory");
	start = now_us();
	last_change = 0;
	samples[n++] = (struct sample){ 0, pages };
	mem_set(domid, pv, target_kb);
	while (llabs(wanted - pages) > tolerance) {
		if (t > seconds * 1000000LL)
			break;
		usleep(POLL_US);
		info = domain(domid);
		t = now_us() - start;
		if ((long long)info.nr_pages != pages) {
			if (((long long)info.nr_pages - pages) * direction < 0)
				back++;
			if (first < 0)
				first = t;
			else if (t - last_change > gap)
				gap = t - last_change;
			last_change = t;
			pages = info.nr_pages;
		}
		if (n < SAMPLES)
			samples[n++] = (struct sample){ t, pages };
	}
	if (first >= 0 && t - last_change > gap)
		gap = t - last_change;
	printf("ms=%.1f first_ms=%.1f gap_ms=%.1f back=%d pages=%lld left=%lld low_pps=%.0f cpu_ms=%.1f\n",
	       t / 1000.0, first / 1000.0, gap / 1000.0, back,
	       llabs(pages - (long long)before.nr_pages), llabs(wanted - pages), lowest_rate(n),
	       (info.cpu_time - before.cpu_time) / 1e6);
	if (points)
		write_points(points, n);
	return llabs(wanted - pages) > tolerance;
}

int main(int argc, char **argv)
{
	xch = xc_interface_open(NULL, NULL, 0);
	xs = xs_open(0);
	if (!xch || !xs)
		die("no connection to Xen or Xenstore");
	if (argc == 5 && !strcmp(argv[1], "boot"))
		return boot(atoi(argv[2]), atoll(argv[3]), atoi(argv[4]));
	if ((argc == 8 || argc == 9) && !strcmp(argv[1], "to"))
		return move_to(atoi(argv[2]), !strcmp(argv[3], "pv"), atoll(argv[4]), atoll(argv[5]),
			       atoll(argv[6]), atoi(argv[7]), argc == 9 ? argv[8] : NULL);
	if (argc == 4 && !strcmp(argv[1], "max"))
		return !!xc_domain_setmaxmem(xch, atoi(argv[2]), atoll(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "pod"))
		return !!xc_domain_set_pod_target(xch, atoi(argv[2]), atoll(argv[3]) / 4, NULL, NULL, NULL);
	fprintf(stderr,
		"usage: move boot DOMID PAGES SECONDS | move max DOMID KB | move pod DOMID KB |\n"
		"       move to DOMID pv|pvh TARGET_KB WANTED_KB TOLERANCE_KB SECONDS [POINTS]\n");
	return 2;
}
