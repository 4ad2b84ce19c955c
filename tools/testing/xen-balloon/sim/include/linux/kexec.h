/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_KEXEC_H
#define _SIM_LINUX_KEXEC_H

#include <linux/types.h>

struct kexec_segment {
	unsigned long mem;
	size_t memsz;
};

struct kimage {
	unsigned long nr_segments;
	struct kexec_segment segment[16];
};

extern struct kimage *kexec_image;
extern bool kexec_in_progress;

#endif	/* _SIM_LINUX_KEXEC_H */
