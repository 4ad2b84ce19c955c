#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the histories of corpus/ again, which once failed and are named after their fault; then new ones.
#
#   run.sh SIM [OPTION...]	options of the program, for the new ones

sim=${1:?which program?}
shift
here=$(dirname "$(readlink -f "$0")")
failed=0 number=0

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
echo "KTAP version 1"
echo "1..$((${#corpus[@]} + 1))"
for history in "${corpus[@]}"; do
	"$sim" --replay "$history"
	result $? "${history##*/}"
done
"$sim" "$@"
result $? "new histories"
exit $failed
