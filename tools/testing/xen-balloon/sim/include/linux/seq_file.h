/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SEQ_FILE_H
#define _SIM_LINUX_SEQ_FILE_H

#include <sys/types.h>

#include <linux/compiler.h>

struct file;
struct inode;

struct seq_file {
	char *text;
	size_t length, size;
};

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data);
int single_release(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char *buf, size_t count, loff_t *pos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);

#endif	/* _SIM_LINUX_SEQ_FILE_H */
