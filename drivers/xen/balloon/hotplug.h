/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Growth: page frames for memory that the kernel did not know of at boot.
 */
#ifndef _XEN_BALLOON_GROWTH_H
#define _XEN_BALLOON_GROWTH_H

#include <linux/errno.h>
#include <linux/types.h>

struct balloon_pool;

#ifdef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG
void balloon_growth_init(struct balloon_pool *pool);
bool balloon_growth_possible(void);
bool balloon_growth_for_lent(void);
int balloon_growth_step(void);
bool balloon_growth_can_shrink(unsigned long *removable, unsigned long *freed);
void balloon_growth_retry_removal(void);
int balloon_growth_shrink_step(unsigned long most);
bool balloon_growth_can_restore(void);
#else
static inline void balloon_growth_init(struct balloon_pool *pool)
{
}

static inline bool balloon_growth_possible(void)
{
	return false;
}

static inline bool balloon_growth_for_lent(void)
{
	return false;
}

static inline int balloon_growth_step(void)
{
	return -EOPNOTSUPP;
}

static inline bool balloon_growth_can_shrink(unsigned long *removable, unsigned long *freed)
{
	return false;
}

static inline void balloon_growth_retry_removal(void)
{
}

static inline int balloon_growth_shrink_step(unsigned long most)
{
	return -EOPNOTSUPP;
}

static inline bool balloon_growth_can_restore(void)
{
	return true;
}
#endif

#endif	/* _XEN_BALLOON_GROWTH_H */
