/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_FAULT_INJECT_H
#define _SIM_LINUX_FAULT_INJECT_H


#endif	/* _SIM_LINUX_FAULT_INJECT_H */
