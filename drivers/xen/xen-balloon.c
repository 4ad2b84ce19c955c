// SPDX-License-Identifier: GPL-2.0
/*
 * The user's interface: /sys/devices/system/xen_memory/xen_memory0. The toolstack's is in
 * balloon/xenstore.c; the text of both is handled in balloon/format.c.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/notifier.h>
#include <linux/pm.h>
#include <linux/suspend.h>
#include <linux/sysfs.h>

#include <xen/balloon.h>
#include <xen/mem-reservation.h>
#include <xen/xen.h>
#include <xen/xen-ops.h>

#include "balloon/device-model.h"
#include "balloon/format.h"
#include "balloon/suspend.h"
#include "balloon/vnode.h"
#include "balloon/worker.h"
#include "balloon/xenstore.h"

/* Sets a user's target: unlike the toolstack's, it is refused when it cannot be followed. */
static int sysfs_set_target(unsigned long pages)
{
	struct xen_balloon_status status;

	xen_balloon_status(&status);
	if (pages < status.floor || pages > xen_balloon_ceiling())
		return -EPERM;
	xen_balloon_set_target(pages);
	return 0;
}

/* Reads a size with @parse, and passes it to @set. Returns what a store returns. */
static ssize_t sysfs_store_size(const char *buf, size_t count,
				int (*parse)(const char *text, unsigned long *pages),
				int (*set)(unsigned long pages))
{
	unsigned long pages;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = parse(buf, &pages);
	if (!err)
		err = set(pages);
	return err ?: count;
}

static unsigned long long sysfs_target_kb(void)
{
	return xen_balloon_pages_to_kb(READ_ONCE(balloon_stats.target_pages));
}

static ssize_t target_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", sysfs_target_kb());
}

static ssize_t target_kb_store(struct device *dev, struct device_attribute *attr, const char *buf,
			       size_t count)
{
	return sysfs_store_size(buf, count, xen_balloon_parse_kb, sysfs_set_target);
}
static DEVICE_ATTR_RW(target_kb);

static ssize_t target_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", sysfs_target_kb() << 10);
}

static ssize_t target_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	return sysfs_store_size(buf, count, xen_balloon_parse_bytes, sysfs_set_target);
}
static DEVICE_ATTR_RW(target);

static ssize_t min_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct xen_balloon_status status;

	xen_balloon_status(&status);
	return sysfs_emit(buf, "%llu\n", xen_balloon_pages_to_kb(status.floor));
}

static ssize_t min_kb_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	return sysfs_store_size(buf, count, xen_balloon_parse_kb, xen_balloon_set_floor);
}
static DEVICE_ATTR_RW(min_kb);

static ssize_t max_kb_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", xen_balloon_pages_to_kb(xen_balloon_ceiling()));
}
static DEVICE_ATTR_RO(max_kb);

#define BALLOON_ULONG_RO(_name)							\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	return sysfs_emit(buf, "%lu\n", READ_ONCE(balloon_stats._name));	\
}

/* Decimal both ways: DEVICE_ULONG_ATTR() prints hexadecimal without 0x, and reads it as decimal. */
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

#define BALLOON_KB_RO(_name, _pages)                                                              \
	static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
	{                                                                                         \
		return sysfs_emit(buf, "%llu\n", xen_balloon_pages_to_kb(READ_ONCE(_pages)));     \
	}                                                                                         \
	static DEVICE_ATTR_RO(_name)

BALLOON_KB_RO(current_kb, balloon_stats.current_pages);
BALLOON_KB_RO(low_kb, balloon_stats.balloon_low);
BALLOON_KB_RO(high_kb, balloon_stats.balloon_high);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct xen_balloon_status status;

	xen_balloon_status(&status);
	return sysfs_emit(buf, "%s\n", xen_balloon_state_name(status.state));
}
static DEVICE_ATTR_RO(state);

static ssize_t reason_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct xen_balloon_status status;

	xen_balloon_status(&status);
	return sysfs_emit(buf, "%s\n", xen_balloon_reason_name(status.reason));
}
static DEVICE_ATTR_RO(reason);

static ssize_t interface_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", xen_balloon_vnode_interface());
}
static DEVICE_ATTR_RO(interface);

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
	&dev_attr_interface.attr,
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

/* Whether the domain has been suspended and resumed since the last call of .prepare. */
static bool sysfs_has_resumed;

/*
 * Called before each kind of suspend, when all processes are frozen; needed only when the toolstack
 * saves the domain. Dom0 is not saved, and its xenstored, which would be asked for the target, is
 * one of the frozen processes. Suspend to RAM or to idle, which the domain itself asks for, leaves
 * its memory alone; hibernation cannot be told from a save here.
 */
static int sysfs_prepare_suspend(struct device *dev)
{
	unsigned long target;
	int err;

	sysfs_has_resumed = false;
	if (xen_initial_domain() || pm_suspend_target_state != PM_SUSPEND_ON)
		return 0;
	err = xen_balloon_xenstore_prepare_suspend(&target);
	if (err) {
		pr_warn("Suspend refused: Xenstore does not say what memory this domain would be restored with (%d); retry the save\n",
			err);
		/* Not @err: after -EAGAIN dpm_prepare() would call this again, for ever. */
		return -EBUSY;
	}
	return xen_balloon_prepare_suspend(target);
}

static int sysfs_resumed(struct notifier_block *nb, unsigned long event, void *data)
{
	sysfs_has_resumed = true;
	return NOTIFY_DONE;
}

static struct notifier_block sysfs_resume_nb = {
	.notifier_call = sysfs_resumed,
};

/* Also called when another device refused the suspend, and the domain was not saved. */
static int sysfs_restored(struct device *dev)
{
	if (sysfs_has_resumed)
		xen_balloon_device_memory_restored();
	xen_balloon_xenstore_announce();
	return 0;
}

static const struct dev_pm_ops balloon_pm_ops = {
	.prepare = pm_sleep_ptr(sysfs_prepare_suspend),
	.restore = pm_sleep_ptr(sysfs_restored),
};

static const struct bus_type balloon_bus = {
	.name = "xen_memory",
	.dev_name = "xen_memory",
	.pm = pm_sleep_ptr(&balloon_pm_ops),
};

static struct device balloon_dev = {
	.bus = &balloon_bus,
	.id = 0,
	.groups = balloon_groups,
};

static int sysfs_register(void)
{
	int err = subsys_system_register(&balloon_bus, NULL);

	if (err)
		return err;
	err = device_register(&balloon_dev);
	if (err) {
		put_device(&balloon_dev);
		bus_unregister(&balloon_bus);
		return err;
	}
	xen_resume_notifier_register(&sysfs_resume_nb);
	return 0;
}

/**
 * xen_balloon_init - start listening for targets
 *
 * Context: process, once, at boot, after the core is ready. Neither interface depends on the other.
 */
void xen_balloon_init(void)
{
	int err = sysfs_register();

	if (err)
		pr_err("No sysfs interface (%d)\n", err);
	xen_balloon_xenstore_init();
}
EXPORT_SYMBOL_GPL(xen_balloon_init);
