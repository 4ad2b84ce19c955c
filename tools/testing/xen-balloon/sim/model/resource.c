// SPDX-License-Identifier: GPL-2.0
/*
 * Resources of the physical address space: a list without children, in order.
 *
 * Models kernel/resource.c: allocate_resource(), release_resource(), merge_system_ram_resource(),
 * release_mem_region_adjustable(), walk_system_ram_range().
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#include "../core/task.h"
#include "machine.h"

struct resource iomem_resource = { .end = (SIM_MAX_GFN << PAGE_SHIFT) - 1 };

/* Others take a range as soon as it is released. */
bool sim_resource_is_taken;

/* In order; ->next links them. */
static struct resource *resources;

static bool resource_is_ram(const struct resource *res)
{
	return (res->flags & IORESOURCE_SYSTEM_RAM) == IORESOURCE_SYSTEM_RAM;
}

static bool resource_insert(struct resource *res)
{
	struct resource **place = &resources;

	while (*place && (*place)->end < res->start)
		place = &(*place)->next;
	if (*place && (*place)->start <= res->end)
		return false;
	res->next = *place;
	res->parent = &iomem_resource;
	*place = res;
	return true;
}

int allocate_resource(struct resource *root, struct resource *res, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      void *alignf, void *alignf_data)
{
	u64 start = ALIGN(min, align);
	struct resource *other;

	sim_point(SIM_ALLOC);
	for (other = resources; other; other = other->next)
		if (other->end >= start && other->start < start + size)
			start = ALIGN(other->end + 1, align);
	if (start + size - 1 > max)
		return -EBUSY;
	res->start = start;
	res->end = start + size - 1;
	sim_assert(resource_insert(res), "a resource in the way of another");
	return 0;
}

/* Whether a range is free to everyone. */
bool sim_resource_is_free(u64 start, u64 size)
{
	struct resource *res;

	for (res = resources; res; res = res->next)
		if (res->end >= start && res->start < start + size)
			return false;
	return true;
}

int request_resource(struct resource *root, struct resource *res)
{
	return sim_resource_is_taken || !resource_insert(res) ? -EBUSY : 0;
}

int release_resource(struct resource *res)
{
	struct resource **place = &resources;

	while (*place && *place != res)
		place = &(*place)->next;
	sim_assert(*place, "a resource is released that is not there");
	*place = res->next;
	res->parent = NULL;
	return 0;
}

/* Merges a resource with its neighbours, which are freed. */
void sim_resource_merge(struct resource *res)
{
	struct resource *other, *next;

	for (other = resources; other; other = next) {
		next = other->next;
		if (other == res || other->flags != res->flags)
			continue;
		if (other->end + 1 == res->start)
			res->start = other->start;
		else if (res->end + 1 == other->start)
			res->end = other->end;
		else
			continue;
		release_resource(other);
		kfree(other);
	}
}

/* Removes a range from a resource that may be larger. */
void sim_resource_remove(u64 start, u64 size)
{
	struct resource *res = resources, *rest;

	while (res && res->end < start)
		res = res->next;
	sim_assert(res && res->start <= start && res->end >= start + size - 1,
		   "memory is removed that has no resource");
	if (res->start == start && res->end == start + size - 1) {
		release_resource(res);
		kfree(res);
	} else if (res->start == start) {
		res->start += size;
	} else if (res->end == start + size - 1) {
		res->end = start - 1;
	} else {
		rest = sim_kmalloc(sizeof(*rest), 0, "resource.c", 0);
		*rest = *res;
		rest->start = start + size;
		res->end = start - 1;
		resource_insert(rest);
	}
}

/* Calls @fn for each piece of System RAM in a range. Returns -EINVAL when there is none. */
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*fn)(unsigned long start_pfn, unsigned long nr_pages, void *arg))
{
	u64 start = PFN_PHYS((u64)start_pfn), end = PFN_PHYS((u64)start_pfn + nr_pages) - 1;
	struct resource *res;
	int ret = -EINVAL;

	for (res = resources; res; res = res->next) {
		unsigned long from = PFN_UP(max(start, res->start));
		unsigned long to = PFN_DOWN(min(end, res->end) + 1);

		if (!resource_is_ram(res) || from >= to)
			continue;
		ret = fn(from, to - from, arg);
		if (ret)
			break;
	}
	return ret;
}

/* Whether any of a range is System RAM, be it only reserved for a memory block. */
bool sim_resource_meets(u64 start, u64 size)
{
	struct resource *res;

	for (res = resources; res; res = res->next)
		if (resource_is_ram(res) && res->end >= start &&
		    res->start < start + size)
			return true;
	return false;
}

/* Keeps others out of the PoD remainder. */
static struct resource spare = { .name = "spare", .flags = IORESOURCE_MEM };

void sim_resource_release_spare(void)
{
	release_resource(&spare);
}

void sim_resources_boot(void)
{
	static struct resource boot = { .name = "System RAM", .flags = IORESOURCE_SYSTEM_RAM };

	boot.end = PFN_PHYS((u64)sim_machine.boot_end) - 1;
	resource_insert(&boot);
	if (sim_machine.pod_end > sim_machine.boot_end) {
		spare.start = boot.end + 1;
		spare.end = PFN_PHYS((u64)sim_machine.pod_end) - 1;
		resource_insert(&spare);
	}
}
