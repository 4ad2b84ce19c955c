/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers are the exported ones, and libc's <errno.h> looks for them here. */
#include_next <linux/errno.h>
