/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_INIT_H
#define _SHIM_LINUX_INIT_H

#define __init
#define __initdata
#define __initconst

#endif	/* _SHIM_LINUX_INIT_H */
