/* SPDX-License-Identifier: GPL-2.0 */
/* The keys in Xenstore: their names, their values and what follows from them. */
#ifndef _KEYS_H
#define _KEYS_H

#include <stddef.h>

#include "model.h"

/* Long enough for every path here. */
#define PATH_SIZE	128

/* The key in which the toolstack makes the offer and the guest answers. */
#define KEY_FEATURE	"control/feature-balloon-vnode"
#define KEY_MAX		"static-max"
#define KEY_BALLOON	"target-balloon-size"
/* Dom0's own notes, which no guest can read or write. */
#define KEYS_TOOL	"/tool/balloon-vnode"

enum handshake keys_handshake(const char *text, size_t len);
unsigned int keys_pnode(const char *text, size_t len);

bool keys_vnode(char *path, size_t size, unsigned int vnode, const char *key);
bool keys_report(char *path, size_t size, unsigned int vnode, const char *key);
bool keys_tool(char *path, size_t size, unsigned int id, const char *key);

long long keys_memory(const struct vnode *v);
long long keys_total(const struct domain *d);
bool keys_complete(const struct domain *d);

#endif	/* _KEYS_H */
