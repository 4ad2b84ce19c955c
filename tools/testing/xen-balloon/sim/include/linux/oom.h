/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_OOM_H
#define _SIM_LINUX_OOM_H

#include <linux/notifier.h>

int register_oom_notifier(struct notifier_block *nb);

#endif	/* _SIM_LINUX_OOM_H */
