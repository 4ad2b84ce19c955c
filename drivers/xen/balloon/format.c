// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes and words as users and the toolstack write them; see format.h.
 *
 * Parsing is strict: text that is not a number from end to end is an error, and so is a size that
 * no machine has.
 *
 * Context: any, on its arguments only, unless a function says otherwise.
 */
#include "format.h"

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

/* No address space is larger than 2^52 bytes today. */
#define MAX_BYTES_SHIFT	52

/**
 * xen_balloon_pages_to_kb - convert a number of pages to KiB
 * @pages: how many
 *
 * Return: KiB; exact, whatever the size of a long.
 */
unsigned long long xen_balloon_pages_to_kb(unsigned long pages)
{
	return (unsigned long long)pages << (PAGE_SHIFT - 10);
}

/* Converts @units of 2^@shift bytes to pages, rounded down. */
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
 * @text:	decimal, with or without a newline
 * @pages:	set to the number of pages, rounded down; left alone on error
 *
 * Return: 0; -EINVAL when @text is anything else; -ERANGE when no machine has so many.
 */
int xen_balloon_parse_kb(const char *text, unsigned long *pages)
{
	unsigned long long kb;
	int err = kstrtoull(text, 10, &kb);

	return err ?: format_to_pages(kb, 10, pages);
}

/**
 * xen_balloon_parse_bytes - read a number of bytes
 * @text:	decimal, optionally with one of the suffixes K, M, G, T, P and E in either case
 * @pages:	set to the number of pages, rounded down; left alone on error
 *
 * memparse() would ignore what follows the number, and wrap around.
 *
 * Return: 0; -EINVAL when @text is anything else; -ERANGE when no machine has so many.
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
	/* In such units only 0 is in range. */
	if (shift > MAX_BYTES_SHIFT)
		return units ? -ERANGE : format_to_pages(0, 0, pages);
	return format_to_pages(units, shift, pages);
}

static const char *const format_states[] = {
#define XEN_BALLOON_STATE(enumerator, word)	\
	[enumerator] = word,
#include "words.h"
};

/* What users see, and how the log explains it. */
static const struct {
	const char *name;
	const char *text;
} format_reasons[] = {
#define XEN_BALLOON_REASON(enumerator, word, text)	\
	[enumerator] = { word, text },
#include "words.h"
};

/**
 * xen_balloon_state_name - the word that users see for a state
 * @state: the state
 *
 * Return: the word.
 */
const char *xen_balloon_state_name(enum xen_balloon_state state)
{
	return format_states[state];
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
