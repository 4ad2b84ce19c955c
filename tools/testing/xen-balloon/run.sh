#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs test programs, each a command line, as the subtests of one KTAP report.
#
#   run.sh 'PROGRAM [OPTION]...'...
#
# Exit status 1 if any of them failed.

failed=0
number=0

echo "KTAP version 1"
echo "1..$#"
for command; do
	number=$((number + 1))
	name=$(basename "${command%% *}")
	echo "# $name"
	# The status of the program, not that of sed.
	status=$({ { $command 3>&-; echo $? >&3; } | sed 's/^/  /' >&4; } 3>&1)
	if [ "$status" = 0 ]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		failed=1
	fi
done 4>&1
exit $failed
