/* SPDX-License-Identifier: GPL-2.0 */
/* Domains for tests. */
#ifndef _MAKE_H
#define _MAKE_H

#include "sample.h"

#define MIB	1024LL

/* 128 of 256 MiB, content, with a driver that says so. */
struct domain make_domain(unsigned int id);
/* One whose driver says nothing, and of which the toolstack knows nothing. */
struct domain make_unknown(unsigned int id);

#endif	/* _MAKE_H */
