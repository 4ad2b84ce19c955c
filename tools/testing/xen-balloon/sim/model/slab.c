// SPDX-License-Identifier: GPL-2.0
/* kmalloc(): from libc, so that sanitizers check it, and with the place that asked for it. */
#include <linux/slab.h>

#include <stdlib.h>
#include <string.h>

#include "../core/task.h"
#include "machine.h"

struct object {
	const char *file;
	int line;
	struct object *next, *previous;
};

static struct object objects = { .next = &objects, .previous = &objects };

void *sim_kmalloc(size_t size, gfp_t gfp, const char *file, int line)
{
	struct object *object;

	if (sim_current && gfp & __GFP_RECLAIM)
		sim_might_sleep("memory");
	sim_point(SIM_ALLOC);
	if (gfp && sim_driver_booted && sim_chance(SIM_FAIL_ALLOC, sim_fail_alloc_rate))
		return NULL;
	object = calloc(1, sizeof(*object) + size);
	*object = (struct object){ file, line, objects.next, &objects };
	objects.next->previous = object;
	objects.next = object;
	return object + 1;
}

void kfree(const void *p)
{
	struct object *object = (struct object *)p - 1;

	if (!p)
		return;
	object->next->previous = object->previous;
	object->previous->next = object->next;
	free(object);
}

unsigned long sim_slab_objects(const char *file_end)
{
	struct object *object;
	unsigned long n = 0;

	for (object = objects.next; object != &objects; object = object->next) {
		size_t length = strlen(object->file), end = strlen(file_end);

		n += length >= end && !strcmp(object->file + length - end, file_end);
	}
	return n;
}
