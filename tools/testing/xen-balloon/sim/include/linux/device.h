/* SPDX-License-Identifier: GPL-2.0 */
/* Devices of sysfs: users read and write the attributes by name. See model/sysfs.c. */
#ifndef _SIM_LINUX_DEVICE_H
#define _SIM_LINUX_DEVICE_H

#include <sys/types.h>

#include <linux/errno.h>
#include <linux/pm.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct device;
struct attribute_group;

struct bus_type {
	const char *name;
	const char *dev_name;
	const struct dev_pm_ops *pm;
};

struct device {
	const struct bus_type *bus;
	int id;
	const struct attribute_group **groups;
	int references;
};

struct attribute {
	const char *name;
};

struct attribute_group {
	const char *name;
	struct attribute **attrs;
};

struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
};

struct dev_ext_attribute {
	struct device_attribute attr;
	void *var;
};

ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count);

#define DEVICE_ATTR_RW(_name)	struct device_attribute dev_attr_##_name = {	\
	.attr.name = #_name, .show = _name##_show, .store = _name##_store }
#define DEVICE_ATTR_RO(_name)	struct device_attribute dev_attr_##_name = {	\
	.attr.name = #_name, .show = _name##_show }
#define DEVICE_BOOL_ATTR(_name, _mode, _var)					\
	struct dev_ext_attribute dev_attr_##_name = {				\
		.attr = { { #_name }, device_show_bool, device_store_bool }, &(_var) }

int subsys_system_register(const struct bus_type *bus, const struct attribute_group **groups);
void bus_unregister(const struct bus_type *bus);
int device_register(struct device *dev);
void put_device(struct device *dev);

#endif	/* _SIM_LINUX_DEVICE_H */
