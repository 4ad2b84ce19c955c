/* SPDX-License-Identifier: GPL-2.0 */
/* The tracepoints that compaction has. See model/compaction.c. */
#ifndef _SIM_TRACE_EVENTS_COMPACTION_H
#define _SIM_TRACE_EVENTS_COMPACTION_H

#include <linux/types.h>

struct compact_control;

int register_trace_mm_compaction_begin(void (*fn)(void *data, struct compact_control *cc,
						  unsigned long start, unsigned long end,
						  bool sync), void *data);
int register_trace_mm_compaction_end(void (*fn)(void *data, struct compact_control *cc,
						unsigned long start, unsigned long end, bool sync,
						int status), void *data);
void unregister_trace_mm_compaction_end(void (*fn)(void *data, struct compact_control *cc,
						   unsigned long start, unsigned long end,
						   bool sync, int status), void *data);

#endif	/* _SIM_TRACE_EVENTS_COMPACTION_H */
