/* SPDX-License-Identifier: GPL-2.0 */
/* Resources of the physical address space. See model/resource.c. */
#ifndef _SIM_LINUX_IOPORT_H
#define _SIM_LINUX_IOPORT_H

#include <linux/types.h>

typedef u64 resource_size_t;

struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	struct resource *parent, *next;
};

#define IORESOURCE_MEM		0x00000200
#define IORESOURCE_SYSTEM_RAM	0x01000200
#define IORESOURCE_BUSY		0x80000000UL

extern struct resource iomem_resource;

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

int allocate_resource(struct resource *root, struct resource *res, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      void *alignf, void *alignf_data);
int request_resource(struct resource *root, struct resource *res);
int release_resource(struct resource *res);

int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*fn)(unsigned long start_pfn, unsigned long nr_pages, void *arg));

#endif	/* _SIM_LINUX_IOPORT_H */
