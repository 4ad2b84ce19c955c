// SPDX-License-Identifier: GPL-2.0
/*
 * Device memory: page frames that the device model of an HVM domain takes for memory of its
 * devices.
 *
 * QEMU numbers all of its RAM: first the domain's, as much as memory/static-max less
 * memory/videoram says when it starts, then that of its devices, video memory and option ROMs. With
 * these numbers as page frames it asks Xen for the memory (hw/i386/xen/xen-hvm.c, xen_ram_alloc()),
 * and it goes on to use them. Video memory is moved to where the guest maps it, and back, over
 * whatever is there, as soon as the guest does not, if only to find out its size. ROMs are written
 * by each QEMU that starts, the one of a restore too, and that one counts from the maximum of then.
 *
 * So growth stays out of two ranges: the one of the QEMU that runs, and the one of the QEMU that a
 * restore would start now. The E820 does not mention either.
 */
#include "device-model.h"

#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>

#include <xen/xen.h>

/* QEMU's RAM ends here or goes on at 4 GiB: HVM_BELOW_4G_RAM_END of Xen's public/hvm/e820.h. */
#define LOW_END		(0xf0000000UL >> PAGE_SHIFT)
#define HIGH_START	(1UL << (32 - PAGE_SHIFT))

/* For option ROMs, of which the largest have some MiB, and for what else comes without a size. */
#define ROMS		(SZ_64M >> PAGE_SHIFT)

/**
 * struct device_memory - page frames that are not for growth
 * @start:	the first of them
 * @end:	exclusive; no more than @start when there are none
 */
struct device_memory {
	unsigned long start;
	unsigned long end;
};

/*
 * Of the device model that runs, and of the one that would be started by a restore. The second is
 * empty until the toolstack has told the maximum; until then the end of the map is all we know.
 */
static struct device_memory device_memory_running, device_memory_restored;

/* A reader sees both ends of a range as they belong together. */
static DEFINE_SPINLOCK(device_memory_lock);

static bool device_model_exists(void)
{
	return IS_ENABLED(CONFIG_X86) && xen_hvm_domain() && !xen_pvh_domain();
}

static bool device_memory_overlaps(const struct device_memory *memory, unsigned long start,
				   unsigned long nr_pages)
{
	return start < memory->end && memory->start < start + nr_pages;
}

/**
 * xen_balloon_device_memory_boot - the domain has been built, with a device model
 * @map_end: the page frame behind the RAM of the E820
 *
 * Context: process, once, at boot.
 */
void xen_balloon_device_memory_boot(unsigned long map_end)
{
	if (!device_model_exists())
		return;
	device_memory_running.start = map_end;
	device_memory_running.end = map_end + ROMS;
}

/**
 * xen_balloon_device_memory_maximum - what a device model would be started with
 * @maximum:	memory/static-max less memory/videoram, in pages
 * @video:	memory/videoram, in pages
 *
 * Context: process; one caller at a time.
 */
void xen_balloon_device_memory_maximum(unsigned long maximum, unsigned long video)
{
	unsigned long start = maximum > LOW_END ? maximum - LOW_END + HIGH_START : maximum;

	if (!device_model_exists())
		return;
	spin_lock(&device_memory_lock);
	if (!device_memory_restored.end)
		device_memory_running.end += video;
	device_memory_restored.start = start;
	device_memory_restored.end = start + video + ROMS;
	spin_unlock(&device_memory_lock);
}

/**
 * xen_balloon_device_memory_restored - the domain has been restored, with another device model
 *
 * Context: process; no caller of the other functions at the same time.
 */
void xen_balloon_device_memory_restored(void)
{
	spin_lock(&device_memory_lock);
	if (device_memory_restored.end)
		device_memory_running = device_memory_restored;
	spin_unlock(&device_memory_lock);
}

/**
 * xen_balloon_device_memory_end - where to go on looking for page frames
 * @start:	of a range of page frames that is free for the kernel
 * @nr_pages:	how many
 *
 * Context: process, under the device hotplug lock.
 * Return: 0 when the range can be used, else a page frame behind device memory that is there.
 */
unsigned long xen_balloon_device_memory_end(unsigned long start, unsigned long nr_pages)
{
	unsigned long end = 0;

	spin_lock(&device_memory_lock);
	if (device_memory_overlaps(&device_memory_running, start, nr_pages))
		end = device_memory_running.end;
	else if (device_memory_overlaps(&device_memory_restored, start, nr_pages))
		end = device_memory_restored.end;
	spin_unlock(&device_memory_lock);
	return end;
}

/**
 * xen_balloon_device_memory_after_restore - whether a restore would write into page frames
 * @start:	the first of them
 * @nr_pages:	how many
 *
 * Context: process.
 * Return: true when the device model that a restore starts has memory of devices there.
 */
bool xen_balloon_device_memory_after_restore(unsigned long start, unsigned long nr_pages)
{
	bool overlaps;

	spin_lock(&device_memory_lock);
	overlaps = device_memory_overlaps(&device_memory_restored, start, nr_pages);
	spin_unlock(&device_memory_lock);
	return overlaps;
}
