/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_STRING_H
#define _SIM_LINUX_STRING_H

#include <linux/types.h>

ssize_t strscpy(char *to, const char *from, size_t size);

#endif	/* _SIM_LINUX_STRING_H */
