// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics: what the driver has done.
 *
 * /sys/kernel/debug/xen-balloon/stats has a line "NAME VALUE" for each counter below; writing
 * anything to it sets all of them to 0. Counting happens once a step, which moves thousands of
 * pages, so that it is always on.
 *
 * Only steps of the worker are counted as inflated and deflated: what borrowers, relief, memmap and
 * kexec move is in account.c's books, which are about what there is, and not in these.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "statistics.h"

#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

#include <xen/xen.h>

/**
 * enum statistics_counter - the counters, since boot or since they were reset
 * @INFLATE_STEPS:	steps that were to release memory to Xen
 * @DEFLATE_STEPS:	steps that were to populate page frames
 * @GROW_STEPS:		steps that were to add page frames
 * @SHRINK_STEPS:	steps that were to remove page frames
 * @IDLE_STEPS:		steps that found nothing to do, or nothing that they could do
 * @INFLATED_PAGES:	pages given to Xen by the worker
 * @DEFLATED_PAGES:	pages got from Xen
 * @GROWN_PAGES:	page frames added
 * @SHRUNK_PAGES:	page frames removed
 * @INFLATED_SUPERPAGES:	superpages among the pages released
 * @DEFLATED_SUPERPAGES:	superpages among the pages populated
 * @HYPERCALLS:		made by steps
 * @XEN_NS:		nanoseconds that steps have spent in them
 * @STEP_NS:		nanoseconds that steps took in all
 * @LONGEST_STEP_NS:	nanoseconds of the longest
 * @REFUSED:		steps that failed
 * @SHORT:		steps in which Xen did a part of what it was asked for
 * @LOW_ZONES:	steps to Xen that ended with a zone below its low watermark
 * @REMOVAL_FAILURES:	attempts at removing a memory block that moved pages in vain
 * @MOST_REMOVAL_FAILURES:	of these, at one block, at most
 * @LENDINGS:		times that page frames were lent
 * @LENT_PAGES:		page frames lent
 * @LONGEST_LENDING_NS:	nanoseconds that a borrower waited for page frames, at most
 * @RELIEF_PAGES:	pages that came because the guest was out of memory
 * @COUNTERS:		how many counters there are
 */
enum statistics_counter {
	INFLATE_STEPS,
	DEFLATE_STEPS,
	GROW_STEPS,
	SHRINK_STEPS,
	IDLE_STEPS,
	INFLATED_PAGES,
	DEFLATED_PAGES,
	GROWN_PAGES,
	SHRUNK_PAGES,
	INFLATED_SUPERPAGES,
	DEFLATED_SUPERPAGES,
	HYPERCALLS,
	XEN_NS,
	STEP_NS,
	LONGEST_STEP_NS,
	REFUSED,
	SHORT,
	LOW_ZONES,
	REMOVAL_FAILURES,
	MOST_REMOVAL_FAILURES,
	LENDINGS,
	LENT_PAGES,
	LONGEST_LENDING_NS,
	RELIEF_PAGES,
	COUNTERS,
};

static const char *const statistics_names[COUNTERS] = {
	[INFLATE_STEPS] = "inflate_steps",
	[DEFLATE_STEPS] = "deflate_steps",
	[GROW_STEPS] = "grow_steps",
	[SHRINK_STEPS] = "shrink_steps",
	[IDLE_STEPS] = "idle_steps",
	[INFLATED_PAGES] = "inflated_pages",
	[DEFLATED_PAGES] = "deflated_pages",
	[GROWN_PAGES] = "grown_pages",
	[SHRUNK_PAGES] = "shrunk_pages",
	[INFLATED_SUPERPAGES] = "inflated_superpages",
	[DEFLATED_SUPERPAGES] = "deflated_superpages",
	[HYPERCALLS] = "hypercalls",
	[XEN_NS] = "xen_ns",
	[STEP_NS] = "step_ns",
	[LONGEST_STEP_NS] = "longest_step_ns",
	[REFUSED] = "refused",
	[SHORT] = "short",
	[LOW_ZONES] = "low_zones",
	[REMOVAL_FAILURES] = "removal_failures",
	[MOST_REMOVAL_FAILURES] = "most_removal_failures",
	[LENDINGS] = "lendings",
	[LENT_PAGES] = "lent_pages",
	[LONGEST_LENDING_NS] = "longest_lending_ns",
	[RELIEF_PAGES] = "relief_pages",
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
 * @failures: how often that was so with this block
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
 * xen_balloon_count_relief - count pages that came because the guest was out of memory
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
