/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_KSTRTOX_H
#define _SHIM_LINUX_KSTRTOX_H

#include <linux/ctype.h>
#include <linux/errno.h>

/* Decimal only. One plus sign and one line end are no error in the kernel either. */
static inline int kstrtoull(const char *text, unsigned int base, unsigned long long *result)
{
	unsigned long long value = 0;

	text += *text == '+';
	if (!isdigit(*text))
		return -EINVAL;
	for (; isdigit(*text); text++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *text - '0', &value))
			return -ERANGE;
	text += *text == '\n';
	if (*text)
		return -EINVAL;
	*result = value;
	return 0;
}

#endif	/* _SHIM_LINUX_KSTRTOX_H */
