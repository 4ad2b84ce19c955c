// SPDX-License-Identifier: GPL-2.0
/* A host that does not exist. See fake.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxl.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "fake.h"

#define NODES_MAX	4096
#define TRANSACTIONS	4
#define WATCHES_MAX	256
#define EVENTS_MAX	65536
#define DOMAINS_MAX	16
#define PATH_SIZE	160
#define VALUE_SIZE	128
#define BLANKS		" \x0a"

struct node {
	char path[PATH_SIZE];
	char value[VALUE_SIZE];
	char perms[32];
	unsigned int generation;
};

struct tree {
	struct node *node[NODES_MAX];
	unsigned int count;
};

/* What a transaction has looked at, and what it found. */
struct access {
	char path[PATH_SIZE];
	unsigned int generation;
};

static struct {
	bool used;
	bool wrote;
	struct tree tree;
	struct access access[NODES_MAX];
	unsigned int accesses;
	char changed[NODES_MAX][PATH_SIZE];
	unsigned int changes;
} transactions[TRANSACTIONS];

static struct {
	char path[PATH_SIZE];
	char token[32];
} watches[WATCHES_MAX], events[EVENTS_MAX];

static struct {
	unsigned int id;
	char uuid[40];
	long long node_kb[33];
	long long limit_kb;
	long long pod_kb;
	bool pv;
	unsigned int pnode[32];
	unsigned int pnodes;
} domains[DOMAINS_MAX];

static struct tree the_tree;
static unsigned int nr_watches, first_event, nr_events, nr_domains, generation;
static unsigned int nr_pnodes;
static long long pnode_free_kb[64];
static int pipe_fd[2] = { -1, -1 };

void (*fake_before_commit)(void);
void (*fake_after_list)(void);
unsigned int fake_transactions, fake_commits, fake_reads, fake_asked_libxl;
bool fake_lost, fake_full, fake_no_limit, fake_no_pod;

static const char *file(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", getenv("FAKE_HOST"), name);
	return path;
}

/* A line for a call. */
static void note_call(const char *name, unsigned int id, unsigned long long number)
{
	FILE *f;

	if (!getenv("FAKE_HOST"))
		return;
	f = fopen(file(name), "a");
	fprintf(f, "%u %llu\n", id, number);
	fclose(f);
}

/* ---- the tree ---- */

static struct node *find(struct tree *tree, const char *path)
{
	unsigned int i;

	for (i = 0; i < tree->count; i++)
		if (!strcmp(tree->node[i]->path, path))
			return tree->node[i];
	return NULL;
}

static bool is_below(const char *path, const char *parent)
{
	size_t len = strlen(parent);

	return !strncmp(path, parent, len) && (!path[len] || path[len] == '/');
}

static struct node *add(struct tree *tree, const char *path)
{
	struct node *node = find(tree, path);
	char parent[PATH_SIZE];

	if (node)
		return node;
	snprintf(parent, sizeof(parent), "%s", path);
	*strrchr(parent, '/') = 0;
	if (*parent)
		add(tree, parent);
	node = calloc(1, sizeof(*node));
	snprintf(node->path, sizeof(node->path), "%s", path);
	node->generation = ++generation;
	tree->node[tree->count++] = node;
	return node;
}

static void put(struct tree *tree, const char *path, const char *value)
{
	struct node *node = add(tree, path);

	snprintf(node->value, sizeof(node->value), "%s", value);
	node->generation = ++generation;
}

static bool drop(struct tree *tree, const char *path)
{
	unsigned int i, kept = 0;
	bool found = find(tree, path);

	for (i = 0; i < tree->count; i++) {
		if (is_below(tree->node[i]->path, path))
			free(tree->node[i]);
		else
			tree->node[kept++] = tree->node[i];
	}
	tree->count = kept;
	return found;
}

static void clear(struct tree *tree)
{
	while (tree->count)
		free(tree->node[--tree->count]);
}

static void copy(struct tree *to, const struct tree *from)
{
	unsigned int i;

	clear(to);
	for (i = 0; i < from->count; i++) {
		to->node[i] = malloc(sizeof(struct node));
		*to->node[i] = *from->node[i];
	}
	to->count = from->count;
}

/* ---- the directory ---- */

static void load_store(void)
{
	FILE *f = fopen(file("store"), "r");
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		char *value = strchr(line, '=');

		line[strcspn(line, "\n")] = 0;
		if (!value)
			continue;
		*value++ = 0;
		put(&the_tree, line, value);
	}
	if (f)
		fclose(f);
}

static void save_store(void)
{
	char temporary[512];
	unsigned int i;
	FILE *f;

	if (!getenv("FAKE_HOST"))
		return;
	snprintf(temporary, sizeof(temporary), "%s.new", file("store"));
	f = fopen(temporary, "w");
	for (i = 0; i < the_tree.count; i++)
		fprintf(f, "%s=%s\n", the_tree.node[i]->path, the_tree.node[i]->value);
	fclose(f);
	rename(temporary, file("store"));
}

static void load_domains(void)
{
	FILE *f = fopen(file("domains"), "r");
	char line[512];

	nr_domains = 0;
	while (f && fgets(line, sizeof(line), f)) {
		char *word = strtok(line, BLANKS);
		unsigned int n = 0;

		if (!word)
			continue;
		memset(&domains[nr_domains], 0, sizeof(domains[0]));
		domains[nr_domains].id = atoi(word);
		snprintf(domains[nr_domains].uuid, 40, "%s", strtok(NULL, BLANKS));
		while ((word = strtok(NULL, BLANKS)))
			domains[nr_domains].node_kb[n++] = atoll(word);
		domains[nr_domains].pod_kb = -1;
		domains[nr_domains++].limit_kb = -1;
	}
	if (f)
		fclose(f);
}

/* ---- events ---- */

static void queue(const char *path, const char *token)
{
	unsigned int i = (first_event + nr_events) % EVENTS_MAX;

	if (nr_events == EVENTS_MAX)
		return;
	snprintf(events[i].path, PATH_SIZE, "%s", path);
	snprintf(events[i].token, sizeof(events[i].token), "%s", token);
	if (!nr_events++ && pipe_fd[1] >= 0 && write(pipe_fd[1], "", 1) < 0)
		abort();
}

static void fire(const char *path)
{
	unsigned int i;

	for (i = 0; i < nr_watches; i++)
		if (is_below(path, watches[i].path) || is_below(watches[i].path, path))
			queue(path, watches[i].token);
	save_store();
}

/* ---- for tests ---- */

void fake_reset(void)
{
	clear(&the_tree);
	memset(transactions, 0, sizeof(transactions));
	memset(domains, 0, sizeof(domains));
	nr_watches = 0;
	nr_events = 0;
	nr_domains = 0;
	nr_pnodes = 0;
	fake_before_commit = NULL;
	fake_transactions = 0;
	fake_commits = 0;
	fake_asked_libxl = 0;
	fake_lost = false;
	fake_full = false;
	fake_no_limit = false;
	fake_no_pod = false;
}

static unsigned int index_of(unsigned int id)
{
	unsigned int i;

	for (i = 0; i < nr_domains; i++)
		if (domains[i].id == id)
			break;
	return i;
}

void fake_domain_in_xen(unsigned int id, const long long *node_kb)
{
	static unsigned int uuids;
	unsigned int i = nr_domains++, n;

	domains[i].id = id;
	domains[i].limit_kb = -1;
	domains[i].pod_kb = -1;
	domains[i].pv = false;
	domains[i].pnodes = 0;
	memset(domains[i].node_kb, 0, sizeof(domains[i].node_kb));
	snprintf(domains[i].uuid, sizeof(domains[i].uuid), FAKE_UUID, ++uuids % 16);
	for (n = 0; node_kb && node_kb[n]; n++)
		domains[i].node_kb[n] = node_kb[n];
}

void fake_domain(unsigned int id, const long long *node_kb)
{
	char path[PATH_SIZE], value[64];
	long long total = 0;
	unsigned int n;

	fake_domain_in_xen(id, node_kb);
	for (n = 0; node_kb && node_kb[n]; n++)
		total += node_kb[n] > 0 ? node_kb[n] : 0;
	snprintf(path, sizeof(path), "/local/domain/%u/domid", id);
	snprintf(value, sizeof(value), "%u", id);
	put(&the_tree, path, value);
	snprintf(path, sizeof(path), "/local/domain/%u/name", id);
	snprintf(value, sizeof(value), "d%u", id);
	put(&the_tree, path, value);
	snprintf(path, sizeof(path), "/local/domain/%u/vm", id);
	snprintf(value, sizeof(value), "/vm/%s", domains[index_of(id)].uuid);
	put(&the_tree, path, value);
	snprintf(value, sizeof(value), "%lld", total);
	snprintf(path, sizeof(path), "/local/domain/%u/memory/target", id);
	put(&the_tree, path, value);
	snprintf(path, sizeof(path), "/local/domain/%u/memory/static-max", id);
	put(&the_tree, path, value);
	fire("@introduceDomain");
}

void fake_destroy(unsigned int id)
{
	unsigned int i = index_of(id);
	char path[PATH_SIZE];

	if (i < nr_domains) {
		memmove(&domains[i], &domains[i + 1], (nr_domains - i - 1) * sizeof(domains[0]));
		nr_domains--;
	}
	snprintf(path, sizeof(path), "/local/domain/%u", id);
	drop(&the_tree, path);
	fire(path);
	fire("@releaseDomain");
}

const char *fake_get(const char *path)
{
	struct node *node = find(&the_tree, path);

	return node ? node->value : NULL;
}

void fake_put(const char *path, const char *value)
{
	put(&the_tree, path, value);
	fire(path);
}

void fake_remove(const char *path)
{
	drop(&the_tree, path);
	fire(path);
}

void fake_event(const char *path)
{
	fire(path);
}

const char *fake_permissions(const char *path)
{
	struct node *node = find(&the_tree, path);

	return node ? node->perms : "";
}

long long fake_limit(unsigned int id)
{
	unsigned int i = index_of(id);

	return i < nr_domains ? domains[i].limit_kb : -1;
}

long long fake_pod(unsigned int id)
{
	unsigned int i = index_of(id);

	return i < nr_domains ? domains[i].pod_kb : -1;
}

void fake_pv(unsigned int id)
{
	domains[index_of(id)].pv = true;
}

void fake_pnode(unsigned int id, const unsigned int *pnode, unsigned int count)
{
	unsigned int i = index_of(id);

	memcpy(domains[i].pnode, pnode, count * sizeof(*pnode));
	domains[i].pnodes = count;
}

void fake_free(const long long *kb, unsigned int count)
{
	memcpy(pnode_free_kb, kb, count * sizeof(*kb));
	nr_pnodes = count;
}

/* ---- libxenstore ---- */

struct xs_handle *xs_open(unsigned long flags)
{
	if (getenv("FAKE_NO_STORE")) {
		errno = ENOENT;
		return NULL;
	}
	if (getenv("FAKE_HOST")) {
		clear(&the_tree);
		load_store();
	}
	if (pipe_fd[0] < 0 && pipe2(pipe_fd, O_NONBLOCK | O_CLOEXEC))
		abort();
	return (struct xs_handle *)"";
}

void xs_close(struct xs_handle *h)
{
	note_call("reads", 0, fake_reads);
	clear(&the_tree);
}

int xs_fileno(struct xs_handle *h)
{
	return pipe_fd[0];
}

static struct tree *tree_of(xs_transaction_t t)
{
	return t == XBT_NULL ? &the_tree : &transactions[t - 1].tree;
}

static void note_access(xs_transaction_t t, const char *path)
{
	struct node *node = find(&the_tree, path);
	unsigned int i, n;

	if (t == XBT_NULL)
		return;
	n = transactions[t - 1].accesses;
	for (i = 0; i < n; i++)
		if (!strcmp(transactions[t - 1].access[i].path, path))
			return;
	snprintf(transactions[t - 1].access[n].path, PATH_SIZE, "%s", path);
	transactions[t - 1].access[n].generation = node ? node->generation : 0;
	transactions[t - 1].accesses++;
}

static void note_change(xs_transaction_t t, const char *path)
{
	if (t == XBT_NULL) {
		fire(path);
		return;
	}
	note_access(t, path);
	transactions[t - 1].wrote = true;
	snprintf(transactions[t - 1].changed[transactions[t - 1].changes++], PATH_SIZE, "%s", path);
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path, unsigned int *len)
{
	struct node *node = find(tree_of(t), path);

	if (fake_lost) {
		errno = EPIPE;
		return NULL;
	}
	fake_reads++;
	note_access(t, path);
	if (!node) {
		errno = ENOENT;
		return NULL;
	}
	*len = strlen(node->value);
	return strdup(node->value);
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path, const void *data,
	      unsigned int len)
{
	char value[VALUE_SIZE];

	if (fake_full) {
		errno = ENOSPC;
		return false;
	}
	note_access(t, path);
	snprintf(value, sizeof(value), "%.*s", (int)len, (const char *)data);
	put(tree_of(t), path, value);
	note_change(t, path);
	return true;
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	note_access(t, path);
	if (!drop(tree_of(t), path)) {
		errno = ENOENT;
		return false;
	}
	note_change(t, path);
	return true;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t, const char *path,
			struct xs_permissions *perms, unsigned int num_perms)
{
	static const char letters[] = "nrwb";
	struct node *node = find(tree_of(t), path);
	unsigned int i;

	if (!node)
		return false;
	node->perms[0] = 0;
	for (i = 0; i < num_perms; i++)
		snprintf(node->perms + strlen(node->perms),
			 sizeof(node->perms) - strlen(node->perms),
			 "%s%c%u", i ? "," : "", letters[perms[i].perms & 3], perms[i].id);
	return true;
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path, unsigned int *num)
{
	struct tree *tree = tree_of(t);
	char **list = calloc(64, sizeof(*list)), *text = calloc(64, PATH_SIZE);
	size_t len = strlen(path);
	unsigned int i;

	/*
	 * One allocation in the end, as the library has it; the texts are found by leak checkers.
	 */
	list = realloc(list, 64 * sizeof(*list) + 64 * PATH_SIZE);
	free(text);
	text = (char *)(list + 64);
	*num = 0;
	for (i = 0; i < tree->count; i++) {
		const char *name = tree->node[i]->path + len + 1;

		if (!is_below(tree->node[i]->path, path) || !tree->node[i]->path[len] ||
		    strchr(name, '/'))
			continue;
		list[*num] = strcpy(text + *num * PATH_SIZE, name);
		++*num;
	}
	return list;
}

bool xs_watch(struct xs_handle *h, const char *path, const char *token)
{
	snprintf(watches[nr_watches].path, PATH_SIZE, "%s", path);
	snprintf(watches[nr_watches++].token, sizeof(watches[0].token), "%s", token);
	queue(path, token);
	return true;
}

bool xs_unwatch(struct xs_handle *h, const char *path, const char *token)
{
	unsigned int i;

	for (i = 0; i < nr_watches; i++) {
		if (strcmp(watches[i].path, path) || strcmp(watches[i].token, token))
			continue;
		watches[i] = watches[--nr_watches];
		return true;
	}
	return false;
}

char **xs_check_watch(struct xs_handle *h)
{
	char **words, c;

	/* One event after each look. */
	if (getenv("FAKE_FLOOD")) {
		static unsigned int calls;

		if (nr_events <= 1)
			queue("/local/domain/5/data/balloon", "5");
		if (++calls % 2) {
			errno = EAGAIN;
			return NULL;
		}
	}
	if (fake_lost || !nr_events) {
		errno = fake_lost ? EINVAL : EAGAIN;
		return NULL;
	}
	words = calloc(1, 2 * sizeof(*words) + PATH_SIZE + 32);
	words[XS_WATCH_PATH] = strcpy((char *)(words + 2), events[first_event].path);
	words[XS_WATCH_TOKEN] = strcpy((char *)(words + 2) + PATH_SIZE, events[first_event].token);
	first_event = (first_event + 1) % EVENTS_MAX;
	if (!--nr_events && read(pipe_fd[0], &c, 1) < 0)
		abort();
	return words;
}

xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
	unsigned int i;

	for (i = 0; i < TRANSACTIONS && transactions[i].used; i++)
		;
	if (i == TRANSACTIONS)
		return XBT_NULL;
	transactions[i].used = true;
	transactions[i].wrote = false;
	transactions[i].accesses = 0;
	transactions[i].changes = 0;
	copy(&transactions[i].tree, &the_tree);
	return i + 1;
}

static bool collides(xs_transaction_t t)
{
	unsigned int i;

	for (i = 0; i < transactions[t - 1].accesses; i++) {
		const struct access *access = &transactions[t - 1].access[i];
		struct node *node = find(&the_tree, access->path);

		if (access->generation != (node ? node->generation : 0))
			return true;
	}
	return false;
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort)
{
	unsigned int i;

	fake_transactions++;
	transactions[t - 1].used = false;
	if (!abort && fake_before_commit)
		fake_before_commit();
	if (!abort && collides(t)) {
		clear(&transactions[t - 1].tree);
		errno = EAGAIN;
		return false;
	}
	if (!abort && transactions[t - 1].wrote) {
		fake_commits++;
		copy(&the_tree, &transactions[t - 1].tree);
		for (i = 0; i < transactions[t - 1].changes; i++)
			fire(transactions[t - 1].changed[i]);
	}
	clear(&transactions[t - 1].tree);
	return true;
}

/* ---- libxenctrl ---- */

xc_interface *xc_interface_open(xentoollog_logger *logger, xentoollog_logger *dombuild_logger,
				unsigned int open_flags)
{
	if (getenv("FAKE_NO_XEN")) {
		errno = ENOENT;
		return NULL;
	}
	if (getenv("FAKE_HOST"))
		load_domains();
	return (xc_interface *)logger;
}

int xc_interface_close(xc_interface *xch)
{
	return 0;
}

static void take_uuid(xen_domain_handle_t handle, const char *uuid)
{
	unsigned int i, byte;

	for (i = 0; i < 16; i++) {
		uuid += *uuid == '-';
		if (sscanf(uuid, "%2x", &byte) == 1)
			handle[i] = byte;
		uuid += 2;
	}
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
			  xc_domaininfo_t *info)
{
	unsigned int i, n = 0;

	if (getenv("FAKE_NO_LIST")) {
		errno = EPERM;
		return -1;
	}
	for (i = 0; i < nr_domains && n < max; i++) {
		if (domains[i].id < first)
			continue;
		memset(&info[n], 0, sizeof(info[n]));
		info[n].domain = domains[i].id;
		info[n].flags = domains[i].pv ? 0 : XEN_DOMINF_hvm_guest;
		info[n].max_pages = domains[i].limit_kb < 0 ? 1000 : domains[i].limit_kb / 4;
		take_uuid(info[n++].handle, domains[i].uuid);
	}
	if (fake_after_list) {
		void (*hook)(void) = fake_after_list;

		fake_after_list = NULL;
		hook();
	}
	return n;
}

int xc_domain_getvnuma(xc_interface *xch, uint32_t domid, uint32_t *nr_vnodes,
		       uint32_t *nr_vmemranges, uint32_t *nr_vcpus, xen_vmemrange_t *vmemrange,
		       unsigned int *vdistance, unsigned int *vcpu_to_vnode)
{
	const long long *kb = domains[index_of(domid)].node_kb;
	unsigned int n = 0, i, range = 0;
	uint64_t at = 0;

	while (kb[n])
		n++;
	if (!n) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (*nr_vnodes < n || *nr_vmemranges < n + 1) {
		*nr_vnodes = n;
		*nr_vmemranges = n + 1;
		*nr_vcpus = 2;
		errno = ENOBUFS;
		return -1;
	}
	/* The first node is in two pieces, as where there is a hole below 4 GiB. */
	for (i = 0; i <= n; i++) {
		long long size = !i ? kb[0] / 2 : i == 1 ? kb[0] - kb[0] / 2 : kb[i - 1];

		if (size <= 0)
			continue;
		vmemrange[range++] = (xen_vmemrange_t){ .start = at, .end = at + (size << 10),
							.nid = i ? i - 1 : 0 };
		at += size << 10;
	}
	*nr_vmemranges = range;
	return 0;
}

int xc_domain_setmaxmem(xc_interface *xch, uint32_t domid, uint64_t max_memkb)
{
	if (fake_no_limit) {
		errno = EPERM;
		return -1;
	}
	domains[index_of(domid)].limit_kb = max_memkb;
	note_call("limits", domid, max_memkb);
	return 0;
}

int xc_domain_set_pod_target(xc_interface *xch, uint32_t domid, uint64_t target_pages,
			     uint64_t *tot_pages, uint64_t *pod_cache_pages, uint64_t *pod_entries)
{
	unsigned int i = index_of(domid);
	long long kb = target_pages * 4;

	if (domains[i].pv || (domains[i].limit_kb >= 0 && kb > domains[i].limit_kb)) {
		errno = EINVAL;
		return -1;
	}
	if (fake_no_pod) {
		errno = ENOMEM;
		return -1;
	}
	domains[i].pod_kb = kb;
	note_call("pods", domid, kb);
	return 0;
}

int xc_numainfo(xc_interface *xch, unsigned int *max_nodes, xc_meminfo_t *meminfo,
		uint32_t *distance)
{
	unsigned int i;

	for (i = 0; meminfo && i < *max_nodes && i < nr_pnodes; i++)
		meminfo[i] = (xc_meminfo_t){ .memsize = 1ULL << 40,
					     .memfree = (uint64_t)pnode_free_kb[i] << 10 };
	*max_nodes = nr_pnodes;
	return 0;
}

int xc_send_debug_keys(xc_interface *xch, const char *keys)
{
	return strcmp(keys, "u");
}

int xc_readconsolering(xc_interface *xch, char *buffer, unsigned int *pnr_chars, int clear,
		       int incremental, uint32_t *pindex)
{
	FILE *f = fopen(file("console"), "r");

	if (!f)
		return -1;
	if (incremental)
		fseek(f, *pindex, SEEK_SET);
	*pnr_chars = fread(buffer, 1, *pnr_chars, f);
	*pindex = ftell(f);
	fclose(f);
	return 0;
}

/* ---- libxl ---- */

int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned int flags, xentoollog_logger *lg)
{
	fake_asked_libxl++;
	*pctx = (libxl_ctx *)"";
	return 0;
}

int libxl_ctx_free(libxl_ctx *ctx)
{
	return 0;
}

/* Not ended by a zero byte, as the file is not. */
int libxl_userdata_retrieve(libxl_ctx *ctx, uint32_t domid, const char *userid, uint8_t **data,
			    int *len)
{
	unsigned int i = index_of(domid);

	*data = NULL;
	*len = 0;
	if (i == nr_domains || !domains[i].pnodes || strcmp(userid, "libxl-json"))
		return 0;
	*data = malloc(2);
	(*data)[0] = '0' + i / 10;
	(*data)[1] = '0' + i % 10;
	*len = 2;
	return 0;
}

void libxl_domain_config_init(libxl_domain_config *p)
{
	memset(p, 0, sizeof(*p));
}

int libxl_domain_config_from_json(libxl_ctx *ctx, libxl_domain_config *p, const char *s)
{
	unsigned int i = atoi(s), n;

	p->b_info.num_vnuma_nodes = domains[i].pnodes;
	p->b_info.vnuma_nodes = calloc(32, sizeof(*p->b_info.vnuma_nodes));
	for (n = 0; n < domains[i].pnodes; n++)
		p->b_info.vnuma_nodes[n].pnode = domains[i].pnode[n];
	return 0;
}

void libxl_domain_config_dispose(libxl_domain_config *p)
{
	free(p->b_info.vnuma_nodes);
}
