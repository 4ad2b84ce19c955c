/* SPDX-License-Identifier: GPL-2.0 */
/* Between the two halves of an xl that is none. */
#ifndef _FAKE_XL_H
#define _FAKE_XL_H

/* How many virtual nodes Xen has for the domain. */
extern unsigned int fake_nodes;

/* By this a program is known to be libxl's. */
int libxl_ctx_alloc(void);

#endif	/* _FAKE_XL_H */
