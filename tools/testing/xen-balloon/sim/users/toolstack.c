// SPDX-License-Identifier: GPL-2.0
/*
 * The toolstack, and the host.
 *
 * Models libxl: libxl_set_memory_target(), libxl_domain_setmaxmem(), libxl__domain_save() and what
 * a restore gives the domain; xg_sr_save_x86_pv.c and xg_sr_save_x86_hvm.c: up to where an image
 * reaches.
 */
#include <linux/bitmap.h>

#include <asm/xen/page.h>

#include <xen/balloon.h>

#include <stdlib.h>

#include "users.h"

/* LIBXL_MAXMEM_CONSTANT: 1 MiB. */
#define MAXMEM_CONSTANT	256

/* What the toolstack counts and the guest does not see. */
static unsigned long hidden;
static unsigned long target, static_max;
static bool saving, garbage;
static u64 maximum_changed;

/* As in Xenstore when the domain is about to stand still: later ones are not in the image. */
static unsigned long suspend_target;

void sim_toolstack_note_suspend(void)
{
	const char *text = sim_xenstore_get("memory/target");

	suspend_target = text && !garbage ? strtoul(text, NULL, 10) / 4 : 0;
}

/* When a save has begun, and where its image will have memory. */
static u64 image_begun;
static unsigned long image_end;
static DECLARE_BITMAP(image_p2m_pages, SIM_MAX_PFN / 512);

static void toolstack_write(const char *node, unsigned long pages)
{
	sim_xenstore_write(node, "%lu", pages * 4);
}

unsigned long sim_toolstack_target(void)
{
	return target - hidden;
}

unsigned long sim_toolstack_hidden(void)
{
	return hidden;
}

/* Xen's limit and memory/target together, as in a transaction. */
void sim_toolstack_steer(unsigned long pages)
{
	target = pages + hidden;
	sim_xen.max_pages = target + MAXMEM_CONSTANT;
	if (sim_winding_up)
		sim_xen.max_pages += sim_xen.leaked;
	if (!sim_is_pv())
		sim_xen_set_pod_target(target + MAXMEM_CONSTANT);
	toolstack_write("memory/target", target);
}

void sim_toolstack_make_room(unsigned long pages)
{
	if (pages + hidden > static_max)
		sim_toolstack_set_maximum(pages);
}

/* xl mem-set: Xen's limit first, then what is populated on demand, then the guest hears of it. */
void sim_toolstack_set(unsigned long pages)
{
	target = pages + hidden;
	/* In the end each target can be had. */
	if (sim_winding_up && target > static_max)
		sim_toolstack_set_maximum(pages);
	if (target > static_max)
		target = static_max;
	sim_xen.max_pages = target + MAXMEM_CONSTANT;
	sim_log("toolstack: target %lu\n", target - hidden);
	if (sim_machine.domain == SIM_DOM0)
		sim_xen.max_pages = max(sim_xen.max_pages, sim_machine.maximum);
	/* Pages that Xen counts, and that are nowhere, would be missing at the end. */
	if (sim_winding_up)
		sim_xen.max_pages += sim_xen.leaked;
	sim_point(SIM_RESCHED);
	if (!sim_is_pv())
		sim_xen_set_pod_target(target + MAXMEM_CONSTANT);
	sim_point(SIM_RESCHED);
	toolstack_write("memory/target", target);
}

/* xl mem-max. */
void sim_toolstack_set_maximum(unsigned long pages)
{
	if (pages + hidden < target)
		return;
	/*
	 * An image cannot have what comes above its maximum: nothing tells the guest that a save
	 * has begun. So the toolstack does not do both at once.
	 */
	while (saving && !sim_users_stop)
		sim_sleep(SIM_S);
	maximum_changed = sim_now;
	static_max = pages + hidden;
	sim_log("toolstack: maximum %lu\n", pages);
	sim_xen.max_pages = static_max + MAXMEM_CONSTANT;
	sim_point(SIM_RESCHED);
	toolstack_write("memory/static-max", static_max + sim_machine.video);
}

/* It says nothing about memory at first. */
bool sim_toolstack_silent;

void sim_toolstack_boot(void)
{
	hidden = sim_is_pv() ? 0 : 97;
	static_max = sim_machine.maximum + hidden;
	sim_device_model_start(static_max);
	sim_vnuma_boot();
	sim_vnodes_boot();
	target = sim_machine.memory + hidden;
	sim_xen.max_pages = sim_machine.domain == SIM_DOM0 ? sim_machine.maximum :
		target + MAXMEM_CONSTANT;
	/* dom0's nodes come with the first command. */
	if (sim_machine.domain == SIM_DOM0 || sim_toolstack_silent)
		return;
	toolstack_write("memory/target", target);
	toolstack_write("memory/static-max", static_max + sim_machine.video);
	if (sim_machine.video)
		toolstack_write("memory/videoram", sim_machine.video);
}

/* For what is to be reached at the end: the host has all that is needed. */
void sim_toolstack_plenty(void)
{
	unsigned int pnode;

	for (pnode = 0; pnode < sim_xen_pnodes(); pnode++) {
		sim_xen.free[pnode] += 1UL << 20;
		sim_xen.superpages[pnode] += 1UL << 11;
	}
	sim_xen.paging += 10000;
	sim_xen.fail_rate = 0;
	sim_hotplug_fail_rate = 0;
	sim_fail_alloc_rate = 0;
	sim_xenstore_fail_rate = 0;
	/* One memory block more than there was at the start. */
	sim_toolstack_set_maximum(max(static_max - hidden,
				      sim_machine.maximum + SIM_SECTION_PAGES));
}

static void toolstack_garbage(u32 value)
{
	static const char *const texts[] = { "", "x", "-1", "99999999999999999999", "0", "1" };

	garbage = true;
	sim_xenstore_write("memory/target", "%s", texts[value % ARRAY_SIZE(texts)]);
	sim_sleep(3 * SIM_S);
	toolstack_write("memory/target", target);
	garbage = false;
}

/* Most changes are small, so that there is time for many; some go all the way. */
static unsigned long toolstack_size(u32 value)
{
	unsigned long span = sim_machine.maximum - sim_machine.maximum / 8;
	unsigned long now = balloon_stats.current_pages, change = value / 8 % 1024;

	if (!(value & 7))
		return sim_machine.maximum / 8 + value / 8 % span;
	return value & 1 ? now + change : now - change;
}

void sim_toolstack_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(8 * SIM_S))) {
		switch (value & 15) {
		case 0:
			sim_toolstack_set_maximum(sim_machine.maximum + (value >> 8 & 0x3fff));
			break;
		case 1:
			sim_toolstack_set_maximum(toolstack_size(value >> 4));
			break;
		case 2:
			toolstack_garbage(value >> 8);
			break;
		case 3:
			/* The same again. */
			toolstack_write("memory/target", target);
			break;
		case 4:
			/* There and back before the guest can follow. */
			sim_toolstack_set(toolstack_size(value >> 4));
			sim_toolstack_set(toolstack_size(value >> 7));
			break;
		case 5:
			/* A few pages more or less. */
			sim_toolstack_set(target - hidden + (value >> 8) % 5 - 2);
			break;
		default:
			sim_toolstack_set(toolstack_size(value >> 4));
		}
	}
}

/* Memory of the host comes and goes. */
void sim_host_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(6 * SIM_S))) {
		unsigned int pnode = (value >> 27) % sim_xen_pnodes();
		unsigned long *free = &sim_xen.free[pnode];
		unsigned long *superpages = &sim_xen.superpages[pnode];

		switch (value & 3) {
		case 0:
			*free = (value >> 4) % 8192;
			*superpages = min(*superpages, *free / 512);
			break;
		case 1:
			*free += (value >> 4) % 65536;
			break;
		case 2:
			*superpages = value >> 4 & 1 ? *free / 512 : (value >> 5) % 8;
			break;
		case 3:
			sim_xen.paging = (value >> 4) % 64;
			if (value >> 11 & 1)
				sim_xen.paging += 1000;
			break;
		}
	}
	sim_xen.paging += 1000;
}

/* ---- save and restore ---- */

/* The toolstack looks how far the memory of the domain reaches when it begins to save it. */
void sim_toolstack_begin_save(void)
{
	unsigned long page;

	image_begun = sim_now;
	image_end = sim_xen.max_gpfn + 1;
	sim_log("toolstack: begins to save, up to %#lx\n", image_end);
	for (page = 0; page < SIM_MAX_PFN / 512; page++) {
		image_p2m_pages[page / 64] &= ~(1UL << page % 64);
		if (sim_is_pv() && sim_p2m_page_present(page * 512))
			bitmap_set(image_p2m_pages, page, 1);
	}
}

/* What Xen populates when the toolstack looks at it; the PoD remainder is not looked at. */
static void image_populate_on_demand(void)
{
	unsigned long pfn;

	for (pfn = 0; pfn < sim_machine.boot_end; pfn++)
		if (sim_gfns[pfn].type == SIM_GFN_POD)
			sim_xen_touch(pfn, false);
}

/* What is different there: see sim_vnuma_restored(). */
u32 sim_next_home;

/* As a rule one like the old, with the same keys. */
static void toolstack_find_home(void)
{
	u32 home = sim_next_home ?: sim_choose_rarely(SIM_VNUMA, 300000, 3);

	sim_vnuma_restored(home < 3 ? home : 0);
	if (home)
		sim_vnodes_forget();
}

/* The driver counts on 10 s from the begin of a save: XEN_BALLOON_SAVE_SECONDS. */
static void image_check(void)
{
	unsigned long pfn;

	if (sim_now > image_begun + 10 * SIM_S)
		return;
	sim_for_each_gfn(pfn) {
		if (sim_gfns[pfn].type != SIM_GFN_RAM)
			continue;
		if (sim_is_pv())
			sim_assert(test_bit(pfn / 512, image_p2m_pages),
				   "page frame %#lx is missing from the image", pfn);
		else
			sim_assert(pfn < image_end, "page frame %#lx is missing from the image", pfn);
	}
}

/* All stands still: the image is written, and another domain is made of it. */
void sim_toolstack_image(void)
{
	if (!sim_is_pv())
		image_populate_on_demand();
	image_check();
	sim_log("toolstack: saved and restored\n");
	toolstack_find_home();
	sim_device_model_start(static_max);
	/* What the toolstack makes of garbage is not known. */
	if (garbage)
		sim_xen_restore(max(sim_xen.max_pages, sim_xen.tot_pages));
	else
		sim_xen_restore(max(target, suspend_target) + MAXMEM_CONSTANT);
	saving = false;
}

void sim_saver_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(60 * SIM_S))) {
		if (sim_machine.domain == SIM_DOM0) {
			sim_current->freezable = false;
			sim_suspend(false);
			sim_current->freezable = true;
			continue;
		}
		/* Without its device the driver is not asked. */
		if (!sim_pm_ops)
			continue;
		while (sim_now < maximum_changed + 2 * SIM_S)
			sim_sleep(SIM_S);
		saving = true;
		sim_toolstack_begin_save();
		/* The guest goes on for some seconds, 10 at most. */
		sim_sleep((value >> 8 & 7) * SIM_S + (value >> 11 & 1023) * SIM_MS);
		/* Told to go down, and saved at once. */
		if (value >> 24 & 1)
			sim_toolstack_set(balloon_stats.current_pages - (value >> 8) % 4096);
		sim_suspend(true);
		saving = false;
	}
}
