/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers are the exported ones, and libc asks for them here. */
#include_next <linux/errno.h>
