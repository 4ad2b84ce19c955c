/* SPDX-License-Identifier: GPL-2.0 */
/* What Xen says: the only file that makes hypercalls. */
#ifndef _XEN_H
#define _XEN_H

#include <stddef.h>

#include "sample.h"

struct xen;

struct xen *xen_open(char *why, size_t size);
void xen_close(struct xen *xen);
bool xen_read(struct xen *xen, struct sample *s, char *why, size_t size);

#endif	/* _XEN_H */
