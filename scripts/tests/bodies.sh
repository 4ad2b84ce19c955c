# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# lint-bodies: functions that are too long, and a default that hides what has been forgotten.

# long LINES: a function of so many
long() {
	echo 'static int longest(int a)'
	echo '{'
	seq $(($1 - 3)) | sed 's/.*/	a++;	\/* } *\//'
	echo '}'
}
bodies() { (cd "$tmp" && "$TOP/scripts/lint-bodies" "$@" 2>&1 | paste -sd ';'); }

long 60 >"$tmp/long.c"
same "bodies: 60 lines are not too many" "$(bodies long.c)" ""
{ echo; long 61; long 10; } >"$tmp/long.c"
same "bodies: 61 are" "$(bodies long.c)" "long.c:2: longest() has 61 lines, more than 60"

cat >"$tmp/words.h" <<'END'
/* enum not_one { COMMENT }; */
enum xen_balloon_word {
	XEN_BALLOON_ONE,	/* the first */
	XEN_BALLOON_TWO = 2,
	XEN_BALLOON_WORDS,
};
END
cat >"$tmp/words.c" <<'END'
static int all(enum xen_balloon_word word, int n)
{
	switch (word) {
	case XEN_BALLOON_ONE:
		switch (n) {
		case COMMENT:
			return 1;
		default:
			return 0;
		}
	case XEN_BALLOON_TWO:
	case XEN_BALLOON_WORDS:
		break;
	}
	return 2;
}
END
same "bodies: a default in a switch over something else, inside of one over ours" "$(bodies words.h words.c)" ""
sed 's/case XEN_BALLOON_WORDS:/default:/' "$tmp/words.c" >"$tmp/some.c"
printf '#define XEN_BALLOON_WORD(name, word) name,\nXEN_BALLOON_WORD(XEN_BALLOON_TWO,\n\t"two")\n' >"$tmp/list.h"
same "bodies: over one that is made from a list" "$(bodies list.h some.c)" "some.c:12: all() has a default for enum xen_balloon_word"
same "bodies: a default in one over an enum of ours" "$(bodies words.h some.c)" "some.c:12: all() has a default for enum xen_balloon_word"
sed 's/case COMMENT:/case XEN_BALLOON_TWO:/' "$tmp/words.c" >"$tmp/inner.c"
same "bodies: the inner one has it" "$(bodies words.h inner.c)" "inner.c:8: all() has a default for enum xen_balloon_word"
