/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_STRING_H
#define _SHIM_LINUX_STRING_H

#include <string.h>

#include <sys/types.h>

#include <linux/errno.h>

/* It always ends with a NUL byte. */
static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size);

	memcpy(to, from, length < size ? length : size - 1);
	to[length < size ? length : size - 1] = '\0';
	return length < size ? (ssize_t)length : -E2BIG;
}

#endif	/* _SHIM_LINUX_STRING_H */
