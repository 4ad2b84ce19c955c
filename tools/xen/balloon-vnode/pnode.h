/* SPDX-License-Identifier: GPL-2.0 */
/* libxl: the only file that knows it. */
#ifndef _PNODE_H
#define _PNODE_H

#include "model.h"

void pnode_read(struct domain *d);

#endif	/* _PNODE_H */
