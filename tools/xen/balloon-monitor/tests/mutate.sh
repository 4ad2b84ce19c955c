#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests the tests: breaks a copy of a file in one place, and expects the test that is named to fail.
# Every test has to be named at least once. Run it by "make mutate".
#
#   mutant FILE PROGRAM TEST SED
#
# A file that does not compile, or has not changed, counts as unnoticed.

here=$(cd "$(dirname "$0")" && pwd)
src=$(dirname "$here")
read -ra flags <<<"${FLAGS:?run it by 'make mutate'}"
read -ra pure <<<"${PURE:?run it by 'make mutate'}"

mutants() {
	# Numbers and text of others.
	mutant text text kb_table "s/text\[i\] > '9'/text[i] > ':'/"
	mutant text text kb_table "s/text\[i\] < '0'/text[i] < '-'/"
	mutant text text kb_table 's/if (kb > KB_MOST)/if (kb < 0)/'
	mutant text text kb_table 's/if (kb > KB_MOST)/if (kb >= KB_MOST)/'
	mutant text text kb_table 's/if (!text || !len)/if (!text)/'
	mutant text text copy_table 's/if (len >= size)/if (len > size)/'
	mutant text text copy_table 's/text ? len : 0/len/'
	mutant text text printable_table "s/text\[i\] >= ' ' \&\& //"
	mutant text text printable_table "s/to\[i - 1\] = '+'/;/"
	mutant text text printable_table "s/if (!i \&\& size > 1)/if (0)/"
	mutant text text printable_any "s/text\[i\] <= '~'/text[i] <= 127/"
	mutant text text printable_any "s/if (!i \&\& size > 1)/if (!i)/"
	mutant text text mib_table 's/kb < 0 || //'
	mutant text text mib_table 's/ || kb > KB_MOST//'
	mutant text text mib_table 's/<= 999999/<= 1000000/'
	mutant text text mib_table 's/kb >> 20/kb >> 30/'
	mutant text text rate_table 's/rate == RATE_UNKNOWN/0/'
	mutant text text rate_table 's/mib >= 100/mib > 100/'
	mutant text text rate_table 's/%+\.1f/%.1f/'
	mutant text text rate_table 's/mib >= 1e6 || //'

	# The bar.
	mutant bar bar bar_table 's/d->target_kb <= host_kb/1/'
	mutant bar bar bar_table 's/ || d->max_kb > host_kb//'
	mutant bar bar bar_table 's/if (end < cells)/if (0)/'
	mutant bar bar bar_table "s/cells, want, 'T'/cells, have, 'T'/"
	mutant bar bar bar_table "s/i < want ? '=' : '-'/'='/"
	mutant bar bar bar_table "s/return '+'/return '.'/"
	mutant bar bar bar_of_nothing 's/top > host_kb ? top : host_kb/host_kb/'
	mutant bar bar bar_of_nothing 's/if (top > 0)/if (1)/'
	mutant bar bar bar_any_width 's/at < cells ? at : cells - 1/at/'
	mutant bar bar bar_any_width 's/if (width < 3)/if (width < 2)/'

	# Columns and lines.
	mutant layout table columns_drop 's/> l->line; i++/>= l->line; i++/'
	mutant layout table columns_drop 's/COLUMN_TYPE, COLUMN_FLOOR, COLUMN_MAX/COLUMN_MAX, COLUMN_FLOOR, COLUMN_TYPE/'
	mutant layout table wide_enough '/widen(l, COLUMN_BAR/d'
	mutant layout table wide_enough 's/(sum ? 1 : 0)/1/'
	mutant layout table width_of_batch '/widen(l, COLUMN_NAME/d'
	mutant table table width_of_80 's/? -width : width/? width : width/'
	mutant table table nothing_known 's/text_mib(text, LINE_SIZE, d->target_kb)/text_mib(text, LINE_SIZE, d->xen_kb)/'
	mutant table table not_up 's/d->run == RUN_UP ? d->state/1 ? d->state/'
	mutant table table not_up 's/d->run == RUN_UP ? d->reason/1 ? d->reason/'
	mutant table table hostile_text 's/text_printable(text, width + 1, d->name)/snprintf(text, LINE_SIZE, "%s", d->name)/'
	mutant table table any_row 's/text_printable(text, width + 1, state_of(d))/strcpy(text, state_of(d))/'
	mutant table table any_row 's/text_printable(text, width + 1, reason_of(d))/strcpy(text, reason_of(d))/'
	mutant table table host_line 's/width < LINE_SIZE ? width + 1 : LINE_SIZE/LINE_SIZE/'
	mutant table table note_line 's/s->xenstore ? "" : //'
	mutant table table note_line 's/return !s->xenstore/return true/'

	# JSON.
	mutant json json string_table 's/c < smallest || //'
	mutant json json string_table 's/c > 0x10ffff || //'
	mutant json json string_table 's/ || (c >= 0xd800 \&\& c < 0xe000)//'
	mutant json json string_table 's/c >= 0xd800/c >= 0xd7ff/'
	mutant json json string_table 's/c < 0xe000)/c <= 0xe000)/'
	mutant json json string_table 's/(c - 0x10000) >> 10/c >> 10/'
	mutant json json string_any "s/c == '\"' || //"
	mutant json json string_any "s/c <= '~'/c <= 0x7f/"
	mutant json json sample_full 's/%03lld/%lld/'
	mutant json json sample_full "s/if (i)/if (!i)/"
	mutant json json sample_empty 's/if (kb < 0)/if (0)/'

	# Samples and their order.
	mutant sort sort sort_table 's/if (!result)/if (0)/'
	mutant sort sort sort_table 's/order->reverse ? -result : result/result/'
	mutant sort sort sort_table 's/if (x != y .*KB_UNKNOWN))/if (0)/'
	mutant sort sort sort_table 's/llabs(d->rate)/d->rate/'
	mutant sort sort sort_stable 's/return by_id(a, b);/return 0;/'
	mutant sort sort sort_nothing 's/if (count)/if (domains->id || count)/'
	mutant sample sort select_table 's/if (!count)/if (0)/'
	mutant sample sort select_table 's/!strcmp(wanted, id) || //'
	mutant sample sort select_table 's/if (j == s->count)/if (0)/'
	mutant sample sort rates 's/ \&\& ms > 0//'
	mutant sample sort rates 's/ \* 1000//'
	mutant sample sort distance 's/d->guest_kb == KB_UNKNOWN ? d->xen_kb : d->guest_kb/d->xen_kb/'
	mutant sample sort distance 's/if (d->target_kb == KB_UNKNOWN)/if (0)/'

	# The command line.
	mutant options options options_good 's/seconds \* 1000/seconds/'
	mutant options options options_good 's/o->reverse = true/o->reverse = false/'
	mutant options options options_domains 's/o->wanted = argv + optind/o->wanted = argv + 1/'
	mutant options options options_bad 's/ || \*end || !(seconds/ || !(seconds/'
	mutant options options options_bad 's/!(seconds >= LEAST_DELAY \&\& seconds <= MOST_DELAY)/seconds < LEAST_DELAY || seconds > MOST_DELAY/'
	mutant options options options_bad 's/ \&\& o->count;/;/'
	mutant options options options_bad 's/ \&\& !errno//'
	mutant options options options_bad 's/isdigit((unsigned char)\*text) \&\& //'
	mutant options options options_bad "s/ \&\& strchr(word, '=')//"
	mutant options options options_bad 's/argv\[optind - 1\]/argv[1]/'
}

work=$O/mutants
failed=0 number=0 noticed=" "

report() { # RESULT NAME
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

# Says why a mutant was not noticed; nothing when it was.
try() { # FILE PROGRAM TEST SED
	local p objects=()
	cp "$src/$1.c" "$work/$1.c"
	sed -i "$4" "$work/$1.c"
	! cmp -s "$src/$1.c" "$work/$1.c" || { echo "the file has not changed"; return; }
	for p in "${pure[@]}"; do
		[ "$p" = "$1" ] || objects+=("$O/$p.o")
	done
	"${CC:-cc}" "${flags[@]}" -w -MF /dev/null -o "$work/test" "$work/$1.c" "${objects[@]}" \
		"$O/$2-test.o" "$O/make.o" "$O/harness.o" -lm || { echo "it does not compile"; return; }
	timeout 60 "$work/test" --only "$3" --timeout 20 >"$work/log" 2>&1
	case $? in
	1) grep -q "^not ok 1 - $3" "$work/log" || echo "the test did not run" ;;
	0) echo "the test passed" ;;
	*) echo "the test did not run" ;;
	esac
}

run_mutant() {
	local why
	noticed+="$2:$3 "
	why=$(try "$@" 2>&1)
	if [ -z "$why" ]; then
		report ok "$1, $3: $4"
	else
		echo "# ${why//$'\n'/$'\n'# }"
		report "not ok" "$1, $3: $4"
	fi
}

# A test that nothing has made fail may be one that cannot fail.
check_all_named() {
	local program name test missing=0
	for program in "$O"/*-test; do
		name=$(basename "$program" -test)
		for test in $("$program" --list); do
			[[ $noticed != *" $name:$test "* ]] || continue
			echo "# $name: no mutation for $test"
			missing=1
		done
	done
	if [ $missing = 0 ]; then
		report ok "every test has noticed something"
	else
		report "not ok" "every test has noticed something"
	fi
}

mkdir -p "$work" || exit 2
mutant() { total=$((total + 1)); }
total=1
mutants
echo "KTAP version 1"
echo "1..$total"
mutant() { run_mutant "$@"; }
mutants
check_all_named
rm -rf "$work"
exit $failed
