/* SPDX-License-Identifier: GPL-2.0 */
/* Memory hotplug. See model/hotplug.c. */
#ifndef _SIM_LINUX_MEMORY_HOTPLUG_H
#define _SIM_LINUX_MEMORY_HOTPLUG_H

#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/pfn.h>

struct range {
	u64 start;
	u64 end;
};

enum mmop {
	MMOP_OFFLINE,
	MMOP_ONLINE,
	MMOP_ONLINE_KERNEL,
	MMOP_ONLINE_MOVABLE,
};

struct memory_block {
	enum mmop online_type;
	struct device dev;
};

struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
};

#define MEM_ONLINE		1
#define MEM_GOING_OFFLINE	2
#define MEM_OFFLINE		4
#define MEM_GOING_ONLINE	8
#define MEM_CANCEL_ONLINE	16
#define MEM_CANCEL_OFFLINE	32

typedef int mhp_t;
#define MHP_MERGE_RESOURCE	1
#define MHP_MEMMAP_ON_MEMORY	2

typedef void (*online_page_callback_t)(struct page *page, unsigned int order);

extern u64 max_mem_size;

unsigned long memory_block_size_bytes(void);
int memory_add_physaddr_to_nid(u64 start);
struct range mhp_get_pluggable_range(bool need_mapping);
bool mhp_supports_memmap_on_memory(void);
void lock_device_hotplug(void);
int lock_device_hotplug_sysfs(void);
void unlock_device_hotplug(void);
int add_memory_resource(int nid, struct resource *res, mhp_t flags);
void __remove_memory(u64 start, u64 size);
enum mmop mhp_get_default_online_type(void);
int device_online(struct device *dev);
int device_offline(struct device *dev);
struct memory_block *find_memory_block(unsigned long section);
int set_online_page_callback(online_page_callback_t callback);
int register_memory_notifier(struct notifier_block *nb);
bool valid_section_nr(unsigned long section);
bool online_section_nr(unsigned long section);

/* Sections of 8 MiB instead of 128: the same orders of events at a sixteenth of the cost. */
#define SIM_SECTION_SHIFT		11
#define SIM_SECTION_PAGES		(1UL << SIM_SECTION_SHIFT)
#define pfn_to_section_nr(pfn)		((pfn) >> SIM_SECTION_SHIFT)
#define section_nr_to_pfn(section)	((section) << SIM_SECTION_SHIFT)

#endif	/* _SIM_LINUX_MEMORY_HOTPLUG_H */
