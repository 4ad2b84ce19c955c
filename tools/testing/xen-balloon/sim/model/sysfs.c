// SPDX-License-Identifier: GPL-2.0
/*
 * What user space sees: sysfs, sysctl, debugfs, module parameters.
 *
 * Models drivers/base/core.c as far as reading and writing an attribute goes.
 */
#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/sysctl.h>

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../core/task.h"
#include "machine.h"

static struct device *balloon_device, *refused_device;
static const struct bus_type *balloon_bus;

bool sim_bus_refuses, sim_sysfs_refuses;

/* Files of debugfs: stats, nodes. */
static struct {
	const char *name;
	const struct file_operations *fops;
} debugfs_files[2];
static struct ctl_table *balloon_sysctls;

const struct dev_pm_ops *sim_pm_ops;

bool capable(int cap)
{
	return !sim_current || sim_current->admin;
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, 4096, fmt, args);
	va_end(args);
	return n;
}

ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size);

	if (length == size) {
		memcpy(to, from, size - 1);
		to[size - 1] = '\0';
		return -E2BIG;
	}
	memcpy(to, from, length + 1);
	return length;
}

int kstrtoull(const char *text, unsigned int base, unsigned long long *value)
{
	char *end;

	if (*text == '+')
		text++;
	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, base);
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	return errno ? -ERANGE : 0;
}

int kstrtoul(const char *text, unsigned int base, unsigned long *value)
{
	unsigned long long wide;
	int err = kstrtoull(text, base, &wide);

	if (!err)
		*value = wide;
	return err;
}

ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", *(bool *)container_of(attr, struct dev_ext_attribute, attr)->var);
}

ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	if (*buf != '0' && *buf != '1')
		return -EINVAL;
	*(bool *)container_of(attr, struct dev_ext_attribute, attr)->var = *buf == '1';
	return count;
}

int subsys_system_register(const struct bus_type *bus, const struct attribute_group **groups)
{
	balloon_bus = bus;
	return sim_chance(SIM_CONFIG, 5000) || sim_bus_refuses ? -ENOMEM : 0;
}

void bus_unregister(const struct bus_type *bus)
{
	sim_assert(!refused_device || !refused_device->references, "a device outlives its bus");
	balloon_bus = NULL;
}

/* There is a bus, with its device or without. */
bool sim_sysfs_has_bus(void)
{
	return balloon_bus;
}

int device_register(struct device *dev)
{
	dev->references = 1;
	refused_device = dev;
	if (sim_chance(SIM_CONFIG, 5000) || sim_sysfs_refuses)
		return -ENOMEM;
	refused_device = NULL;
	sim_pm_ops = balloon_bus->pm;
	balloon_device = dev;
	return 0;
}

static struct device_attribute *sysfs_find(const char *name)
{
	const struct attribute_group **group;
	struct attribute **attr;

	for (group = balloon_device ? balloon_device->groups : NULL; group && *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!strcmp((*attr)->name, name))
				return container_of(*attr, struct device_attribute, attr);
	return NULL;
}

int sim_sysfs_write(const char *name, const char *text)
{
	struct device_attribute *attr = sysfs_find(name);

	if (!attr || !attr->store)
		return -EACCES;
	return attr->store(balloon_device, attr, text, strlen(text));
}

int sim_sysfs_read(const char *name, char *text)
{
	struct device_attribute *attr = sysfs_find(name);

	*text = '\0';
	return attr ? attr->show(balloon_device, attr, text) : -ENOENT;
}

/* The name of the attribute number @n, or NULL behind the last. */
const char *sim_sysfs_name(unsigned int n)
{
	const struct attribute_group **group;
	struct attribute **attr;

	for (group = balloon_device ? balloon_device->groups : NULL; group && *group; group++)
		for (attr = (*group)->attrs; *attr; attr++)
			if (!n--)
				return (*attr)->name;
	return NULL;
}

/* ---- debugfs ---- */

/* The only directory. */
static struct dentry {
	int references;
} debugfs_dir;

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	debugfs_dir.references = 1;
	return &debugfs_dir;
}

struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	if (!debugfs_dir.references)
		return NULL;
	debugfs_dir.references++;
	return &debugfs_dir;
}

void dput(struct dentry *dentry)
{
	if (dentry)
		dentry->references--;
}

struct dentry *debugfs_create_file(const char *name, int mode, struct dentry *parent, void *data,
				   const struct file_operations *fops)
{
	unsigned int i = debugfs_files[0].name ? 1 : 0;

	sim_assert(!debugfs_files[i].name, "too many files of debugfs");
	debugfs_files[i].name = name;
	debugfs_files[i].fops = fops;
	return NULL;
}

int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data)
{
	file->show = show;
	return 0;
}

int single_release(struct inode *inode, struct file *file)
{
	return 0;
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	m->length += vsnprintf(m->text + m->length, m->size - m->length, fmt, args);
	va_end(args);
	sim_assert(m->length < m->size, "a file of debugfs is too long");
}

ssize_t seq_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	struct seq_file m = { .text = buf, .size = count };

	return file->show(&m, NULL) ?: (ssize_t)m.length;
}

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	return 0;
}

static void debugfs_use(const struct file_operations *fops, char *text, size_t size)
{
	struct file file = {};

	fops->open(NULL, &file);
	if (size)
		fops->read(&file, text, size, NULL);
	else if (fops->write)
		fops->write(&file, "0", 1, NULL);
	fops->release(NULL, &file);
}

/* Of the directory. */
int sim_debugfs_references(void)
{
	return debugfs_dir.references;
}

void sim_debugfs_use(bool write)
{
	char text[4096];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(debugfs_files) && debugfs_files[i].name; i++)
		debugfs_use(debugfs_files[i].fops, text, write ? 0 : sizeof(text));
}

/* An empty text when there is no such file. */
void sim_debugfs_read(const char *name, char *text, size_t size)
{
	unsigned int i;

	memset(text, 0, size);
	for (i = 0; i < ARRAY_SIZE(debugfs_files) && debugfs_files[i].name; i++)
		if (!strcmp(debugfs_files[i].name, name))
			debugfs_use(debugfs_files[i].fops, text, size);
}

/* ---- sysctl ---- */

int proc_dointvec_minmax(const struct ctl_table *table)
{
	return 0;
}

void register_sysctl_init(const char *path, struct ctl_table *table)
{
	balloon_sysctls = table;
}

void sim_sysctl_write(const char *name, int value)
{
	if (balloon_sysctls && !strcmp(balloon_sysctls->procname, name))
		*(int *)balloon_sysctls->data = value;
}
