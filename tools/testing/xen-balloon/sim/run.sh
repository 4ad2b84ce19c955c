#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the cases; the histories of corpus/ again, which once failed and are named after their fault; then new ones, on
# every CPU.
#
#   run.sh SIM SEED COUNT SECONDS FILE
#
# COUNT new ones from SEED on; or, if that is not 0, for SECONDS of a CPU. FILE.N gets the events of one that fails.

sim=${1:?which program?} seed=$2 count=$3 seconds=$4 file=$5
here=$(dirname "$(readlink -f "$0")")
failed=0 number=0 cases_failed=0 jobs=$(nproc)

result() { # STATUS NAME
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

corpus=("$here"/corpus/*)
cases=$("$sim" --cases "") || cases_failed=1
echo "KTAP version 1"
echo "1..$(($(grep -c 'ok ' <<<"$cases") + ${#corpus[@]} + jobs))"
while IFS= read -r line; do
	case $line in
	'ok '*) result 0 "${line#* - }" ;;
	'not ok '*) result 1 "${line#* - }" ;;
	'#'*) echo "$line" ;;
	esac
done <<<"$cases"
# A program that dies says nothing of the cases that are left.
[ $cases_failed = 0 ] || failed=1
for history in "${corpus[@]}"; do
	"$sim" --replay "$history"
	result $? "${history##*/}"
done

pids=()
for ((i = 0; i < jobs; i++)); do
	if [ "$seconds" = 0 ]; then
		each=$(((count + jobs - 1) / jobs))
		much=(--count "$each")
	else
		each=1000000000
		much=(--seconds "$(((seconds + jobs - 1) / jobs))")
	fi
	"$sim" --seed $((seed + i * each)) "${much[@]}" --shrink "$file.$i" &
	pids+=($!)
done
for ((i = 0; i < jobs; i++)); do
	wait "${pids[i]}"
	result $? "new histories, from seed $((seed + i * each)) on"
done
exit $failed
