/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_MEM_RESERVATION_H
#define _SIM_XEN_MEM_RESERVATION_H

#include <linux/types.h>

extern bool xen_scrub_pages;

#endif	/* _SIM_XEN_MEM_RESERVATION_H */
