/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Circular lists that check their links. What is put on a list or taken off it is shared state in
 * all files under test: that a lock is held is checked too.
 */
#ifndef _SHIM_LINUX_LIST_H
#define _SHIM_LINUX_LIST_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "../shim.h"

struct list_head {
	struct list_head *next, *prev;
};

#define SHIM_LIST_POISON	((struct list_head *)0x5a5a0badUL)

#define container_of(ptr, type, member)	((type *)((char *)(ptr) - offsetof(type, member)))
#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry(head, type, member)	list_entry(shim_list_first(head), type, member)

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline struct list_head *shim_list_first(struct list_head *head)
{
	shim_assert(!list_empty(head), "list_first_entry() of an empty list");
	return head->next;
}

static inline void shim_list_between(struct list_head *entry, struct list_head *before,
				     struct list_head *after)
{
	shim_assert(shim_locks_held, "list changed without a lock");
	shim_assert(before->next == after && after->prev == before, "list corrupted");
	shim_assert(entry != before && entry != after, "list_add() of what is in the list");
	entry->next = after;
	entry->prev = before;
	before->next = entry;
	after->prev = entry;
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	shim_list_between(entry, head, head->next);
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	shim_list_between(entry, head->prev, head);
}

static inline void list_del(struct list_head *entry)
{
	shim_assert(shim_locks_held, "list changed without a lock");
	shim_assert(entry->next != SHIM_LIST_POISON, "list_del() of what is in no list");
	shim_assert(entry->next->prev == entry && entry->prev->next == entry, "list corrupted");
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
	entry->next = SHIM_LIST_POISON;
	entry->prev = SHIM_LIST_POISON;
}

#endif	/* _SHIM_LINUX_LIST_H */
