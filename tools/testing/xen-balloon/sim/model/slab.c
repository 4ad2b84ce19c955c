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
	size_t size;
	struct object *next, *previous;
};

const char *sim_kmalloc_refuses;
unsigned int sim_kmalloc_grants;

static struct object objects = { .next = &objects, .previous = &objects };

/* Behind each object, each byte another: what is read there makes no sense, nor may it be written to. */
#define RED_ZONE	64

static unsigned char *slab_red_zone(struct object *object)
{
	return (unsigned char *)(object + 1) + object->size;
}

static void slab_check(struct object *object)
{
	unsigned char *zone = slab_red_zone(object);
	int i;

	for (i = 0; i < RED_ZONE; i++)
		sim_assert(zone[i] == (unsigned char)(0x5e + 37 * i),
			   "%s:%d: something writes past the end of this allocation", object->file,
			   object->line);
}

/* As a case wants it: this allocation of a file of the driver. */
static bool slab_is_refused(const char *file)
{
	size_t length = strlen(file), end = sim_kmalloc_refuses ? strlen(sim_kmalloc_refuses) : 0;

	if (!end || length < end || strcmp(file + length - end, sim_kmalloc_refuses) ||
	    sim_kmalloc_grants--)
		return false;
	sim_kmalloc_refuses = NULL;
	return true;
}

void *sim_kmalloc(size_t size, gfp_t gfp, const char *file, int line)
{
	struct object *object;
	int i;

	if (sim_current && gfp & __GFP_RECLAIM)
		sim_might_sleep("memory");
	sim_point(SIM_ALLOC);
	if (gfp && sim_driver_booted && sim_chance(SIM_FAIL_ALLOC, sim_fail_alloc_rate))
		return NULL;
	if (slab_is_refused(file))
		return NULL;
	object = calloc(1, sizeof(*object) + size + RED_ZONE);
	*object = (struct object){ file, line, size, objects.next, &objects };
	for (i = 0; i < RED_ZONE; i++)
		slab_red_zone(object)[i] = 0x5e + 37 * i;
	objects.next->previous = object;
	objects.next = object;
	return object + 1;
}

void kfree(const void *p)
{
	struct object *object = (struct object *)p - 1;

	if (!p)
		return;
	slab_check(object);
	/* As with slub_debug=P: who goes on using it gets nonsense. */
	memset(object + 1, 0x6b, object->size);
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

void sim_slab_check(void)
{
	struct object *object;

	for (object = objects.next; object != &objects; object = object->next)
		slab_check(object);
}
