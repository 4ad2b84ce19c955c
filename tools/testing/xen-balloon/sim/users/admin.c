// SPDX-License-Identifier: GPL-2.0
/* Administrators: of the guest's sysfs, its memory blocks, and its compaction. */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <xen/balloon.h>

#include <stdio.h>

#include "users.h"

static unsigned long admin_block(u32 value)
{
	unsigned long block = 1 + value % (sim_blocks_end() - 1), i;

	/* The next one that there is. */
	for (i = 0; i < sim_blocks_end() && !sim_block_present(block); i++)
		block = 1 + block % (sim_blocks_end() - 1);
	return block;
}

/* Without memory the kernel panics; that is the administrator's doing. */
static bool admin_may_offline(unsigned long block)
{
	unsigned long managed = 0, pages = memory_block_size_bytes() >> PAGE_SHIFT;
	struct zone *zone;

	for_each_populated_zone(zone)
		if (zone->type != ZONE_MOVABLE)
			managed += zone_managed_pages(zone);
	return !sim_block_present(block) || is_zone_movable_page(pfn_to_page(block * pages)) ||
	       managed > pages + 4096;
}

static void admin_offline(u32 value)
{
	unsigned long block = admin_block(value);

	if (admin_may_offline(block))
		sim_block_offline(block, 2 * SIM_S);
}

static void admin_online_all(void)
{
	unsigned long block;

	for (block = 0; block < sim_blocks_end(); block++)
		if (sim_block_present(block))
			sim_block_online(block, false);
}

void sim_admin_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(10 * SIM_S))) {
		switch (value & 7) {
		case 0:
		case 1:
		case 2:
			admin_offline(value >> 4);
			break;
		case 3:
			sim_block_online(admin_block(value >> 4), value >> 16 & 1);
			break;
		case 4:
			sim_sysctl_write("hotplug_unpopulated", value >> 8 & 1);
			break;
		case 5:
			sim_debugfs_use(value >> 8 & 1);
			break;
		default:
			admin_online_all();
		}
	}
	admin_online_all();
	sim_sysctl_write("hotplug_unpopulated", 0);
}

static void sysfs_write_size(const char *name, u32 value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lu\n",
		 (sim_machine.maximum / 8 + value % sim_machine.maximum) * 4);
	sim_sysfs_write(name, text);
}

static void sysfs_write_text(u32 value)
{
	static const char *const names[] = { "target", "target_kb", "min_kb", "max_schedule_delay",
					     "max_retry_count", "scrub_pages" };
	static const char *const texts[] = { "", "x", "64M", "0x10", "99999999999999999999999999",
					     "17E", "1\n", "4", "0" };

	if (value % ARRAY_SIZE(names) == 5)
		return;
	sim_sysfs_write(names[value % ARRAY_SIZE(names)], texts[value / 8 % ARRAY_SIZE(texts)]);
}

static void sysfs_read_all(void)
{
	char text[4096];
	unsigned int i;

	for (i = 0; sim_sysfs_name(i); i++)
		sim_sysfs_read(sim_sysfs_name(i), text);
	sim_param_oom_reserve.ops->get(text, &sim_param_oom_reserve);
}

void sim_sysfs_main(void *arg)
{
	char floor[4096];
	u32 value;

	sim_sysfs_read("min_kb", floor);
	while ((value = sim_next_operation(8 * SIM_S))) {
		sim_current->admin = (value >> 24 & 15) != 0;
		/* Its targets are about the amount. */
		sim_strict_since = ~0ULL;
		switch (value & 7) {
		case 0:
		case 1:
			sysfs_write_size("target_kb", value >> 4);
			break;
		case 2:
			sysfs_write_size("min_kb", value >> 4);
			break;
		case 3:
			sysfs_write_text(value >> 4);
			break;
		case 4:
			sim_param_oom_reserve.ops->set(value >> 8 & 1 ? "8M" : value >> 9 & 1 ?
						       "300K" : "0", &sim_param_oom_reserve);
			break;
		case 5:
			balloon_set_new_target(sim_machine.maximum / 4 +
					       (value >> 4) % sim_machine.maximum);
			break;
		default:
			sysfs_read_all();
		}
		sim_strict_since = ~0ULL;
	}
	sim_current->admin = true;
	sim_sysfs_write("min_kb", floor);
	sim_sysfs_write("max_schedule_delay", "32");
	sim_sysfs_write("max_retry_count", "4");
}

void sim_compactor_main(void *arg)
{
	u32 value;

	while ((value = sim_next_operation(4 * SIM_S)))
		sim_compact(1 + (value >> 8 & 7));
}
