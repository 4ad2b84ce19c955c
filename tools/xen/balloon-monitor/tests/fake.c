// SPDX-License-Identifier: GPL-2.0
/*
 * A host that does not exist, in place of libxenctrl and libxenstore. It is the directory that
 * $FAKE_HOST names, and is looked at afresh in each call:
 *
 *	domains		ID FLAGS PAGES MAX_PAGES EMULATION_FLAGS, a line for each, in the order of
 *			the ids; or "fails ERRNO"
 *	store/PATH	a node of Xenstore; without store/ there is no Xenstore; with
 *			store/hangup the connection is lost in the middle, with store/stuck
 *			there are no answers, and with store/slow each takes 10 ms
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenstore.h>

static const char *file(const char *name)
{
	static __thread char path[512];

	snprintf(path, sizeof(path), "%s/%s", getenv("FAKE_HOST") ?: "/nonexistent", name);
	return path;
}

static bool exists(const char *name)
{
	struct stat st;

	return !stat(file(name), &st);
}

xc_interface *xc_interface_open(xentoollog_logger *logger, xentoollog_logger *dombuild_logger,
				unsigned int open_flags)
{
	if (exists("domains"))
		return (xc_interface *)logger;
	errno = getenv("FAKE_ERRNO") ? atoi(getenv("FAKE_ERRNO")) : ENOENT;
	return NULL;
}

int xc_interface_close(xc_interface *xch)
{
	return 0;
}

static bool read_domain(FILE *f, xc_domaininfo_t *info)
{
	unsigned int id, flags, emulation;
	unsigned long long pages, max;

	if (fscanf(f, "%u %x %llu %llu %x", &id, &flags, &pages, &max, &emulation) != 5)
		return false;
	memset(info, 0, sizeof(*info));
	info->domain = id;
	info->flags = flags;
	info->tot_pages = pages;
	info->max_pages = max;
	info->arch_config.emulation_flags = emulation;
	return true;
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
			  xc_domaininfo_t *info)
{
	FILE *f = fopen(file("domains"), "r");
	unsigned int n = 0;

	if (!f || fscanf(f, "fails %d", &errno) == 1) {
		if (f)
			fclose(f);
		return -1;
	}
	while (n < max && read_domain(f, &info[n]))
		if (info[n].domain >= first)
			n++;
	fclose(f);
	return n;
}

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info)
{
	info->total_pages = 2048 * 256;
	info->free_pages = 900 * 256;
	info->outstanding_pages = 0;
	return 0;
}

struct xs_handle *xs_open(unsigned long flags)
{
	return exists("store") ? (struct xs_handle *)"" : NULL;
}

void xs_close(struct xs_handle *h)
{
}

char *xs_get_domain_path(struct xs_handle *h, unsigned int domid)
{
	char *path;

	return asprintf(&path, "/local/domain/%u", domid) < 0 ? NULL : path;
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path, unsigned int *len)
{
	char *value = calloc(1, 4097), name[512];
	FILE *f;

	while (exists("store/stuck"))
		usleep(10000);
	if (exists("store/slow"))
		usleep(10000);
	snprintf(name, sizeof(name), "store%s", path);
	f = exists("store/hangup") ? NULL : fopen(file(name), "r");
	if (!f) {
		errno = exists("store/hangup") ? EPIPE : ENOENT;
		free(value);
		return NULL;
	}
	*len = fread(value, 1, 4096, f);
	fclose(f);
	return value;
}
