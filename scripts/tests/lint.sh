# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# How checks are chosen, and what lint-functions finds.

refuses "an unknown check" "no check 'no-such'; see 'scripts/lint --list'" "$TOP/scripts/lint" no-such
refuses "an unknown variant" "no check 'matrix:no-such'; see" "$TOP/scripts/lint" checkpatch matrix:no-such
refuses "lint: an unknown option" "unknown option '--fast'; see --help" "$TOP/scripts/lint" --fast
refuses "lint without sparse names it" "'sparse' is not installed; run 'make setup'" \
	env BUILD="$tmp/lint" PATH="$(without sparse)" "$TOP/scripts/lint" sparse
refuses "lint without Debian's configuration names its package" "install the package linux-config-6.12" \
	env BUILD="$tmp/lint" KERNEL_CONFIGS="$tmp" "$TOP/scripts/lint" matrix:debian
refuses "lint without clang names it" "'clang' is not installed; run 'make setup'" \
	env BUILD="$tmp/lint" PATH="$(without clang)" "$TOP/scripts/lint" matrix:arm64
same "lint --list names checks and every variant" \
	"$("$TOP/scripts/lint" --list | grep -cE '^(checkpatch|sparse|matrix:[a-z0-9-]+) +[^ ]')" \
	$((2 + $(find "$TOP/configs/lint" -name '*.config' | wc -l)))
same "lint --help says how to choose" "$("$TOP/scripts/lint" --help | grep -c 'scripts/lint \[--list\] \[CHECK...\]')" 1

cat >"$tmp/functions.c" <<'END'
/**
 * good - has everything
 *
 * Context: any.
 * Return: 0.
 */
int good(void)
{
	return 0;
}

/* Not kernel-doc. */
struct page *bare(int (*fn)(int, char),
		  long nr)
{
}

/**
 * another - the name of something else
 *
 * Context: any.
 */
void __init renamed(void)
{
}

/**
 * pointer - to void, which is something
 */
void *pointer(void)
{
}

static int hidden(void)
{
}
END
same "lint-functions finds what is not static, and not documented" \
	"$("$TOP/scripts/lint-functions" "$tmp/functions.c" | sed "s,^$tmp/,," | paste -sd ' ')" \
	"$(printf '%s ' 'functions.c:13: bare() has no kernel-doc' \
		'functions.c:23: renamed() has no kernel-doc of its name' \
		'functions.c:30: pointer() has no "Return:"')functions.c:30: pointer() has no \"Context:\""
same "lint-functions --names" "$("$TOP/scripts/lint-functions" --names "$tmp/functions.c" | paste -sd ' ')" \
	"good bare renamed pointer"

# With "Context:" said once, at the top of the file; also where that goes on in the next line.
{ printf '// SPDX\n/*\n * What it is.\n *\n * Context: any, unless a function says\n * otherwise.\n */\n'; cat "$tmp/functions.c"; } >"$tmp/once.c"
same "lint-functions: what is said at the top of a file needs not be said again" \
	"$("$TOP/scripts/lint-functions" "$tmp/once.c" | sed "s,^$tmp/,," | paste -sd ' ')" \
	"$(printf '%s ' 'once.c:20: bare() has no kernel-doc' 'once.c:30: renamed() has no kernel-doc of its name')once.c:37: pointer() has no \"Return:\""
{ printf '#include <x.h>\n'; cat "$tmp/once.c"; } >"$tmp/late.c"
same "lint-functions: the top is before everything else" "$("$TOP/scripts/lint-functions" "$tmp/late.c" | grep -c 'pointer() has no "Context:"')" 1
sed 's/ unless a function says/ and no function says/' "$tmp/once.c" >"$tmp/never.c"
same "lint-functions: it has to say so" "$("$TOP/scripts/lint-functions" "$tmp/never.c" | grep -c 'pointer() has no "Context:"')" 1
