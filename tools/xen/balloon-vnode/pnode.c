// SPDX-License-Identifier: GPL-2.0
/*
 * Which physical node the memory of a virtual one comes from: the only file that knows libxl.
 *
 * No hypercall tells this. libxl keeps the configuration of a domain; it is read as stored, without
 * libxl_retrieve_domain_configuration(), which needs memory/target and queries the device model,
 * for which it may have to wait.
 */
#include <stdlib.h>
#include <string.h>

#include <libxl.h>

#include "pnode.h"

static void pnode_be_quiet(xentoollog_logger *logger, xentoollog_level level, int error,
			   const char *context, const char *format, va_list args)
{
}

static void pnode_keep(xentoollog_logger *logger)
{
}

static xentoollog_logger pnode_quiet = {
	.vmessage = pnode_be_quiet,
	.destroy = pnode_keep,
};

/* The configuration as zero-terminated text, to be freed by the caller; NULL if there is none. */
static char *pnode_stored(libxl_ctx *ctx, unsigned int id)
{
	uint8_t *data = NULL;
	char *text;
	int len;

	if (libxl_userdata_retrieve(ctx, id, "libxl-json", &data, &len) || !data || len <= 0) {
		free(data);
		return NULL;
	}
	text = realloc(data, len + 1);
	if (!text) {
		free(data);
		return NULL;
	}
	text[len] = 0;
	return text;
}

static void pnode_take(struct domain *d, const libxl_domain_build_info *info)
{
	unsigned int n;

	if (info->num_vnuma_nodes != (int)d->count)
		return;
	for (n = 0; n < d->count; n++)
		if (d->node[n].pnode == PNODE_UNKNOWN && info->vnuma_nodes[n].pnode < MAX_PNODES)
			d->node[n].pnode = info->vnuma_nodes[n].pnode;
}

static bool pnode_is_known(const struct domain *d)
{
	unsigned int n;

	for (n = 0; n < d->count; n++)
		if (d->node[n].pnode == PNODE_UNKNOWN)
			return false;
	return true;
}

/**
 * pnode_read() - add the pnodes that are not known yet
 * @d: the domain; pnodes that libxl does not know either stay PNODE_UNKNOWN
 */
void pnode_read(struct domain *d)
{
	libxl_domain_config config;
	libxl_ctx *ctx;
	char *text;

	if (pnode_is_known(d) || libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, &pnode_quiet))
		return;
	text = pnode_stored(ctx, d->id);
	if (text) {
		libxl_domain_config_init(&config);
		if (!libxl_domain_config_from_json(ctx, &config, text))
			pnode_take(d, &config.b_info);
		libxl_domain_config_dispose(&config);
		free(text);
	}
	libxl_ctx_free(ctx);
}
