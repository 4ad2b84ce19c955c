// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU that counts the instructions that one CPU executes in given functions, and in
 * all that they call: rig/bench-profile.
 *
 *	-plugin FILE,out=FILE,cpu=N,window=NAME:ENTRY:RETURN:RETURN...[,window=...]
 *
 * A window is open from when the CPU is at ENTRY until it has executed one of the RETURNs, all
 * addresses in hex. When QEMU ends, out gets "window NAME" for each, and a line for each block of
 * instructions that was executed: its address, and how many instructions in each window.
 *
 * QEMU has a header for plugins, but Debian does not pack it: what is used is declared here, from
 * include/qemu/qemu-plugin.h of QEMU 7.2, version 1 of the interface.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef struct {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus;
		int max_vcpus;
	} system;
} qemu_info_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

#define CB_NO_REGS 0

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*cb)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*cb)(unsigned int, void *),
					  int flags, void *userdata);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*cb)(qemu_plugin_id_t, void *),
				    void *userdata);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

int qemu_plugin_version = 1;

#define WINDOWS	4
#define RETURNS	16
#define BUCKETS	(1 << 16)

/*
 * struct window - a function of interest
 * @open: the CPU is in it, or in what it calls
 */
static struct window {
	const char *name;
	uint64_t entry;
	uint64_t returns[RETURNS];
	int nr_returns;
	bool open;
} windows[WINDOWS];
static int nr_windows;

/* A block of instructions that QEMU has translated; the same one again when it is translated again. */
struct block {
	struct block *next;
	uint64_t vaddr;
	unsigned int nr;
	unsigned int opens;	/* a bit for each window */
	unsigned int closes;
	uint64_t count[WINDOWS];
};

static struct block *blocks[BUCKETS];
static unsigned int cpu = 1;
static const char *out = "profile";

static void executed(unsigned int vcpu, void *userdata)
{
	struct block *block = userdata;
	int w;

	if (vcpu != cpu)
		return;
	for (w = 0; w < nr_windows; w++) {
		if (block->opens & 1u << w)
			windows[w].open = true;
		if (windows[w].open)
			block->count[w] += block->nr;
		if (block->closes & 1u << w)
			windows[w].open = false;
	}
}

static struct block *new_block(struct qemu_plugin_tb *tb, uint64_t vaddr, unsigned int nr)
{
	uint64_t last = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, nr - 1));
	struct block *block = calloc(1, sizeof(*block));
	int w, r;

	if (!block)
		abort();
	block->vaddr = vaddr;
	block->nr = nr;
	for (w = 0; w < nr_windows; w++) {
		if (vaddr == windows[w].entry)
			block->opens |= 1u << w;
		for (r = 0; r < windows[w].nr_returns; r++)
			if (last == windows[w].returns[r])
				block->closes |= 1u << w;
	}
	return block;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uint64_t vaddr = qemu_plugin_tb_vaddr(tb);
	unsigned int nr = qemu_plugin_tb_n_insns(tb);
	struct block **bucket = &blocks[(vaddr ^ vaddr >> 16 ^ nr) % BUCKETS], *block;

	for (block = *bucket; block; block = block->next)
		if (block->vaddr == vaddr && block->nr == nr)
			break;
	if (!block) {
		block = new_block(tb, vaddr, nr);
		block->next = *bucket;
		*bucket = block;
	}
	qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, CB_NO_REGS, block);
}

static void ended(qemu_plugin_id_t id, void *userdata)
{
	FILE *f = fopen(out, "w");
	struct block *block;
	uint64_t any;
	int i, w;

	if (!f) {
		perror(out);
		return;
	}
	for (w = 0; w < nr_windows; w++)
		fprintf(f, "window %s\n", windows[w].name);
	for (i = 0; i < BUCKETS; i++)
		for (block = blocks[i]; block; block = block->next) {
			for (any = 0, w = 0; w < nr_windows; w++)
				any |= block->count[w];
			if (!any)
				continue;
			fprintf(f, "%lx", block->vaddr);
			for (w = 0; w < nr_windows; w++)
				fprintf(f, " %lu", block->count[w]);
			fputc('\n', f);
		}
	fclose(f);
}

static bool read_window(char *text)
{
	struct window *window = &windows[nr_windows];
	char *address;

	if (nr_windows++ == WINDOWS)
		return false;
	window->name = strsep(&text, ":");
	address = strsep(&text, ":");
	if (!address)
		return false;
	window->entry = strtoull(address, NULL, 16);
	while ((address = strsep(&text, ":"))) {
		if (window->nr_returns == RETURNS)
			return false;
		window->returns[window->nr_returns++] = strtoull(address, NULL, 16);
	}
	return window->nr_returns > 0;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	char *value;
	int i;

	for (i = 0; i < argc; i++) {
		value = strchr(argv[i], '=');
		if (!value)
			return -1;
		value = strdup(value + 1);
		if (!strncmp(argv[i], "out=", 4))
			out = value;
		else if (!strncmp(argv[i], "cpu=", 4))
			cpu = atoi(value);
		else if (strncmp(argv[i], "window=", 7) || !read_window(value))
			return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
