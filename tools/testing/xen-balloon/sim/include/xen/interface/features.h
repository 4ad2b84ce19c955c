/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_INTERFACE_FEATURES_H
#define _SIM_XEN_INTERFACE_FEATURES_H

#define XENFEAT_auto_translated_physmap		2
#define XENFEAT_memory_op_vnode_supported	13

#endif	/* _SIM_XEN_INTERFACE_FEATURES_H */
