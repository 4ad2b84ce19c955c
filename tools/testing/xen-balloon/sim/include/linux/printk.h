/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's log: kept, and shown when a history fails. */
#ifndef _SIM_LINUX_PRINTK_H
#define _SIM_LINUX_PRINTK_H

#ifndef pr_fmt
#define pr_fmt(fmt)		fmt
#endif

void sim_log(const char *fmt, ...) __attribute__((__format__(__printf__, 1, 2)));

#define sim_log_once(...)			\
	do {					\
		static _Bool __logged;		\
						\
		if (!__logged)			\
			sim_log(__VA_ARGS__);	\
		__logged = 1;			\
	} while (0)

#define pr_err(fmt, ...)			sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)			sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)			sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)			sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)			sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...)		sim_log_once(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...)		sim_log_once(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	sim_log(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	sim_log(pr_fmt(fmt), ##__VA_ARGS__)

#endif	/* _SIM_LINUX_PRINTK_H */
