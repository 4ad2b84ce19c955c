#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests the tests: breaks a copy of a file in one place after the other, and expects the test that is named
# there to fail. Every test has to be named at least once. Run it by "make mutate".
#
#   mutate.sh [--fits] MUTANTS
#
# With --fits nothing is compiled: it only sees that each place is there, and that each test is named, which takes
# some seconds and is a part of "make check".
#
# MUTANTS has the places: see the file of that name. A file that does not compile, or has not changed, counts
# as unnoticed. The rest comes from the Makefile: O and CC, and
#
#   CPPFLAGS, CFLAGS  for compiling; CFLAGS and LIBS for linking
#   FILES    FILE=PATH:OBJECT...   where the source of each FILE is, and which object it becomes
#   TESTS    PROGRAM=OBJECT...     what each test program is linked of, those included; without ".o", in O
#   SOURCES  where the sources of the tests are, for those that have to be compiled again with a broken header
#   TIMEOUT  seconds of CPU time for one test

fits=
if [ "$1" = --fits ]; then
	fits=1
	shift
fi
mutants=${1:?which mutants? run it by 'make mutate'}
: "${FILES:?run it by 'make mutate'}" "${TESTS:?run it by 'make mutate'}"
read -ra link_flags <<<"$CFLAGS"
read -ra compile_flags <<<"$CPPFLAGS $CFLAGS -w -MF /dev/null"
read -ra libs <<<"$LIBS"
work=$O/mutants
failed=0 number=0 noticing=" "

# of NAME PAIRS: what the pairs NAME=VALUE say about this name.
of() {
	local pair name=$1 pairs=$2

	for pair in $pairs; do
		[ "${pair%%=*}" = "$name" ] && echo "${pair#*=}"
	done
}

report() { # RESULT NAME
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

compile() { # OBJECT SOURCE
	"$CC" "${compile_flags[@]}" -I "$work" -c -o "$1" "$2"
}

# With a header that is broken the tests are compiled again; those without a source are taken as they are.
test_object() { # FILE OBJECT
	if [[ $1 = *.h && -e $SOURCES/$2.c ]]; then
		compile "$work/$2.o" "$SOURCES/$2.c" || return
		echo "$work/$2.o"
	else
		echo "$O/$2.o"
	fi
}

# Says why a mutant was not noticed; nothing when it was.
try() {
	local file=$1 program=$2 test=$3 expression=$4
	local place source original object objects=() made

	# A header belongs to the file that the program is for.
	place=$(of "$([[ $file = *.h ]] && echo "$program" || echo "$file")" "$FILES")
	[ -n "$place" ] || { echo "no file '$file'"; return; }
	source=${place%:*}
	original=$file
	[[ $file = *.h ]] || original=$(basename "$source")
	cp "$(dirname "$source")"/*.h "$source" "$work" || return
	sed -i "$expression" "$work/$original" || return
	if cmp -s "$(dirname "$source")/$original" "$work/$original"; then
		echo "the file has not changed"
		return
	fi
	[ -z "$fits" ] || return
	for object in $(of "$program" "$TESTS"); do
		[ "$object" != "${place##*:}" ] || continue
		made=$(test_object "$file" "$object") || { echo "the test does not compile"; return; }
		objects+=("$made")
	done
	if ! compile "$work/broken.o" "$work/$(basename "$source")" ||
		! "$CC" "${link_flags[@]}" -o "$work/test" "$work/broken.o" "${objects[@]}" "${libs[@]}"; then
		echo "it does not compile"
		return
	fi
	"$work/test" --only "$test" --timeout "$TIMEOUT" >"$work/log" 2>&1
	case $? in
	1) grep -q "^not ok 1 - $test" "$work/log" || echo "the test did not run" ;;
	0) echo "the test passed" ;;
	*) echo "the test did not run" ;;
	esac
}

run_mutant() { # FILE PROGRAM.TEST EXPRESSION
	local file=$1 program=${2%%.*} test=${2#*.} expression=$3 why

	noticing+="$2 "
	why=$(try "$file" "$program" "$test" "$expression" 2>&1)
	if [ -z "$why" ]; then
		report ok "$file, $test: $expression"
	else
		echo "# ${why//$'\n'/$'\n'# }"
		report "not ok" "$file, $test: $expression"
	fi
}

# All of them, with one result; a line for each that does not fit.
see_whether_all_fit() {
	local line file test expression why result=ok

	for line in "${lines[@]}"; do
		read -r file test expression <<<"$line"
		noticing+="$test "
		why=$(try "$file" "${test%%.*}" "${test#*.}" "$expression" 2>&1)
		[ -z "$why" ] || { result="not ok"; echo "# $file, $test, $expression: $why"; }
	done
	report "$result" "every mutant breaks its file"
}

# A test that nothing has made fail may be one that cannot fail.
check_all_named() {
	local program test result=ok

	for program in $(printf '%s\n' $TESTS | sed 's/=.*//' | uniq); do
		for test in $("$O/$program-test" --list); do
			[[ $noticing = *" $program.$test "* ]] && continue
			echo "# $program: no mutation for $test"
			result="not ok"
		done
	done
	report "$result" "every test $([ -n "$fits" ] && echo "is named" || echo "has noticed something")"
}

mkdir -p "$work" || exit 2
mapfile -t lines < <(grep -v -e '^#' -e '^$' "$mutants")
[ ${#lines[@]} -gt 0 ] || { echo "mutate.sh: error: nothing in $mutants" >&2; exit 2; }
echo "KTAP version 1"
if [ -n "$fits" ]; then
	echo "1..2"
	see_whether_all_fit
else
	echo "1..$((${#lines[@]} + 1))"
	for line in "${lines[@]}"; do
		read -r file test expression <<<"$line"
		run_mutant "$file" "$test" "$expression"
	done
fi
check_all_named
rm -rf "$work"
exit $failed
