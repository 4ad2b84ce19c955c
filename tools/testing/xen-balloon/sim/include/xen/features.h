/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_FEATURES_H
#define _SIM_XEN_FEATURES_H

#include <linux/types.h>

#include <xen/interface/features.h>

bool xen_feature(int feature);

#endif	/* _SIM_XEN_FEATURES_H */
