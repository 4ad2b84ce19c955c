/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known of a domain and its nodes at one moment, and what is to be changed.
 *
 * A vnode is a NUMA node as Xen numbers it for the domain, a pnode is one of the machine. The
 * maximum of a vnode is memory/vnode<n>/static-max, its balloon
 * memory/vnode<n>/target-balloon-size, and its memory is what the balloon leaves of the maximum.
 * All amounts are in KiB.
 *
 * What comes from Xenstore may have been written by a guest: amounts are checked when they are
 * read (value_kb()), words go through show_word() on their way out, and no decision depends on a
 * guest telling the truth.
 */
#ifndef _MODEL_H
#define _MODEL_H

#include <stdbool.h>

#include "value.h"

/* Xen's own limits: xen/common/domctl.c: vnuma_init(), and MAX_NUMNODES. */
#define MAX_VNODES	32
#define MAX_PNODES	64
#define PNODE_UNKNOWN	(~0U)

/* Sizes include the zero byte at the end. Longer text is cut off. */
#define NAME_SIZE	128
#define WORD_SIZE	24
#define UUID_SIZE	37
/* Size of a line that says why something was refused. */
#define WHY_SIZE	256

/**
 * enum handshake - how far the agreement of toolstack and guest has come
 * @HANDSHAKE_NONE:	there is no control/feature-balloon-vnode
 * @HANDSHAKE_OFFERED:	the key exists, and the guest has not answered, or not with "1"
 * @HANDSHAKE_AGREED:	the key is "1": the guest follows the keys of the nodes
 */
enum handshake {
	HANDSHAKE_NONE,
	HANDSHAKE_OFFERED,
	HANDSHAKE_AGREED,
};

/**
 * enum note - dom0's note of what an administrator wants
 * @NOTE_NONE:	nothing: the daemon decides
 * @NOTE_OFFERED: a domain without virtual NUMA nodes is to be steered as vnode 0
 * @NOTE_WITHDRAWN: the domain is not to be steered by node
 * @NOTE_KEEP:	only in a change: the note stays as it is
 */
enum note {
	NOTE_NONE,
	NOTE_OFFERED,
	NOTE_WITHDRAWN,
	NOTE_KEEP,
};

/**
 * struct vnode - one node of a domain
 * @size_kb:	from Xen: the sum of its ranges; never changes
 * @max_kb:	its maximum, KB_UNKNOWN without a key
 * @balloon_kb:	how large its balloon is to be, KB_UNKNOWN without a key
 * @guest_kb:	from the guest: how large its balloon is
 * @reason:	from the guest: one word, why @guest_kb is not @balloon_kb
 * @pnode:	where its memory comes from, or PNODE_UNKNOWN
 */
struct vnode {
	long long size_kb;
	long long max_kb;
	long long balloon_kb;
	long long guest_kb;
	char reason[WORD_SIZE];
	unsigned int pnode;
};

/**
 * struct domain - one domain
 * @id:		its number, which a later domain may reuse
 * @uuid:	from Xen; together with @id it identifies the domain
 * @name:	from the toolstack
 * @limit_kb:	the most that Xen allows
 * @hvm:	of type HVM or PVH: Xen may still populate some of it on demand
 * @whole:	it has no virtual NUMA nodes: all of it is vnode 0
 * @count:	number of @node, from Xen; 0: none, or the size of vnode 0 is not known yet
 * @present:	it is in Xenstore, under this uuid
 * @note:	what an administrator wants
 * @handshake:	how far the handshake has come
 * @target_kb:	memory/target, KB_UNKNOWN without one
 * @max_kb:	memory/static-max
 * @floor_kb:	from the guest: it does not go below this, in the count of @target_kb
 * @video_kb:	memory/videoram, which @max_kb includes and the nodes do not; 0 without one
 * @node:	its nodes
 */
struct domain {
	unsigned int id;
	char uuid[UUID_SIZE];
	char name[NAME_SIZE];
	long long limit_kb;
	bool hvm;
	bool whole;
	unsigned int count;
	bool present;
	enum note note;
	enum handshake handshake;
	long long target_kb;
	long long max_kb;
	long long floor_kb;
	long long video_kb;
	struct vnode node[MAX_VNODES];
};

/**
 * struct host - the machine
 * @count:	number of pnodes; 0: not known
 * @free_kb:	free memory on each
 */
struct host {
	unsigned int count;
	long long free_kb[MAX_PNODES];
};

/**
 * struct change - what to write; an amount that is KB_UNKNOWN stays as it is
 * @offer:	create control/feature-balloon-vnode, for the guest to write
 * @withdraw:	remove that key, and the balloon of each node; the maximum of a virtual NUMA node
 *		stays
 * @note:	what to note about an administrator's wish
 * @limit_kb:	the most that Xen is to allow
 * @pod_kb:	what Xen is to have populated, or ready to be populated on demand
 * @target_kb:	memory/target
 * @remove_target: remove memory/target instead
 * @max_kb:	memory/static-max
 * @node:	the keys of each node
 */
struct change {
	bool offer;
	bool withdraw;
	enum note note;
	long long limit_kb;
	long long pod_kb;
	long long target_kb;
	bool remove_target;
	long long max_kb;
	struct {
		long long max_kb;
		long long balloon_kb;
	} node[MAX_VNODES];
};

#endif	/* _MODEL_H */
