// SPDX-License-Identifier: GPL-2.0
/*
 * The order of the rows. Pure.
 *
 * Ids and names go up, amounts go down, since the large ones are of interest. Domains whose key is
 * not known come last, and equal ones are in the order of their ids, reversed or not: rows do not
 * change places from one second to the next without a reason.
 */
#include <stdlib.h>
#include <string.h>

#include "sort.h"

const char *const sort_names[SORT_KEYS] = {
	[SORT_ID] = "id",
	[SORT_NAME] = "name",
	[SORT_CURRENT] = "current",
	[SORT_DISTANCE] = "distance",
	[SORT_RATE] = "rate",
};

struct order {
	enum sort_key key;
	bool reverse;
};

/* The amount to sort by, not negative; KB_UNKNOWN if there is none. */
static long long amount(const struct domain *d, enum sort_key key)
{
	switch (key) {
	case SORT_CURRENT:
		return d->xen_kb;
	case SORT_DISTANCE:
		return domain_distance(d);
	case SORT_RATE:
		return d->rate == RATE_UNKNOWN ? KB_UNKNOWN : llabs(d->rate);
	default:
		return 0;
	}
}

static int by_id(const struct domain *a, const struct domain *b)
{
	return (a->id > b->id) - (a->id < b->id);
}

static int by_amount(long long a, long long b)
{
	return (a < b) - (a > b);
}

static int compare(const void *left, const void *right, void *data)
{
	const struct domain *a = left, *b = right;
	const struct order *order = data;
	long long x = amount(a, order->key), y = amount(b, order->key);
	int result;

	if (x != y && (x == KB_UNKNOWN || y == KB_UNKNOWN))
		return x == KB_UNKNOWN ? 1 : -1;
	if (order->key == SORT_ID)
		result = by_id(a, b);
	else if (order->key == SORT_NAME)
		result = strcmp(a->name, b->name);
	else
		result = by_amount(x, y);
	if (!result)
		return by_id(a, b);
	return order->reverse ? -result : result;
}

void sort_domains(struct domain *domains, unsigned int count, enum sort_key key, bool reverse)
{
	struct order order = { .key = key, .reverse = reverse };

	if (count)
		qsort_r(domains, count, sizeof(*domains), compare, &order);
}
