// SPDX-License-Identifier: GPL-2.0
/*
 * An xl that is none, for tests of the shim. As a library (FAKE_LIBRARY) the functions that the
 * shim calls or stands before, which say how they were called; as a program what libxl does with
 * them:
 *
 *	fake-xl pvh NODES		builds the ACPI tables of a PVH domain as libxl does
 *	fake-xl pv PAGES VCPUS		has the memory of a PV domain populated
 *	fake-xl reboot pv|pvh MIB...	what a domain with nodes of these sizes is built from again
 *	fake-xl other			asks what has nothing to do with nodes
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <xenctrl.h>
#include <xenguest.h>
#include <xenstore.h>

#include "fake-xl.h"

#ifdef FAKE_LIBRARY

unsigned int fake_nodes;

/* By this a program is known to be libxl's. */
int libxl_ctx_alloc(libxl_ctx **ctx, int version, unsigned int flags, xentoollog_logger *log)
{
	return 0;
}

int xc_domain_getvnuma(xc_interface *xch, uint32_t domid, uint32_t *nodes, uint32_t *ranges,
		       uint32_t *vcpus, xen_vmemrange_t *range, unsigned int *distance,
		       unsigned int *vcpu_node)
{
	if (!fake_nodes) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (*nodes < fake_nodes) {
		*nodes = fake_nodes;
		*ranges = fake_nodes;
		*vcpus = 2;
		errno = ENOBUFS;
		return -1;
	}
	printf("getvnuma %u\n", *nodes);
	/* As Xen does it: n * n of them. */
	memset(distance, 0, fake_nodes * fake_nodes * sizeof(*distance));
	return 0;
}

int xc_domain_setvnuma(xc_interface *xch, uint32_t domid, uint32_t nodes, uint32_t ranges,
		       uint32_t vcpus, xen_vmemrange_t *range, unsigned int *distance,
		       unsigned int *vcpu_node, unsigned int *pnode)
{
	unsigned int i;

	if (getenv("FAKE_REFUSES")) {
		errno = EINVAL;
		return -1;
	}
	printf("setvnuma dom%u nodes=%u ranges=%u vcpus=%u\n", domid, nodes, ranges, vcpus);
	for (i = 0; i < ranges; i++)
		printf("range %u: %#llx-%#llx\n", range[i].nid, (unsigned long long)range[i].start,
		       (unsigned long long)range[i].end);
	printf("distances");
	for (i = 0; i < nodes * nodes; i++)
		printf(" %u", distance[i]);
	printf("\nvcpus");
	for (i = 0; i < vcpus; i++)
		printf(" %u", vcpu_node[i]);
	printf("\npnodes");
	for (i = 0; i < nodes; i++)
		printf(" %u", pnode[i]);
	printf("\n");
	return 0;
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
			  xc_domaininfo_t *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = first;
	memset(info->handle, 0xab, sizeof(info->handle));
	return 1;
}

/* It has 100 MiB now, and may have 900. */
int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
					libxl_domain_config *config, const libxl_asyncop_how *how)
{
	config->b_info.target_memkb = 100 << 10;
	config->b_info.max_memkb = 900 << 10;
	return getenv("FAKE_REFUSES") ? ERROR_FAIL : 0;
}

void *xc_dom_malloc(struct xc_dom_image *dom, size_t size)
{
	return calloc(1, size);
}

int xc_dom_boot_mem_init(struct xc_dom_image *dom)
{
	printf("populate nodes=%u ranges=%u\n", dom->nr_vnodes, dom->nr_vmemranges);
	return 0;
}

struct xs_handle *xs_open(unsigned long flags)
{
	return getenv("FAKE_NO_STORE") ? NULL : (struct xs_handle *)"";
}

void xs_close(struct xs_handle *h)
{
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path, const void *data,
	      unsigned int len)
{
	printf("write %s=%.*s\n", path, (int)len, (const char *)data);
	return true;
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	printf("rm %s\n", path);
	return true;
}

#else

static int pvh(unsigned int count)
{
	struct xc_dom_image dom = { .container_type = XC_DOM_HVM_CONTAINER, .guest_domid = 7,
				    .nr_vnodes = count };
	uint32_t nodes = 0, ranges = 0, vcpus = 0;
	unsigned int i, *distance, vcpu_node[2];
	xen_vmemrange_t range[64];

	dom.vnode_to_pnode = calloc(count + 1, sizeof(*dom.vnode_to_pnode));
	for (i = 0; i < count; i++)
		dom.vnode_to_pnode[i] = i % 2;
	fake_nodes = count;
	if (xc_dom_boot_mem_init(&dom))
		return 1;
	if (!dom.nr_vnodes)
		return 0;
	/* Its first mistake. */
	if (xc_domain_getvnuma(NULL, 7, &nodes, &ranges, &vcpus, NULL, NULL, NULL)) {
		printf("init_acpi_config failed\n");
		return 1;
	}
	/* And its second: one row. */
	printf("room for %u of %u distances\n", dom.nr_vnodes, nodes * nodes);
	distance = calloc(nodes * nodes, sizeof(*distance));
	return xc_domain_getvnuma(NULL, 7, &nodes, &ranges, &vcpus, range, distance, vcpu_node);
}

static int pv(unsigned long pages, unsigned int vcpus)
{
	struct xc_dom_image dom = { .container_type = XC_DOM_PV_CONTAINER, .guest_domid = 7,
				    .total_pages = pages, .max_vcpus = vcpus };

	if (xc_dom_boot_mem_init(&dom)) {
		printf("failed: %s\n", strerror(errno));
		return 1;
	}
	printf("nodes %u\n", dom.nr_vnodes);
	return 0;
}

static int reboot(const char *type, int count, char **mib)
{
	libxl_vnode_info node[8] = { };
	libxl_domain_config config = { .b_info = {
		.type = strcmp(type, "pv") ? LIBXL_DOMAIN_TYPE_PVH : LIBXL_DOMAIN_TYPE_PV,
		.num_vnuma_nodes = count, .vnuma_nodes = node } };
	int i;

	for (i = 0; i < count; i++)
		node[i].memkb = atoi(mib[i]) << 10;
	i = libxl_retrieve_domain_configuration(NULL, 7, &config, NULL);
	printf("%d memory=%llu maxmem=%llu\n", i, (unsigned long long)config.b_info.target_memkb,
	       (unsigned long long)config.b_info.max_memkb);
	return 0;
}

static int other(void)
{
	uint32_t nodes = 0, ranges = 0, vcpus = 0;
	int result = xc_domain_getvnuma(NULL, 7, &nodes, &ranges, &vcpus, NULL, NULL, NULL);

	printf("%d %s\n", result, strerror(errno));
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 3 && !strcmp(argv[1], "pvh"))
		return pvh(atoi(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "pv"))
		return pv(atol(argv[2]), atoi(argv[3]));
	if (argc >= 3 && argc <= 11 && !strcmp(argv[1], "reboot"))
		return reboot(argv[2], argc - 3, argv + 3);
	return other();
}

#endif	/* FAKE_LIBRARY */
