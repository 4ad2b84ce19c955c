/* SPDX-License-Identifier: GPL-2.0 */
/* The order of the rows. */
#ifndef _SORT_H
#define _SORT_H

#include "sample.h"

enum sort_key {
	SORT_ID,
	SORT_NAME,
	SORT_CURRENT,
	SORT_DISTANCE,
	SORT_RATE,
	SORT_KEYS,
};

extern const char *const sort_names[SORT_KEYS];

void sort_domains(struct domain *domains, unsigned int count, enum sort_key key, bool reverse);

#endif	/* _SORT_H */
