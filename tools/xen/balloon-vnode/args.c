// SPDX-License-Identifier: GPL-2.0
/* The command lines of both programs. Pure. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "args.h"

const char args_usage[] =
	"usage: balloon-vnode list [--count] [DOMAIN]\n"
	"       balloon-vnode set DOMAIN VNODE=SIZE...      how much memory a node is to have\n"
	"       balloon-vnode balloon DOMAIN VNODE=SIZE...  how large its balloon is to be\n"
	"       balloon-vnode max DOMAIN VNODE=SIZE...      how much memory it may have\n"
	"       balloon-vnode offer DOMAIN|all              ask the guest to follow sizes of nodes\n"
	"       balloon-vnode withdraw DOMAIN|all           back to one target for the domain\n"
	"       balloon-vnode wait DOMAIN [SECONDS]         until every node has its size\n"
	"       balloon-vnode --help\n"
	"\n"
	"Steers the memory of Xen domains by virtual NUMA node. DOMAIN is an id or a name. SIZE is MiB,\n"
	"or has k, m, g or t behind it; with + or - before it, a change. See balloon-vnode(8).\n";

const char args_daemon_usage[] =
	"usage: balloon-vnoded [OPTION]...\n"
	"\n"
	"Has 'xl mem-set' and 'xl mem-max' steer the memory of domains by virtual NUMA node.\n"
	"\n"
	"  -f, --foreground       stay in the foreground, and log to standard error\n"
	"      --policy POLICY    which nodes change: proportional (default) or host-free\n"
	"      --strict           remove memory/target of guests that follow their nodes\n"
	"      --whole            domains without virtual NUMA nodes too, each as one node\n"
	"  -h, --help             this text\n"
	"\n"
	"See balloon-vnoded(8).\n";

static const struct {
	const char *name;
	unsigned int least;	/* words that follow it */
	unsigned int most;
} args_verbs[VERBS] = {
	[VERB_LIST] = { "list", 0, 1 },
	[VERB_SET] = { "set", 2, MAX_VNODES + 1 },
	[VERB_BALLOON] = { "balloon", 2, MAX_VNODES + 1 },
	[VERB_MAX] = { "max", 2, MAX_VNODES + 1 },
	[VERB_OFFER] = { "offer", 1, 1 },
	[VERB_WITHDRAW] = { "withdraw", 1, 1 },
	[VERB_WAIT] = { "wait", 1, 2 },
};

/*
 * Reads decimal digits at *@text and moves it past them; -1 if there are none or @most is exceeded.
 */
static long long args_number(const char **text, long long most)
{
	long long number = 0;

	if (!isdigit((unsigned char)**text))
		return -1;
	for (; isdigit((unsigned char)**text); ++*text) {
		number = number * 10 + (**text - '0');
		if (number > most)
			return -1;
	}
	return number;
}

/* The number of bits by which to shift an amount with this suffix to get KiB; -1 if it is none. */
static int args_shift(const char *suffix)
{
	static const char letters[] = "kmgt";
	const char *letter;

	if (!*suffix)
		return 10;
	letter = strchr(letters, tolower((unsigned char)*suffix));
	return letter && !suffix[1] ? 10 * (letter - letters) : -1;
}

/**
 * args_size() - read an amount as xl takes it
 * @text: a number of MiB, or with k, m, g or t
 *
 * Return: KiB, 0 to KB_MAX; else KB_UNKNOWN.
 */
long long args_size(const char *text)
{
	long long number = args_number(&text, KB_MAX);
	int shift = args_shift(text);

	if (number < 0 || shift < 0 || number > KB_MAX >> shift)
		return KB_UNKNOWN;
	return number << shift;
}

/**
 * args_wish() - read the size of one node
 * @w: where to put it
 * @text: VNODE=SIZE, VNODE=+SIZE or VNODE=-SIZE
 * @why: where to put, in a line, what is wrong with it
 * @size: size of @why in bytes
 *
 * Return: whether @text is such a size.
 */
bool args_wish(struct wish *w, const char *text, char *why, size_t size)
{
	const char *p = text;
	long long vnode = args_number(&p, MAX_VNODES - 1);

	if (vnode < 0 || *p != '=') {
		snprintf(why, size,
			 "'%.60s' is not VNODE=SIZE, with a VNODE from 0 to %d; see --help",
			 text, MAX_VNODES - 1);
		return false;
	}
	p++;
	*w = (struct wish){ .vnode = vnode };
	if (*p == '+' || *p == '-')
		w->sign = *p++;
	w->kb = args_size(p);
	if (w->kb != KB_UNKNOWN)
		return true;
	snprintf(why, size, "'%.60s' has no size as in 512, 512m or 2g, or +64m; see --help", text);
	return false;
}

static bool args_wishes(struct request *r, char **words, unsigned int count, char *why, size_t size)
{
	unsigned int i, j;

	for (i = 0; i < count; i++) {
		if (!args_wish(&r->wish[i], words[i], why, size))
			return false;
		for (j = 0; j < i; j++) {
			if (r->wish[j].vnode != r->wish[i].vnode)
				continue;
			snprintf(why, size, "vnode %u is there twice; give it one size",
				 r->wish[i].vnode);
			return false;
		}
	}
	r->count = count;
	return true;
}

static bool args_seconds(struct args *a, const char *text, char *why, size_t size)
{
	const char *p = text;

	a->seconds = args_number(&p, 1000000);
	if (a->seconds >= 0 && !*p)
		return true;
	snprintf(why, size, "'%.60s' is not a number of seconds; see --help", text);
	return false;
}

static bool args_is_all(const struct args *a)
{
	return !strcmp(a->domain, "all") &&
	       (a->request.verb == VERB_OFFER || a->request.verb == VERB_WITHDRAW);
}

/* Reads what follows the verb. */
static bool args_rest(struct args *a, unsigned int count, char **words, char *why, size_t size)
{
	enum verb verb = a->request.verb;

	if (verb == VERB_LIST && count && !strcmp(*words, "--count")) {
		a->counted = true;
		words++;
		count--;
	}
	if (count < args_verbs[verb].least || count > args_verbs[verb].most) {
		snprintf(why, size, "'%s' has too %s words behind it; see --help",
			 args_verbs[verb].name, count < args_verbs[verb].least ? "few" : "many");
		return false;
	}
	if (!count)
		return true;
	if (**words == '-') {
		snprintf(why, size, "'%.60s' is not an option; see --help", *words);
		return false;
	}
	a->domain = *words;
	if (args_is_all(a))
		a->domain = NULL;
	if (verb == VERB_WAIT)
		return count < 2 || args_seconds(a, words[1], why, size);
	return args_wishes(&a->request, words + 1, count - 1, why, size);
}

static bool args_is_help(const char *word)
{
	return !strcmp(word, "-h") || !strcmp(word, "--help");
}

/**
 * args_parse() - read the command line of balloon-vnode
 * @a: where to put it
 * @argc: as in main()
 * @argv: as in main(); @a keeps pointers into it
 * @why: where to put, in a line, what is wrong with it
 * @size: size of @why in bytes
 *
 * Return: whether the command line is valid.
 */
bool args_parse(struct args *a, int argc, char **argv, char *why, size_t size)
{
	unsigned int verb;
	int i;

	*a = (struct args){ .seconds = -1 };
	for (i = 1; i < argc; i++)
		if (args_is_help(argv[i]))
			a->help = true;
	if (a->help)
		return true;
	if (argc < 2) {
		snprintf(why, size, "nothing to do; see --help");
		return false;
	}
	for (verb = 0; verb < VERBS; verb++) {
		if (strcmp(argv[1], args_verbs[verb].name))
			continue;
		a->request.verb = verb;
		return args_rest(a, argc - 2, argv + 2, why, size);
	}
	snprintf(why, size, "'%.60s' is not a command; see --help", argv[1]);
	return false;
}

static bool args_policy(struct policy *policy, const char *name, char *why, size_t size)
{
	unsigned int i;

	for (i = 0; i < POLICY_KINDS; i++) {
		if (name && !strcmp(name, policy_names[i])) {
			policy->kind = i;
			return true;
		}
	}
	snprintf(why, size, "--policy takes proportional or host-free, not '%.60s'; see --help",
		 name ?: "");
	return false;
}

/**
 * args_daemon_parse() - read the command line of balloon-vnoded
 * @a: where to put it
 * @argc: as in main()
 * @argv: as in main()
 * @why: where to put, in a line, what is wrong with it
 * @size: size of @why in bytes
 *
 * Return: whether the command line is valid.
 */
bool args_daemon_parse(struct daemon_args *a, int argc, char **argv, char *why, size_t size)
{
	int i;

	*a = (struct daemon_args){ };
	for (i = 1; i < argc; i++) {
		const char *name = NULL;

		if (args_is_help(argv[i])) {
			a->help = true;
		} else if (!strcmp(argv[i], "-f") || !strcmp(argv[i], "--foreground")) {
			a->foreground = true;
		} else if (!strcmp(argv[i], "--strict")) {
			a->policy.strict = true;
		} else if (!strcmp(argv[i], "--whole")) {
			a->policy.whole = true;
		} else if (!strncmp(argv[i], "--policy=", 9)) {
			name = argv[i] + 9;
		} else if (!strcmp(argv[i], "--policy")) {
			name = i + 1 < argc ? argv[++i] : "";
		} else {
			snprintf(why, size, "'%.60s' is not an option; see --help", argv[i]);
			return false;
		}
		if (name && !args_policy(&a->policy, name, why, size))
			return false;
	}
	return true;
}
