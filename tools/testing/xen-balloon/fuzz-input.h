/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The entry point of libFuzzer, and the format of the bytes that fuzz-plan and fuzz-vnuma read: a
 * head, followed by entries.
 */
#ifndef _FUZZ_INPUT_H
#define _FUZZ_INPUT_H

#include <linux/types.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/**
 * struct fuzz_head - a request, and what the kernel image and the like may be
 * @small:	odd: entries are struct fuzz_small, and numbers are made to fit
 * @granule:	the exponent of it, modulo 21
 * @nr_pages:	as in struct xen_memory_request, and so on
 * @start:	an area that NVS must not be in, in bytes
 * @size:	its size
 * @above:	where NVS may go instead, in pages behind the end of the area
 */
struct fuzz_head {
	u8 small;
	u8 granule;
	u64 nr_pages;
	u64 max_pages;
	u64 limit;
	u64 cap;
	u64 start;
	u64 size;
	u8 above;
} __attribute__((packed));

/* Any possible entry; types from 16 on are not all as they are, see entry_type(). */
struct fuzz_large {
	u64 addr;
	u64 size;
	u8 type;
} __attribute__((packed));

/* One of a small address space, where edges meet more often; in units of 512 bytes. */
struct fuzz_small {
	u16 addr;
	u16 size;
	u8 type;
} __attribute__((packed));

/**
 * struct fuzz_vnuma - all of a vNUMA table but its ranges
 * @small:	odd: ranges are struct fuzz_small_range
 * @vnodes:	one less than their number, modulo 32
 * @vcpus:	modulo 17
 * @distance:	repeated as often as needed
 * @vcpu_vnode:	likewise; values from 240 on stand for others, see vnode()
 * @end:	the end of the address space
 */
struct fuzz_vnuma {
	u8 small;
	u8 vnodes;
	u8 vcpus;
	u16 distance[4];
	u8 vcpu_vnode[4];
	u64 end;
} __attribute__((packed));

/* Any possible range. */
struct fuzz_large_range {
	u64 start;
	u64 end;
	u8 vnode;
} __attribute__((packed));

/* One of a small address space, in units of 512 bytes. */
struct fuzz_small_range {
	u16 start;
	u16 end;
	u8 vnode;
} __attribute__((packed));

#endif	/* _FUZZ_INPUT_H */
