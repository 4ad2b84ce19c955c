// SPDX-License-Identifier: GPL-2.0
/* Tests of prometheus.c. */
#include <stdlib.h>
#include <string.h>

#include "make.h"
#include "prometheus.h"
#include "test.h"

static char *exposition(const struct sample *s)
{
	size_t size;
	char *result;
	FILE *to = open_memstream(&result, &size);

	prometheus_sample(to, s);
	fclose(to);
	return result;
}

static void sample_full(void)
{
	struct domain domains[] = { make_unknown(0), make_domain(7) };
	const struct sample s = {
		.xenstore = true,
		.host = { .total_kb = 2048, .free_kb = 1024, .claimed_kb = 0, .domains = 2 },
		.domains = domains,
		.count = 2,
	};
	static const char *const wanted[] = {
		"# HELP xen_xenstore_up Whether Xenstore answered\n# TYPE xen_xenstore_up gauge\nxen_xenstore_up 1\n",
		"\nxen_host_domains 2\n",
		"\nxen_host_memory_bytes 2097152\n",
		"\nxen_host_free_bytes 1048576\n",
		"\nxen_host_claimed_bytes 0\n",
		"\nxen_domain_memory_bytes{domid=\"0\",name=\"\"} 134217728\n"
		"xen_domain_memory_bytes{domid=\"7\",name=\"d7\"} 134217728\n",
		"\n# TYPE xen_domain_target_bytes gauge\nxen_domain_target_bytes{domid=\"7\",name=\"d7\"} 134217728\n",
		"\nxen_domain_static_max_bytes{domid=\"7\",name=\"d7\"} 268435456\n",
		"\nxen_domain_guest_bytes{domid=\"7\",name=\"d7\"} 134217728\n",
		"\nxen_domain_floor_bytes{domid=\"7\",name=\"d7\"} 67108864\n",
		"\nxen_domain_balloon_state{domid=\"7\",name=\"d7\",state=\"idle\"} 1\n",
		"\nxen_domain_balloon_reason{domid=\"7\",name=\"d7\",reason=\"none\"} 1\n",
		"\nxen_vnode_static_max_bytes{domid=\"7\",name=\"d7\",vnode=\"0\"} 134217728\n",
		"\nxen_vnode_target_balloon_bytes{domid=\"7\",name=\"d7\",vnode=\"0\"} 4096\n",
		"\nxen_vnode_current_balloon_bytes{domid=\"7\",name=\"d7\",vnode=\"0\"} 0\n"
		"xen_vnode_current_balloon_bytes{domid=\"7\",name=\"d7\",vnode=\"1\"} 8192\n",
		"\nxen_vnode_reason{domid=\"7\",name=\"d7\",vnode=\"0\",reason=\"floor\"} 1\n",
	};
	char *got;
	size_t i;

	domains[1].vnodes = 2;
	domains[1].vnode[0] = (struct vnode){ 131072, 4, 0, "floor" };
	domains[1].vnode[1] = (struct vnode){ KB_UNKNOWN, KB_UNKNOWN, 8, "" };
	got = exposition(&s);
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		CHECK(strstr(got, wanted[i]), "no '%s' in: %s", wanted[i], got);
	free(got);
}

/* What is not known has no line, and no head either. */
static void sample_empty(void)
{
	const struct sample s = { .host = { KB_UNKNOWN, KB_UNKNOWN, KB_UNKNOWN, 0 } };
	char *got = exposition(&s);

	CHECK(!strcmp(got, "# HELP xen_xenstore_up Whether Xenstore answered\n"
			   "# TYPE xen_xenstore_up gauge\nxen_xenstore_up 0\n"
			   "# HELP xen_host_domains Domains, dom0 included\n"
			   "# TYPE xen_host_domains gauge\nxen_host_domains 0\n"), "%s", got);
	free(got);
}

/* A guest's word makes no new time series, and no text of its own. */
static void hostile_words(void)
{
	struct domain d = make_domain(7);
	const struct sample s = { .domains = &d, .count = 1 };
	char *got;

	strcpy(d.state, "x\"} 1\nevil 1");
	strcpy(d.reason, "4711");
	strcpy(d.name, "a\"b\\c\n\xc3\xa4");
	d.vnodes = 1;
	d.vnode[0] = (struct vnode){ 0, 0, 0, "4711" };
	got = exposition(&s);
	CHECK(strstr(got, ",state=\"other\"} 1\n"), "%s", got);
	CHECK(strstr(got, "name=\"a\\\"b\\\\c???\",reason=\"other\"} 1\n"), "%s", got);
	CHECK(strstr(got, ",vnode=\"0\",reason=\"other\"} 1\n"), "%s", got);
	CHECK(!strstr(got, "evil") && !strstr(got, "4711"), "%s", got);
	free(got);
	/* What it has said last is not true any more. */
	d.run = RUN_PAUSED;
	got = exposition(&s);
	CHECK(!strstr(got, "state=") && !strstr(got, "reason="), "%s", got);
	free(got);
}

static const struct test tests[] = {
	UNIT(sample_full),
	UNIT(sample_empty),
	UNIT(hostile_words),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
