/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a PV guest has to do itself when memory comes and goes: the direct mapping, and entries of
 * the p2m. Auto-translated domains (PVH, HVM, Arm) never get here.
 */
#ifndef _XEN_BALLOON_PVMMU_H
#define _XEN_BALLOON_PVMMU_H

struct xen_balloon_batch;

#ifdef CONFIG_XEN_HAVE_PVMMU
unsigned int xen_balloon_pvmmu_map(struct xen_balloon_batch *batch, unsigned int first,
				   unsigned int nr);
unsigned int xen_balloon_pvmmu_unmap(struct xen_balloon_batch *batch, unsigned int nr);
#else
static inline unsigned int xen_balloon_pvmmu_map(struct xen_balloon_batch *batch,
						 unsigned int first, unsigned int nr)
{
	return 0;
}

static inline unsigned int xen_balloon_pvmmu_unmap(struct xen_balloon_batch *batch, unsigned int nr)
{
	return 0;
}
#endif

#endif	/* _XEN_BALLOON_PVMMU_H */
