// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics: what the driver has done.
 *
 * /sys/kernel/debug/xen-balloon/stats has a line "NAME VALUE" for each counter below; writing
 * anything to it sets all of them to 0. Counting happens once per step, which moves thousands of
 * pages, and so is always on.
 *
 * Only steps of the worker are counted as inflated and deflated: pages moved for borrowers, relief,
 * memmap and kexec are in account.c's books, which record the present state, and not in these.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "statistics.h"

#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

#include <xen/xen.h>

/* The counters, since boot or since they were reset: see words.h. */
enum statistics_counter {
#define XEN_BALLOON_COUNTER(enumerator, word) enumerator,
#include "words.h"
	COUNTERS,
};

static const char *const statistics_names[COUNTERS] = {
#define XEN_BALLOON_COUNTER(enumerator, word)	\
	[enumerator] = word,
#include "words.h"
};

static DEFINE_SPINLOCK(statistics_lock);

/* Protected by statistics_lock. */
static u64 statistics_counters[COUNTERS];

/**
 * xen_balloon_count_step - count what a step has done
 * @step: the step
 *
 * Context: process.
 */
void xen_balloon_count_step(const struct xen_balloon_step *step)
{
	spin_lock(&statistics_lock);
	switch (step->action) {
	case XEN_BALLOON_INFLATE:
		statistics_counters[INFLATE_STEPS]++;
		statistics_counters[INFLATED_PAGES] += step->done;
		statistics_counters[INFLATED_SUPERPAGES] += step->superpages;
		break;
	case XEN_BALLOON_DEFLATE:
		statistics_counters[DEFLATE_STEPS]++;
		statistics_counters[DEFLATED_PAGES] += step->done;
		statistics_counters[DEFLATED_SUPERPAGES] += step->superpages;
		break;
	case XEN_BALLOON_GROW:
		statistics_counters[GROW_STEPS]++;
		statistics_counters[GROWN_PAGES] += step->done;
		break;
	case XEN_BALLOON_SHRINK:
		statistics_counters[SHRINK_STEPS]++;
		statistics_counters[SHRUNK_PAGES] += step->done;
		break;
	case XEN_BALLOON_NOTHING:
	case XEN_BALLOON_ACTIONS:
		statistics_counters[IDLE_STEPS]++;
		break;
	}
	statistics_counters[HYPERCALLS] += step->hypercalls;
	statistics_counters[XEN_NS] += step->xen_ns;
	statistics_counters[STEP_NS] += step->ns;
	statistics_counters[LONGEST_STEP_NS] = max(statistics_counters[LONGEST_STEP_NS], step->ns);
	statistics_counters[REFUSED] += !!step->result;
	statistics_counters[SHORT] += !step->result && step->done < step->asked;
	statistics_counters[LOW_ZONES] += step->low;
	spin_unlock(&statistics_lock);
}

/**
 * xen_balloon_count_lending - count page frames that were lent
 * @nr_pages:	how many
 * @ns:		nanoseconds that it took
 *
 * Context: process.
 */
void xen_balloon_count_lending(unsigned int nr_pages, u64 ns)
{
	spin_lock(&statistics_lock);
	statistics_counters[LENDINGS]++;
	statistics_counters[LENT_PAGES] += nr_pages;
	statistics_counters[LONGEST_LENDING_NS] = max(statistics_counters[LONGEST_LENDING_NS], ns);
	spin_unlock(&statistics_lock);
}

/**
 * xen_balloon_count_removal_failure - count a memory block that could not be removed
 * @failures: number of failures of this block so far
 *
 * Context: process.
 */
void xen_balloon_count_removal_failure(unsigned int failures)
{
	u64 *most = &statistics_counters[MOST_REMOVAL_FAILURES];

	spin_lock(&statistics_lock);
	statistics_counters[REMOVAL_FAILURES]++;
	*most = max_t(u64, *most, failures);
	spin_unlock(&statistics_lock);
}

/**
 * xen_balloon_count_relief - count pages populated because the guest was out of memory
 * @nr_pages: how many
 *
 * Context: process.
 */
void xen_balloon_count_relief(unsigned long nr_pages)
{
	spin_lock(&statistics_lock);
	statistics_counters[RELIEF_PAGES] += nr_pages;
	spin_unlock(&statistics_lock);
}

static int stats_show(struct seq_file *m, void *unused)
{
	u64 now[COUNTERS];
	unsigned int i;

	spin_lock(&statistics_lock);
	memcpy(now, statistics_counters, sizeof(now));
	spin_unlock(&statistics_lock);
	for (i = 0; i < COUNTERS; i++)
		seq_printf(m, "%s %llu\n", statistics_names[i], now[i]);
	return 0;
}

static ssize_t stats_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	spin_lock(&statistics_lock);
	memset(statistics_counters, 0, sizeof(statistics_counters));
	spin_unlock(&statistics_lock);
	return count;
}

static int stats_open(struct inode *inode, struct file *file)
{
	return single_open(file, stats_show, NULL);
}

static const struct file_operations stats_fops = {
	.open = stats_open,
	.read = seq_read,
	.write = stats_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init statistics_debugfs(void)
{
	if (xen_domain())
		debugfs_create_file("stats", 0600, debugfs_create_dir("xen-balloon", NULL), NULL,
				    &stats_fops);
	return 0;
}
late_initcall(statistics_debugfs);
