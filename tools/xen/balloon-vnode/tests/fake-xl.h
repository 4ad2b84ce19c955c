/* SPDX-License-Identifier: GPL-2.0 */
/* Between the two halves of an xl that is none. */
#ifndef _FAKE_XL_H
#define _FAKE_XL_H

/* How many virtual nodes Xen has for the domain. */
extern unsigned int fake_nodes;

#endif	/* _FAKE_XL_H */
