/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Moves: memory of the guest to Xen, and memory from Xen to page frames of the pool.
 */
#ifndef _XEN_BALLOON_MOVE_H
#define _XEN_BALLOON_MOVE_H

#include <linux/mm_types.h>
#include <linux/mutex.h>

#include "batch.h"
#include "place.h"
#include "statistics.h"

/* Maximum number of frames lent at once when their memory has to be released first: 1 MiB. */
#define XEN_BALLOON_LEND_PAGES 256U

/**
 * struct xen_balloon_mover - context in which memory is moved
 * @lock:	held as long as @batch is not empty
 * @batch:	pages under way between guest, pool and Xen; empty while @lock is free
 * @place:	where pages and page frames are taken from, and what memory these get
 * @inflating:	pages of the guest are in @batch, or about to be
 * @spared:	total number of these that have gone back to a guest that was out of memory
 * @refused:	for how many more steps no superpage is offered to Xen, which has refused one
 */
struct xen_balloon_mover {
	struct mutex lock; /* see above */
	struct xen_balloon_batch batch;
	struct xen_balloon_place place;
	bool inflating;
	unsigned long spared;
	unsigned int refused;
};

/* The worker's mover, and the one for lending and for emptying memory blocks. */
extern struct xen_balloon_mover xen_balloon_worker_mover, xen_balloon_lend_mover;

int xen_balloon_move_init(void);
void xen_balloon_move_exit(void);
int xen_balloon_move_inflate(struct xen_balloon_mover *mover, unsigned long nr_pages,
			     struct xen_balloon_step *step);
int xen_balloon_move_deflate(struct xen_balloon_mover *mover, unsigned long nr_pages,
			     struct xen_balloon_step *step);
unsigned long xen_balloon_move_relieve(struct xen_balloon_batch *batch, unsigned long nr_pages);
long xen_balloon_move_to_lend(unsigned int nr_pages, struct page **pages);
int xen_balloon_move_evict(unsigned long pfn, unsigned long nr_pages);

#endif /* _XEN_BALLOON_MOVE_H */
