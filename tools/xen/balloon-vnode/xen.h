/* SPDX-License-Identifier: GPL-2.0 */
/* Xen: the only file that makes hypercalls. */
#ifndef _XEN_H
#define _XEN_H

#include <stddef.h>

#include "model.h"

struct xen;

struct xen *xen_open(char *why, size_t size);
void xen_close(struct xen *xen);
struct domain *xen_list(struct xen *xen, unsigned int *count);
bool xen_find(struct xen *xen, struct domain *d);
bool xen_set_limit(struct xen *xen, unsigned int id, long long kb);
bool xen_set_pod_target(struct xen *xen, unsigned int id, long long kb);
void xen_host(struct xen *xen, struct host *host);
char *xen_count(struct xen *xen);

#endif	/* _XEN_H */
