/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xen_balloon

#if !defined(_TRACE_XEN_BALLOON_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_XEN_BALLOON_H

#include <linux/tracepoint.h>

struct xen_balloon_step;

#define show_balloon_action(action)				\
	__print_symbolic(action,				\
			 { XEN_BALLOON_NOTHING, "idle" },	\
			 { XEN_BALLOON_INFLATE, "inflate" },	\
			 { XEN_BALLOON_DEFLATE, "deflate" },	\
			 { XEN_BALLOON_GROW, "grow" },		\
			 { XEN_BALLOON_SHRINK, "shrink" })

TRACE_DEFINE_ENUM(XEN_BALLOON_NOTHING);
TRACE_DEFINE_ENUM(XEN_BALLOON_INFLATE);
TRACE_DEFINE_ENUM(XEN_BALLOON_DEFLATE);
TRACE_DEFINE_ENUM(XEN_BALLOON_GROW);
TRACE_DEFINE_ENUM(XEN_BALLOON_SHRINK);

/* A new target of a node, or (-1) of the domain, in pages; before floor and ceiling. */
TRACE_EVENT(xen_balloon_target,
	TP_PROTO(int nid, unsigned long current_pages, unsigned long target),
	TP_ARGS(nid, current_pages, target),
	TP_STRUCT__entry(
		__field(int, nid)
		__field(unsigned long, current_pages)
		__field(unsigned long, target)
	),
	TP_fast_assign(
		__entry->nid = nid;
		__entry->current_pages = current_pages;
		__entry->target = target;
	),
	TP_printk("current %lu target %lu pages, node %d", __entry->current_pages,
		  __entry->target, __entry->nid)
);

/* A step of the worker; see struct xen_balloon_step for what its fields mean. */
TRACE_EVENT(xen_balloon_step,
	TP_PROTO(const struct xen_balloon_step *step),
	TP_ARGS(step),
	TP_STRUCT__entry(
		__field(unsigned int, action)
		__field(int, nid)
		__field(unsigned long, asked)
		__field(unsigned long, done)
		__field(unsigned int, superpages)
		__field(unsigned int, hypercalls)
		__field(u64, xen_ns)
		__field(u64, ns)
		__field(int, result)
	),
	TP_fast_assign(
		__entry->action = step->action;
		__entry->nid = step->nid;
		__entry->asked = step->asked;
		__entry->done = step->done;
		__entry->superpages = step->superpages;
		__entry->hypercalls = step->hypercalls;
		__entry->xen_ns = step->xen_ns;
		__entry->ns = step->ns;
		__entry->result = step->result;
	),
	TP_printk("%s node %d asked %lu done %lu pages, %u superpages, %u hypercalls, %llu of %llu ns in Xen, result %d",
		  show_balloon_action(__entry->action), __entry->nid, __entry->asked, __entry->done,
		  __entry->superpages, __entry->hypercalls, __entry->xen_ns, __entry->ns,
		  __entry->result)
);

/* Page frames were lent, or none if @result is a negative errno rather than 0. */
TRACE_EVENT(xen_balloon_lend,
	TP_PROTO(unsigned int nr_pages, u64 ns, int result),
	TP_ARGS(nr_pages, ns, result),
	TP_STRUCT__entry(
		__field(unsigned int, nr_pages)
		__field(u64, ns)
		__field(int, result)
	),
	TP_fast_assign(
		__entry->nr_pages = nr_pages;
		__entry->ns = ns;
		__entry->result = result;
	),
	TP_printk("%u pages in %llu ns, result %d", __entry->nr_pages, __entry->ns,
		  __entry->result)
);

#endif	/* _TRACE_XEN_BALLOON_H */

/* This part must be outside protection. */
#include <trace/define_trace.h>
