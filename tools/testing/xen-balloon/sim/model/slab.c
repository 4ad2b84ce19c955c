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
	unsigned int size;
	struct object *next, *previous;
};

const char *sim_alloc_refuses;
unsigned int sim_alloc_grants;
bool sim_alloc_stays_refused;

static struct object objects = { .next = &objects, .previous = &objects };

/* Behind each object, with bytes that differ: what is read there makes no sense. */
#ifdef __SANITIZE_ADDRESS__
#define RED_ZONE	0	/* the sanitizer has its own */
#else
#define RED_ZONE	64
#endif

static unsigned char *slab_red_zone(struct object *object)
{
	return (unsigned char *)(object + 1) + object->size;
}

/* Not the same behind each, as one may be copied to another. */
static unsigned char slab_red_byte(const struct object *object, int i)
{
	return 0x5e + 37 * i + 7 * object->size;
}

static void slab_check(struct object *object)
{
	unsigned char *zone = slab_red_zone(object);
	int i;

	for (i = 0; i < RED_ZONE; i++)
		sim_assert(zone[i] == slab_red_byte(object, i),
			   "%s:%d: something writes past the end of this allocation", object->file,
			   object->line);
}

/* As a case wants it: this allocation of a file of the driver; "": one of no file. */
bool sim_alloc_is_refused(const char *file)
{
	size_t length = strlen(file), end = sim_alloc_refuses ? strlen(sim_alloc_refuses) : 0;

	if (!sim_alloc_refuses || length < end || strcmp(file + length - end, sim_alloc_refuses))
		return false;
	if (sim_alloc_grants) {
		sim_alloc_grants--;
		return false;
	}
	if (!sim_alloc_stays_refused)
		sim_alloc_refuses = NULL;
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
	if (gfp && sim_alloc_is_refused(file))
		return NULL;
	object = calloc(1, sizeof(*object) + size + RED_ZONE);
	*object = (struct object){ file, line, size, objects.next, &objects };
	for (i = 0; i < RED_ZONE; i++)
		slab_red_zone(object)[i] = slab_red_byte(object, i);
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
	object->next->previous = object->previous;
	object->previous->next = object->next;
	/* As with slab_debug=P: who goes on using it gets nonsense. */
	memset(object, 0x6b, sizeof(*object) + object->size);
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
