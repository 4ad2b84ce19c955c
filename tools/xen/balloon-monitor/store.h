/* SPDX-License-Identifier: GPL-2.0 */
/* What Xenstore says: the only file that reads it. */
#ifndef _STORE_H
#define _STORE_H

#include "sample.h"

struct xs_handle;

/**
 * struct store - the connection to Xenstore
 * @xs:	NULL while there is none
 */
struct store {
	struct xs_handle *xs;
};

bool store_read(struct store *store, struct sample *s, void (*progress)(void *data), void *data);
void store_close(struct store *store);

#endif	/* _STORE_H */
