// SPDX-License-Identifier: GPL-2.0
/*
 * Where targets come from: the toolstack's Xenstore node memory/target, and sysfs. Text and units
 * are dealt with here; everything behind counts pages.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/capability.h>
#include <linux/crash_dump.h>
#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <xen/balloon.h>
#include <xen/mem-reservation.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "balloon-core.h"

#ifdef CONFIG_MEMORY_HOTPLUG
/* What max_mem_size was before early set-up lowered it for the time of boot; 0 if it did not. */
u64 xen_saved_max_mem_size;
#endif

#define KB_PER_PAGE_SHIFT	(PAGE_SHIFT - 10)

static unsigned long long pages_to_kb(unsigned long pages)
{
	return (unsigned long long)pages << KB_PER_PAGE_SHIFT;
}

/* Pages for a number of bytes, rounded down; an error when there cannot be so many. */
static int bytes_to_pages(unsigned long long bytes, unsigned long *pages)
{
	unsigned long long n = bytes >> PAGE_SHIFT;

	/* No address space of today is larger than 2^52 bytes. */
	if (n > min_t(unsigned long long, ULONG_MAX, 1ULL << (52 - PAGE_SHIFT)))
		return -ERANGE;
	*pages = n;
	return 0;
}

static int kb_to_pages(unsigned long long kb, unsigned long *pages)
{
	return kb >> 54 ? -ERANGE : bytes_to_pages(kb << 10, pages);
}

/* ---- Xenstore ---- */

/*
 * What the toolstack counts and this domain does not know of, in pages: firmware, video memory and
 * special pages of HVM and PVH domains. Only the watch of memory/target uses it.
 */
static long toolstack_offset;

/* Reads a node that holds a number of KiB. False when there is no such node, or no such number. */
static bool read_kb(const char *node, unsigned long *pages)
{
	unsigned long long kb;
	char *text;
	int err;

	text = xenbus_read(XBT_NIL, "memory", node, NULL);
	if (IS_ERR(text))
		return false;
	err = kstrtoull(text, 10, &kb);
	if (!err)
		err = kb_to_pages(kb, pages);
	if (err)
		pr_warn_ratelimited("Ignoring memory/%s: \"%.20s\" is not a number of KiB\n", node, text);
	kfree(text);
	return !err;
}

/*
 * At the start of an HVM or PVH domain, memory/static-max and what the memory map adds up to are
 * the same memory, counted by the toolstack and by us.
 */
static long find_offset(void)
{
	unsigned long static_max;

	if (xen_pv_domain() || xen_initial_domain())
		return 0;
	if (!read_kb("static-max", &static_max) && !read_kb("memory_static_max", &static_max))
		return 0;
	return (long)static_max - (long)balloon_map_pages();
}

/* The restriction of early set-up was for the time of boot. Growth is ours from now on. */
static void lift_boot_limit(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	if (xen_saved_max_mem_size)
		max_mem_size = xen_saved_max_mem_size;
#endif
}

static void read_target(void)
{
	static bool seen;
	unsigned long target;

	lift_boot_limit();
	/* In dom0 the node is missing until the toolstack has something to say. */
	if (!read_kb("target", &target))
		return;
	if (!seen)
		toolstack_offset = find_offset();
	/* Below that the two do not speak of the same memory: with mem= most of it is out of sight. */
	if ((long)target <= toolstack_offset) {
		pr_warn_once("Ignoring memory/target: most of this domain's memory is out of sight\n");
		return;
	}
	target -= toolstack_offset;
	/* In dom0 the first target to be seen may be anybody's, hours after boot. */
	if (seen || xen_initial_domain())
		balloon_set_new_target(target);
	else
		balloon_toolstack_target(target);
	seen = true;
}

static void target_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	read_target();
}

static struct xenbus_watch target_watch = {
	.node = "memory/target",
	.callback = target_changed,
};

static int store_is_ready(struct notifier_block *nb, unsigned long event, void *data)
{
	/*
	 * The watch would bring the first target too, but from a thread of its own: boot could go
	 * on to user space before anybody knew that there is memory to give back.
	 */
	read_target();
	if (register_xenbus_watch(&target_watch))
		pr_err("Failed to set balloon watcher\n");
	return NOTIFY_DONE;
}

static struct notifier_block store_nb = {
	.notifier_call = store_is_ready,
};

/* ---- sysfs ---- */

/* A target of the user's: unlike one of the toolstack's it is refused when it cannot be followed. */
static int set_user_target(unsigned long pages)
{
	struct balloon_status status;

	balloon_status(&status);
	if (pages < status.floor || pages > balloon_ceiling())
		return -EPERM;
	balloon_set_new_target(pages);
	return 0;
}

static ssize_t target_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", pages_to_kb(READ_ONCE(balloon_stats.target_pages)));
}

static ssize_t target_kb_store(struct device *dev, struct device_attribute *attr, const char *buf,
			       size_t count)
{
	unsigned long long kb;
	unsigned long pages;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = kstrtoull(buf, 10, &kb);
	if (!err)
		err = kb_to_pages(kb, &pages);
	if (!err)
		err = set_user_target(pages);
	return err ?: count;
}
static DEVICE_ATTR_RW(target_kb);

static ssize_t target_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", pages_to_kb(READ_ONCE(balloon_stats.target_pages)) << 10);
}

/* Bytes with a suffix, all of it: memparse() stops where it stops, and wraps around. */
static int parse_bytes(const char *buf, unsigned long long *bytes)
{
	static const char suffixes[] = "KMGTPE";
	char digits[32], *end;
	const char *suffix = NULL;
	unsigned int shift = 0;
	size_t len;
	int err;

	if (strscpy(digits, buf, sizeof(digits)) < 0)
		return -ERANGE;
	end = strim(digits);
	len = strlen(end);
	if (len > 1)
		suffix = strchr(suffixes, toupper(end[len - 1]));
	if (suffix) {
		shift = 10 * (suffix - suffixes + 1);
		end[len - 1] = '\0';
	}
	err = kstrtoull(end, 10, bytes);
	if (err)
		return err;
	if (shift && *bytes >> (64 - shift))
		return -ERANGE;
	*bytes <<= shift;
	return 0;
}

static ssize_t target_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long long bytes;
	unsigned long pages;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = parse_bytes(buf, &bytes);
	if (!err)
		err = bytes_to_pages(bytes, &pages);
	if (!err)
		err = set_user_target(pages);
	return err ?: count;
}
static DEVICE_ATTR_RW(target);

static ssize_t min_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct balloon_status status;

	balloon_status(&status);
	return sysfs_emit(buf, "%llu\n", pages_to_kb(status.floor));
}

static ssize_t min_kb_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long long kb;
	unsigned long pages;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = kstrtoull(buf, 10, &kb);
	if (!err)
		err = kb_to_pages(kb, &pages);
	if (!err)
		err = balloon_set_floor(pages);
	return err ?: count;
}
static DEVICE_ATTR_RW(min_kb);

static ssize_t max_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", pages_to_kb(balloon_ceiling()));
}
static DEVICE_ATTR_RO(max_kb);

#define BALLOON_ULONG_RO(_name)							\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	return sysfs_emit(buf, "%lu\n", READ_ONCE(balloon_stats._name));	\
}

/* Plain decimal both ways: DEVICE_ULONG_ATTR() would print hexadecimal and parse decimal. */
#define BALLOON_ULONG_RW(_name)							\
BALLOON_ULONG_RO(_name)								\
static ssize_t _name##_store(struct device *dev, struct device_attribute *attr,	\
			     const char *buf, size_t count)			\
{										\
	unsigned long value;							\
	int err = kstrtoul(buf, 10, &value);					\
										\
	if (!err)								\
		WRITE_ONCE(balloon_stats._name, value);				\
	return err ?: count;							\
}

BALLOON_ULONG_RO(schedule_delay);
static DEVICE_ATTR_RO(schedule_delay);
BALLOON_ULONG_RW(max_schedule_delay);
static DEVICE_ATTR_RW(max_schedule_delay);
BALLOON_ULONG_RO(retry_count);
static DEVICE_ATTR_RO(retry_count);
BALLOON_ULONG_RW(max_retry_count);
static DEVICE_ATTR_RW(max_retry_count);
static DEVICE_BOOL_ATTR(scrub_pages, 0644, xen_scrub_pages);

#define BALLOON_KB_RO(_name, _pages)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	return sysfs_emit(buf, "%llu\n", pages_to_kb(READ_ONCE(_pages)));	\
}										\
static DEVICE_ATTR_RO(_name)

BALLOON_KB_RO(current_kb, balloon_stats.current_pages);
BALLOON_KB_RO(low_kb, balloon_stats.balloon_low);
BALLOON_KB_RO(high_kb, balloon_stats.balloon_high);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	static const char * const names[BALLOON_STATES] = {
		[BALLOON_IDLE] = "idle",
		[BALLOON_INFLATING] = "inflating",
		[BALLOON_DEFLATING] = "deflating",
		[BALLOON_GROWING] = "growing",
		[BALLOON_WAITING] = "waiting",
	};
	struct balloon_status status;

	balloon_status(&status);
	return sysfs_emit(buf, "%s\n", names[status.state]);
}
static DEVICE_ATTR_RO(state);

static ssize_t reason_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	static const char * const names[BALLOON_REASONS] = {
		[BALLOON_OK] = "none",
		[BALLOON_FLOOR] = "floor",
		[BALLOON_CEILING] = "ceiling",
		[BALLOON_GUEST_MEMORY] = "guest-memory",
		[BALLOON_XEN_REFUSED] = "xen-refused",
		[BALLOON_LENT] = "frames-lent",
		[BALLOON_NO_FRAMES] = "no-frames",
		[BALLOON_GROWTH_FAILED] = "growth-failed",
	};
	struct balloon_status status;

	balloon_status(&status);
	return sysfs_emit(buf, "%s\n", names[status.reason]);
}
static DEVICE_ATTR_RO(reason);

static struct attribute *balloon_attrs[] = {
	&dev_attr_target.attr,
	&dev_attr_target_kb.attr,
	&dev_attr_min_kb.attr,
	&dev_attr_max_kb.attr,
	&dev_attr_schedule_delay.attr,
	&dev_attr_max_schedule_delay.attr,
	&dev_attr_retry_count.attr,
	&dev_attr_max_retry_count.attr,
	&dev_attr_scrub_pages.attr.attr,
	NULL
};

static const struct attribute_group balloon_group = {
	.attrs = balloon_attrs,
};

static struct attribute *balloon_info_attrs[] = {
	&dev_attr_current_kb.attr,
	&dev_attr_low_kb.attr,
	&dev_attr_high_kb.attr,
	&dev_attr_state.attr,
	&dev_attr_reason.attr,
	NULL
};

static const struct attribute_group balloon_info_group = {
	.name = "info",
	.attrs = balloon_info_attrs,
};

static const struct attribute_group *balloon_groups[] = {
	&balloon_group,
	&balloon_info_group,
	NULL
};

static const struct bus_type balloon_bus = {
	.name = "xen_memory",
	.dev_name = "xen_memory",
};

static struct device balloon_dev = {
	.bus = &balloon_bus,
	.id = 0,
	.groups = balloon_groups,
};

static int register_sysfs(void)
{
	int err = subsys_system_register(&balloon_bus, NULL);

	if (err)
		return err;
	err = device_register(&balloon_dev);
	if (err) {
		put_device(&balloon_dev);
		bus_unregister(&balloon_bus);
	}
	return err;
}

/**
 * xen_balloon_init - start listening for targets
 *
 * Context: process, once, at boot, after the core is ready. Neither way in depends on the other.
 */
void xen_balloon_init(void)
{
	int err = register_sysfs();

	if (err)
		pr_err("No sysfs interface (%d)\n", err);
	/* A crash kernel sees a corner of the memory; the rest is what it is there to save. */
	if (!is_kdump_kernel())
		register_xenstore_notifier(&store_nb);
}
EXPORT_SYMBOL_GPL(xen_balloon_init);
