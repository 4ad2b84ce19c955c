// SPDX-License-Identifier: GPL-2.0
/*
 * What the attributes of the Xen balloon driver take, and what they refuse: then everything stands
 * as it was. The target never leaves where it was found by more than 1 MiB.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "results.h"
#include "xenmem.h"

/* Why nothing can be written, or NULL. */
static const char *no_writing;

/* ---- sizes: target_kb, target, min_kb ---- */

/* The number that an input is made of. */
enum base {
	TEXT,		/* none, the text is all there is */
	TARGET,		/* the target that stands */
	FLOOR,		/* min_kb */
	CEILING,	/* max_kb */
};

enum unit {
	KIB,
	BYTES,
	MIB,
};

/**
 * struct size_input - something to write to an attribute that is a size, and what is to come of it
 * @name:	what is tried
 * @err:	the error; 0 is success
 * @before:	what is written is this,
 * @base:	this number,
 * @plus:	plus so many KiB,
 * @unit:	in this unit,
 * @after:	and this
 * @plain:	means the same to the stock driver
 *
 * The stock driver takes much of this for a target of 0, which no domain survives. It is asked only
 * what is @plain.
 */
struct size_input {
	const char *name;
	int err;
	const char *before;
	enum base base;
	unsigned long long plus;
	enum unit unit;
	const char *after;
	bool plain;
};

#define TAKES(_name, ...)		{ .name = _name, 0, ##__VA_ARGS__ }
#define REFUSES(_name, _err, ...)	{ .name = _name, _err, ##__VA_ARGS__ }

static const struct size_input target_kb_inputs[] = {
	TAKES("as_it_reads", "", TARGET, .plain = true),
	TAKES("line_end", "", TARGET, .after = "\n", .plain = true),
	TAKES("no_whole_page", "", TARGET, 1, .plain = true),
	TAKES("plus", "+", TARGET),
	TAKES("leading_zeros", "000", TARGET),
	REFUSES("suffix", EINVAL, "", TARGET, .after = "K"),
	REFUSES("blank_before", EINVAL, " ", TARGET),
	REFUSES("blank_behind", EINVAL, "", TARGET, .after = " "),
	REFUSES("two_line_ends", EINVAL, "", TARGET, .after = "\n\n"),
	REFUSES("a_page_below_the_floor", EPERM, "", FLOOR, -4ULL),
	REFUSES("just_below_the_floor", EPERM, "", FLOOR, -1ULL),
	REFUSES("above_the_ceiling", EPERM, "", CEILING, 4),
};

/* Zero of any unit is below the floor, which proves that the suffix is known. */
static const struct size_input target_inputs[] = {
	TAKES("as_it_reads", "", TARGET, .unit = BYTES, .plain = true),
	TAKES("line_end", "", TARGET, .unit = BYTES, .after = "\n", .plain = true),
	TAKES("no_whole_page", "", TARGET, 1, BYTES, .plain = true),
	TAKES("in_K", "", TARGET, .after = "K", .plain = true),
	TAKES("in_k", "", TARGET, .after = "k\n", .plain = true),
	TAKES("in_M", "", TARGET, .unit = MIB, .after = "M", .plain = true),
	TAKES("in_m", "", TARGET, .unit = MIB, .after = "m\n", .plain = true),
	TAKES("plus", "+", TARGET, .unit = BYTES),
	TAKES("leading_zeros", "000", TARGET, .unit = BYTES),
	REFUSES("suffix_K", EPERM, "0K"),
	REFUSES("suffix_k", EPERM, "0k"),
	REFUSES("suffix_M", EPERM, "0M"),
	REFUSES("suffix_m", EPERM, "0m"),
	REFUSES("suffix_G", EPERM, "0G"),
	REFUSES("suffix_g", EPERM, "0g"),
	REFUSES("suffix_T", EPERM, "0T"),
	REFUSES("suffix_t", EPERM, "0t"),
	REFUSES("suffix_P", EPERM, "0P"),
	REFUSES("suffix_p", EPERM, "0p"),
	REFUSES("suffix_E", EPERM, "0E"),
	REFUSES("suffix_e", EPERM, "0e"),
	REFUSES("suffix_twice", EINVAL, "", TARGET, .after = "KK"),
	REFUSES("blank_before_suffix", EINVAL, "", TARGET, .after = " K"),
	REFUSES("too_many_G", ERANGE, "4194305G"),
	REFUSES("too_many_T", ERANGE, "4097T"),
	REFUSES("too_many_P", ERANGE, "5P"),
	REFUSES("too_many_E", ERANGE, "1E"),
	REFUSES("wraps_to_0_in_E", ERANGE, "16E"),
	REFUSES("wraps_to_0_in_G", ERANGE, "17179869184G"),
	REFUSES("wraps_to_the_same_in_K", ERANGE, "", TARGET, 1ULL << 54, .after = "K"),
	REFUSES("a_page_below_the_floor", EPERM, "", FLOOR, -4ULL, BYTES),
	REFUSES("above_the_ceiling", EPERM, "", CEILING, 4, BYTES),
};

static const struct size_input min_kb_inputs[] = {
	TAKES("as_it_reads", "", FLOOR),
	TAKES("line_end", "", FLOOR, .after = "\n"),
	TAKES("one_page_more", "", FLOOR, 4),
	TAKES("up_to_the_target", "", TARGET),
	REFUSES("suffix", EINVAL, "", FLOOR, .after = "K"),
	REFUSES("two_line_ends", EINVAL, "", FLOOR, .after = "\n\n"),
};

/* For target_kb and min_kb: what 64 bits cannot hold as bytes, and what no page frames are for. */
static const struct size_input too_many_kib[] = {
	REFUSES("two_to_the_54", ERANGE, "18014398509481984"),
	REFUSES("wraps_to_the_same", ERANGE, "", TARGET, 1ULL << 54),
	REFUSES("more_than_52_bits_of_bytes", ERANGE, "4398046511108"),
};

/* For all three. */
static const struct size_input nonsense[] = {
	TAKES("nothing_at_all", "", TEXT, .plain = true),
	REFUSES("line_end_only", EINVAL, "\n"),
	REFUSES("blanks_only", EINVAL, "   "),
	REFUSES("garbage", EINVAL, "garbage"),
	REFUSES("garbage_behind", EINVAL, "", TARGET, .after = "junk"),
	REFUSES("garbage_before", EINVAL, "x", TARGET),
	REFUSES("second_number_behind", EINVAL, "", TARGET, .after = " 4"),
	REFUSES("second_line_behind", EINVAL, "", TARGET, .after = "\n4\n"),
	REFUSES("minus_one", EINVAL, "-1"),
	REFUSES("minus", EINVAL, "-", TARGET),
	REFUSES("two_signs", EINVAL, "++", TARGET),
	REFUSES("sign_only", EINVAL, "+"),
	REFUSES("hexadecimal", EINVAL, "0x40000"),
	REFUSES("hexadecimal_and_garbage", EINVAL, "0x1000zz"),
	REFUSES("fraction", EINVAL, "", TARGET, .after = ".5"),
	REFUSES("exponent", EINVAL, "1e6"),
	REFUSES("comma", EINVAL, "262,144"),
	REFUSES("unknown_suffix", EINVAL, "", TARGET, .after = "Q"),
	REFUSES("suffix_of_two_letters", EINVAL, "", TARGET, .after = "KB"),
	REFUSES("suffix_only", EINVAL, "K"),
	REFUSES("two_to_the_64", ERANGE, "18446744073709551616"),
	REFUSES("two_to_the_64_less_1", ERANGE, "18446744073709551615"),
	REFUSES("23_nines", ERANGE, "99999999999999999999999"),
	REFUSES("zero", EPERM, "0"),
	REFUSES("tiny", EPERM, "4096"),
};

/* All that a write to one of the three may change. */
struct sizes {
	unsigned long long target_kb;
	unsigned long long target;
	unsigned long long min_kb;
	unsigned long long max_kb;
};

static bool read_sizes(struct sizes *s)
{
	*s = (struct sizes){ .max_kb = ~0ULL };
	if (!xenmem_number("target_kb", &s->target_kb) || !xenmem_number("target", &s->target))
		return false;
	return xenmem_is_stock() ||
	       (xenmem_number("min_kb", &s->min_kb) && xenmem_number("max_kb", &s->max_kb));
}

/* The size that an input stands for, in KiB. */
static unsigned long long size_of(const struct size_input *in, const struct sizes *s)
{
	unsigned long long kb = 0;

	switch (in->base) {
	case TEXT:
		break;
	case TARGET:
		kb = s->target_kb;
		break;
	case FLOOR:
		kb = s->min_kb;
		break;
	case CEILING:
		kb = s->max_kb;
		break;
	}
	/* Steps of a page are written down as 4 KiB. */
	if (in->plus == 4)
		return kb + xenmem_page_kb();
	return kb + in->plus;
}

static void compose(const struct size_input *in, unsigned long long kb, char *text, size_t size)
{
	static const struct {
		unsigned int mul;
		unsigned int div;
	} units[] = {
		[KIB] = { 1, 1 },
		[BYTES] = { 1024, 1 },
		[MIB] = { 1, 1024 },
	};
	char number[32] = "";

	if (in->base != TEXT)
		snprintf(number, sizeof(number), "%llu",
			 kb * units[in->unit].mul / units[in->unit].div);
	snprintf(text, size, "%s%s%s", in->before, number, in->after ?: "");
}

/* What keeps an input from being tried, or NULL. */
static const char *not_now(const char *attr, const struct size_input *in, const struct sizes *s)
{
	if (no_writing)
		return no_writing;
	if (xenmem_is_stock() && !strcmp(attr, "min_kb"))
		return "the stock driver has no min_kb";
	if (xenmem_is_stock() && !in->plain)
		return "the stock driver may take this for a target that no domain survives";
	/* It is in bytes, and does not fit into 64 bits when Xen sets no limit. */
	if (in->base == CEILING && s->max_kb >= 1ULL << 42)
		return "Xen sets this domain no limit";
	if (!strcmp(attr, "min_kb"))
		return in->base == TARGET && s->target_kb < s->min_kb ?
		       "the target that was found is below min_kb" : NULL;
	if (!in->err && !xenmem_is_stock() &&
	    ((s->target_kb & ~1023ULL) < s->min_kb || s->target_kb > s->max_kb))
		return "the target that was found is not between min_kb and max_kb";
	return NULL;
}

/* What all three have to be after a write that succeeded. */
static struct sizes follow(const char *attr, const struct size_input *in,
			   const struct sizes *was, unsigned long long kb)
{
	struct sizes want = *was;

	if (in->base == TEXT)
		return want;
	if (in->unit == MIB)
		kb &= ~1023ULL;
	kb -= kb % xenmem_page_kb();
	if (!strcmp(attr, "min_kb")) {
		want.min_kb = kb;
	} else {
		want.target_kb = kb;
		want.target = kb << 10;
	}
	return want;
}

static int check_sizes(const char *text, const struct sizes *want)
{
	struct sizes now;

	if (!read_sizes(&now))
		return failed("after \"%s\", not all sizes are numbers any more", text);
	if (now.target_kb != want->target_kb)
		return failed("\"%s\" made target_kb %llu, not %llu", text, now.target_kb,
			      want->target_kb);
	if (now.target != want->target)
		return failed("\"%s\" made target %llu, not %llu", text, now.target, want->target);
	if (now.min_kb != want->min_kb)
		return failed("\"%s\" made min_kb %llu, not %llu", text, now.min_kb, want->min_kb);
	return KSFT_PASS;
}

static void undo_sizes(const struct sizes *s)
{
	if (!xenmem_is_stock())
		xenmem_write_number("min_kb", s->min_kb);
	xenmem_write_number("target_kb", s->target_kb);
}

static int test_size(const char *attr, const struct size_input *in)
{
	struct sizes was, want;
	unsigned long long kb;
	const char *why;
	char text[64];
	int err, code;

	if (!read_sizes(&was))
		return failed("not all sizes are numbers");
	why = not_now(attr, in, &was);
	if (why)
		return skipped("%s", why);

	kb = size_of(in, &was);
	compose(in, kb, text, sizeof(text));
	want = in->err ? was : follow(attr, in, &was, kb);
	err = -xenmem_write(attr, text);
	code = check_sizes(text, &want);
	if (err != in->err)
		code = failed("\"%s\": %s, not: %s", text, strerror(err), strerror(in->err));
	undo_sizes(&was);
	return code;
}

/* The floor itself is allowed. For that it is raised: the domain is not to shrink so far. */
static int test_floor(const char *attr, unsigned int shift)
{
	struct sizes was;
	int err, below;

	if (no_writing || xenmem_is_stock())
		return skipped("%s", no_writing ?: "the stock driver has no min_kb");
	if (!read_sizes(&was))
		return failed("not all sizes are numbers");
	if (was.target_kb < was.min_kb)
		return skipped("the target that was found is below min_kb");
	err = -xenmem_write_number("min_kb", was.target_kb);
	if (err)
		return failed("min_kb does not take the target: %s", strerror(err));
	err = -xenmem_write_number(attr, was.target_kb << shift);
	below = -xenmem_write_number(attr, (was.target_kb - xenmem_page_kb()) << shift);
	undo_sizes(&was);
	if (err)
		return failed("the floor itself: %s", strerror(err));
	if (below != EPERM)
		return failed("a page below: %s, not: %s", strerror(below), strerror(EPERM));
	return KSFT_PASS;
}

static const struct size_table {
	const char *attr;
	const struct size_input *inputs;
	size_t n;
} size_tables[] = {
	{ "target_kb", target_kb_inputs, ARRAY_SIZE(target_kb_inputs) },
	{ "target_kb", too_many_kib, ARRAY_SIZE(too_many_kib) },
	{ "target_kb", nonsense, ARRAY_SIZE(nonsense) },
	{ "target", target_inputs, ARRAY_SIZE(target_inputs) },
	{ "target", nonsense, ARRAY_SIZE(nonsense) },
	{ "min_kb", min_kb_inputs, ARRAY_SIZE(min_kb_inputs) },
	{ "min_kb", too_many_kib, ARRAY_SIZE(too_many_kib) },
	{ "min_kb", nonsense, ARRAY_SIZE(nonsense) },
};

static unsigned int count_size_tests(void)
{
	unsigned int n = 2;
	size_t t;

	for (t = 0; t < ARRAY_SIZE(size_tables); t++)
		n += size_tables[t].n;
	return n;
}

static void test_sizes(void)
{
	const struct size_table *t;
	size_t i;

	for (t = size_tables; t < size_tables + ARRAY_SIZE(size_tables); t++)
		for (i = 0; i < t->n; i++)
			result(test_size(t->attr, &t->inputs[i]), "%s.%s", t->attr,
			       t->inputs[i].name);
	result(test_floor("target_kb", 0), "target_kb.at_the_floor");
	result(test_floor("target", 10), "target.at_the_floor");
}

/* ---- the others that can be written ---- */

/**
 * struct input - something to write to another attribute
 * @name:	what is tried
 * @text:	what is written
 * @err:	the error; 0 is success
 * @reads:	what is read then; NULL: what was read before
 *
 * The stock driver shows numbers from 10 up in a way of its own, see regressions.c.
 */
struct input {
	const char *name;
	const char *text;
	int err;
	const char *reads;
};

/* For max_schedule_delay and max_retry_count. */
static const struct input number_inputs[] = {
	{ "digit", "5", 0, "5\n" },
	{ "line_end", "7\n", 0, "7\n" },
	{ "zero", "0", 0, "0\n" },
	{ "plus", "+6", 0, "6\n" },
	{ "nothing_at_all", "", 0, NULL },
	{ "line_end_only", "\n", EINVAL, NULL },
	{ "garbage", "garbage", EINVAL, NULL },
	{ "garbage_behind", "5x", EINVAL, NULL },
	{ "blank_before", " 5", EINVAL, NULL },
	{ "minus_one", "-1", EINVAL, NULL },
	{ "fraction", "5.5", EINVAL, NULL },
	{ "two_to_the_64", "18446744073709551616", ERANGE, NULL },
	{ "23_nines", "99999999999999999999999", ERANGE, NULL },
};

static const struct input scrub_inputs[] = {
	{ "off", "0", 0, "0\n" },
	{ "on", "1", 0, "1\n" },
	{ "line_end", "0\n", 0, "0\n" },
	{ "y", "y", 0, "1\n" },
	{ "n", "n", 0, "0\n" },
	{ "Y", "Y", 0, "1\n" },
	{ "N", "N", 0, "0\n" },
	{ "word_on", "on", 0, "1\n" },
	{ "word_off", "off", 0, "0\n" },
	{ "nothing_at_all", "", 0, NULL },
	{ "line_end_only", "\n", EINVAL, NULL },
	{ "garbage", "garbage", EINVAL, NULL },
	{ "two", "2", EINVAL, NULL },
	{ "minus_one", "-1", EINVAL, NULL },
};

static int test_input(const char *attr, const struct input *in)
{
	char was[XENMEM_TEXT], now[XENMEM_TEXT];
	const char *want = in->reads ?: was;
	int err;

	if (no_writing)
		return skipped("%s", no_writing);
	if (xenmem_read(attr, was))
		return failed("cannot be read");
	err = -xenmem_write(attr, in->text);
	if (err != in->err)
		return failed("\"%s\": %s, not: %s", in->text, strerror(err), strerror(in->err));
	if (xenmem_read(attr, now))
		return failed("cannot be read any more");
	if (strcmp(now, want))
		return failed("\"%s\" made it read \"%s\", not \"%s\"", in->text, now, want);
	return KSFT_PASS;
}

static const struct input_table {
	const char *attr;
	const struct input *inputs;
	size_t n;
} input_tables[] = {
	{ "max_schedule_delay", number_inputs, ARRAY_SIZE(number_inputs) },
	{ "max_retry_count", number_inputs, ARRAY_SIZE(number_inputs) },
	{ "scrub_pages", scrub_inputs, ARRAY_SIZE(scrub_inputs) },
};

static unsigned int count_input_tests(void)
{
	unsigned int n = 0;
	size_t t;

	for (t = 0; t < ARRAY_SIZE(input_tables); t++)
		n += input_tables[t].n;
	return n;
}

static void test_inputs(void)
{
	const struct input_table *t;
	size_t i;

	for (t = input_tables; t < input_tables + ARRAY_SIZE(input_tables); t++)
		for (i = 0; i < t->n; i++)
			result(test_input(t->attr, &t->inputs[i]), "%s.%s", t->attr,
			       t->inputs[i].name);
}

int main(void)
{
	xenmem_needs_driver();
	no_writing = xenmem_no_writing();
	xenmem_keep();
	results_begin(count_size_tests() + count_input_tests());
	test_sizes();
	test_inputs();
	results_end();
}
