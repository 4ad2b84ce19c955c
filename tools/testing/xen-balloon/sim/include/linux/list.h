/* SPDX-License-Identifier: GPL-2.0 */
/* Circular lists that check their links. */
#ifndef _SIM_LINUX_LIST_H
#define _SIM_LINUX_LIST_H

#include <linux/types.h>

#include "../../core/sim.h"

struct list_head {
	struct list_head *next, *prev;
};

#define SIM_LIST_POISON		((struct list_head *)0x5a5a0badUL)

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)

#define container_of(ptr, type, member)	((type *)((char *)(ptr) - offsetof(type, member)))
#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry(head, type, member)	list_entry(sim_list_first(head), type, member)
#define list_for_each_entry(pos, head, member)					\
	for ((pos) = list_entry((head)->next, typeof(*(pos)), member);		\
	     &(pos)->member != (head);						\
	     (pos) = list_entry((pos)->member.next, typeof(*(pos)), member))
#define list_for_each_entry_safe(pos, n, head, member)				\
	for ((pos) = list_entry((head)->next, typeof(*(pos)), member),		\
	     (n) = list_entry((pos)->member.next, typeof(*(pos)), member);	\
	     &(pos)->member != (head);						\
	     (pos) = (n), (n) = list_entry((n)->member.next, typeof(*(n)), member))

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline struct list_head *sim_list_first(struct list_head *head)
{
	sim_assert(!list_empty(head), "list_first_entry() of an empty list");
	return head->next;
}

static inline void sim_list_between(struct list_head *entry, struct list_head *before,
				    struct list_head *after)
{
	sim_assert(before->next == after && after->prev == before, "list corrupted");
	sim_assert(entry != before && entry != after, "list_add() of what is in the list");
	entry->next = after;
	entry->prev = before;
	before->next = entry;
	after->prev = entry;
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	sim_list_between(entry, head, head->next);
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	sim_list_between(entry, head->prev, head);
}

static inline void list_del(struct list_head *entry)
{
	sim_assert(entry->next != SIM_LIST_POISON, "list_del() of what is in no list");
	sim_assert(entry->next->prev == entry && entry->prev->next == entry, "list corrupted");
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	entry->next = SIM_LIST_POISON;
	entry->prev = SIM_LIST_POISON;
}

#endif	/* _SIM_LINUX_LIST_H */
