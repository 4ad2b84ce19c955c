// SPDX-License-Identifier: GPL-2.0
/* What has to be true of any keys, computed in another way. */
#include <string.h>

#include "keys-check.h"
#include "test.h"

/* Only text that is a decimal number as a whole, of KiB, below 2^52 bytes, is a key. */
static bool is_kb(const char *text, unsigned long *pages)
{
	unsigned long long kb = 0;
	size_t length;

	text += *text == '+';
	length = strspn(text, "0123456789");
	if (!length || strcmp(text + length, text[length] == '\n' ? "\n" : ""))
		return false;
	for (; length; length--, text++)
		if (kb <= 1ULL << 42)
			kb = kb * 10 + (*text - '0');
	if (kb > 1ULL << 42)
		return false;
	*pages = kb / 4;
	return true;
}

/* One key: @had and @before are its old state, @has and @now the new one. */
static bool check_key(const char *text, bool had, unsigned long before, bool has,
		      unsigned long now)
{
	unsigned long pages = 0;
	bool good = text && is_kb(text, &pages);

	if (!text)
		REQUIRE(!has, "there is no node, and a key");
	else if (good)
		REQUIRE(has && now == pages, "\"%s\" is %lu pages instead of %lu", text, now,
			pages);
	else
		REQUIRE(has == had && now == before, "\"%s\" has changed a key", text);
	return good || !text;
}

bool checked_keys_parse(struct xen_balloon_keys *keys, const char *balloon,
			const char *static_max)
{
	struct xen_balloon_keys before = *keys;
	bool ok = xen_balloon_keys_parse(keys, balloon, static_max), good;

	good = check_key(balloon, before.has_balloon, before.balloon, keys->has_balloon,
			 keys->balloon);
	good &= check_key(static_max, before.has_max, before.static_max, keys->has_max,
			  keys->static_max);
	REQUIRE(ok == good, "it says %d of keys that are %d", ok, good);
	return ok;
}

/* What a vnode at its target reports is what it was told, unless that was more than there is. */
unsigned long checked_keys_target(const struct xen_balloon_keys *keys,
				  const struct xen_balloon_extent *extent)
{
	s64 growth = xen_balloon_keys_growth(keys, extent);
	unsigned long beyond, target, report;

	target = xen_balloon_keys_target(keys, extent, &beyond);
	REQUIRE(!target || !beyond, "target %lu, and %lu beyond", target, beyond);
	report = xen_balloon_keys_report(extent, growth, target);
	if ((s64)extent->map + growth >= 0)
		REQUIRE(report + beyond == keys->balloon, "%lu reported, %lu beyond, %lu wanted",
			report, beyond, keys->balloon);
	return target;
}
