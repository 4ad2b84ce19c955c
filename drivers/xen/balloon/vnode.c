// SPDX-License-Identifier: GPL-2.0
/*
 * Vnodes in Xenstore: targets by vnode in, status by vnode out.
 *
 *   control/feature-balloon-vnode		see handshake.h
 *   memory/vnode<n>/target-balloon-size	how much of the vnode is to be unpopulated
 *   memory/vnode<n>/static-max			largest size of the vnode
 *   data/balloon/vnode<n>/...			how much is unpopulated, and why not as asked for
 *   data/balloon/interface			"vnode" or "target": which one applies
 *
 * A domain without vNUMA is vnode 0 here, with all of its memory. A domain with vNUMA whose kernel
 * cannot tell its nodes has no vnodes here, and does not accept the offer.
 *
 * Context: the xenwatch thread, or a process at boot before it has watches, unless a function says
 * otherwise. What the host is told is read in other contexts without a lock: each number is right
 * by itself, and the next report corrects numbers that do not match each other.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "vnode.h"
#include "account.h"
#include "format.h"
#include "handshake.h"
#include "keys.h"
#include "node.h"
#include "worker.h"
#include "xen.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/string.h>

#define CONTROL_NODE	"feature-balloon-vnode"

/* "memory/vnode31", "data/balloon/vnode31" */
#define PATH_SIZE	32

/**
 * struct vnode - a vnode
 * @nid:	its node; NUMA_NO_NODE: the domain as a whole, or a vnode that has no memory
 * @keys:	as last read
 * @extent:	its size, as it was made
 * @growth:	see xen_balloon_keys_growth()
 * @beyond:	pages by which the requested balloon exceeds the vnode
 * @nowhere:	target of a vnode that has no memory, and so no node, in pages
 * @path:	Xenstore path of its keys
 * @watch:	watch on its keys
 * @told_balloon:	size of its balloon as last reported to the host, in pages
 * @told_reason:	likewise, why it is not as asked for
 */
struct vnode {
	int nid;
	struct xen_balloon_keys keys;
	struct xen_balloon_extent extent;
	s64 growth;
	unsigned long beyond;
	unsigned long nowhere;
	char path[PATH_SIZE];
	struct xenbus_watch watch;
	unsigned long told_balloon;
	enum xen_balloon_reason told_reason;
};

/* All vnodes, by their number; or the whole domain as one. */
static struct vnode *vnodes;
static unsigned int vnode_nr;
static bool vnode_is_domain;
static struct vnode vnode_domain;

/* Targets that are about to be set, by nid. */
static unsigned long *vnode_targets;

static enum xen_balloon_handshake vnode_state;

/* Vnodes are reported to the host: where there are any, even before it asks. */
static bool vnode_published;
static enum xen_balloon_handshake vnode_told_state;

static struct xenbus_watch vnode_control_watch = { .node = "control/" CONTROL_NODE };

/* ---- set-up ---- */

static void vnode_set_up(struct vnode *vnode, unsigned int n, int nid)
{
	struct xen_balloon_counts counts;

	vnode->nid = nid;
	snprintf(vnode->path, sizeof(vnode->path), "memory/vnode%u", n);
	if (vnode_is_domain || nid == NUMA_NO_NODE)
		return;
	xen_balloon_account_get(nid, &counts);
	vnode->extent.built = xen_balloon_vnode_pages(n);
	/* Page frames of a PV domain beyond what it was built with are growth. */
	vnode->extent.map = min(counts.frames, vnode->extent.built);
}

/**
 * xen_balloon_vnode_init - find out which vnodes this domain has
 *
 * Context: process, once, at boot, after the worker was set up; no memory block was added yet.
 */
void xen_balloon_vnode_init(void)
{
	unsigned int n, nr = xen_balloon_node_count();

	if (!nr) {
		if (xen_balloon_has_vnuma())
			return;
		vnode_is_domain = true;
		vnodes = &vnode_domain;
		nr = 1;
	} else {
		vnodes = kcalloc(nr, sizeof(*vnodes), GFP_KERNEL);
		vnode_targets = kcalloc(nr_node_ids, sizeof(*vnode_targets), GFP_KERNEL);
		if (!vnodes || !vnode_targets || !xen_balloon_worker_steers_nodes()) {
			pr_warn("The toolstack cannot steer vnodes of this domain\n");
			kfree(vnodes);
			kfree(vnode_targets);
			return;
		}
		vnode_published = true;
	}
	for (n = 0; n < nr; n++)
		vnode_set_up(&vnodes[n], n,
			     vnode_is_domain ? NUMA_NO_NODE : xen_balloon_vnode_to_node(n));
	vnode_nr = nr;
}

/**
 * xen_balloon_vnode_watch - watch the keys that the toolstack writes
 * @changed: called on each change, and once for each watch when it is set
 */
void xen_balloon_vnode_watch(void (*changed)(struct xenbus_watch *watch, const char *path,
					     const char *token))
{
	unsigned int n;
	int err;

	if (!vnode_nr)
		return;
	vnode_control_watch.callback = changed;
	err = register_xenbus_watch(&vnode_control_watch);
	for (n = 0; n < vnode_nr && !err; n++) {
		vnodes[n].watch.node = vnodes[n].path;
		vnodes[n].watch.callback = changed;
		err = register_xenbus_watch(&vnodes[n].watch);
	}
	if (err)
		pr_err("Changes of vnodes are not heard of (%d)\n", err);
}

/* ---- keys from the toolstack ---- */

/**
 * xen_balloon_vnode_offered - whether there is, or was, an offer to read
 *
 * Return: false as long as the toolstack has made no offer.
 */
bool xen_balloon_vnode_offered(void)
{
	if (!vnode_nr)
		return false;
	return vnode_state != XEN_BALLOON_HANDSHAKE_OLD ||
	       xenbus_exists(XBT_NIL, "control", CONTROL_NODE);
}

/**
 * xen_balloon_vnode_followed - whether the keys of vnodes apply, and memory/target does not
 *
 * Context: any.
 * Return: true as long as both sides agree on them, and there is a key.
 */
bool xen_balloon_vnode_followed(void)
{
	return READ_ONCE(vnode_state) == XEN_BALLOON_HANDSHAKE_VNODE;
}

static const char *vnode_interface_name(enum xen_balloon_handshake state)
{
	return state == XEN_BALLOON_HANDSHAKE_VNODE ? "vnode" : "target";
}

/**
 * xen_balloon_vnode_interface - which interface applies, as users see it
 *
 * Context: any.
 * Return: "vnode" or "target".
 */
const char *xen_balloon_vnode_interface(void)
{
	return vnode_interface_name(READ_ONCE(vnode_state));
}

/* Text of a Xenstore node, to be freed; NULL if there is none that we may read, or @err was set. */
static char *vnode_read_text(struct xenbus_transaction t, const char *dir, const char *node,
			     int *err)
{
	char *text = xenbus_read(t, dir, node, NULL);

	if (!IS_ERR(text))
		return text;
	if (PTR_ERR(text) != -ENOENT && PTR_ERR(text) != -EACCES)
		*err = PTR_ERR(text);
	return NULL;
}

static void vnode_read_keys(struct xenbus_transaction t, struct vnode *vnode, int *err)
{
	char *balloon = vnode_read_text(t, vnode->path, "target-balloon-size", err);
	char *static_max = vnode_read_text(t, vnode->path, "static-max", err);

	if (!*err && !xen_balloon_keys_parse(&vnode->keys, balloon, static_max))
		pr_warn_ratelimited("Ignoring %s: \"%.20s\" or \"%.20s\" is not a number of KiB\n",
				    vnode->path, balloon ?: "", static_max ?: "");
	kfree(balloon);
	kfree(static_max);
}

/*
 * Reads everything as it was at one moment, if a transaction can be started: user processes may
 * have used up the domain's quota of them. Without one, what is written meanwhile is read when its
 * watch event arrives.
 * Returns 0, or a negative errno when it could not be read.
 */
static int vnode_read_all(enum xen_balloon_offer *offer)
{
	struct xenbus_transaction t;
	unsigned int n;
	char *text;
	int err = 0;

	if (xenbus_transaction_start(&t))
		t = XBT_NIL;
	text = vnode_read_text(t, "control", CONTROL_NODE, &err);
	*offer = XEN_BALLOON_OFFER_NONE;
	if (text)
		*offer = strcmp(text, "1") ? XEN_BALLOON_OFFER_OPEN : XEN_BALLOON_OFFER_TAKEN;
	kfree(text);
	for (n = 0; n < vnode_nr && !err; n++)
		vnode_read_keys(t, &vnodes[n], &err);
	/* Nothing was written. */
	if (t.id != XBT_NIL.id)
		xenbus_transaction_end(t, 1);
	return err;
}

/*
 * The size of a domain without vnodes is memory/static-max or, where that is missing,
 * memory/vnode0/static-max.
 */
static bool vnode_measure_domain(const struct xen_balloon_toolstack *toolstack)
{
	unsigned long built = toolstack->static_max;

	if (!built && vnode_domain.keys.has_max)
		built = vnode_domain.keys.static_max;
	if (!built || (long)built <= toolstack->offset)
		return false;
	WRITE_ONCE(vnode_domain.extent.built, built);
	WRITE_ONCE(vnode_domain.extent.map, built - toolstack->offset);
	return true;
}

static unsigned long vnode_take_target(struct vnode *vnode)
{
	unsigned long beyond, target;

	target = xen_balloon_keys_target(&vnode->keys, &vnode->extent, &beyond);
	WRITE_ONCE(vnode->beyond, beyond);
	return target;
}

/* Vnodes without a key keep their target. */
static void vnode_follow(void)
{
	unsigned int n;
	int nid;

	if (vnode_is_domain) {
		xen_balloon_set_target(vnode_take_target(&vnode_domain));
		return;
	}
	/* There may be a new target of the domain. */
	xen_balloon_account_spread(false);
	for (nid = 0; nid < nr_node_ids; nid++)
		vnode_targets[nid] = xen_balloon_account_target(nid);
	for (n = 0; n < vnode_nr; n++) {
		struct vnode *vnode = &vnodes[n];
		unsigned long target;

		if (!vnode->keys.has_balloon) {
			pr_info_once("%s: no target-balloon-size, its target stays\n", vnode->path);
			continue;
		}
		target = vnode_take_target(vnode);
		if (vnode->nid != NUMA_NO_NODE)
			vnode_targets[vnode->nid] = target;
		else
			WRITE_ONCE(vnode->nowhere, target);
	}
	xen_balloon_set_node_targets(vnode_targets);
}

static bool vnode_has_key(void)
{
	unsigned int n;

	for (n = 0; n < vnode_nr; n++)
		if (vnodes[n].keys.has_balloon)
			return true;
	return false;
}

static enum xen_balloon_offer vnode_accept(void)
{
	return xenbus_write(XBT_NIL, "control", CONTROL_NODE, "1") ? XEN_BALLOON_OFFER_REFUSED :
								      XEN_BALLOON_OFFER_TAKEN;
}

/**
 * xen_balloon_vnode_update - follow what the toolstack says now
 * @toolstack: the domain as the toolstack counts it
 *
 * Return: true when memory/target applies again, which did not before.
 */
bool xen_balloon_vnode_update(const struct xen_balloon_toolstack *toolstack)
{
	enum xen_balloon_handshake state = vnode_state;
	enum xen_balloon_effect effect;
	enum xen_balloon_offer offer;
	unsigned int n;
	bool keys;
	int err;

	err = vnode_read_all(&offer);
	if (err) {
		pr_warn_ratelimited("What is wanted of vnodes cannot be read (%d)\n", err);
		return false;
	}
	/* After a restore the domain may have other vnodes, or none. */
	if (!vnode_is_domain && !xen_balloon_node_holds())
		offer = XEN_BALLOON_OFFER_NONE;
	keys = vnode_has_key();
	if (vnode_is_domain && !vnode_measure_domain(toolstack))
		keys = false;
	for (n = 0; n < vnode_nr; n++)
		WRITE_ONCE(vnodes[n].growth,
			   xen_balloon_keys_growth(&vnodes[n].keys, &vnodes[n].extent));
	effect = xen_balloon_handshake_next(&state, offer, keys);
	if (effect == XEN_BALLOON_EFFECT_ACCEPT)
		effect = xen_balloon_handshake_next(&state, vnode_accept(), keys);
	if (state != XEN_BALLOON_HANDSHAKE_OLD)
		WRITE_ONCE(vnode_published, true);
	WRITE_ONCE(vnode_state, state);
	if (effect == XEN_BALLOON_EFFECT_FOLLOW)
		vnode_follow();
	return effect == XEN_BALLOON_EFFECT_RETURN;
}

/* ---- status for the toolstack ---- */

/* Not after a restore that has left the domain with other vnodes, or none. */
static bool vnode_is_told(void)
{
	return READ_ONCE(vnode_published) && (vnode_is_domain || xen_balloon_node_holds());
}

static unsigned long vnode_current_pages(const struct vnode *vnode)
{
	struct xen_balloon_counts counts;

	if (vnode_is_domain)
		return xen_balloon_current_pages();
	if (vnode->nid == NUMA_NO_NODE)
		return 0;
	xen_balloon_account_get(vnode->nid, &counts);
	return counts.current_pages;
}

/* Changes with the memory of the vnode, and with its maximum. */
static unsigned long vnode_balloon_pages(const struct vnode *vnode)
{
	return xen_balloon_keys_report(&vnode->extent, READ_ONCE(vnode->growth),
				       vnode_current_pages(vnode));
}

/* Why a vnode is not at its target: for one, its balloon cannot be larger than the vnode. */
static enum xen_balloon_reason vnode_reason(const struct vnode *vnode)
{
	enum xen_balloon_reason reason = XEN_BALLOON_NONE;

	if (vnode_is_domain || vnode->nid != NUMA_NO_NODE)
		reason = xen_balloon_node_reason(vnode->nid);
	if (reason != XEN_BALLOON_NONE || !xen_balloon_vnode_followed())
		return reason;
	if (READ_ONCE(vnode->nowhere))
		return XEN_BALLOON_NO_FRAMES;
	return READ_ONCE(vnode->beyond) ? XEN_BALLOON_FLOOR : XEN_BALLOON_NONE;
}

/**
 * xen_balloon_vnode_news - whether the host has to be told something at once
 *
 * Context: any.
 * Return: true when the interface that applies, or a vnode's reason, is not what the host knows.
 */
bool xen_balloon_vnode_news(void)
{
	unsigned int n;

	if (!vnode_is_told())
		return false;
	if (READ_ONCE(vnode_state) != READ_ONCE(vnode_told_state))
		return true;
	for (n = 0; n < vnode_nr; n++)
		if (vnode_reason(&vnodes[n]) != READ_ONCE(vnodes[n].told_reason))
			return true;
	return false;
}

/**
 * xen_balloon_vnode_moved - whether a balloon is larger or smaller than the host knows
 *
 * Context: process; takes account_lock and the pool's lock.
 * Return: true when there is progress to report.
 */
bool xen_balloon_vnode_moved(void)
{
	unsigned int n;

	if (!vnode_is_told())
		return false;
	for (n = 0; n < vnode_nr; n++)
		if (vnode_balloon_pages(&vnodes[n]) != READ_ONCE(vnodes[n].told_balloon))
			return true;
	return false;
}

/**
 * xen_balloon_vnode_take_status - record the status of each vnode, to be reported to the host
 *
 * Context: process, may sleep; one at a time.
 */
void xen_balloon_vnode_take_status(void)
{
	unsigned int n;

	WRITE_ONCE(vnode_told_state, READ_ONCE(vnode_state));
	for (n = 0; n < vnode_nr; n++) {
		WRITE_ONCE(vnodes[n].told_balloon, vnode_balloon_pages(&vnodes[n]));
		WRITE_ONCE(vnodes[n].told_reason, vnode_reason(&vnodes[n]));
	}
}

static int vnode_write_one(struct xenbus_transaction t, unsigned int n)
{
	const struct vnode *vnode = &vnodes[n];
	char dir[PATH_SIZE];
	int err;

	snprintf(dir, sizeof(dir), "data/balloon/vnode%u", n);
	err = xenbus_printf(t, dir, "current-balloon-size", "%llu",
			    xen_balloon_pages_to_kb(vnode->told_balloon));
	return err ?: xenbus_write(t, dir, "reason", xen_balloon_reason_name(vnode->told_reason));
}

/**
 * xen_balloon_vnode_write_status - report the recorded status of each vnode to the host
 * @t: the transaction that this is a part of
 *
 * A transaction that is repeated writes the same status again.
 *
 * Context: process, may sleep; one at a time.
 * Return: 0 or a negative errno.
 */
int xen_balloon_vnode_write_status(struct xenbus_transaction t)
{
	unsigned int n;
	int err = 0;

	if (!vnode_is_told())
		return 0;
	for (n = 0; n < vnode_nr && !err; n++)
		err = vnode_write_one(t, n);
	return err ?: xenbus_write(t, "data/balloon", "interface",
				   vnode_interface_name(vnode_told_state));
}
