/* SPDX-License-Identifier: GPL-2.0 */
/* See model/vnuma.c. */
#ifndef _SIM_XEN_XEN_OPS_H
#define _SIM_XEN_XEN_OPS_H

#include <linux/notifier.h>

void xen_resume_notifier_register(struct notifier_block *nb);

#endif	/* _SIM_XEN_XEN_OPS_H */
