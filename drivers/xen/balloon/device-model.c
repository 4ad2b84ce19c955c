// SPDX-License-Identifier: GPL-2.0
/*
 * Device memory: page frames that the device model of an HVM domain uses for memory of its devices.
 *
 * QEMU numbers all of its RAM: first the domain's, memory/static-max less memory/videoram at the
 * time QEMU starts, then that of its devices, video memory and option ROMs. It asks Xen for the
 * memory with these numbers as page frames (hw/i386/xen/xen-hvm.c, xen_ram_alloc()), and goes on
 * using them. Video memory is moved to where the guest maps it and, as soon as the guest unmaps it,
 * if only to find out its size, back over whatever is there. Each QEMU that starts writes the ROMs,
 * also that of a restore, which counts from the maximum at that time.
 *
 * So growth stays out of two ranges: that of the running QEMU, and that of the QEMU that a restore
 * would start now. The E820 mentions neither.
 */
#include "device-model.h"
#include "xen.h"

#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>

/*
 * QEMU's RAM ends here or continues at 4 GiB: HVM_BELOW_4G_RAM_END of Xen's public/hvm/e820.h. With
 * mmio_hole= in the domain's configuration it ends earlier.
 */
#define LOW_END		(0xf0000000UL >> PAGE_SHIFT)
#define HIGH_START	(1UL << (32 - PAGE_SHIFT))

/* Room for option ROMs, the largest of which have some MiB, and for memory of unknown size. */
#define ROMS		(SZ_64M >> PAGE_SHIFT)

/**
 * struct device_memory - page frames that growth stays out of
 * @start:	the first of them
 * @end:	exclusive; not above @start when there are none
 */
struct device_memory {
	unsigned long start;
	unsigned long end;
};

/*
 * Ranges of the running device model, and of the one that a restore would start. The second is
 * empty until the toolstack gives the maximum; until then only the end of the E820 is known.
 */
static struct device_memory device_memory_running, device_memory_restored;

/* The page frame after the RAM of the E820; and where RAM below 4 GiB ends if some is above. */
static unsigned long device_memory_map_end;
static unsigned long device_memory_low_end = LOW_END;

/*
 * Where the second range was at first: the toolstack's maximum is that of the E820 then. Not all
 * toolstacks count the same, but what was right for the first device model is right for the next.
 */
static unsigned long device_memory_first;

/* Lets readers see both ends of a range consistently. */
static DEFINE_SPINLOCK(device_memory_lock);

static bool device_memory_overlaps(const struct device_memory *memory, unsigned long start,
				   unsigned long nr_pages)
{
	return start < memory->end && memory->start < start + nr_pages;
}

/**
 * xen_balloon_device_memory_boot - set the range of the device model that runs at boot
 * @map_end: the page frame after the RAM of the E820
 *
 * Context: process, once, at boot.
 */
void xen_balloon_device_memory_boot(unsigned long map_end)
{
	if (!xen_balloon_has_device_model())
		return;
	device_memory_map_end = map_end;
	device_memory_running.start = map_end;
	device_memory_running.end = map_end + ROMS;
}

/* Where QEMU would number memory that follows @maximum pages of RAM. */
static unsigned long device_memory_after(unsigned long maximum)
{
	unsigned long low_end = device_memory_low_end;

	return maximum > low_end ? maximum - low_end + HIGH_START : maximum;
}

/* The first maximum is that of the E820: what is not above 4 GiB is below it. */
static void device_memory_note_first(unsigned long maximum, unsigned long video)
{
	unsigned long high = device_memory_map_end - min(device_memory_map_end, HIGH_START);

	if (high && maximum > high)
		device_memory_low_end = min(maximum - high, LOW_END);
	device_memory_first = device_memory_after(maximum);
	device_memory_running.end += video;
}

/**
 * xen_balloon_device_memory_maximum - set what a device model would be started with
 * @maximum:	memory/static-max less memory/videoram, in pages
 * @video:	memory/videoram, in pages
 *
 * Context: process; one caller at a time.
 */
void xen_balloon_device_memory_maximum(unsigned long maximum, unsigned long video)
{
	if (!xen_balloon_has_device_model())
		return;
	spin_lock(&device_memory_lock);
	if (!device_memory_restored.end)
		device_memory_note_first(maximum, video);
	device_memory_restored.start = device_memory_after(maximum);
	device_memory_restored.end = device_memory_restored.start + video + ROMS;
	spin_unlock(&device_memory_lock);
}

/**
 * xen_balloon_device_memory_restored - switch to the device model that a restore started
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
 * xen_balloon_device_memory_end - where to continue the search for page frames
 * @start:	first of a range of page frames that the kernel takes for free
 * @nr_pages:	how many
 *
 * Context: process, under the device hotplug lock.
 * Return: 0 when the range can be used, else the page frame after device memory in it.
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
 * Return: true when the device model that a restore would start has device memory there.
 */
bool xen_balloon_device_memory_after_restore(unsigned long start, unsigned long nr_pages)
{
	bool overlaps;

	spin_lock(&device_memory_lock);
	overlaps = device_memory_overlaps(&device_memory_restored, start, nr_pages);
	spin_unlock(&device_memory_lock);
	return overlaps;
}

/**
 * xen_balloon_device_memory_in_map - whether a restore would write into the RAM of the E820
 *
 * Context: process.
 * Return: true when the maximum is below that at boot: the device model that a restore would start
 * has device memory where this domain has RAM.
 */
bool xen_balloon_device_memory_in_map(void)
{
	bool overlaps;

	spin_lock(&device_memory_lock);
	overlaps = device_memory_restored.start < min(device_memory_first, device_memory_map_end);
	spin_unlock(&device_memory_lock);
	return overlaps;
}
