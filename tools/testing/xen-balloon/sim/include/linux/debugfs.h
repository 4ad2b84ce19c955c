/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_DEBUGFS_H
#define _SIM_LINUX_DEBUGFS_H

#include <linux/seq_file.h>

struct dentry;

struct file_operations {
	int (*open)(struct inode *inode, struct file *file);
	ssize_t (*read)(struct file *file, char *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char *buf, size_t count, loff_t *pos);
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	int (*release)(struct inode *inode, struct file *file);
};

struct file {
	int (*show)(struct seq_file *m, void *data);
};

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file(const char *name, int mode, struct dentry *parent, void *data,
				   const struct file_operations *fops);
struct dentry *debugfs_lookup(const char *name, struct dentry *parent);
void dput(struct dentry *dentry);

#endif	/* _SIM_LINUX_DEBUGFS_H */
