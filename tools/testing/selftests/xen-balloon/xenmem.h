/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The attributes of the Xen balloon driver: reading, writing, waiting for them, and putting back
 * what was found.
 */
#ifndef _XENMEM_H
#define _XENMEM_H

#include <stdbool.h>
#include <stddef.h>

/* No attribute shows more than this. */
#define XENMEM_TEXT 64

/**
 * struct xenmem_sizes - where the domain stands, in KiB
 * @target:	target_kb
 * @current:	info/current_kb
 * @low:	info/low_kb
 * @high:	info/high_kb
 */
struct xenmem_sizes {
	unsigned long long target;
	unsigned long long current;
	unsigned long long low;
	unsigned long long high;
};

void xenmem_path(const char *attr, char *path, size_t size);
bool xenmem_exists(const char *attr);
bool xenmem_is_stock(void);
const char *xenmem_no_writing(void);
void xenmem_needs_driver(void);
void xenmem_needs_calm(void);
void xenmem_keep(void);

int xenmem_read(const char *attr, char *text);
int xenmem_write(const char *attr, const char *text);
bool xenmem_parse(const char *text, unsigned long long *value);
bool xenmem_number(const char *attr, unsigned long long *value);
int xenmem_write_number(const char *attr, unsigned long long value);

long long xenmem_page_kb(void);
bool xenmem_sizes(struct xenmem_sizes *sizes);
bool xenmem_wait(bool (*there)(void *data), void *data);
bool xenmem_settle(void);
bool xenmem_statistic(const char *name, unsigned long long *value);
bool xenmem_meminfo(const char *name, unsigned long long *kb);

#endif	/* _XENMEM_H */
