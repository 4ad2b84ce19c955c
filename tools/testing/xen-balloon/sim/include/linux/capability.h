/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_CAPABILITY_H
#define _SIM_LINUX_CAPABILITY_H

#include <linux/types.h>

#define CAP_SYS_ADMIN	21

bool capable(int cap);

#endif	/* _SIM_LINUX_CAPABILITY_H */
