/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_PM_H
#define _SIM_LINUX_PM_H

struct device;

struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	int (*restore)(struct device *dev);
};

#define pm_sleep_ptr(p)	(p)

#endif	/* _SIM_LINUX_PM_H */
