/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_REBOOT_H
#define _SIM_LINUX_REBOOT_H

#include <linux/notifier.h>

#define SYS_RESTART	1

int register_reboot_notifier(struct notifier_block *nb);

#endif	/* _SIM_LINUX_REBOOT_H */
