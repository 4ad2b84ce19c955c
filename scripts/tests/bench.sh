# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The report of the benchmark.

# quiet WAY MS STEP_MS
quiet() {
	echo "type=pv what=quiet kernel=driver size=1024 dir=$1 drv_inflated_pages=262144 drv_deflated_pages=0 drv_step_ns=${2}000000 drv_longest_step_ns=${3}000000"
}
# measured MS: canned measurements, of three rounds; the driver's median is MS
measured() {
	local kernel dir round ms
	for dir in up down; do
		for round in 1 2 3; do
			echo "type=pv what=move kernel=stock size=1024 dir=$dir round=$round ms=300 first_ms=1 gap_ms=2 back=0 pages=262144 left=0 low_pps=1 cpu_ms=1"
			ms=$1
			[ $round != 2 ] || ms=999
			[ $round != 3 ] || ms=1
			echo "type=pv what=move kernel=driver size=1024 dir=$dir round=$round ms=$ms first_ms=1 gap_ms=2 back=0 pages=262144 left=0 low_pps=1 cpu_ms=1 drv_xen_ns=${3:-90}000000"
		done
		quiet $dir "$1" "${7:-50}"
		echo "type=pv what=trace kernel=driver size=1024 dir=$dir ms=1 pages=262144 hypercalls=9999 memory_op=${2:-1000} mmu_update=1000 update_va_mapping=0 mmuext_op=0 multicall=0 continued=0 lost=0"
		for kernel in stock driver; do
			echo "type=pv what=hog kernel=$kernel size=1024 dir=$dir ms=5 left=0"
		done
	done
	quiet growth 100 100
	echo "type=pv what=oom kernel=driver size=1024 oom=${4:-0}"
	echo "type=pv what=hypercall_cost kernel=driver order=9 up_ns=90000000 down_ns=70000000 clear_ns=${5:-20000000} ${6:-}"
}
report() { "$TOP/rig/bench-report" --no-plots "$tmp/records" /dev/null "$tmp/report" 2>&1; }
not_held() { report | sed -n 's/^not ok [0-9]* - \([a-z_]*\):.*/\1/p' | paste -sd ' '; }

measured 100 >"$tmp/records"
same "report: on the limit is within it" "$(not_held)" ""
same "report: and it exits with 0" "$(report >/dev/null; echo $?)" 0
same "report: as many tests as planned" "$(report | grep -cE '^(not )?ok')" "$(report | sed -n 's/^1\.\.//p')"
same "report: results.json is JSON" \
	"$(perl -MJSON::PP -e 'local $/; print decode_json(<>)->{measurements}[0]{ms}' "$tmp/report/results.json")" 300
same "report: the table has median and spread" "$(grep -c '| 1 | up | 3413 (3413 .. 3413) | 10240 (1025 .. 1024000) | 3.00 |' "$tmp/report/report.md")" 1
measured 101 >"$tmp/records"
same "report: too slow" "$(not_held)" "pv_up_ratio"
same "report: and it exits with 1" "$(report >/dev/null; echo $?)" 1
measured 100 1001 >"$tmp/records"
same "report: a hypercall too many" "$(not_held)" "pv_up_hypercalls pv_down_hypercalls"
measured 100 1000 10 1 >"$tmp/records"
same "report: an OOM kill counts, time outside Xen is only shown" "$(not_held)" "pv_oom"
measured 100 1000 10 0 12000000 >"$tmp/records"
same "report: too far from the hypercall cost" "$(not_held)" "pv_down_cost"
measured 100 1000 10 0 20000000 "" 51 >"$tmp/records"
same "report: a step that takes too long" "$(not_held)" "pv_up_step pv_down_step"
measured 100 | sed '/what=quiet.*dir=up/d' >"$tmp/records"
same "report: watched moves do not say what one costs" "$(report | grep -c 'pv_up_cost: n/a')" 1
measured 100 1000 10 0 20000000 "entries_up_ns=300000000 entries_down_ns=400000000 tables_up_ns=90000000 tables_down_ns=60000000" >"$tmp/records"
same "report: PV is held to the cheaper way with page tables" \
	"$(report | sed -n 's/.*pv_down_cost: \([0-9.]*\).*/\1/p') $(grep -c '| PV | 2 MiB, tables | 0.090 | 0.060 | 0.020 |' "$tmp/report/report.md")" "1.25 1"
measured 190 | sed '/kernel=driver.*dir=up/{s/ms=190/ms=100/;s/step_ns=190/step_ns=100/}' >"$tmp/records"
same "report: giving may be slower than taking, but not by any amount" "$(not_held)" "pv_down_ratio pv_down_cost"
measured 100 | grep -v what=oom >"$tmp/records"
same "report: what has not been measured does not hold" "$(not_held)" "pv_oom"
measured 100 | sed 's/lost=0/lost=1/' >"$tmp/records"
same "report: counts of a trace with gaps are none" "$(not_held)" "pv_up_hypercalls pv_down_hypercalls"
measured 100 | sed '/what=move kernel=driver.*dir=up/s/left=0/left=1/' >"$tmp/records"
same "report: a move that did not arrive" "$(not_held)" "pv_astray"
: >"$tmp/records"
refuses "report: nothing measured" "has no measurements; run 'make bench'" "$TOP/rig/bench-report" --no-plots "$tmp/records" /dev/null "$tmp/report"
refuses "bench without the stock kernel names the next step" "stock kernel is not built; run 'make kernel STOCK=1 FLAVOUR=driver'" \
	env BUILD="$tmp/nothing" PATH="$(faking df 'printf "h\nfs 1 1 99999 1 /\n"')" sh -c "mkdir -p $tmp/nothing; touch $tmp/nothing/bzImage; '$TOP/rig/bench' --quick"
