// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes and words as users and the toolstack write them; see format.h.
 *
 * Parsing is strict: text that is not a number in all of its length is an error, and so is a size
 * that no machine has.
 *
 * Context: any, on its arguments only, unless a function says otherwise.
 */
#include "format.h"

#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

/* No address space of today is larger than 2^52 bytes. */
#define MAX_BYTES_SHIFT	52

/**
 * xen_balloon_pages_to_kb - KiB for a number of pages
 * @pages: how many
 *
 * Return: KiB; exact, whatever the size of a long.
 */
unsigned long long xen_balloon_pages_to_kb(unsigned long pages)
{
	return (unsigned long long)pages << (PAGE_SHIFT - 10);
}

/* Pages for @units of 2^@shift bytes, rounded down. */
static int format_to_pages(unsigned long long units, unsigned int shift, unsigned long *pages)
{
	unsigned long long n;

	if (units > 1ULL << (MAX_BYTES_SHIFT - shift))
		return -ERANGE;
	n = units << shift >> PAGE_SHIFT;
	if (n > ULONG_MAX)
		return -ERANGE;
	*pages = n;
	return 0;
}

/**
 * xen_balloon_parse_kb - read a number of KiB
 * @text:	decimal, with or without a line end
 * @pages:	set to how many pages that is, rounded down; left alone on error
 *
 * Return: 0; -EINVAL when @text is anything else; -ERANGE when there cannot be so many.
 */
int xen_balloon_parse_kb(const char *text, unsigned long *pages)
{
	unsigned long long kb;
	int err = kstrtoull(text, 10, &kb);

	return err ?: format_to_pages(kb, 10, pages);
}

/**
 * xen_balloon_parse_bytes - read a number of bytes
 * @text:	decimal, with one of the suffixes K, M, G, T, P and E in either case or without
 * @pages:	set to how many pages that is, rounded down; left alone on error
 *
 * memparse() would stop where a number stops, and wrap around.
 *
 * Return: 0; -EINVAL when @text is anything else; -ERANGE when there cannot be so many.
 */
int xen_balloon_parse_bytes(const char *text, unsigned long *pages)
{
	static const char suffixes[] = "KMGTPE";
	unsigned long long units;
	const char *suffix;
	unsigned int shift = 0;
	char number[32];
	ssize_t len;
	int err;

	len = strscpy(number, text, sizeof(number));
	if (len < 0)
		return kstrtoull(text, 10, &units) == -EINVAL ? -EINVAL : -ERANGE;
	if (len && number[len - 1] == '\n')
		number[--len] = '\0';
	suffix = len ? strchr(suffixes, toupper(number[len - 1])) : NULL;
	if (suffix) {
		shift = 10 * (suffix - suffixes + 1);
		number[len - 1] = '\0';
	}
	err = kstrtoull(number, 10, &units);
	if (err)
		return err;
	/* No number of those is so small. */
	if (shift > MAX_BYTES_SHIFT)
		return units ? -ERANGE : format_to_pages(0, 0, pages);
	return format_to_pages(units, shift, pages);
}

/* The words for an enum, by its value: what users see, and how the log explains it. */
struct format_word {
	const char *name;
	const char *text;
};

static const struct format_word format_states[XEN_BALLOON_STATES] = {
	[XEN_BALLOON_IDLE] = { "idle" },
	[XEN_BALLOON_INFLATING] = { "inflating" },
	[XEN_BALLOON_DEFLATING] = { "deflating" },
	[XEN_BALLOON_GROWING] = { "growing" },
	[XEN_BALLOON_WAITING] = { "waiting" },
	[XEN_BALLOON_OOM] = { "oom" },
};

static const struct format_word format_reasons[XEN_BALLOON_REASONS] = {
	[XEN_BALLOON_NONE] = { "none", "nothing is in the way" },
	[XEN_BALLOON_FLOOR] = { "floor", "this domain could not live with so little, see min_kb" },
	[XEN_BALLOON_CEILING] = { "ceiling", "Xen allows this domain no more, see max_kb" },
	[XEN_BALLOON_GUEST_MEMORY] = { "guest-memory", "this domain needs the memory that it has" },
	[XEN_BALLOON_XEN_REFUSED] = { "xen-refused", "Xen has no memory, or refused it" },
	[XEN_BALLOON_FRAMES_LENT] = { "frames-lent",
				      "page frames are lent out, for memory of other domains" },
	[XEN_BALLOON_NO_FRAMES] = { "no-frames", "there are no page frames for more" },
	[XEN_BALLOON_GROWTH_FAILED] = { "growth-failed",
					"page frames for more could not be added" },
	[XEN_BALLOON_GUEST_OOM] = { "guest-oom", "this domain has run out of memory" },
};

/*
 * An enumerator that is added has to be added to its table too: these say which numbers they have
 * been checked for.
 */
static_assert(XEN_BALLOON_STATES == 6, "format_states lacks a state");
static_assert(XEN_BALLOON_REASONS == 9, "format_reasons lacks a reason");

/**
 * xen_balloon_state_name - the word that users see for a state
 * @state: the state
 *
 * Return: the word.
 */
const char *xen_balloon_state_name(enum xen_balloon_state state)
{
	return format_states[state].name;
}

/**
 * xen_balloon_reason_name - the word that users see for a reason
 * @reason: the reason
 *
 * Return: the word.
 */
const char *xen_balloon_reason_name(enum xen_balloon_reason reason)
{
	return format_reasons[reason].name;
}

/**
 * xen_balloon_reason_text - how the log explains a reason
 * @reason: the reason
 *
 * Return: the end of a sentence.
 */
const char *xen_balloon_reason_text(enum xen_balloon_reason reason)
{
	return format_reasons[reason].text;
}
