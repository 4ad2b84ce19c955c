// SPDX-License-Identifier: GPL-2.0
/*
 * Any text as each thing that is parsed: a key, the console of Xen, a size, nodes of a PV domain.
 * The first byte says which.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "count.h"
#include "keys.h"
#include "shim-spec.h"
#include "show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void fuzz_key(const char *text, size_t len)
{
	char word[WORD_SIZE], shown[WORD_SIZE], *p;
	long long kb = value_kb(text, len);

	must(kb >= KB_UNKNOWN && kb <= KB_MAX);
	must(keys_pnode(text, len) < MAX_PNODES || keys_pnode(text, len) == PNODE_UNKNOWN);
	must((keys_handshake(text, len) == HANDSHAKE_AGREED) == (len == 1 && *text == '1'));
	value_copy(word, sizeof(word), text, len);
	show_word(shown, sizeof(shown), word);
	for (p = shown; *p; p++)
		must(*p > ' ' && *p <= '~');
	must(p > shown);
}

static void fuzz_count(const char *text)
{
	struct count count;
	unsigned int i;

	count_parse(&count, text, 3);
	for (i = 0; i < MAX_PNODES; i++)
		must(count.pnode_kb[i] >= KB_UNKNOWN && count.pnode_kb[i] <= KB_MAX);
	for (i = 0; i < MAX_VNODES; i++)
		must(count.pnode[i] < MAX_PNODES || count.pnode[i] == PNODE_UNKNOWN);
}

static void fuzz_wish(const char *text)
{
	char why[WHY_SIZE] = "";
	struct wish w;

	if (args_wish(&w, text, why, sizeof(why)))
		must(w.vnode < MAX_VNODES && w.kb >= 0 && w.kb <= KB_MAX);
	else
		must(*why);
}

static void fuzz_spec(const char *text)
{
	char why[WHY_SIZE] = "";
	static struct spec s;
	unsigned int i;

	if (!spec_parse(&s, text, why, sizeof(why))) {
		must(*why);
		return;
	}
	must(s.count && s.count <= MAX_VNODES && spec_pages(&s));
	for (i = 0; i < SPEC_VCPUS; i++)
		must(s.vcpu_node[i] < s.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of its own, so that the sanitizer sees what goes past the end. */
	char *text = malloc(size + 1);

	if (!text || !size) {
		free(text);
		return 0;
	}
	memcpy(text, data + 1, size - 1);
	text[size - 1] = 0;
	switch (*data % 4) {
	case 0:
		fuzz_key(text, size - 1);
		break;
	case 1:
		fuzz_count(text);
		break;
	case 2:
		fuzz_wish(text);
		break;
	case 3:
		fuzz_spec(text);
		break;
	}
	free(text);
	return 0;
}
