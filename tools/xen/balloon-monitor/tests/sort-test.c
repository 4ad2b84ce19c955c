// SPDX-License-Identifier: GPL-2.0
/* Tests of sort.c and sample.c. */
#include <stdio.h>
#include <string.h>

#include "make.h"
#include "sort.h"
#include "test.h"

#define MANY	40

/* The ids of domains, in their order. */
static const char *order(const struct domain *domains, unsigned int count)
{
	static char text[256];
	unsigned int i;

	text[0] = 0;
	for (i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%u", i ? " " : "",
			 domains[i].id);
	return text;
}

static void sort_table(void)
{
	static const struct {
		enum sort_key key;
		bool reverse;
		const char *wanted;
	} cases[] = {
		{ SORT_ID, false, "0 1 2 3 4" },
		{ SORT_ID, true, "4 3 2 1 0" },
		{ SORT_NAME, false, "4 0 3 1 2" },
		{ SORT_NAME, true, "2 1 0 3 4" },
		{ SORT_CURRENT, false, "3 1 2 4 0" },
		{ SORT_CURRENT, true, "0 1 2 4 3" },
		{ SORT_DISTANCE, false, "2 1 0 3 4" },
		{ SORT_DISTANCE, true, "0 1 2 3 4" },
		{ SORT_RATE, false, "4 1 2 3 0" },
		{ SORT_RATE, true, "3 1 2 4 0" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct domain d[] = {
			make_domain(3), make_domain(0), make_domain(4), make_domain(1),
			make_domain(2),
		};

		/* By id: 0 and 3 have the same name, 1, 2 and 4 the same size. */
		strcpy(d[1].name, "b");
		strcpy(d[0].name, "b");
		strcpy(d[3].name, "c");
		strcpy(d[4].name, "d");
		strcpy(d[2].name, "a");
		d[1].xen_kb = 1;
		d[0].xen_kb = 900 * MIB;
		/* 3 and 4 have no target; what the guest counts goes before what Xen counts. */
		d[0].target_kb = KB_UNKNOWN;
		d[2].target_kb = KB_UNKNOWN;
		d[3].target_kb = 100 * MIB;
		d[4].guest_kb = 300 * MIB;
		/* 0 is new. */
		d[1].rate = RATE_UNKNOWN;
		d[2].rate = -50;
		d[3].rate = -7;
		d[4].rate = 7;
		sort_domains(d, ARRAY_SIZE(d), cases[i].key, cases[i].reverse);
		CHECK(!strcmp(order(d, ARRAY_SIZE(d)), cases[i].wanted), "%s%s: %s, not %s",
		      sort_names[cases[i].key], cases[i].reverse ? ", reversed" : "",
		      order(d, ARRAY_SIZE(d)), cases[i].wanted);
	}
}

/* The order depends on the domains and not on the order that they were in before. */
static void sort_stable(struct rng *rng)
{
	struct domain a[MANY], b[MANY], swap;
	enum sort_key key = rng_below(rng, SORT_KEYS);
	bool reverse = rng_chance(rng, 50);
	unsigned int i, j;

	for (i = 0; i < MANY; i++) {
		a[i] = make_domain(i);
		snprintf(a[i].name, sizeof(a[i].name), "n%u", (unsigned int)rng_below(rng, 4));
		a[i].xen_kb = rng_below(rng, 4);
		a[i].target_kb = rng_chance(rng, 25) ? KB_UNKNOWN : (long long)rng_below(rng, 4);
		a[i].guest_kb = rng_chance(rng, 50) ? KB_UNKNOWN : (long long)rng_below(rng, 4);
		a[i].rate = rng_chance(rng, 25) ? RATE_UNKNOWN : (long long)rng_below(rng, 5) - 2;
	}
	memcpy(b, a, sizeof(b));
	for (i = 0; i < MANY; i++) {
		j = rng_below(rng, MANY);
		swap = b[i];
		b[i] = b[j];
		b[j] = swap;
	}
	sort_domains(a, MANY, key, reverse);
	sort_domains(b, MANY, key, reverse);
	for (i = 0; i < MANY; i++)
		CHECK(a[i].id == b[i].id, "row %u by %s: %u or %u", i, sort_names[key], a[i].id,
		      b[i].id);
}

static void sort_nothing(void)
{
	sort_domains(NULL, 0, SORT_NAME, false);
}

static void select_table(void)
{
	static const struct {
		char *wanted[3];
		const char *left;
		const char *missing;
	} cases[] = {
		{ { NULL }, "0 1 2 10", NULL },
		{ { "1" }, "1", NULL },
		{ { "d2", "0" }, "0 2", NULL },
		{ { "10", "10", "d10" }, "10", NULL },
		{ { "d" }, "", "d" },
		{ { "01" }, "", "01" },
		{ { "1", "absent" }, "1", "absent" },
		{ { "" }, "", "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct domain d[] = {
			make_domain(0), make_domain(1), make_domain(2), make_domain(10),
		};
		struct sample s = { .domains = d, .count = ARRAY_SIZE(d) };
		const char *missing;
		unsigned int n;

		for (n = 0; n < 3 && cases[i].wanted[n]; n++)
			;
		sample_select(&s, cases[i].wanted, n);
		missing = sample_missing(&s, cases[i].wanted, n);
		CHECK(!strcmp(order(d, s.count), cases[i].left), "case %zu leaves %s", i,
		      order(d, s.count));
		CHECK(missing == cases[i].missing ||
		      (missing && cases[i].missing && !strcmp(missing, cases[i].missing)),
		      "case %zu misses %s", i, missing ?: "none");
	}
}

static void rates(void)
{
	struct domain old[] = { make_domain(0), make_domain(1), make_domain(2) };
	struct domain new[] = { make_domain(2), make_domain(0), make_domain(3) };
	const struct sample before = { .ms = 1000, .domains = old, .count = 3 };
	struct sample now = { .ms = 3000, .domains = new, .count = 3 };

	old[0].xen_kb = 1000;
	new[1].xen_kb = 3000;
	old[2].xen_kb = 5000;
	new[0].xen_kb = 4000;
	sample_rates(&now, &before);
	CHECK(new[1].rate == 1000, "2000 KiB in 2 s: %lld", new[1].rate);
	CHECK(new[0].rate == -500, "-1000 KiB in 2 s: %lld", new[0].rate);
	CHECK(new[2].rate == RATE_UNKNOWN, "a new one: %lld", new[2].rate);
	now.ms = before.ms;
	sample_rates(&now, &before);
	CHECK(new[1].rate == RATE_UNKNOWN, "in no time: %lld", new[1].rate);
	now.ms = 0;
	sample_rates(&now, &before);
	CHECK(new[1].rate == RATE_UNKNOWN, "backwards: %lld", new[1].rate);
}

static void distance(void)
{
	struct domain d = make_domain(1);

	CHECK(domain_distance(&d) == 0, "there: %lld", domain_distance(&d));
	d.target_kb = 100 * MIB;
	CHECK(domain_distance(&d) == 28 * MIB, "down: %lld", domain_distance(&d));
	d.target_kb = 200 * MIB;
	CHECK(domain_distance(&d) == 72 * MIB, "up: %lld", domain_distance(&d));
	d.guest_kb = 199 * MIB;
	CHECK(domain_distance(&d) == MIB, "by the guest's count: %lld", domain_distance(&d));
	d.guest_kb = KB_UNKNOWN;
	CHECK(domain_distance(&d) == 72 * MIB, "by Xen's: %lld", domain_distance(&d));
	d.target_kb = KB_UNKNOWN;
	CHECK(domain_distance(&d) == KB_UNKNOWN, "no target: %lld", domain_distance(&d));
}

/* Nodes are behind their domain. */
static void row_order(void)
{
	struct domain domains[] = { make_domain(0), make_domain(1), make_domain(2) };
	static const int wanted[][2] = {
		{ 0, -1 }, { 1, -1 }, { 1, 0 }, { 1, 1 }, { 2, -1 }, { 2, 0 },
	};
	const struct sample s = { .domains = domains, .count = 3 };
	unsigned int i;

	domains[1].vnodes = 2;
	domains[2].vnodes = 1;
	CHECK(sample_rows(&s) == ARRAY_SIZE(wanted), "%u rows", sample_rows(&s));
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct row row = sample_row(&s, i);

		CHECK(row.domain == &domains[wanted[i][0]] && row.vnode == wanted[i][1],
		      "row %u: %d", i,
		      row.vnode);
	}
	CHECK(!sample_row(&s, i).domain, "behind the last one");
}

static void vnode_amounts(void)
{
	struct vnode v = { 100, 40, 30, "" };

	CHECK(vnode_has(&v) == 70 && vnode_target(&v) == 60, "%lld %lld", vnode_has(&v),
	      vnode_target(&v));
	v.balloon_kb = 140;
	CHECK(vnode_has(&v) == KB_UNKNOWN, "larger than the node: %lld", vnode_has(&v));
	v.target_kb = KB_UNKNOWN;
	CHECK(vnode_target(&v) == KB_UNKNOWN, "no target: %lld", vnode_target(&v));
	v.balloon_kb = 0;
	v.max_kb = KB_UNKNOWN;
	CHECK(vnode_has(&v) == KB_UNKNOWN, "no maximum: %lld", vnode_has(&v));
}

static const struct test tests[] = {
	UNIT(sort_table),
	PROPERTY(sort_stable, 300),
	UNIT(sort_nothing),
	UNIT(select_table),
	UNIT(rates),
	UNIT(distance),
	UNIT(row_order),
	UNIT(vnode_amounts),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
