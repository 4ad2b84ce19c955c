/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SIZES_H
#define _SIM_LINUX_SIZES_H

#define SZ_512K		0x00080000
#define SZ_1M		0x00100000
#define SZ_16M		0x01000000
#define SZ_32M		0x02000000
#define SZ_64M		0x04000000
#define SZ_128M		0x08000000
#define SZ_1G		0x40000000
#define SZ_2G		0x80000000
#define SZ_4G		0x100000000ULL

#endif	/* _SIM_LINUX_SIZES_H */
