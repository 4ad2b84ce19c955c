#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Says how many lines of each file of the driver were run, how many outcomes of branches were seen, and which lines were not run.
#
#   coverage.sh DIR		where the program was built and has run

cd "${1:?which folder?}" || exit
gcov -b -c driver-*.gcda 2>/dev/null | awk '
	/^File / { file = $2; gsub(/\047/, "", file); sub(/.*drivers\/xen\//, "", file) }
	/^Lines executed/ && file in count { next }	# the sum of all
	/^Lines executed/ { split($0, n, /[:%]/); lines[file] = n[2]; sub(/.* of /, ""); count[file] = $0 }
	/^Taken at least once/ { split($0, n, /[:%]/); branches[file] = n[2]; sub(/.* of /, ""); outcomes[file] = $0 }
	END {
		for (file in count)
			if (file ~ /^(balloon\/.*\.c|balloon\.c|xen-balloon\.c)$/) {
				printf "%-26s %6.2f %% of %4d lines, %6.2f %% of branches\n", file, lines[file],
					count[file], branches[file] | "sort"
				all += count[file]
				run += count[file] * lines[file] / 100
				all_outcomes += outcomes[file]
				seen += outcomes[file] * branches[file] / 100
			}
		close("sort")
		printf "%-26s %6.2f %% of %4d lines, %6.2f %% of branches\n", "all", 100 * run / all, all,
			100 * seen / all_outcomes
	}'
grep -H '#####' -- *.c.gcov | grep -v '\.h\.gcov' | sed 's/\.gcov: *#####: */:/; s/: *\([0-9]*\):/:\1:/' >not-run
echo "# $(wc -l <not-run) lines were not run: $PWD/not-run"
