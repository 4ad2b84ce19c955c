// SPDX-License-Identifier: GPL-2.0
/* The keys in Xenstore: their names, their values and what follows from them. Pure. */
#include <stdio.h>
#include <string.h>

#include "keys.h"

/**
 * keys_handshake() - read control/feature-balloon-vnode
 * @text: as in value_kb()
 * @len: its length in bytes
 *
 * Return: HANDSHAKE_AGREED for exactly "1": a guest that writes anything else has not agreed.
 */
enum handshake keys_handshake(const char *text, size_t len)
{
	if (!text)
		return HANDSHAKE_NONE;
	return len == 1 && *text == '1' ? HANDSHAKE_AGREED : HANDSHAKE_OFFERED;
}

/**
 * keys_pnode() - read a pnode from one of dom0's notes
 * @text: as in value_kb()
 * @len: its length in bytes
 *
 * Return: the pnode, below MAX_PNODES, or PNODE_UNKNOWN.
 */
unsigned int keys_pnode(const char *text, size_t len)
{
	long long pnode = value_kb(text, len);

	return pnode >= 0 && pnode < MAX_PNODES ? pnode : PNODE_UNKNOWN;
}

static bool keys_fits(int len, size_t size)
{
	return len > 0 && (size_t)len < size;
}

/**
 * keys_vnode() - make the path of a toolstack's key, relative to the home of a domain
 * @path: where to put it
 * @size: size of @path in bytes
 * @vnode: which node
 * @key: KEY_MAX or KEY_BALLOON; NULL for the directory
 *
 * Return: whether it fits.
 */
bool keys_vnode(char *path, size_t size, unsigned int vnode, const char *key)
{
	return keys_fits(snprintf(path, size, "memory/vnode%u%s%s", vnode, key ? "/" : "",
				  key ?: ""), size);
}

/**
 * keys_report() - make the path of a guest's key, relative to the home of a domain
 * @path: where to put it
 * @size: size of @path in bytes
 * @vnode: which node
 * @key: current-balloon-size or reason
 *
 * Return: whether it fits.
 */
bool keys_report(char *path, size_t size, unsigned int vnode, const char *key)
{
	return keys_fits(snprintf(path, size, "data/balloon/vnode%u/%s", vnode, key), size);
}

/**
 * keys_tool() - make the path of a note that dom0 keeps about a domain
 * @path: where to put it
 * @size: size of @path in bytes
 * @id: the domain
 * @key: uuid, offered, withdrawn or <vnode>/pnode; NULL for the directory
 *
 * Return: whether it fits.
 */
bool keys_tool(char *path, size_t size, unsigned int id, const char *key)
{
	return keys_fits(snprintf(path, size, KEYS_TOOL "/%u%s%s", id, key ? "/" : "", key ?: ""),
			 size);
}

/**
 * keys_memory() - get how much memory a node is to have
 * @v: the node
 *
 * Return: KiB; KB_UNKNOWN when a key is missing, or the balloon is larger than the node.
 */
long long keys_memory(const struct vnode *v)
{
	/* Any balloon is larger than a maximum that is not known. */
	if (v->balloon_kb == KB_UNKNOWN || v->balloon_kb > v->max_kb)
		return KB_UNKNOWN;
	return v->max_kb - v->balloon_kb;
}

/**
 * keys_total() - get how much memory all nodes together are to have
 * @d: the domain
 *
 * Return: KiB, comparable with memory/target; KB_UNKNOWN unless keys_complete().
 */
long long keys_total(const struct domain *d)
{
	long long total = 0;
	unsigned int n;

	if (!keys_complete(d))
		return KB_UNKNOWN;
	for (n = 0; n < d->count; n++)
		total += keys_memory(&d->node[n]);
	return total;
}

/**
 * keys_complete() - whether each node has its keys
 * @d: the domain
 *
 * Return: whether there are nodes, and the memory of each is known.
 */
bool keys_complete(const struct domain *d)
{
	unsigned int n;

	for (n = 0; n < d->count; n++)
		if (keys_memory(&d->node[n]) == KB_UNKNOWN)
			return false;
	return d->count;
}
