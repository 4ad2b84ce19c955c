/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_ASM_BARRIER_H
#define _SIM_ASM_BARRIER_H

#include <linux/compiler.h>

#endif	/* _SIM_ASM_BARRIER_H */
