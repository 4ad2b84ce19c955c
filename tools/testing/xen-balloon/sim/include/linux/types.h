/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_TYPES_H
#define _SIM_LINUX_TYPES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

/* System headers may ask for the exported types by the same name. */
#include_next <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef long long s64;

typedef u64 phys_addr_t;
typedef unsigned int gfp_t;

struct rcu_head {
	void (*func)(struct rcu_head *head);
	struct rcu_head *next;
};

#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)

#endif	/* _SIM_LINUX_TYPES_H */
