/* SPDX-License-Identifier: GPL-2.0 */
/* Parameters are collected; users write them. */
#ifndef _SIM_LINUX_MODULEPARAM_H
#define _SIM_LINUX_MODULEPARAM_H

#include <linux/init.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct kernel_param;

struct kernel_param_ops {
	int (*set)(const char *text, const struct kernel_param *param);
	int (*get)(char *text, const struct kernel_param *param);
};

struct kernel_param {
	const char *name;
	const struct kernel_param_ops *ops;
};

#define module_param(name, type, perm)		static const int sim_param_##name __attribute__((unused)) = (perm)
#define module_param_cb(param_name, param_ops, param_arg, perm)			\
	const struct kernel_param sim_param_##param_name = {			\
		.name = MODULE_PARAM_PREFIX #param_name, .ops = (param_ops) }
#define MODULE_PARM_DESC(param_name, text)					\
	static const char sim_desc_##param_name[] __attribute__((used)) = text
#define MODULE_PARAM_PREFIX

#endif	/* _SIM_LINUX_MODULEPARAM_H */
