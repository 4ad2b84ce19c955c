/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MINMAX_H
#define _SIM_LINUX_MINMAX_H

#define sim_is_signed(x)	((typeof(x))-1 < (typeof(x))1)

/* Like the kernel's, these refuse to compare a signed with an unsigned value. */
#define sim_pick(a, op, b) ({							\
	__auto_type pick_a = (a);						\
	__auto_type pick_b = (b);						\
	_Static_assert(sim_is_signed(pick_a) == sim_is_signed(pick_b),		\
		       "comparison of different signedness");			\
	pick_a op pick_b ? pick_a : pick_b;					\
})

#define min(a, b)		sim_pick(a, <, b)
#define max(a, b)		sim_pick(a, >, b)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define min3(a, b, c)		min(min(a, b), c)
#define clamp(value, low, high)	min(max(value, low), high)

#endif	/* _SIM_LINUX_MINMAX_H */
