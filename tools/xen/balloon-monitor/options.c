// SPDX-License-Identifier: GPL-2.0
/* The command line. Pure, except for the state of getopt(). */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define LEAST_DELAY	0.1
#define MOST_DELAY	3600

const char usage[] =
	"usage: balloon-monitor [OPTION]... [DOMAIN]...\n"
	"\n"
	"Shows where the memory of every domain stands, or of those named by id or name.\n"
	"\n"
	"  -b, --batch            plain text, one table for each iteration\n"
	"      --json             one JSON object on one line for each iteration\n"
	"      --prometheus       once, for the textfile collector of node_exporter\n"
	"  -n, --count COUNT      stop after so many (default: 1 with -b, --json)\n"
	"  -d, --delay SECONDS    between two iterations (default 1; 0.1 to 3600)\n"
	"  -s, --sort KEY         id, name, current, distance or rate (default id)\n"
	"  -r, --reverse          the other way round\n"
	"  -h, --help             this text\n"
	"\n"
	"Without -b, --json and --prometheus it takes the screen, if standard output is a terminal; h says what\n"
	"the keys do. See balloon-monitor(8).\n";

static const struct option known[] = {
	{ "batch", no_argument, NULL, 'b' },
	{ "json", no_argument, NULL, 'j' },
	{ "prometheus", no_argument, NULL, 'p' },
	{ "count", required_argument, NULL, 'n' },
	{ "delay", required_argument, NULL, 'd' },
	{ "sort", required_argument, NULL, 's' },
	{ "reverse", no_argument, NULL, 'r' },
	{ "help", no_argument, NULL, 'h' },
	{ }
};

static bool parse_delay(struct options *o, const char *text)
{
	double seconds;
	char *end;

	seconds = strtod(text, &end);
	if (end == text || *end || !(seconds >= LEAST_DELAY && seconds <= MOST_DELAY))
		return false;
	o->delay_ms = lround(seconds * 1000);
	return true;
}

static bool parse_count(struct options *o, const char *text)
{
	char *end;

	errno = 0;
	o->count = strtoul(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && !errno && o->count;
}

static bool parse_sort(struct options *o, const char *text)
{
	unsigned int key;

	for (key = 0; key < SORT_KEYS; key++) {
		if (!strcmp(text, sort_names[key])) {
			o->sort = key;
			return true;
		}
	}
	return false;
}

/* Takes an option. Returns NULL, or what is wrong with its argument. */
static const char *take(struct options *o, int option, const char *argument)
{
	switch (option) {
	case 'b':
		o->mode = MODE_BATCH;
		return NULL;
	case 'j':
		o->mode = MODE_JSON;
		return NULL;
	case 'p':
		o->mode = MODE_PROMETHEUS;
		return NULL;
	case 'n':
		return parse_count(o, argument) ? NULL : "is not a number of iterations";
	case 'd':
		return parse_delay(o, argument) ? NULL : "is not from 0.1 to 3600 seconds";
	case 's':
		return parse_sort(o, argument) ? NULL :
			"is not an order: id, name, current, distance, rate";
	case 'r':
		o->reverse = true;
		return NULL;
	default:
		o->help = true;
		return NULL;
	}
}

/*
 * Says what getopt() stumbled over. It is past that word already, unless the word is a group of
 * letters, one of which it does not know.
 */
static void complain(char *why, size_t size, int option, const char *word)
{
	if (option == ':')
		snprintf(why, size, "'%s' needs an argument; see --help", word);
	else if (optopt && !(strchr("bjprh", optopt) && strchr(word, '=')))
		snprintf(why, size, "'-%c' is not an option; see --help", optopt);
	else
		snprintf(why, size, "'%s' is not an option; see --help", word);
}

/* False if the command line is wrong; @why then says in a line what is wrong with it. */
bool options_parse(struct options *o, int argc, char **argv, char *why, size_t size)
{
	const char *wrong;
	int option;

	*o = (struct options){ .delay_ms = 1000 };
	optind = 0;
	opterr = 0;
	for (;;) {
		option = getopt_long(argc, argv, ":bn:d:s:rh", known, NULL);
		if (option == -1)
			break;
		if (option == '?' || option == ':') {
			complain(why, size, option, argv[optind - 1]);
			return false;
		}
		wrong = take(o, option, optarg);
		if (wrong) {
			snprintf(why, size, "'%s' %s; see --help", optarg, wrong);
			return false;
		}
	}
	/* Prometheus does not accept the same metric twice. */
	if (o->mode == MODE_PROMETHEUS && o->count > 1) {
		snprintf(why, size, "--prometheus is one sample; leave out --count; see --help");
		return false;
	}
	o->wanted = argv + optind;
	o->nr_wanted = argc - optind;
	return true;
}
