// SPDX-License-Identifier: GPL-2.0
/* Tests of daemon.c, with store.c and xen.c, on a host that does not exist (fake.c). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>

#include "daemon.h"
#include "fake.h"
#include "keys.h"
#include "make.h"
#include "test.h"
#include "xen.h"

#define NODES	((const long long[]){ 256 * MIB, 256 * MIB, 0 })
#define HOME	"/local/domain/5/"
#define UUID	"/vm/00000000-0000-4000-8000-000000000001"

static struct daemon d;
static long long now_ms;
static char why[WHY_SIZE];
static unsigned int lines;
static char last_line[512];

static void count_line(const char *text)
{
	lines++;
	snprintf(last_line, sizeof(last_line), "%s", text);
}

static void begin(enum policy_kind kind, bool strict)
{
	fake_reset();
	d = (struct daemon){ .policy = { kind, strict }, .log = count_line };
	d.xen = xen_open(why, sizeof(why));
	REQUIRE(d.xen && store_open(&d.store, why, sizeof(why)), "%s", why);
	REQUIRE(daemon_start(&d, why, sizeof(why)), "%s", why);
	now_ms = 1000;
	lines = 0;
}

static void end(void)
{
	daemon_end(&d);
	store_close(&d.store);
	xen_close(d.xen);
}

/* Until there is nothing left to do. */
static void settle(void)
{
	unsigned int i, quiet = 0;
	long long wait_ms = 0;

	/* What it did in one step may be an event for the next. */
	for (i = 0; i < 1000 && quiet < 2; i++) {
		REQUIRE(daemon_step(&d, now_ms, &wait_ms, why, sizeof(why)), "%s", why);
		now_ms += wait_ms > 0 ? wait_ms : 0;
		quiet = wait_ms == NEVER ? quiet + 1 : 0;
	}
	CHECK(wait_ms == NEVER, "it does not come to rest");
}

/* Another daemon, on the same host, after daemon_end(). */
static void start_again(void)
{
	d = (struct daemon){ .store = d.store, .xen = d.xen, .log = count_line };
	REQUIRE(daemon_start(&d, why, sizeof(why)), "%s", why);
	settle();
}

static bool is(const char *path, const char *wanted)
{
	const char *value = fake_get(path);

	return wanted ? value && !strcmp(value, wanted) : !value;
}

static void want(int line, const char *path, const char *value)
{
	CHECK(is(path, value), "line %d: %s is %s", line, path, fake_get(path) ?: "not there");
}

#define WANT(path, value)	want(__LINE__, path, value)

static void offers(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(0, NULL);
	settle();
	fake_domain(5, NODES);
	settle();
	WANT(HOME "control/feature-balloon-vnode", "");
	CHECK(!strcmp(fake_permissions(HOME "control/feature-balloon-vnode"), "n0,b5"), "%s",
	      fake_permissions(HOME "control/feature-balloon-vnode"));
	WANT(HOME "memory/vnode0/static-max", "262144");
	WANT(HOME "memory/vnode1/static-max", "262144");
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	WANT(HOME "memory/vnode1/target-balloon-size", "0");
	WANT(HOME "memory/target", "524288");
	WANT("/local/domain/0/control/feature-balloon-vnode", NULL);
	CHECK(fake_limit(5) < 0, "Xen's limit is xl's: %lld", fake_limit(5));
	CHECK(fake_commits == 1, "%u transactions that wrote", fake_commits);
	CHECK(lines == 1, "%u lines", lines);
	CHECK(d.count == 1, "%u are watched", d.count);
	end();
}

/* One that was there before the daemon, and one that xl has not written yet. */
static void offers_later(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_domain_in_xen(6, NODES);
	settle();
	WANT(HOME "control/feature-balloon-vnode", "");
	WANT("/local/domain/6", NULL);
	fake_put("/local/domain/6/domid", "6");
	fake_put("/local/domain/6/vm", "/vm/00000000-0000-4000-8000-000000000002");
	fake_put("/local/domain/6/memory/static-max", "524288");
	settle();
	WANT("/local/domain/6/memory/vnode0", NULL);
	fake_put("/local/domain/6/memory/target", "524288");
	settle();
	WANT("/local/domain/6/control/feature-balloon-vnode", "");
	end();
}

static void follows(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "control/feature-balloon-vnode", "1");
	settle();
	fake_put(HOME "memory/target", "393216");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "65536");
	WANT(HOME "memory/vnode1/target-balloon-size", "65536");
	fake_put(HOME "memory/static-max", "1048576");
	settle();
	WANT(HOME "memory/vnode0/static-max", "524288");
	WANT(HOME "memory/vnode0/target-balloon-size", "327680");
	fake_put(HOME "memory/target", "nonsense");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "327680");
	end();
}

/* What xl writes while the transaction is on its way is followed, and not overwritten. */
static void other_target(void)
{
	fake_before_commit = NULL;
	fake_put(HOME "memory/target", "458752");
}

static void collides(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "memory/target", "393216");
	fake_before_commit = other_target;
	now_ms += LOOK_MS;
	daemon_step(&d, now_ms, &(long long){ 0 }, why, sizeof(why));
	WANT(HOME "memory/target", "458752");
	WANT(HOME "memory/vnode0/target-balloon-size", "32768");
	WANT(HOME "memory/vnode1/target-balloon-size", "32768");
	end();
}

/* A guest that writes what it can at each moment has no transaction collide. */
static void guest_writes(void)
{
	static unsigned int times;
	char text[16];

	snprintf(text, sizeof(text), "%u", ++times);
	fake_put(HOME "control/feature-balloon-vnode", text);
	fake_put(HOME "data/balloon/vnode0/current-balloon-size", text);
}

static void guest_collides(void)
{
	unsigned int before;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_before_commit = guest_writes;
	fake_put(HOME "memory/target", "393216");
	before = fake_transactions;
	now_ms += LOOK_MS;
	daemon_step(&d, now_ms, &(long long){ 0 }, why, sizeof(why));
	WANT(HOME "memory/vnode0/target-balloon-size", "65536");
	CHECK(fake_transactions - before == 1, "%u transactions", fake_transactions - before);
	end();
}

/* And one that floods costs one look in 50 ms, and none of another domain's. */
static void guest_floods(void)
{
	long long wait_ms, start;
	unsigned int before, i;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_domain(6, NODES);
	settle();
	before = fake_transactions;
	start = now_ms + LOOK_MS;
	for (now_ms = start; now_ms < start + 200; now_ms++) {
		for (i = 0; i < 300; i++)
			fake_event(HOME "control/feature-balloon-vnode");
		if (now_ms == start + 100)
			fake_put("/local/domain/6/memory/target", "393216");
		REQUIRE(daemon_step(&d, now_ms, &wait_ms, why, sizeof(why)), "%s", why);
		CHECK(!wait_ms, "there are more events: %lld", wait_ms);
	}
	/* The other one's event comes after those that were there before. */
	settle();
	WANT("/local/domain/6/memory/vnode0/target-balloon-size", "65536");
	CHECK(fake_transactions - before < 20, "%u looks", fake_transactions - before);
	CHECK(fake_transactions - before >= 5, "%u looks", fake_transactions - before);
	end();
}

/* Behind what two floods have left, a third domain is served while they go on. */
static void served_in_flood(void)
{
	long long wait_ms, start, served = 0;
	unsigned int i;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_domain(6, NODES);
	fake_domain(7, NODES);
	settle();
	for (i = 0; i < 2000; i++)
		fake_event(i % 2 ? HOME "control/feature-balloon-vnode" :
			   "/local/domain/6/control/feature-balloon-vnode");
	fake_put("/local/domain/7/memory/target", "393216");
	start = now_ms += LOOK_MS;
	for (; !served && now_ms < start + 1000; now_ms++) {
		/* xenstored takes 20 requests of a guest before their events are delivered. */
		for (i = 0; i < 20; i++) {
			fake_event(HOME "control/feature-balloon-vnode");
			fake_event("/local/domain/6/control/feature-balloon-vnode");
		}
		REQUIRE(daemon_step(&d, now_ms, &wait_ms, why, sizeof(why)), "%s", why);
		if (is("/local/domain/7/memory/vnode0/target-balloon-size", "65536"))
			served = now_ms - start + 1;
	}
	CHECK(served && served <= 2000 / EVENTS_AT_ONCE + 2, "after %lld steps", served);
	end();
}

/* It goes between the look at its keys and the end of the transaction: no directory is left. */
static void go_away(void)
{
	fake_before_commit = NULL;
	fake_destroy(5);
}

static bool decide_nothing(const struct domain *domain, struct change *c, void *data)
{
	return false;
}

static void domain_goes(void)
{
	struct domain *list;
	unsigned int count;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_before_commit = go_away;
	settle();
	WANT("/local/domain/5", NULL);
	CHECK(!d.count, "it is still watched");
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "memory/target", "393216");
	fake_before_commit = go_away;
	settle();
	WANT("/local/domain/5", NULL);
	fake_domain(5, NODES);
	list = xen_list(d.xen, &count);
	fake_destroy(5);
	CHECK(store_update(&d.store, d.xen, &list[0], decide_nothing, NULL) == STORE_GONE,
	      "it is not gone");
	free(list);
	end();
}

/* Another one has its id: what was decided for the first is not written for it. */
static void come_again(void)
{
	fake_before_commit = NULL;
	fake_destroy(5);
	fake_domain(5, (const long long[]){ 128 * MIB, 0 });
}

static void domid_reused(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "memory/target", "393216");
	fake_before_commit = come_again;
	settle();
	WANT(HOME "memory/vnode0/static-max", "131072");
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	WANT(HOME "memory/vnode1", NULL);
	CHECK(d.count == 1, "%u are watched", d.count);
	end();
}

static void withdraws(void)
{
	begin(POLICY_PROPORTIONAL, true);
	fake_domain(5, NODES);
	fake_domain(6, NODES);
	settle();
	fake_put(HOME "control/feature-balloon-vnode", "1");
	fake_put(HOME "memory/target", "393216");
	settle();
	WANT(HOME "memory/target", NULL);
	WANT("/local/domain/6/memory/target", "524288");
	daemon_withdraw(&d, now_ms);
	WANT(HOME "control/feature-balloon-vnode", NULL);
	WANT(HOME "memory/vnode0/target-balloon-size", NULL);
	WANT(HOME "memory/vnode1/target-balloon-size", NULL);
	WANT(HOME "memory/target", "393216");
	WANT("/local/domain/6/memory/vnode0/target-balloon-size", NULL);
	WANT("/local/domain/6/control/feature-balloon-vnode", NULL);
	end();
}

/* Killed in mid-move and started again: what xl has written meanwhile is followed. */
static void starts_again(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "control/feature-balloon-vnode", "1");
	settle();
	daemon_end(&d);
	fake_put(HOME "memory/target", "393216");
	start_again();
	WANT(HOME "memory/vnode0/target-balloon-size", "65536");
	WANT(HOME "control/feature-balloon-vnode", "1");
	end();
}

static enum store_result request(const struct request *r);

/* A node that was made larger, and has that memory, keeps its maximum over a restart. */
static void maxima_stay(void)
{
	const struct request max = { VERB_MAX, 1, { { 1, 0, 384 * MIB } } };
	const struct request set = { VERB_SET, 1, { { 1, 0, 384 * MIB } } };
	unsigned int killed;

	for (killed = 0; killed < 2; killed++) {
		begin(POLICY_PROPORTIONAL, false);
		fake_domain(5, NODES);
		settle();
		fake_put(HOME "control/feature-balloon-vnode", "1");
		CHECK(request(&max) == STORE_DONE && request(&set) == STORE_DONE, "%s", why);
		settle();
		fake_put(HOME "data/balloon/vnode0/current-balloon-size", "0");
		fake_put(HOME "data/balloon/vnode1/current-balloon-size", "0");
		CHECK(killed || daemon_withdraw(&d, now_ms), "all have gone back");
		WANT(HOME "control/feature-balloon-vnode", killed ? "1" : NULL);
		daemon_end(&d);
		start_again();
		WANT(HOME "control/feature-balloon-vnode", killed ? "1" : "");
		WANT(HOME "memory/vnode0/static-max", "262144");
		WANT(HOME "memory/vnode1/static-max", "393216");
		WANT(HOME "memory/vnode0/target-balloon-size", "0");
		WANT(HOME "memory/vnode1/target-balloon-size", "0");
		WANT(HOME "memory/static-max", "655360");
		WANT(HOME "memory/target", "655360");
		end();
	}
}

static void guest_leaves(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_remove(HOME "control/feature-balloon-vnode");
	settle();
	WANT(HOME "control/feature-balloon-vnode", NULL);
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	end();
}

static bool ask(const struct domain *domain, struct change *c, void *data)
{
	return decide_request(domain, data, c, why, sizeof(why));
}

static enum store_result request(const struct request *r)
{
	unsigned int count;
	struct domain *list = xen_list(d.xen, &count), *domain = list;
	enum store_result result;

	while (domain->id != 5)
		domain++;
	result = store_update(&d.store, d.xen, domain, ask, (void *)r);
	free(list);
	return result;
}

static void administrator(void)
{
	const struct request withdraw = { .verb = VERB_WITHDRAW }, offer = { .verb = VERB_OFFER };
	const struct request set = { VERB_SET, 1, { { 1, 0, 128 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_put(UUID "/memory", "512");
	settle();
	CHECK(request(&set) == STORE_DONE, "%s", why);
	WANT(HOME "memory/target", "393216");
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	WANT(HOME "memory/vnode1/target-balloon-size", "131072");
	CHECK(fake_limit(5) == 385 * MIB, "%lld", fake_limit(5));
	settle();
	WANT(HOME "memory/vnode1/target-balloon-size", "131072");
	CHECK(request(&withdraw) == STORE_DONE, "%s", why);
	settle();
	WANT(HOME "control/feature-balloon-vnode", NULL);
	WANT("/tool/balloon-vnode/5/withdrawn", "");
	CHECK(request(&set) == STORE_REFUSED && strstr(why, "offer 5"), "%s", why);
	CHECK(request(&offer) == STORE_DONE, "%s", why);
	settle();
	WANT(HOME "control/feature-balloon-vnode", "");
	WANT("/tool/balloon-vnode/5/withdrawn", NULL);
	CHECK(request(&withdraw) == STORE_DONE, "%s", why);
	fake_destroy(5);
	settle();
	WANT("/tool/balloon-vnode/5", NULL);
	end();
}

/* As libxl does: to what Xen populates on demand, a new total is news as well. */
static void populate_on_demand(void)
{
	const struct request set = { VERB_SET, 1, { { 0, 0, 384 * MIB } } };
	const struct request less = { VERB_SET, 1, { { 0, 0, 128 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NULL);
	fake_put(HOME "memory/static-max", "540672");
	fake_put(HOME "memory/target", "262144");
	fake_put(HOME "memory/videoram", "16384");
	CHECK(request(&(struct request){ .verb = VERB_OFFER }) == STORE_DONE, "%s", why);
	settle();
	fake_put(HOME "memory/target", "204800");
	settle();
	CHECK(fake_pod(5) < 0, "xl has told Xen itself: %lld", fake_pod(5));
	CHECK(request(&set) == STORE_DONE, "%s", why);
	WANT(HOME "memory/target", "393216");
	CHECK(fake_pod(5) == 385 * MIB, "the total and 1 MiB: %lld", fake_pod(5));
	settle();
	fake_no_pod = true;
	CHECK(request(&less) == STORE_XEN && errno == ENOMEM, "Xen has no memory for it");
	WANT(HOME "memory/target", "393216");
	CHECK(fake_limit(5) == 401 * MIB, "the limit is as before: %lld", fake_limit(5));
	end();
}

/* Xen refuses it of a PV domain. */
static void populated_at_once(void)
{
	const struct request set = { VERB_SET, 1, { { 1, 0, 128 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	fake_pv(5);
	settle();
	CHECK(request(&set) == STORE_DONE, "%s", why);
	WANT(HOME "memory/target", "393216");
	CHECK(fake_pod(5) < 0, "%lld", fake_pod(5));
	end();
}

/* A vnode without memory gets no share of anything, and is where it should be. */
static void empty_vnode(void)
{
	static const long long nodes[] = { -1, 256 * MIB, 128 * MIB, 0 };
	const struct request set = { VERB_SET, 1, { { 0, 0, 64 * MIB } } };
	const struct request max = { VERB_MAX, 1, { { 0, '+', 64 * MIB } } };
	const struct request none = { VERB_SET, 2, { { 0, 0, 0 }, { 2, 0, 64 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, nodes);
	settle();
	fake_put(HOME "control/feature-balloon-vnode", "1");
	fake_put(HOME "memory/static-max", "786433");
	settle();
	WANT(HOME "memory/vnode1/static-max", "524289");
	WANT(HOME "memory/vnode0/static-max", "0");
	WANT(HOME "memory/vnode2/static-max", "262144");
	fake_put(HOME "memory/target", "196609");
	settle();
	fake_put(HOME "memory/target", "786433");
	settle();
	WANT(HOME "memory/vnode1/target-balloon-size", "0");
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	WANT(HOME "memory/vnode2/target-balloon-size", "0");
	CHECK(request(&set) == STORE_REFUSED &&
	      !strcmp(why, "vnode 0 of domain 5 was built without memory, and can have none"),
	      "%s", why);
	CHECK(request(&max) == STORE_REFUSED && strstr(why, "without memory"), "%s", why);
	CHECK(request(&none) == STORE_DONE, "%s", why);
	WANT(HOME "memory/vnode0/static-max", "0");
	WANT(HOME "memory/vnode2/target-balloon-size", "196608");
	end();
}

/* libxl's own copy of the target, only where libxl has it. */
static void vm_memory(void)
{
	const struct request set = { VERB_SET, 1, { { 1, 0, 128 * MIB } } };
	char path[64];

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	snprintf(path, sizeof(path), "%s/memory", fake_get(HOME "vm"));
	CHECK(request(&set) == STORE_DONE, "%s", why);
	WANT(path, NULL);
	fake_put(path, "512");
	CHECK(request(&(struct request){ VERB_SET, 1, { { 1, 0, 64 * MIB } } }) == STORE_DONE, "%s",
	      why);
	WANT(path, "320");
	end();
}

/* The limit goes back where the keys could not be written. */
static void always_other_target(void)
{
	static unsigned int times;
	char text[16];

	snprintf(text, sizeof(text), "%u", 400000 + ++times % 1000);
	fake_put(HOME "memory/target", text);
}

static void same_again(void)
{
	fake_put(HOME "memory/target", fake_get(HOME "memory/target"));
}

static void busy(void)
{
	const struct request set = { VERB_SET, 1, { { 1, 0, 128 * MIB } } };
	long long wait_ms;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_before_commit = always_other_target;
	CHECK(request(&set) == STORE_BUSY, "others write all the time");
	CHECK(fake_limit(5) == strtoll(fake_get(HOME "memory/target"), NULL, 10) + 1024,
	      "Xen's limit is for what another wrote last: %lld", fake_limit(5));
	REQUIRE(daemon_step(&d, now_ms += LOOK_MS, &wait_ms, why, sizeof(why)), "%s", why);
	CHECK(wait_ms >= 0, "the daemon tries again: %lld", wait_ms);
	fake_before_commit = NULL;
	settle();
	CHECK(fake_get(HOME "memory/vnode0/target-balloon-size") &&
	      !is(HOME "memory/vnode0/target-balloon-size", "0"), "and does it in the end");
	fake_no_limit = true;
	CHECK(request(&set) == STORE_XEN && errno == EPERM, "Xen refuses");
	end();
}

/* Others write for as long as one attempt lasts, and a little longer. */
#define BUSY_COMMITS 20 /* more than UPDATE_TRIES, less than that times WITHDRAW_TRIES */
static int busy_commits;

static void other_target_for_a_while(void)
{
	if (busy_commits-- > 0)
		always_other_target();
}

static void withdraws_from_busy(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_before_commit = always_other_target;
	CHECK(!daemon_withdraw(&d, now_ms), "others write all the time, and it says so");
	busy_commits = BUSY_COMMITS;
	fake_before_commit = other_target_for_a_while;
	CHECK(daemon_withdraw(&d, now_ms), "it came through");
	fake_before_commit = NULL;
	CHECK(busy_commits < 0, "it came through: %d", busy_commits);
	WANT(HOME "control/feature-balloon-vnode", NULL);
	WANT(HOME "memory/vnode0/target-balloon-size", NULL);
	end();
}

/* Another administrator gives the node what is left of it, and has set the limit for that. */
static void other_is_first(void)
{
	fake_before_commit = NULL;
	xc_domain_setmaxmem(NULL, 5, 512 * MIB + 1024);
	fake_put(HOME "memory/vnode1/target-balloon-size", "0");
	fake_put(HOME "memory/target", "524288");
}

static void refused_after_another(void)
{
	const struct request shrink = { VERB_SET, 1, { { 1, 0, 192 * MIB } } };
	const struct request more = { VERB_SET, 1, { { 1, '+', 64 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	CHECK(request(&shrink) == STORE_DONE, "the node has 192 MiB");
	settle();
	fake_before_commit = other_is_first;
	CHECK(request(&more) == STORE_REFUSED, "there is no more of the node: %s", why);
	CHECK(fake_limit(5) == 512 * MIB + 1024, "the limit is the other's: %lld", fake_limit(5));
	end();
}

/* As it was, when no other has written. */
static void refused_alone(void)
{
	const struct request set = { VERB_SET, 1, { { 1, 0, 128 * MIB } } };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_before_commit = same_again;
	CHECK(request(&set) == STORE_BUSY, "others write all the time");
	CHECK(fake_limit(5) == 4000, "Xen's limit is as before: %lld", fake_limit(5));
	end();
}

/* xl-vnuma notes where the nodes of a domain are while it is created. */
static void note_of_a_newborn(void)
{
	fake_domain_in_xen(7, NODES);
	fake_put("/tool/balloon-vnode/7/0/pnode", "1");
}

static void born_while_listing(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_after_list = note_of_a_newborn;
	settle();
	WANT("/tool/balloon-vnode/7/0/pnode", "1");
	end();
}

/* xl mem-set and mem-max of one without virtual nodes, with video memory. */
static void whole(void)
{
	begin(POLICY_PROPORTIONAL, false);
	fake_domain(0, NULL);
	fake_put("/local/domain/0/memory/static-max", "1048576");
	fake_put("/local/domain/0/memory/target", "1048576");
	fake_domain(5, NULL);
	fake_put(HOME "memory/static-max", "540672");
	fake_put(HOME "memory/target", "262144");
	fake_put(HOME "memory/videoram", "16384");
	settle();
	WANT(HOME "control/feature-balloon-vnode", NULL);
	d.policy.whole = true;
	d.relist = true;
	settle();
	WANT("/local/domain/0/control/feature-balloon-vnode", NULL);
	WANT(HOME "control/feature-balloon-vnode", "");
	WANT(HOME "memory/vnode0/static-max", "524288");
	WANT(HOME "memory/vnode0/target-balloon-size", "262144");
	fake_put(HOME "memory/target", "204800");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "319488");
	fake_put(HOME "memory/static-max", "671744");
	settle();
	WANT(HOME "memory/vnode0/static-max", "655360");
	WANT(HOME "memory/vnode0/target-balloon-size", "450560");
	daemon_withdraw(&d, now_ms);
	WANT(HOME "memory/vnode0/static-max", NULL);
	WANT(HOME "memory/target", "204800");
	end();
}

/* One that an administrator has offered it to, beside a daemon that leaves such domains alone. */
static void whole_by_request(void)
{
	const struct request withdraw = { .verb = VERB_WITHDRAW }, offer = { .verb = VERB_OFFER };

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NULL);
	fake_put(HOME "memory/static-max", "524288");
	fake_put(HOME "memory/target", "262144");
	fake_domain(6, NULL);
	fake_put("/local/domain/6/memory/static-max", "524288");
	fake_put("/local/domain/6/memory/target", "262144");
	/* Of one that had this number before. */
	fake_put("/tool/balloon-vnode/6/uuid", "00000000-0000-4000-8000-0000000000ff");
	fake_put("/tool/balloon-vnode/6/offered", "");
	settle();
	CHECK(!d.count, "%u are watched", d.count);
	CHECK(request(&offer) == STORE_DONE, "%s", why);
	WANT("/tool/balloon-vnode/5/offered", "");
	settle();
	CHECK(d.count == 1, "%u are watched", d.count);
	fake_put(HOME "memory/target", "204800");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "319488");
	/* As another daemon that is started, after this one was ended. */
	daemon_withdraw(&d, now_ms);
	WANT(HOME "memory/vnode0", NULL);
	WANT("/tool/balloon-vnode/5/offered", "");
	d.count = 0;
	d.relist = true;
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "319488");
	CHECK(request(&withdraw) == STORE_DONE, "%s", why);
	settle();
	WANT("/tool/balloon-vnode/5/offered", NULL);
	WANT("/tool/balloon-vnode/5/withdrawn", "");
	WANT(HOME "memory/vnode0", NULL);
	WANT("/local/domain/6/memory/vnode0", NULL);
	end();
}

/* Nothing happens to the domain when Xenstore has room again. */
static void full(void)
{
	long long wait_ms;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_put(HOME "memory/target", "458752");
	fake_full = true;
	now_ms += LOOK_MS;
	REQUIRE(daemon_step(&d, now_ms, &wait_ms, why, sizeof(why)), "%s", why);
	WANT(HOME "memory/vnode0/target-balloon-size", "0");
	CHECK(wait_ms == RETRY_MS, "tried again, and not without a pause: %lld", wait_ms);
	fake_full = false;
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "32768");
	CHECK(daemon_withdraw(&d, now_ms), "all of them follow memory/target again");
	end();
}

static void free_memory(void)
{
	begin(POLICY_HOST_FREE, false);
	fake_domain(5, NODES);
	fake_pnode(5, (const unsigned int[]){ 0, 1 }, 2);
	fake_free((const long long[]){ 0, 999 * MIB }, 2);
	settle();
	fake_asked_libxl = 0;
	fake_put(HOME "memory/target", "458752");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "65536");
	WANT(HOME "memory/vnode1/target-balloon-size", "0");
	CHECK(fake_asked_libxl == 1, "libxl is asked when it is needed: %u", fake_asked_libxl);
	/* What the shim has noted goes before, if it is about this domain. */
	fake_put("/tool/balloon-vnode/5/0/pnode", "1");
	fake_put("/tool/balloon-vnode/5/1/pnode", "0");
	settle();
	fake_put(HOME "memory/target", "393216");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "131072");
	fake_put("/tool/balloon-vnode/5/uuid", fake_get(HOME "vm") + 4);
	fake_put(HOME "memory/target", "327680");
	settle();
	WANT(HOME "memory/vnode0/target-balloon-size", "131072");
	WANT(HOME "memory/vnode1/target-balloon-size", "65536");
	end();
}

/* A guest agrees and disagrees: with --strict, memory/target is removed and written each time. */
static void log_is_bounded(void)
{
	unsigned int i;

	begin(POLICY_PROPORTIONAL, true);
	fake_domain(5, NODES);
	settle();
	for (i = 0; i < 100; i++) {
		fake_put(HOME "control/feature-balloon-vnode", i % 2 ? "0" : "1");
		settle();
		WANT(HOME "memory/target", i % 2 ? "524288" : NULL);
	}
	CHECK(lines == LOG_LINES, "%u lines", lines);
	CHECK(!strstr(last_line, "before this"), "%s", last_line);
	now_ms += LOG_MS;
	fake_put(HOME "control/feature-balloon-vnode", "1");
	settle();
	CHECK(lines == LOG_LINES + 1, "%u lines", lines);
	CHECK(!strcmp(last_line, "domain 5: balloons (81 more before this)"), "%s", last_line);
	fake_put(HOME "control/feature-balloon-vnode", "0");
	settle();
	CHECK(!strstr(last_line, "before this"), "%s", last_line);
	end();
}

static void store_goes(void)
{
	long long wait_ms;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	fake_lost = true;
	CHECK(!daemon_step(&d, now_ms, &wait_ms, why, sizeof(why)), "it goes on");
	CHECK(strstr(why, "connection to Xenstore is lost"), "%s", why);
	end();
}

/* What Xenstore does not answer any more is not taken for a key that is not there. */
static void lose_it(void)
{
	fake_lost = true;
}

static bool decide_and_lose(const struct domain *domain, struct change *c, void *data)
{
	return true;
}

static void store_goes_while_reading(void)
{
	unsigned int count;
	struct domain *list;

	begin(POLICY_PROPORTIONAL, false);
	fake_domain(5, NODES);
	settle();
	list = xen_list(d.xen, &count);
	lose_it();
	CHECK(store_update(&d.store, d.xen, &list[0], decide_and_lose, NULL) == STORE_FAILED,
	      "not failed");
	free(list);
	end();
}

static void explains(void)
{
	static const char *const wanted[] = {
		[STORE_GONE] = "domain 5 is not in Xenstore (any more); see 'xl list'",
		[STORE_BUSY] = "try again",
		[STORE_XEN] = "see 'xl dmesg'",
		[STORE_FAILED] = "does xenstored run?",
	};
	unsigned int i;

	for (i = STORE_GONE; i <= STORE_FAILED; i++) {
		store_explain(i, 5, why, sizeof(why));
		CHECK(strstr(why, wanted[i]) && strstr(why, "domain 5"), "%s", why);
	}
}

static const struct test tests[] = {
	UNIT(offers),
	UNIT(offers_later),
	UNIT(follows),
	UNIT(collides),
	UNIT(guest_collides),
	UNIT(guest_floods),
	UNIT(served_in_flood),
	UNIT(domain_goes),
	UNIT(domid_reused),
	UNIT(withdraws),
	UNIT(starts_again),
	UNIT(maxima_stay),
	UNIT(guest_leaves),
	UNIT(administrator),
	UNIT(populate_on_demand),
	UNIT(populated_at_once),
	UNIT(empty_vnode),
	UNIT(vm_memory),
	UNIT(busy),
	UNIT(withdraws_from_busy),
	UNIT(refused_after_another),
	UNIT(refused_alone),
	UNIT(born_while_listing),
	UNIT(whole),
	UNIT(whole_by_request),
	UNIT(full),
	UNIT(free_memory),
	UNIT(log_is_bounded),
	UNIT(store_goes),
	UNIT(store_goes_while_reading),
	UNIT(explains),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
