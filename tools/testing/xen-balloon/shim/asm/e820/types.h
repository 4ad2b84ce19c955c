/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_ASM_E820_TYPES_H
#define _SHIM_ASM_E820_TYPES_H

#include <linux/types.h>

enum e820_type {
	E820_TYPE_RAM = 1,
	E820_TYPE_RESERVED = 2,
	E820_TYPE_ACPI = 3,
	E820_TYPE_NVS = 4,
	E820_TYPE_UNUSABLE = 5,
	E820_TYPE_PMEM = 7,
	E820_TYPE_PRAM = 12,
	E820_TYPE_RESERVED_KERN = 128,
	E820_TYPE_SOFT_RESERVED = 0xefffffff,
};

struct e820_entry {
	u64 addr;
	u64 size;
	enum e820_type type;
} __attribute__((packed));

/* As of a kernel for 64 nodes. */
#define E820_MAX_ENTRIES	(128 + 3 * 64)

#define ISA_START_ADDRESS	0x000a0000
#define ISA_END_ADDRESS		0x00100000

#endif	/* _SHIM_ASM_E820_TYPES_H */
