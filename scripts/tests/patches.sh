# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The series of patches.

refuses "patches: an unknown option" "unknown option '--fast'; see --help" "$TOP/scripts/patches" --fast
refuses "patches without a name to sign with" "git does not know who signs the patches; run: git config" \
	env -C "$tmp" -u GIT_AUTHOR_NAME -u GIT_COMMITTER_NAME -u EMAIL HOME="$tmp" XDG_CONFIG_HOME="$tmp" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.useConfigOnly GIT_CONFIG_VALUE_0=true "$TOP/scripts/patches" "$tmp/p"
# The same files, cut up as the sed script changes the series.
series() { # SED-SCRIPT
	rm -rf "$tmp/top"
	mkdir -p "$tmp/top"
	cp -r "$TOP"/{arch,drivers,include,Documentation,scripts,tools} "$tmp/top/"
	sed "$1" "$TOP/scripts/patch-series" >"$tmp/top/scripts/patch-series"
	env BUILD="$BUILD" GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x \
		"$tmp/top/scripts/patches" "$tmp/p"
}
# One that is in the series as it stays, and one that is cut first.
whole=$(sed -n 's/^- \([^ ]*\)$/\1/p' "$TOP/scripts/patch-series" | head -n 1)
cut=$(sed -n 's/^- \([^ ]*\) .*/\1/p' "$TOP/scripts/patch-series" | head -n 1)
refuses "a file that is in no patch" "$whole is in no patch; add it" series "\\,^- $whole\$,d"
refuses "a file that is cut and never whole" "leaves something out of $cut and never adds it" series "\\,^- $cut\$,d"
refuses "a file that is none" "has drivers/xen/none.c, which the overlay does not touch; take it out" \
	series "s,^- $whole\$,- drivers/xen/none.c,;\$a - $whole"
same "none of these has written patches" "$(ls "$tmp/p" 2>/dev/null)" ""
out=$(series '' 2>&1)
same "the series is whole, adds up, and checkpatch accepts it" "$? $(printf '%s\n' "$out" | tail -n 1 | cut -d' ' -f2-5)" "0 patches to Linux 6.12.117"
same "as many patches as it says" "$(ls "$tmp"/p/*.patch | wc -l)" "$(grep -c '^= ' "$TOP/scripts/patch-series")"
