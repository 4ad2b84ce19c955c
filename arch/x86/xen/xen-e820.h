/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_E820_H
#define _XEN_E820_H

struct xen_e820_map;

const struct xen_e820_map *xen_e820_read(unsigned long nr_pages);

#endif	/* _XEN_E820_H */
