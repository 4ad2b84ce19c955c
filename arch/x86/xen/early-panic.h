/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_EARLY_PANIC_H
#define _XEN_EARLY_PANIC_H

#include <linux/init.h>

void __init xen_early_panic_init(void);

#endif	/* _XEN_EARLY_PANIC_H */
