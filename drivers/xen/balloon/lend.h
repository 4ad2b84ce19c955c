/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lending: unpopulated page frames, for drivers that map memory of other domains into them.
 */
#ifndef _XEN_BALLOON_LEND_H
#define _XEN_BALLOON_LEND_H

struct page;

int xen_balloon_lend(unsigned int nr_pages, struct page **pages);
void xen_balloon_lend_return(unsigned int nr_pages, struct page **pages);

#endif /* _XEN_BALLOON_LEND_H */
