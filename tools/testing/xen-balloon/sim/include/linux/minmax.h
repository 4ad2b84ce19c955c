/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MINMAX_H
#define _SIM_LINUX_MINMAX_H

#include "../../../shim/linux/minmax.h"

#define min3(a, b, c)		min(min(a, b), c)

#endif	/* _SIM_LINUX_MINMAX_H */
