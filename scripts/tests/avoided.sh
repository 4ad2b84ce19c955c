# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# lint-words: words that are not ours, and lines that may have them.

printf '# a table\n\npage structures?\tmemmap\nanew\tagain\nallow\t^old\\.c:.*by hand\n' >"$tmp/table"
printf 'one\n/* Page structures, made Anew */ int renewed; /* page\n   structures */ anew_too();\n' >"$tmp/new.c"
printf 'anew, by hand\nanew, by machine\n' >"$tmp/old.c"
avoided() { (cd "$tmp" && "$TOP/scripts/lint-words" "$@" 2>&1 | paste -sd ';'); }
same "avoided words, in either case" "$(avoided table new.c old.c)" \
	"new.c:2: 'Page structures': say memmap;new.c:2: 'Anew': say again;old.c:2: 'anew': say again"
same "avoided words: what is allowed for nothing" "$(avoided table new.c | sed 's,.*;,,')" "table: allows what no line of these files has: ^old\\.c:.*by hand"
printf 'anew again\n' >"$tmp/table"
same "avoided words: a table that is none" "$(avoided table new.c)" \
	"lint-words: error: table:1: not a pattern, a tab and what to say: anew again"
