// SPDX-License-Identifier: GPL-2.0
/*
 * A sample in the text format of Prometheus. Pure.
 *
 * Unknown values have no line. The lines of each metric are together, as the format demands.
 *
 * Any program in a guest can write any word as its state or reason, and a new one each second: each
 * new word would be another time series that Prometheus keeps. So words that the driver does not
 * have become "other".
 */
#include <stddef.h>
#include <string.h>

#include "prometheus.h"

static const char *const prometheus_states[] = {
#define XEN_BALLOON_STATE(enumerator, word) word,
#include "../../../drivers/xen/balloon/words.h"
	NULL
};

static const char *const prometheus_reasons[] = {
#define XEN_BALLOON_REASON(enumerator, word, text) word,
#include "../../../drivers/xen/balloon/words.h"
	NULL
};

/* Prints a label as printable ASCII; characters that would end it are escaped. */
static void prometheus_label(FILE *to, const char *name, const char *value)
{
	fprintf(to, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fputc('\\', to);
		fputc(*value >= ' ' && *value <= '~' ? *value : '?', to);
	}
	fputc('"', to);
}

static const char *prometheus_word(const char *const *known, const char *word)
{
	for (; *known; known++)
		if (!strcmp(*known, word))
			return *known;
	return "other";
}

static void prometheus_head(FILE *to, const char *metric, const char *help)
{
	fprintf(to, "# HELP %s %s\n# TYPE %s gauge\n", metric, help, metric);
}

static void prometheus_host(FILE *to, const char *metric, const char *help, long long value)
{
	if (value < 0)
		return;
	prometheus_head(to, metric, help);
	fprintf(to, "%s %lld\n", metric, value);
}

/* Leaves the braces open: another label may follow those of the domain. */
static void prometheus_labels(FILE *to, const char *metric, const struct domain *d)
{
	fprintf(to, "%s{domid=\"%u\",", metric, d->id);
	prometheus_label(to, "name", d->name);
}

/* ---- domains ---- */

/**
 * struct amount - an amount of memory that is a metric
 * @metric:	its name
 * @help:	what it is
 * @offset:	its offset in struct domain or struct vnode
 */
struct amount {
	const char *metric;
	const char *help;
	size_t offset;
};

static const struct amount domain_amounts[] = {
	{ "xen_domain_memory_bytes", "Memory that the domain has, by Xen",
	  offsetof(struct domain, xen_kb) },
	{ "xen_domain_limit_bytes", "Most memory that Xen lets it have now",
	  offsetof(struct domain, limit_kb) },
	{ "xen_domain_target_bytes", "Memory that it should have: memory/target",
	  offsetof(struct domain, target_kb) },
	{ "xen_domain_static_max_bytes", "Most memory that it may be given: memory/static-max",
	  offsetof(struct domain, max_kb) },
	{ "xen_domain_guest_bytes", "Memory that it has, by its driver, to compare with the target",
	  offsetof(struct domain, guest_kb) },
	{ "xen_domain_floor_bytes", "Least memory that a target leads to, by its driver",
	  offsetof(struct domain, floor_kb) },
};

static const struct amount vnode_amounts[] = {
	{ "xen_vnode_static_max_bytes", "Most memory that the node may be given",
	  offsetof(struct vnode, max_kb) },
	{ "xen_vnode_target_balloon_bytes", "Memory that the node should be without",
	  offsetof(struct vnode, target_kb) },
	{ "xen_vnode_current_balloon_bytes", "Memory that it is without, by its driver",
	  offsetof(struct vnode, balloon_kb) },
};

#define AMOUNTS(table)	(sizeof(table) / sizeof((table)[0]))

static long long amount_of(const void *from, const struct amount *a)
{
	return *(const long long *)((const char *)from + a->offset);
}

static void prometheus_domains(FILE *to, const struct sample *s, const struct amount *a)
{
	bool head = false;
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		long long kb = amount_of(&s->domains[i], a);

		if (kb < 0)
			continue;
		if (!head)
			prometheus_head(to, a->metric, a->help);
		head = true;
		prometheus_labels(to, a->metric, &s->domains[i]);
		fprintf(to, "} %lld\n", kb * 1024);
	}
}

/* The current word has the value 1. */
static void prometheus_words(FILE *to, const struct sample *s, const char *label,
			     const char *metric, const char *help, const char *const *known,
			     size_t offset)
{
	bool head = false;
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		const char *word = (const char *)&s->domains[i] + offset;

		if (!*word || s->domains[i].run != RUN_UP)
			continue;
		if (!head)
			prometheus_head(to, metric, help);
		head = true;
		prometheus_labels(to, metric, &s->domains[i]);
		fprintf(to, ",%s=\"%s\"} 1\n", label, prometheus_word(known, word));
	}
}

/* ---- virtual nodes ---- */

static void prometheus_vnodes(FILE *to, const struct sample *s, const struct amount *a)
{
	bool head = false;
	unsigned int i;

	for (i = 0; i < sample_rows(s); i++) {
		struct row row = sample_row(s, i);
		long long kb;

		if (row.vnode < 0)
			continue;
		kb = amount_of(&row.domain->vnode[row.vnode], a);
		if (kb < 0)
			continue;
		if (!head)
			prometheus_head(to, a->metric, a->help);
		head = true;
		prometheus_labels(to, a->metric, row.domain);
		fprintf(to, ",vnode=\"%d\"} %lld\n", row.vnode, kb * 1024);
	}
}

static void prometheus_vnode_reasons(FILE *to, const struct sample *s)
{
	static const char metric[] = "xen_vnode_reason";
	bool head = false;
	unsigned int i;

	for (i = 0; i < sample_rows(s); i++) {
		struct row row = sample_row(s, i);
		const char *reason;

		if (row.vnode < 0 || row.domain->run != RUN_UP)
			continue;
		reason = row.domain->vnode[row.vnode].reason;
		if (!*reason)
			continue;
		if (!head)
			prometheus_head(to, metric,
					"Why a balloon is not as large as it should be");
		head = true;
		prometheus_labels(to, metric, row.domain);
		fprintf(to, ",vnode=\"%d\",reason=\"%s\"} 1\n", row.vnode,
			prometheus_word(prometheus_reasons, reason));
	}
}

/* ---- all of it ---- */

static long long bytes(long long kb)
{
	return kb < 0 ? kb : kb * 1024;
}

void prometheus_sample(FILE *to, const struct sample *s)
{
	unsigned int i;

	prometheus_host(to, "xen_xenstore_up", "Whether Xenstore answered", s->xenstore);
	prometheus_host(to, "xen_host_domains", "Domains, dom0 included", s->host.domains);
	prometheus_host(to, "xen_host_memory_bytes", "Memory of the machine",
			bytes(s->host.total_kb));
	prometheus_host(to, "xen_host_free_bytes", "Memory that no domain has",
			bytes(s->host.free_kb));
	prometheus_host(to, "xen_host_claimed_bytes", "Free memory that is set aside for domains",
			bytes(s->host.claimed_kb));
	for (i = 0; i < AMOUNTS(domain_amounts); i++)
		prometheus_domains(to, s, &domain_amounts[i]);
	prometheus_words(to, s, "state", "xen_domain_balloon_state", "What its driver does",
			 prometheus_states, offsetof(struct domain, state));
	prometheus_words(to, s, "reason", "xen_domain_balloon_reason",
			 "Why the target is not reached", prometheus_reasons,
			 offsetof(struct domain, reason));
	for (i = 0; i < AMOUNTS(vnode_amounts); i++)
		prometheus_vnodes(to, s, &vnode_amounts[i]);
	prometheus_vnode_reasons(to, s);
}
