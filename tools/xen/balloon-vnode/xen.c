// SPDX-License-Identifier: GPL-2.0
/* Xen: the only file that makes hypercalls. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>

#include "quiet.h"
#include "xen.h"

#define PAGE_KB		4
/* Number of domains that one hypercall asks for. */
#define AT_ONCE		128
/* More than Xen allows; a table beyond these limits makes no sense. */
#define RANGES_MAX	1024
#define VCPUS_MAX	8192
/* Bytes of Xen's console that are read at a time, and the most that are kept. */
#define RING_CHUNK	(64U << 10)
#define RING_MAX	(64U << 20)

struct xen {
	xc_interface *xch;
};

/**
 * xen_open() - open the interface to Xen
 * @why: where to put, in a line, why it did not work
 * @size: size of @why in bytes
 *
 * Return: NULL if it did not work.
 */
struct xen *xen_open(char *why, size_t size)
{
	struct xen *xen = calloc(1, sizeof(*xen));

	if (!xen) {
		snprintf(why, size, "no memory");
		return NULL;
	}
	xen->xch = xc_interface_open(&quiet_logger, &quiet_logger, 0);
	if (xen->xch)
		return xen;
	snprintf(why, size, "cannot talk to Xen (%s); run it in dom0, as root", strerror(errno));
	free(xen);
	return NULL;
}

/**
 * xen_close() - close the interface to Xen
 * @xen: from xen_open()
 */
void xen_close(struct xen *xen)
{
	xc_interface_close(xen->xch);
	free(xen);
}

/* ---- domains ---- */

static void xen_uuid(char *to, const xen_domain_handle_t handle)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		to += sprintf(to, "%02x", handle[i]);
	}
}

static void xen_take(struct domain *d, const xc_domaininfo_t *info)
{
	unsigned int n;

	*d = (struct domain){
		.id = info->domain,
		.limit_kb = info->max_pages > KB_MAX / PAGE_KB ? KB_MAX :
			    (long long)info->max_pages * PAGE_KB,
		.hvm = info->flags & XEN_DOMINF_hvm_guest,
		.target_kb = KB_UNKNOWN,
		.max_kb = KB_UNKNOWN,
		.floor_kb = KB_UNKNOWN,
	};
	xen_uuid(d->uuid, info->handle);
	for (n = 0; n < MAX_VNODES; n++) {
		d->node[n] = (struct vnode){
			.max_kb = KB_UNKNOWN,
			.balloon_kb = KB_UNKNOWN,
			.guest_kb = KB_UNKNOWN,
			.pnode = PNODE_UNKNOWN,
		};
	}
}

static void xen_sum_ranges(struct domain *d, const xen_vmemrange_t *ranges, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (ranges[i].nid < d->count && ranges[i].end > ranges[i].start)
			d->node[ranges[i].nid].size_kb += (ranges[i].end - ranges[i].start) >> 10;
}

/*
 * Reads the table of a domain's virtual nodes, which does not change once it exists. Asked for the
 * sizes alone, Xen returns ENOBUFS if there is a table, EOPNOTSUPP if there is none.
 */
static void xen_read_nodes(struct xen *xen, struct domain *d)
{
	uint32_t nodes = 0, ranges = 0, vcpus = 0;
	xen_vmemrange_t *range;
	unsigned int *distance, *vcpu;

	d->count = 0;
	if (!xc_domain_getvnuma(xen->xch, d->id, &nodes, &ranges, &vcpus, NULL, NULL, NULL))
		return;
	/* dom0 is steered by itself. */
	d->whole = errno == EOPNOTSUPP && d->id;
	if (errno != ENOBUFS)
		return;
	if (!nodes || nodes > MAX_VNODES || ranges > RANGES_MAX || vcpus > VCPUS_MAX)
		return;
	range = calloc(ranges + 1, sizeof(*range));
	distance = calloc(nodes * nodes, sizeof(*distance));
	vcpu = calloc(vcpus + 1, sizeof(*vcpu));
	if (range && distance && vcpu &&
	    !xc_domain_getvnuma(xen->xch, d->id, &nodes, &ranges, &vcpus, range, distance, vcpu)) {
		d->count = nodes;
		xen_sum_ranges(d, range, ranges);
	}
	free(range);
	free(distance);
	free(vcpu);
}

static struct domain *xen_append(struct xen *xen, struct domain *list, unsigned int *count,
				 const xc_domaininfo_t *info, unsigned int more)
{
	struct domain *longer = realloc(list, (*count + more + 1) * sizeof(*list));
	unsigned int i;

	if (!longer) {
		free(list);
		errno = ENOMEM;
		return NULL;
	}
	for (i = 0; i < more; i++) {
		if (info[i].flags & XEN_DOMINF_dying)
			continue;
		xen_take(&longer[*count], &info[i]);
		xen_read_nodes(xen, &longer[*count]);
		++*count;
	}
	return longer;
}

/**
 * xen_list() - list all domains
 * @xen: from xen_open()
 * @count: set to their number
 *
 * Return: an array with what Xen knows of each, to be freed by the caller; NULL on failure, with
 * errno set.
 */
struct domain *xen_list(struct xen *xen, unsigned int *count)
{
	xc_domaininfo_t info[AT_ONCE];
	struct domain *list = NULL;
	uint32_t first = 0;
	int n;

	*count = 0;
	do {
		n = xc_domain_getinfolist(xen->xch, first, AT_ONCE, info);
		if (n < 0) {
			free(list);
			return NULL;
		}
		list = xen_append(xen, list, count, info, n);
		if (!list)
			return NULL;
		if (n)
			first = info[n - 1].domain + 1;
	} while (n == AT_ONCE);
	return list;
}

/**
 * xen_find() - get what Xen knows of one domain
 * @xen: from xen_open()
 * @d: the domain, with its id and uuid; the rest is filled in
 *
 * Return: whether it is still there, under that uuid.
 */
bool xen_find(struct xen *xen, struct domain *d)
{
	char uuid[UUID_SIZE];
	xc_domaininfo_t info;

	if (xc_domain_getinfolist(xen->xch, d->id, 1, &info) != 1 || info.domain != d->id ||
	    info.flags & XEN_DOMINF_dying)
		return false;
	memcpy(uuid, d->uuid, sizeof(uuid));
	xen_take(d, &info);
	xen_read_nodes(xen, d);
	return !strcmp(uuid, d->uuid);
}

/**
 * xen_set_limit() - set the most that Xen allows a domain
 * @xen: from xen_open()
 * @id: the domain
 * @kb: the limit in KiB
 *
 * Return: whether Xen took it; if not, errno says why.
 */
bool xen_set_limit(struct xen *xen, unsigned int id, long long kb)
{
	return !xc_domain_setmaxmem(xen->xch, id, kb);
}

/**
 * xen_set_pod_target() - have Xen hold memory ready for a domain that is populated on demand
 * @xen: from xen_open()
 * @id: the domain, HVM or PVH
 * @kb: what the domain is to have, populated or not, in KiB; within its limit
 *
 * Does nothing to a domain of which all is populated, and never takes memory away:
 * xen/arch/x86/mm/p2m-pod.c: p2m_pod_set_mem_target().
 *
 * Return: whether Xen took it; if not, errno says why.
 */
bool xen_set_pod_target(struct xen *xen, unsigned int id, long long kb)
{
	return !xc_domain_set_pod_target(xen->xch, id, kb / PAGE_KB, NULL, NULL, NULL);
}

/* ---- the machine ---- */

/**
 * xen_host() - get what is free on each node of the machine
 * @xen: from xen_open()
 * @host: where to put it; has no nodes if Xen does not tell
 */
void xen_host(struct xen *xen, struct host *host)
{
	unsigned int count = 0, i;
	xc_meminfo_t *info;

	*host = (struct host){ };
	if (xc_numainfo(xen->xch, &count, NULL, NULL) || !count)
		return;
	if (count > MAX_PNODES)
		count = MAX_PNODES;
	info = calloc(count, sizeof(*info));
	if (!info)
		return;
	/* The sizes of nodes are spans that include holes; only the free memory is exact. */
	if (!xc_numainfo(xen->xch, &count, info, NULL)) {
		host->count = count > MAX_PNODES ? MAX_PNODES : count;
		for (i = 0; i < host->count; i++)
			if (info[i].memfree != XEN_INVALID_MEM_SZ)
				host->free_kb[i] = info[i].memfree >> 10;
	}
	free(info);
}

/* Reads the console from its beginning to its end. NULL on failure, with errno set. */
static char *xen_read_console(struct xen *xen)
{
	unsigned int used = 0, len = RING_CHUNK;
	char *text = NULL, *longer;
	uint32_t index = 0;

	/* Guests may write faster than it is read. */
	while (len == RING_CHUNK && used < RING_MAX) {
		longer = realloc(text, used + RING_CHUNK + 1);
		if (!longer || xc_readconsolering(xen->xch, longer + used, &len, 0, 1, &index)) {
			free(longer ?: text);
			return NULL;
		}
		text = longer;
		used += len;
		text[used] = 0;
	}
	return text;
}

/**
 * xen_count() - have Xen count the pages of all domains by node
 * @xen: from xen_open()
 *
 * For this, Xen walks all pages of all domains under a lock, and prints the result to its console.
 *
 * Return: what is on the console, to be freed by the caller; NULL on failure, with errno set.
 */
char *xen_count(struct xen *xen)
{
	return xc_send_debug_keys(xen->xch, "u") ? NULL : xen_read_console(xen);
}
