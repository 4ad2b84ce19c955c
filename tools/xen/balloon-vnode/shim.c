// SPDX-License-Identifier: GPL-2.0
/*
 * What xl-vnuma preloads into xl of Xen 4.17, so that xl builds domains with virtual NUMA nodes
 * that it fails to build, or refuses, by itself.
 *
 * PVH: libxl_x86_acpi.c: init_acpi_config() asks xc_domain_getvnuma() for the sizes of the table,
 * and mistakes the answer, ENOBUFS, for a failure. It then makes its distance table one row long,
 * where there should be as many rows as nodes. To fix the first, that question is answered with
 * success; to fix the second, xc_dom_image.nr_vnodes is squared once memory has been populated:
 * from then on, libxl reads it only for the size of that table.
 *
 * PV: libxl refuses "vnuma=", but libxenguest places memory by virtual node if the image says so.
 * The nodes come from $XL_VNUMA_PV, and are set before memory is populated.
 *
 * Where the memory of each node comes from is noted in Xenstore, for balloon-vnode.
 *
 * The library is loaded into every program that xl starts, and does nothing in those without libxl.
 * It knows struct xc_dom_image of one version, and ends an xl of another version with a message.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxl.h>
#include <xenctrl.h>
#include <xenguest.h>
#include <xenstore.h>

#include "shim-spec.h"

#define SHIM_XEN	"4.17"
#define SHIM_SYMBOLS	"VERS_4.17.0"
#define SHIM_EXPORT	__attribute__((visibility("default")))
/* The function that this library overrides, in the version that is known. */
#define SHIM_REAL(name)	((__typeof__(name) *)dlvsym(RTLD_NEXT, #name, SHIM_SYMBOLS))
/* A function of a library whose symbols have other versions, or none. */
#define SHIM_OTHER(name) ((__typeof__(name) *)dlsym(RTLD_DEFAULT, #name))
/* The one behind this, of a library without versions. */
#define SHIM_NEXT(name)	((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static void shim_say(const char *why)
{
	fprintf(stderr, "xl-vnuma: error: %s\n", why);
}

/*
 * In a program that uses libxl, another version is worse than none: it would be handed a wrong
 * structure.
 */
static void __attribute__((constructor)) shim_check_version(void)
{
	if (!dlsym(RTLD_DEFAULT, "libxl_ctx_alloc") || SHIM_REAL(xc_dom_boot_mem_init))
		return;
	shim_say("this xl is not of Xen " SHIM_XEN "; use xl, or build xl-vnuma for its version");
	_exit(1);
}

SHIM_EXPORT int xc_domain_getvnuma(xc_interface *xch, uint32_t domid, uint32_t *nodes,
				   uint32_t *ranges, uint32_t *vcpus, xen_vmemrange_t *range,
				   unsigned int *distance, unsigned int *vcpu_node)
{
	int result = SHIM_REAL(xc_domain_getvnuma)(xch, domid, nodes, ranges, vcpus, range,
						   distance,
						   vcpu_node);

	if (result && errno == ENOBUFS && !range && !distance && !vcpu_node)
		return 0;
	return result;
}

/* ---- PV ---- */

/**
 * struct shim_table - arguments of xc_domain_setvnuma()
 * @range:	memory of each node, one after the other
 * @distance:	distance between each two nodes
 */
struct shim_table {
	xen_vmemrange_t range[MAX_VNODES];
	unsigned int distance[MAX_VNODES * MAX_VNODES];
};

static void shim_fill(struct shim_table *table, const struct spec *spec)
{
	unsigned int i, j, n = spec->count;
	uint64_t at = 0;

	for (i = 0; i < n; i++) {
		table->range[i] = (xen_vmemrange_t){ .start = at, .end = at + (spec->mib[i] << 20),
						     .nid = i };
		at = table->range[i].end;
		for (j = 0; j < n; j++)
			table->distance[i * n + j] = i == j ? SPEC_NEAR : SPEC_FAR;
	}
}

/* Sets the nodes that the builder uses; their memory is freed with the image. */
static bool shim_set_image(struct xc_dom_image *dom, const struct shim_table *table,
			   const struct spec *spec)
{
	size_t ranges = spec->count * sizeof(*dom->vmemranges);
	size_t pnodes = spec->count * sizeof(*dom->vnode_to_pnode);

	dom->vmemranges = SHIM_REAL(xc_dom_malloc)(dom, ranges);
	dom->vnode_to_pnode = SHIM_REAL(xc_dom_malloc)(dom, pnodes);
	if (!dom->vmemranges || !dom->vnode_to_pnode) {
		shim_say("no memory");
		return false;
	}
	memcpy(dom->vmemranges, table->range, ranges);
	memcpy(dom->vnode_to_pnode, spec->pnode, pnodes);
	dom->nr_vmemranges = spec->count;
	dom->nr_vnodes = spec->count;
	return true;
}

/* Whether the nodes fit the domain. */
static bool shim_fits(const struct xc_dom_image *dom, const struct spec *spec, char *why,
		      size_t size)
{
	if (spec_pages(spec) != dom->total_pages) {
		snprintf(why, size,
			 "nodes of %llu MiB, in a domain of %llu: make memory= and maxmem= their sum",
			 spec_pages(spec) >> 8, (unsigned long long)dom->total_pages >> 8);
		return false;
	}
	if (dom->max_vcpus > SPEC_VCPUS) {
		snprintf(why, size, "more than %d vCPUs; give the domain fewer", SPEC_VCPUS);
		return false;
	}
	return true;
}

static bool shim_set_nodes(struct xc_dom_image *dom, const char *text)
{
	static struct shim_table table;
	static struct spec spec;
	char why[WHY_SIZE];

	if (!spec_parse(&spec, text, why, sizeof(why)) ||
	    !shim_fits(dom, &spec, why, sizeof(why))) {
		shim_say(why);
		return false;
	}
	shim_fill(&table, &spec);
	if (SHIM_REAL(xc_domain_setvnuma)(dom->xch, dom->guest_domid, spec.count, spec.count,
					  dom->max_vcpus, table.range, table.distance,
					  spec.vcpu_node, spec.pnode)) {
		snprintf(why, sizeof(why),
			 "Xen does not take the nodes (%s); are there such pnodes? See 'xl info -n'",
			 strerror(errno));
		shim_say(why);
		return false;
	}
	return shim_set_image(dom, &table, &spec);
}

/* ---- a guest that reboots ---- */

/* What all nodes were made with, in KiB; 0 without nodes. */
static unsigned long long shim_sum_nodes(const libxl_domain_build_info *info)
{
	const char *text = getenv("XL_VNUMA_PV");
	unsigned long long kb = 0;
	static struct spec spec;
	char why[WHY_SIZE];
	int i;

	if (text && info->type == LIBXL_DOMAIN_TYPE_PV && spec_parse(&spec, text, why, sizeof(why)))
		return spec_pages(&spec) * 4;
	for (i = 0; i < info->num_vnuma_nodes; i++)
		kb += info->vnuma_nodes[i].memkb;
	return kb;
}

/*
 * When a guest reboots, xl builds it from this, which has the memory that the domain has, and may
 * have, at that time. libxl refuses nodes of another sum then, when the old domain is already gone.
 */
SHIM_EXPORT int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
						    libxl_domain_config *config,
						    const libxl_asyncop_how *how)
{
	int result = SHIM_NEXT(libxl_retrieve_domain_configuration)(ctx, domid, config, how);
	unsigned long long kb = result ? 0 : shim_sum_nodes(&config->b_info);

	if (kb) {
		config->b_info.target_memkb = kb;
		config->b_info.max_memkb = kb;
	}
	return result;
}

/* ---- what balloon-vnode wants to know ---- */

static bool shim_uuid(char *uuid, struct xc_dom_image *dom)
{
	xc_domaininfo_t info;
	unsigned int i;

	if (SHIM_REAL(xc_domain_getinfolist)(dom->xch, dom->guest_domid, 1, &info) != 1 ||
	    info.domain != dom->guest_domid)
		return false;
	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*uuid++ = '-';
		uuid += sprintf(uuid, "%02x", info.handle[i]);
	}
	return true;
}

static void shim_note(struct xs_handle *xs, unsigned int id, const char *key, const char *value)
{
	char path[64];

	snprintf(path, sizeof(path), "/tool/balloon-vnode/%u%s", id, key);
	SHIM_OTHER(xs_write)(xs, XBT_NULL, path, value, strlen(value));
}

/*
 * Replaces the notes of an earlier domain with this id. Failure is harmless: a policy that uses the
 * notes does without.
 */
static void shim_note_pnodes(struct xc_dom_image *dom)
{
	char uuid[UUID_SIZE], path[64], key[32], value[16];
	struct xs_handle *xs;
	unsigned int n;

	if (!SHIM_OTHER(xs_open) || !shim_uuid(uuid, dom))
		return;
	xs = SHIM_OTHER(xs_open)(0);
	if (!xs)
		return;
	snprintf(path, sizeof(path), "/tool/balloon-vnode/%u", dom->guest_domid);
	SHIM_OTHER(xs_rm)(xs, XBT_NULL, path);
	for (n = 0; n < dom->nr_vnodes; n++) {
		snprintf(key, sizeof(key), "/%u/pnode", n);
		snprintf(value, sizeof(value), "%u", dom->vnode_to_pnode[n]);
		shim_note(xs, dom->guest_domid, key, value);
	}
	shim_note(xs, dom->guest_domid, "/uuid", uuid);
	SHIM_OTHER(xs_close)(xs);
}

SHIM_EXPORT int xc_dom_boot_mem_init(struct xc_dom_image *dom)
{
	const char *text = getenv("XL_VNUMA_PV");
	int result;

	if (text && dom->container_type == XC_DOM_PV_CONTAINER && !dom->nr_vnodes &&
	    !shim_set_nodes(dom, text)) {
		errno = EINVAL;
		return -1;
	}
	result = SHIM_REAL(xc_dom_boot_mem_init)(dom);
	if (dom->nr_vnodes && dom->vnode_to_pnode)
		shim_note_pnodes(dom);
	if (dom->container_type == XC_DOM_HVM_CONTAINER)
		dom->nr_vnodes *= dom->nr_vnodes;
	return result;
}
