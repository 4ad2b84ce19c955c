/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's side of Xenstore. See model/xenstore.c. */
#ifndef _SIM_XEN_XENBUS_H
#define _SIM_XEN_XENBUS_H

#include <linux/compiler.h>
#include <linux/notifier.h>

struct xenbus_transaction {
	unsigned int id;
};

#define XBT_NIL		((struct xenbus_transaction){ 0 })

struct xenbus_watch {
	const char *node;
	void (*callback)(struct xenbus_watch *watch, const char *path, const char *token);
	struct xenbus_watch *next;
	bool pending;
};

char *xenbus_read(struct xenbus_transaction t, const char *dir, const char *node,
		  unsigned int *length);
int xenbus_exists(struct xenbus_transaction t, const char *dir, const char *node);
int xenbus_write(struct xenbus_transaction t, const char *dir, const char *node,
		 const char *text);
int xenbus_printf(struct xenbus_transaction t, const char *dir, const char *node,
		  const char *fmt, ...) __printf(4, 5);
int xenbus_transaction_start(struct xenbus_transaction *t);
int xenbus_transaction_end(struct xenbus_transaction t, int abort);
int register_xenbus_watch(struct xenbus_watch *watch);
int register_xenstore_notifier(struct notifier_block *nb);

#endif	/* _SIM_XEN_XENBUS_H */
