// SPDX-License-Identifier: GPL-2.0
/*
 * What to write for a domain, given what is known of it. Pure.
 *
 * Everything is derived from the snapshot; earlier decisions are not remembered. So once a decision
 * has been carried out, the next one is to do nothing, and it does not matter who wrote the values
 * that are there.
 */
#include <stdio.h>
#include <string.h>

#include "decide.h"
#include "keys.h"

static void change_init(struct change *c)
{
	unsigned int n;

	*c = (struct change){
		.note = NOTE_KEEP,
		.limit_kb = KB_UNKNOWN,
		.pod_kb = KB_UNKNOWN,
		.target_kb = KB_UNKNOWN,
		.max_kb = KB_UNKNOWN,
	};
	for (n = 0; n < MAX_VNODES; n++) {
		c->node[n].max_kb = KB_UNKNOWN;
		c->node[n].balloon_kb = KB_UNKNOWN;
	}
}

/**
 * change_is_empty() - whether there is nothing to write
 * @c: what was decided
 *
 * Return: whether everything stays as it is.
 */
bool change_is_empty(const struct change *c)
{
	unsigned int n;

	for (n = 0; n < MAX_VNODES; n++)
		if (c->node[n].max_kb != KB_UNKNOWN || c->node[n].balloon_kb != KB_UNKNOWN)
			return false;
	return !c->offer && !c->withdraw && c->note == NOTE_KEEP && !c->remove_target &&
	       c->limit_kb == KB_UNKNOWN && c->pod_kb == KB_UNKNOWN && c->target_kb == KB_UNKNOWN &&
	       c->max_kb == KB_UNKNOWN;
}

/* ---- nodes as they are to be ---- */

/**
 * struct nodes - the nodes of a domain, to be changed and then written
 * @count:	number of nodes
 * @node:	each has a maximum, and memory that does not exceed it
 */
struct nodes {
	unsigned int count;
	struct plan_node node[MAX_VNODES];
};

/*
 * Whether an offer was made and not withdrawn. A maximum alone does not say so: it stays, since a
 * node that was made larger than it was built has more memory than an offer would start from.
 */
static bool nodes_have_balloon(const struct domain *d)
{
	unsigned int n;

	for (n = 0; n < d->count; n++)
		if (d->node[n].balloon_kb != KB_UNKNOWN)
			return true;
	return false;
}

/*
 * The memory of a node whose keys do not give it: what the guest says the node has, so that an
 * offer moves nothing, or else its maximum. A guest can lie only about which of its own nodes has
 * how much; Xen limits its total.
 */
static long long nodes_assume(const struct vnode *v, long long max_kb)
{
	if (v->guest_kb != KB_UNKNOWN && v->guest_kb <= max_kb)
		return max_kb - v->guest_kb;
	return max_kb;
}

static void nodes_init(struct nodes *nodes, const struct domain *d)
{
	unsigned int n;

	nodes->count = d->count;
	for (n = 0; n < d->count; n++) {
		const struct vnode *v = &d->node[n];
		long long memory_kb = keys_memory(v);

		nodes->node[n] = (struct plan_node){
			.max_kb = v->max_kb == KB_UNKNOWN ? v->size_kb : v->max_kb,
			.pnode = v->pnode,
		};
		if (memory_kb == KB_UNKNOWN)
			memory_kb = nodes_assume(v, nodes->node[n].max_kb);
		nodes->node[n].memory_kb = memory_kb;
	}
}

static long long nodes_memory(const struct nodes *nodes)
{
	long long sum = 0;
	unsigned int n;

	for (n = 0; n < nodes->count; n++)
		sum += nodes->node[n].memory_kb;
	return sum;
}

static long long nodes_max(const struct nodes *nodes)
{
	long long sum = 0;
	unsigned int n;

	for (n = 0; n < nodes->count; n++)
		sum += nodes->node[n].max_kb;
	return sum;
}

/*
 * Sets the sum of the maxima, each changing in proportion to its size; none falls below the memory
 * that its node is to have.
 */
static void nodes_set_max(struct nodes *nodes, long long total_kb)
{
	struct spread to[MAX_VNODES] = { };
	long long more = total_kb - nodes_max(nodes);
	unsigned int n;

	for (n = 0; n < nodes->count; n++) {
		const struct plan_node *node = &nodes->node[n];

		to[n].weight_kb = node->max_kb;
		to[n].cap_kb = more > 0 ? KB_MAX - node->max_kb : node->max_kb - node->memory_kb;
	}
	plan_spread(more > 0 ? more : -more, to, nodes->count);
	for (n = 0; n < nodes->count; n++)
		nodes->node[n].max_kb += more > 0 ? to[n].share_kb : -to[n].share_kb;
}

/* Puts into @c what differs from the existing keys. */
static void nodes_write(const struct nodes *nodes, const struct domain *d, struct change *c)
{
	unsigned int n;

	for (n = 0; n < nodes->count; n++) {
		const struct plan_node *node = &nodes->node[n];
		long long balloon_kb = node->max_kb - node->memory_kb;

		if (node->max_kb != d->node[n].max_kb)
			c->node[n].max_kb = node->max_kb;
		if (balloon_kb != d->node[n].balloon_kb)
			c->node[n].balloon_kb = balloon_kb;
	}
}

/* memory/static-max less video memory, which no node has; KB_UNKNOWN if the key is missing. */
static long long domain_max(const struct domain *d)
{
	if (d->max_kb == KB_UNKNOWN)
		return KB_UNKNOWN;
	return d->max_kb > d->video_kb ? d->max_kb - d->video_kb : 0;
}

/* Whether there are keys, or the toolstack has written what the first ones are made from. */
static bool domain_is_built(const struct domain *d)
{
	return nodes_have_balloon(d) || (d->max_kb != KB_UNKNOWN && d->target_kb != KB_UNKNOWN);
}

/* ---- the daemon ---- */

/*
 * Memory goes down before the maxima change, and up after, so that one pass settles both a new
 * total and a new maximum.
 */
static void follow_toolstack(struct nodes *nodes, const struct domain *d, const struct host *host,
			     enum policy_kind kind)
{
	long long memory_kb = nodes_memory(nodes);
	long long target_kb = d->target_kb == KB_UNKNOWN ? memory_kb : d->target_kb;

	if (target_kb < memory_kb)
		plan_total(target_kb, nodes->node, nodes->count, kind, host);
	if (domain_max(d) != KB_UNKNOWN)
		nodes_set_max(nodes, domain_max(d));
	if (target_kb > nodes_memory(nodes))
		plan_total(target_kb, nodes->node, nodes->count, kind, host);
}

/**
 * decide_follow() - decide what a daemon has to do for a domain
 * @d: what is known of it
 * @host: the machine, for POLICY_HOST_FREE
 * @policy: how to follow the toolstack
 * @c: where to put the decision
 *
 * Offers the interface to a domain that has not been asked yet, and keeps the keys in step with
 * memory/target and memory/static-max, even while the guest has not agreed. A guest that removes
 * control/feature-balloon-vnode leaves keys behind, which it cannot remove: they tell it apart from
 * one that has not been asked, and it is not asked again.
 */
void decide_follow(const struct domain *d, const struct host *host, const struct policy *policy,
		   struct change *c)
{
	bool strict = policy->strict && d->handshake == HANDSHAKE_AGREED;
	struct nodes nodes;

	change_init(c);
	if (!d->present || !d->count || d->note == NOTE_WITHDRAWN)
		return;
	if (!domain_is_built(d))
		return;
	c->offer = d->handshake == HANDSHAKE_NONE && !nodes_have_balloon(d);
	nodes_init(&nodes, d);
	follow_toolstack(&nodes, d, host, policy->kind);
	nodes_write(&nodes, d, c);
	if (strict)
		c->remove_target = d->target_kb != KB_UNKNOWN;
	else if (d->target_kb == KB_UNKNOWN)
		c->target_kb = nodes_memory(&nodes);
}

/**
 * decide_leave() - decide how to stop steering a domain by node
 * @d: what is known of it
 * @c: where to put the decision
 *
 * The guest goes back to memory/target, which is written again if it was removed.
 */
void decide_leave(const struct domain *d, struct change *c)
{
	change_init(c);
	if (!d->present || !d->count)
		return;
	c->withdraw = d->handshake != HANDSHAKE_NONE || nodes_have_balloon(d);
	if (c->withdraw && d->target_kb == KB_UNKNOWN)
		c->target_kb = keys_total(d);
}

/* ---- requests of an administrator ---- */

/* The amount that is wished for; negative if more is to be taken than there is. */
static long long wish_amount(const struct wish *w, long long now_kb)
{
	if (w->sign == '+')
		return now_kb + w->kb;
	return w->sign == '-' ? now_kb - w->kb : w->kb;
}

static bool refuse_size(const struct domain *d, const struct wish *w, const char *what,
			long long kb, long long least_kb, long long most_kb, const char *next,
			char *why, size_t size)
{
	snprintf(why, size, "vnode %u of domain %u can have %s of %lld to %lld KiB, not %lld; %s",
		 w->vnode, d->id, what, least_kb, most_kb, kb, next);
	return false;
}

static bool request_memory(struct plan_node *node, const struct domain *d, const struct wish *w,
			   char *why, size_t size)
{
	long long kb = wish_amount(w, node->memory_kb);

	if (kb < 0 || kb > node->max_kb)
		return refuse_size(d, w, "memory", kb, 0, node->max_kb,
				   "'balloon-vnode max' raises its maximum", why, size);
	node->memory_kb = kb;
	return true;
}

static bool request_balloon(struct plan_node *node, const struct domain *d, const struct wish *w,
			    char *why, size_t size)
{
	long long kb = wish_amount(w, node->max_kb - node->memory_kb);

	if (kb < 0 || kb > node->max_kb)
		return refuse_size(d, w, "a balloon", kb, 0, node->max_kb,
				   "'balloon-vnode max' raises its maximum", why, size);
	node->memory_kb = node->max_kb - kb;
	return true;
}

static bool request_max(struct plan_node *node, const struct domain *d, const struct wish *w,
			char *why, size_t size)
{
	long long kb = wish_amount(w, node->max_kb);

	if (kb < node->memory_kb || kb > KB_MAX)
		return refuse_size(d, w, "a maximum", kb, node->memory_kb, KB_MAX,
				   "'balloon-vnode set' lowers its memory", why, size);
	node->max_kb = kb;
	return true;
}

/*
 * A guest has no node for a vnode without memory, and cannot add any to it: what such a vnode is to
 * have would count in the domain's total and never come.
 */
static bool request_can_come(const struct domain *d, const struct request *r, const struct wish *w,
			     char *why, size_t size)
{
	if (r->verb == VERB_BALLOON || d->node[w->vnode].size_kb || w->sign == '-' || !w->kb)
		return true;
	snprintf(why, size, "vnode %u of domain %u was built without memory, and can have none",
		 w->vnode, d->id);
	return false;
}

static bool request_wishes(struct nodes *nodes, const struct domain *d, const struct request *r,
			   char *why, size_t size)
{
	unsigned int i;
	bool good;

	for (i = 0; i < r->count; i++) {
		const struct wish *w = &r->wish[i];

		if (w->vnode >= nodes->count) {
			snprintf(why, size,
				 "domain %u has no vnode %u, only 0 to %u; see 'balloon-vnode list %u'",
				 d->id, w->vnode, nodes->count - 1, d->id);
			return false;
		}
		if (!request_can_come(d, r, w, why, size))
			return false;
		if (r->verb == VERB_SET)
			good = request_memory(&nodes->node[w->vnode], d, w, why, size);
		else if (r->verb == VERB_BALLOON)
			good = request_balloon(&nodes->node[w->vnode], d, w, why, size);
		else
			good = request_max(&nodes->node[w->vnode], d, w, why, size);
		if (!good)
			return false;
	}
	return true;
}

/* The total has to be a valid amount as well. */
static bool request_fits(const struct nodes *nodes, const struct domain *d, char *why, size_t size)
{
	if (nodes_max(nodes) + d->video_kb <= KB_MAX)
		return true;
	snprintf(why, size, "the nodes of domain %u would come to more than %lld KiB; ask for less",
		 d->id, KB_MAX);
	return false;
}

static long long limit_for(const struct domain *d, long long total_kb)
{
	return total_kb + d->video_kb + MAXMEM_SLACK_KB;
}

/*
 * The target of populate-on-demand, as in libxl_set_memory_target(). A guest that is not through
 * with giving back what maxmem is above its first target keeps more of it when the target rises;
 * Xen ends the guest when it touches that and Xen has nothing ready for it. Xen refuses the call
 * for a PV domain.
 */
static long long pod_for(const struct domain *d, long long total_kb)
{
	return d->hvm ? total_kb + MAXMEM_SLACK_KB : KB_UNKNOWN;
}

static bool request_sizes(const struct domain *d, const struct request *r, struct change *c,
			  char *why, size_t size)
{
	struct nodes nodes;
	long long total_kb;

	if (!keys_complete(d)) {
		snprintf(why, size,
			 "domain %u is not steered by node; run 'balloon-vnode offer %u' first",
			 d->id, d->id);
		return false;
	}
	nodes_init(&nodes, d);
	if (!request_wishes(&nodes, d, r, why, size) || !request_fits(&nodes, d, why, size))
		return false;
	nodes_write(&nodes, d, c);
	if (r->verb == VERB_MAX) {
		c->max_kb = nodes_max(&nodes) + d->video_kb;
		return true;
	}
	total_kb = nodes_memory(&nodes);
	c->limit_kb = limit_for(d, total_kb);
	c->pod_kb = pod_for(d, total_kb);
	/* With --strict, a guest that has agreed has no memory/target. */
	if (d->target_kb != KB_UNKNOWN)
		c->target_kb = total_kb;
	return true;
}

/**
 * decide_total() - get the total that a domain is to have
 * @d: what is known of it
 *
 * Return: KiB: memory/target, or the sum of what its nodes are to have if there is none (--strict).
 */
long long decide_total(const struct domain *d)
{
	struct nodes nodes;

	if (d->target_kb != KB_UNKNOWN)
		return d->target_kb;
	nodes_init(&nodes, d);
	return nodes_memory(&nodes);
}

/**
 * decide_below_floor() - whether a guest says that it will not go down as far as is asked for
 * @d: what is known of it, before the change
 * @c: the change
 * @total_kb: set to what its nodes are to have in all
 *
 * The floor is the guest's word, and may change: the keys are written all the same, and the guest
 * stays at its floor on the nodes that are to give the most.
 *
 * Return: whether the change sets sizes that come to less than the floor.
 */
bool decide_below_floor(const struct domain *d, const struct change *c, long long *total_kb)
{
	*total_kb = c->limit_kb - d->video_kb - MAXMEM_SLACK_KB;
	return c->limit_kb != KB_UNKNOWN && *total_kb < d->floor_kb;
}

/**
 * decide_limit() - get the limit that Xen is to have for a domain's total
 * @d: what is known of it
 *
 * Return: KiB.
 */
long long decide_limit(const struct domain *d)
{
	return limit_for(d, decide_total(d));
}

static enum note note_to_write(const struct domain *d, enum note note)
{
	return d->note == note ? NOTE_KEEP : note;
}

static bool request_offer(const struct domain *d, struct change *c, char *why, size_t size)
{
	static const struct policy plain = { .kind = POLICY_PROPORTIONAL };
	static const struct host no_host;
	struct domain wanted = *d;

	wanted.note = NOTE_NONE;
	decide_follow(&wanted, &no_host, &plain, c);
	/* The offer is made even to a guest that has removed the key. */
	c->offer = d->handshake == HANDSHAKE_NONE;
	/* A daemon that ignores such domains is to keep the keys of this one in step. */
	c->note = note_to_write(d, d->whole ? NOTE_OFFERED : NOTE_NONE);
	/* --strict removed memory/target; it is not needed while the guest follows its nodes. */
	if (d->handshake == HANDSHAKE_AGREED)
		c->target_kb = KB_UNKNOWN;
	if (domain_is_built(d))
		return true;
	snprintf(why, size,
		 "domain %u has no memory/target and memory/static-max yet; try again when it is created",
		 d->id);
	return false;
}

/**
 * decide_request() - decide what to do for a domain at an administrator's request
 * @d: what is known of it
 * @r: what is asked for
 * @c: where to put the decision; empty if everything is as requested already
 * @why: where to put, in a line, why it is refused and what to do
 * @size: size of @why in bytes
 *
 * The limit that Xen has for the domain is one number: the sum of what its nodes are to have, plus
 * what xl allows beyond that.
 *
 * Return: false if the request is refused: nothing is to be changed then.
 */
bool decide_request(const struct domain *d, const struct request *r, struct change *c,
		    char *why, size_t size)
{
	change_init(c);
	if (!d->present) {
		snprintf(why, size,
			 "domain %u is not in Xenstore; is it still being created, or gone?",
			 d->id);
		return false;
	}
	if (!d->count) {
		snprintf(why, size,
			 "domain %u has no size that can be steered (memory/static-max); is it still being created?",
			 d->id);
		return false;
	}
	if (r->verb == VERB_OFFER)
		return request_offer(d, c, why, size);
	if (r->verb == VERB_WITHDRAW) {
		decide_leave(d, c);
		c->note = note_to_write(d, NOTE_WITHDRAWN);
		return true;
	}
	return request_sizes(d, r, c, why, size);
}

/**
 * decide_reached() - whether a guest has done what its keys say
 * @d: what is known of it
 *
 * Return: whether it has agreed, and each balloon has its target size, to the page.
 */
bool decide_reached(const struct domain *d)
{
	unsigned int n;

	if (d->handshake != HANDSHAKE_AGREED || !keys_complete(d))
		return false;
	for (n = 0; n < d->count; n++) {
		long long off = d->node[n].guest_kb - d->node[n].balloon_kb;

		/* The guest rounds to whole pages. */
		if (d->node[n].guest_kb == KB_UNKNOWN || off <= -4 || off >= 4)
			return false;
	}
	return true;
}
