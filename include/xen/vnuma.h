/* SPDX-License-Identifier: GPL-2.0 */
/* STUB: to be replaced by the file of this name on the branch pvnuma. */
#ifndef _XEN_VNUMA_H
#define _XEN_VNUMA_H

#include <linux/bits.h>

#define XEN_VNUMA_MAX_VNODES	32

#define XENMEMF_node(node)		(((node) + 1) << 8)
#define XENMEMF_exact_node_request	BIT(17)
#define XENMEMF_vnode			BIT(18)
#define XENMEMF_exact_vnode(vnode)	\
	(XENMEMF_vnode | XENMEMF_exact_node_request | XENMEMF_node(vnode))

#endif	/* _XEN_VNUMA_H */
