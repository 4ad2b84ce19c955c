/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints: those of the driver do nothing. */
#ifndef _SIM_LINUX_TRACEPOINT_H
#define _SIM_LINUX_TRACEPOINT_H

#include <linux/types.h>

#define TP_PROTO(...)		__VA_ARGS__
#define TP_ARGS(...)		__VA_ARGS__
#define TRACE_DEFINE_ENUM(x)
#define TRACE_EVENT(name, proto, args, ...)		\
	static inline void trace_##name(proto)		\
	{						\
	}						\
	static inline bool trace_##name##_enabled(void)	\
	{						\
		return true;				\
	}

#endif	/* _SIM_LINUX_TRACEPOINT_H */
