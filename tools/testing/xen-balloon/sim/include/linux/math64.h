/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MATH64_H
#define _SIM_LINUX_MATH64_H

#include <linux/types.h>

#endif	/* _SIM_LINUX_MATH64_H */
