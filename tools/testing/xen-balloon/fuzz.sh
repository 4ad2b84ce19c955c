#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the fuzz targets that "make fuzz" has built, one after the other, and reports in KTAP.
#
#   fuzz.sh DIR SECONDS
#
# DIR      where they were built; the corpus is in DIR/corpus, and inputs that crash are kept in DIR
# SECONDS  for how long in all, of which each target has its share
#
# Exit status 1 if any of them failed.

dir=$1
total=$2
failed=0
number=0

case $total in
'' | *[!0-9]*)
	echo "fuzz.sh: error: SECONDS=$total is no number of seconds" >&2
	exit 2
	;;
esac

# The number behind a word in the last line that has both; 0 if there is none.
last() {
	sed -n "s/.*$1 *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1 | grep . || echo 0
}

# fuzz NAME SHARE: in tenths of the time. Without a second libFuzzer would not stop.
fuzz() {
	target=$dir/fuzz-$1
	corpus=$dir/corpus/$1
	log=$dir/fuzz-$1.log
	seconds=$((total * $2 / 10))
	[ $seconds -gt 0 ] || seconds=1
	number=$((number + 1))
	echo "# fuzz-$1: $seconds seconds"
	result=ok
	# An input that takes so long, on maps of this size, is as bad as one that crashes.
	"$target" -max_total_time=$seconds -timeout=30 -max_len=4096 -print_final_stats=1 \
		-artifact_prefix="$target-" "$corpus" >"$log" 2>&1 || result="not ok"
	echo "# fuzz-$1: $(last number_of_executed_units:) executions," \
		"coverage $(last 'cov:') edges of the kernel files," \
		"$(find "$corpus" -type f | wc -l) inputs in $corpus"
	if [ "$result" != ok ]; then
		failed=1
		tail -n 60 "$log" | sed 's/^/# /'
		crash=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
		echo "# the input is kept in: ${crash:-nowhere}"
		[ -z "$crash" ] || echo "# to repeat: $target $crash"
	fi
	echo "$result $number - fuzz-$1"
}

echo "KTAP version 1"
echo "1..4"
fuzz plan 5
fuzz initial 1
fuzz vnuma 2
fuzz nodes 2
exit $failed
