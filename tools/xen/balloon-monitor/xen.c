// SPDX-License-Identifier: GPL-2.0
/* What Xen says: the only file that makes hypercalls. */
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

struct xen {
	xc_interface *xch;
	xc_domaininfo_t info[AT_ONCE];
};

static void explain_open(char *why, size_t size, int error)
{
	if (error == EACCES || error == EPERM)
		snprintf(why, size, "no right to talk to Xen (%s); run it as root",
			 strerror(error));
	else
		snprintf(why, size,
			 "there is no Xen to talk to (%s); run it in dom0 of a machine that Xen runs on",
			 strerror(error));
}

static void explain_call(char *why, size_t size, int error)
{
	/* Any domain may open the interface, and Xen refuses calls that are not of its version. */
	if (error == EPERM || error == EACCES || error == ENOSYS)
		snprintf(why, size,
			 "Xen refuses to tell (%s); run it in dom0, built for this version of Xen",
			 strerror(error));
	else
		snprintf(why, size, "Xen does not tell: %s; see 'xl dmesg'", strerror(error));
}

struct xen *xen_open(char *why, size_t size)
{
	struct xen *xen = calloc(1, sizeof(*xen));

	if (!xen) {
		snprintf(why, size, "no memory");
		return NULL;
	}
	xen->xch = xc_interface_open(&quiet_logger, &quiet_logger, 0);
	if (!xen->xch) {
		explain_open(why, size, errno);
		free(xen);
		return NULL;
	}
	return xen;
}

void xen_close(struct xen *xen)
{
	xc_interface_close(xen->xch);
	free(xen);
}

static long long pages_kb(uint64_t pages)
{
	return pages > KB_MAX / PAGE_KB ? KB_UNKNOWN : (long long)pages * PAGE_KB;
}

/* Only HVM guests have the power management registers of a PC. */
static enum domain_type type_of(const xc_domaininfo_t *info)
{
	if (!(info->flags & XEN_DOMINF_hvm_guest))
		return TYPE_PV;
	return info->arch_config.emulation_flags & XEN_X86_EMU_PM ? TYPE_HVM : TYPE_PVH;
}

static enum domain_run run_of(const xc_domaininfo_t *info)
{
	unsigned int code = info->flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;

	if (info->flags & XEN_DOMINF_dying)
		return RUN_DYING;
	if (info->flags & XEN_DOMINF_shutdown)
		return code == SHUTDOWN_crash ? RUN_CRASHED : RUN_SHUTDOWN;
	return info->flags & XEN_DOMINF_paused ? RUN_PAUSED : RUN_UP;
}

static void take(struct domain *d, const xc_domaininfo_t *info)
{
	long long kb = pages_kb(info->tot_pages);

	*d = (struct domain){
		.id = info->domain,
		.type = type_of(info),
		.run = run_of(info),
		/* Always known, so that rates need not check. */
		.xen_kb = kb == KB_UNKNOWN ? KB_MAX : kb,
		.limit_kb = pages_kb(info->max_pages),
		.claim_kb = pages_kb(info->outstanding_pages),
		.target_kb = KB_UNKNOWN,
		.max_kb = KB_UNKNOWN,
		.guest_kb = KB_UNKNOWN,
		.floor_kb = KB_UNKNOWN,
		.rate = RATE_UNKNOWN,
	};
}

static bool make_room(struct sample *s, unsigned int more)
{
	unsigned int room = s->count + more;
	struct domain *domains;

	if (room <= s->room)
		return true;
	domains = realloc(s->domains, room * sizeof(*domains));
	if (!domains) {
		errno = ENOMEM;
		return false;
	}
	s->domains = domains;
	s->room = room;
	return true;
}

/* Xen lists domains in the order of their ids, from the first one asked for. */
static bool read_domains(struct xen *xen, struct sample *s)
{
	uint32_t first = 0;
	int i, n;

	s->count = 0;
	do {
		n = xc_domain_getinfolist(xen->xch, first, AT_ONCE, xen->info);
		if (n < 0 || !make_room(s, n))
			return false;
		for (i = 0; i < n; i++) {
			take(&s->domains[s->count++], &xen->info[i]);
			first = xen->info[i].domain + 1;
		}
	} while (n == AT_ONCE);
	return true;
}

/* Fills a sample with what Xen knows. If it fails, @why is a line that says why. */
bool xen_read(struct xen *xen, struct sample *s, char *why, size_t size)
{
	xc_physinfo_t machine = { 0 };

	if (!read_domains(xen, s) || xc_physinfo(xen->xch, &machine)) {
		explain_call(why, size, errno);
		return false;
	}
	s->host = (struct host){
		.total_kb = pages_kb(machine.total_pages),
		.free_kb = pages_kb(machine.free_pages),
		.claimed_kb = pages_kb(machine.outstanding_pages),
		.domains = s->count,
	};
	return true;
}
