/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words that users see, once: enumerator, word and, for a reason, how the log explains it.
 *
 * Include this file as often as needed, with one of these macros defined as what each line is to
 * become. It defines the others as nothing, undefines all of them at its end, and has no guard. A
 * forgotten argument does not compile. The kselftests and the unit tests include it too, and
 * scripts/lint-lists compares documents with it.
 *
 *	XEN_BALLOON_STATE(enumerator, word)
 *	XEN_BALLOON_REASON(enumerator, word, text)
 *	XEN_BALLOON_COUNTER(enumerator, word)
 */
#ifndef XEN_BALLOON_STATE
#define XEN_BALLOON_STATE(enumerator, word)
#endif
#ifndef XEN_BALLOON_REASON
#define XEN_BALLOON_REASON(enumerator, word, text)
#endif
#ifndef XEN_BALLOON_COUNTER
#define XEN_BALLOON_COUNTER(enumerator, word)
#endif

/* ---- what the driver does: info/state ---- */

/* Nothing to do until there is a new target. */
XEN_BALLOON_STATE(XEN_BALLOON_IDLE, "idle")
/* Releasing memory to Xen. */
XEN_BALLOON_STATE(XEN_BALLOON_INFLATING, "inflating")
/* Taking memory from Xen. */
XEN_BALLOON_STATE(XEN_BALLOON_DEFLATING, "deflating")
/* Adding page frames. */
XEN_BALLOON_STATE(XEN_BALLOON_GROWING, "growing")
/* The target is not reached, for the reason given; the driver tries again later. */
XEN_BALLOON_STATE(XEN_BALLOON_WAITING, "waiting")
/* Likewise, and the guest has run out of memory. */
XEN_BALLOON_STATE(XEN_BALLOON_OOM, "oom")

/* ---- why the target is not reached: info/reason ---- */

/* The target is reached, or will be. */
XEN_BALLOON_REASON(XEN_BALLOON_NONE, "none", "nothing is in the way")
/* The target is below the least that the guest can live with. */
XEN_BALLOON_REASON(XEN_BALLOON_FLOOR, "floor",
		   "this domain could not live with so little, see min_kb")
/* The target is above what Xen allows this domain to have. */
XEN_BALLOON_REASON(XEN_BALLOON_CEILING, "ceiling", "Xen allows this domain no more, see max_kb")
/* The guest uses its memory and has none to give. */
XEN_BALLOON_REASON(XEN_BALLOON_GUEST_MEMORY, "guest-memory",
		   "this domain needs the memory that it has")
/* Xen allows more memory but has none to give, or refused to take some back. */
XEN_BALLOON_REASON(XEN_BALLOON_XEN_REFUSED, "xen-refused", "Xen has no memory, or refused it")
/* The page frames to populate are lent out, for mapping other domains' memory. */
XEN_BALLOON_REASON(XEN_BALLOON_FRAMES_LENT, "frames-lent",
		   "page frames are lent out, for memory of other domains")
/* There are no page frames left and no way to add more. */
XEN_BALLOON_REASON(XEN_BALLOON_NO_FRAMES, "no-frames", "there are no page frames for more")
/* A memory block could be added, but that failed. */
XEN_BALLOON_REASON(XEN_BALLOON_GROWTH_FAILED, "growth-failed",
		   "page frames for more could not be added")
/* The guest has run out of memory since the target was set, and may have got some above it. */
XEN_BALLOON_REASON(XEN_BALLOON_GUEST_OOM, "guest-oom", "this domain has run out of memory")

/* ---- what it has done, since boot or since they were reset: debugfs ---- */

/* Steps to release memory to Xen, and to populate, to add and to remove page frames. */
XEN_BALLOON_COUNTER(INFLATE_STEPS, "inflate_steps")
XEN_BALLOON_COUNTER(DEFLATE_STEPS, "deflate_steps")
XEN_BALLOON_COUNTER(GROW_STEPS, "grow_steps")
XEN_BALLOON_COUNTER(SHRINK_STEPS, "shrink_steps")
/* Steps that found nothing to do, or nothing that they could do. */
XEN_BALLOON_COUNTER(IDLE_STEPS, "idle_steps")
/* Pages that the worker released to Xen, and got from it. */
XEN_BALLOON_COUNTER(INFLATED_PAGES, "inflated_pages")
XEN_BALLOON_COUNTER(DEFLATED_PAGES, "deflated_pages")
/* Page frames added, and removed. */
XEN_BALLOON_COUNTER(GROWN_PAGES, "grown_pages")
XEN_BALLOON_COUNTER(SHRUNK_PAGES, "shrunk_pages")
/* Superpages among the pages released, and among those populated. */
XEN_BALLOON_COUNTER(INFLATED_SUPERPAGES, "inflated_superpages")
XEN_BALLOON_COUNTER(DEFLATED_SUPERPAGES, "deflated_superpages")
/* Hypercalls made by steps; nanoseconds spent in them, in all steps, and in the longest step. */
XEN_BALLOON_COUNTER(HYPERCALLS, "hypercalls")
XEN_BALLOON_COUNTER(XEN_NS, "xen_ns")
XEN_BALLOON_COUNTER(STEP_NS, "step_ns")
XEN_BALLOON_COUNTER(LONGEST_STEP_NS, "longest_step_ns")
/* Steps that failed. */
XEN_BALLOON_COUNTER(REFUSED, "refused")
/* Steps in which Xen did only part of what it was asked for. */
XEN_BALLOON_COUNTER(SHORT, "short")
/* Steps that gave Xen pages of a zone below its low watermark, other than ZONE_MOVABLE. */
XEN_BALLOON_COUNTER(LOW_ZONES, "low_zones")
/* Attempts to remove a memory block that moved pages in vain; the most of them at one block. */
XEN_BALLOON_COUNTER(REMOVAL_FAILURES, "removal_failures")
XEN_BALLOON_COUNTER(MOST_REMOVAL_FAILURES, "most_removal_failures")
/* Times that page frames were lent; how many; the most nanoseconds that a borrower waited. */
XEN_BALLOON_COUNTER(LENDINGS, "lendings")
XEN_BALLOON_COUNTER(LENT_PAGES, "lent_pages")
XEN_BALLOON_COUNTER(LONGEST_LENDING_NS, "longest_lending_ns")
/* Pages that the guest got because it was out of memory. */
XEN_BALLOON_COUNTER(RELIEF_PAGES, "relief_pages")

#undef XEN_BALLOON_STATE
#undef XEN_BALLOON_REASON
#undef XEN_BALLOON_COUNTER
