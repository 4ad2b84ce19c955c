# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the rig refuses, and what it makes of consoles and results.

refuses "an unknown scenario" "no scenario 'no-such'; see 'rig/run --list'" "$TOP/rig/run" no-such
refuses "an unknown option" "unknown option '--fast'" "$TOP/rig/run" --fast
refuses "a kernel that is not built" "no kernel at .*; run 'make kernel'" "$TOP/rig/image" "$tmp/none" "$tmp/o"

# resumed NAME WANTED [OPTION]: what a rig whose machines succeed at once says, without times, in a copy that keeps what has succeeded
resumable=$tmp/resumable
mkdir -p "$resumable"/{scripts,build,tools/xen,tools/testing/selftests,drivers/xen/balloon,rig/scenarios,rig/selftest}
cp "$TOP/scripts/lib.sh" "$resumable/scripts/"
cp "$TOP"/rig/{run,directives.sh} "$resumable/rig/"
printf '#!/bin/bash\nmkdir -p "$2"\n' >"$resumable/rig/image"
printf '#!/bin/bash\nmkdir -p "$3"\necho SUCCESS 3 0 0 scenario >"$3/verdict"\n' >"$resumable/rig/boot"
chmod 755 "$resumable"/rig/{image,boot}
for f in build/bzImage drivers/xen/balloon/words.h rig/scenarios/one.sh rig/scenarios/two.sh; do
	echo "# $f" >"$resumable/$f"
done
resumed() {
	same "$1" "$(BUILD=$resumable/build "$resumable/rig/run" --jobs 1 ${3:+"$3"} 2>&1 |
		sed -n 's/^ok [0-9]* - \([a-z]*\): SUCCESS, 3 checks (\(on\|[0-9]*\) .*/\1 \2/p' |
		sed 's/[0-9][0-9]*/run/' | paste -sd ' ')" "$2"
}
resumed "resume: all is run the first time" "one run two run" --resume
resumed "resume: what has succeeded is not run again" "one on two on" --resume
resumed "without --resume it is" "one run two run"
echo >>"$resumable/rig/scenarios/two.sh"
resumed "resume: a scenario that has changed is run" "one on two run" --resume
echo >>"$resumable/build/bzImage"
resumed "resume: with another kernel all is run" "one run two run" --resume
echo "# balloon-vnoded" >>"$resumable/rig/scenarios/two.sh"
resumed "resume: a scenario with a tool for the host" "one on two run" --resume
echo >>"$resumable/tools/xen/tool.c"
resumed "resume: with another tool it is run" "one on two run" --resume
echo >>"$resumable/drivers/xen/balloon/words.h"
resumed "resume: with another rig all is run" "one run two run" --resume
sed -i 's/SUCCESS 3 0 0/FAILURE 2 1 0/' "$resumable/rig/boot"
resumed "resume: what fails does not count" "" --resume
sed -i 's/FAILURE 2 1 0/SUCCESS 3 0 0/' "$resumable/rig/boot"
resumed "resume: and is run again" "one run two run" --resume

# What a run writes that began with a saved machine, which another run has removed since.
goes_on_from_removed() (
	. "$TOP/rig/saved-machine.sh"
	images=$tmp/images work=$tmp/goes-on qemu=()
	mkdir -p "$images" "$work"
	echo sums >"$images/sums"
	save_machine() {
		echo m >"$1/machine"
		echo booted >"$1/console.log"
		echo STAGE >"$1/result.log"
	}
	open_monitor() { :; }
	prepare_saved && rm -r "$images/saved"
	echo ended >"$work/console.log"
	: >"$work/result.log"
	cat "$work/saved-machine"
	complete_logs
	cat "$work/console.log"
)
same "a saved machine lasts as long as its runs" "$(goes_on_from_removed 2>&1 | paste -sd ' ')" "m booted ended"

# check_verdict NAME VERDICT RESULT CONSOLE [TIMEOUT]
check_verdict() {
	printf '%b' "$3" >"$tmp/result"
	printf '%b' "$4" >"$tmp/console"
	same "verdict: $1" "$("$TOP/rig/verdict" -v token=t0 -v timeout="${5:-0}" "$tmp/result" "$tmp/console" | cut -d' ' -f1)" "$2"
}
good='STAGE scenario\nok 1 a\n1..1\nTOKEN t0\nEXIT 0\n'
check_verdict "all is well" SUCCESS "$good" '(XEN) Xen version 4.17\n'
check_verdict "the token of another run" ERROR "${good/t0/t1}" ''
check_verdict "no token" ERROR 'STAGE scenario\nok 1 a\n1..1\nEXIT 0\n' ''
check_verdict "a check that does not hold" FAILURE 'ok 1 a\nnot ok 2 b\n1..2\nEXIT 0\n' ''
check_verdict "fewer checks than planned" ERROR 'ok 1 a\n1..2\nTOKEN t0\nEXIT 0\n' ''
check_verdict "a splat with every check holding" FAILURE "$good" 'WARNING: CPU: 0 PID: 1 at x\n'
check_verdict "a guest's panic" CRASH "$good" 'Kernel panic - not syncing: System is deadlocked on memory\n'
check_verdict "a panic that a scenario asks for" SUCCESS "WANTED Kernel panic - not syncing: sysrq\n$good" '(u) Kernel panic - not syncing: sysrq triggered crash\n'
check_verdict "a panic that no scenario asks for" CRASH "$good" '(u) Kernel panic - not syncing: sysrq triggered crash\n'
check_verdict "another panic than a scenario asks for" CRASH "WANTED Kernel panic - not syncing: sysrq\n$good" '(u) Kernel panic - not syncing: no memory\n'
circular='WARNING: possible circular locking dependency detected\n6.12 #1\n----\nx/1 is trying to acquire lock:\n'
check_verdict "locks in the wrong order" FAILURE "$good" "$circular"'1 (x){-.-.}-{2:2}, at: y+0x21\n'
clock="$circular"'1 (timekeeper_lock){-.-.}-{2:2}, at: timekeeping_advance+0x21\n'
check_verdict "an interrupt while the clock is read" EMULATOR "$good" "$clock"
# interrupted FLAGS [MARK]: an oops in code that an interrupt has led to, the flags of that before; as a guest's console has it
interrupted() { echo "(u)  Oops: y\n(u) ${2:- } asm_sysvec_xen_hvm_callback+0x1a/0x20\r\r\n(u) RIP: 0010:x+0xc/0xc0\n(u) Code: f3\n(u) RSP: 0000:fe EFLAGS: $1\r\r\nKernel panic - not syncing: Fatal exception in interrupt\n"; }
check_verdict "an interrupt where there can be none" EMULATOR 'STAGE scenario\nnot ok 1 a\nSPLAT y\n' "$(interrupted 00000082)"
check_verdict "an interrupt where there can be, and a panic" CRASH "$good" "$(interrupted 00000282)"
check_verdict "an interrupt that may have been, and a panic" CRASH "$good" "$(interrupted 00000082 '?')"

# machine TEXT...: a QEMU whose console has this, in each run the next; the scenario's results are good
machine() {
	local text n=0
	rm -f "$tmp"/console.* "$tmp/runs" "$tmp/tokens"
	for text; do
		n=$((n + 1))
		printf '%b' "$text" >"$tmp/console.$n"
	done
	faking qemu-system-x86_64 '
		echo >>'"$tmp"'/runs
		for a; do case $a in
		file:*console.log) cp '"$tmp"'/console.$(wc -l <'"$tmp"'/runs) "${a#file:}" ;;
		file:*result.log) result=${a#file:} ;;
		name=opt/rig/words,file=*) token=$(sed -n "s/^token=//p" "${a#*file=}") ;;
		esac; done
		echo "$token" >>'"$tmp"'/tokens
		printf "STAGE scenario\nok 1 a\n1..1\nTOKEN %s\nEXIT 0\n" "$token" >"$result"'
}
boot() { # as rig/boot does it: the verdict, in how many runs, and how many of their consoles are kept
	local path=$1
	mkdir -p "$tmp/images"
	: >"$tmp/images/dom0.img"
	: >"$tmp/images/sums"
	PATH=$path "$TOP/rig/boot" pv-growth "$tmp/images" "$tmp/work" 2>"$tmp/err" || true
	echo "$(cut -d' ' -f1 "$tmp/work/verdict") $(wc -l <"$tmp/runs") $(find "$tmp/work" -name 'console.[0-9].log' | wc -l)"
}
mkdir -p "$tmp/work"
exec 6>"$tmp/work/lock"
flock 6
mkdir -p "$tmp/images"
: >"$tmp/images/dom0.img"
refuses "a second run in one directory" "pv-growth runs already, in $tmp/work" \
	env PATH="$(machine 'x\n')" "$TOP/rig/boot" pv-growth "$tmp/images" "$tmp/work"
same "which starts no machine" "$(ls "$tmp/runs" 2>/dev/null)" ""
exec 6>&-
same "a good run is not made again" "$(boot "$(machine 'x\n')")" "SUCCESS 1 0"
same "a run that the emulator has spoilt is" "$(boot "$(machine "$(interrupted 00000082)" 'x\n')")" "SUCCESS 2 1"
same "and it is said" "$(sed "s,$tmp,TMP," "$tmp/err")" \
	"# pv-growth once more, the emulator interrupted a guest that had interrupts off; see TMP/work/console.1.log"
same "but not for ever" "$(boot "$(machine "$clock" "$clock" "$clock" 'x\n')")" "EMULATOR 3 2"
same "and never with the same token, which is the same run" "$(sort -u "$tmp/tokens" | wc -l)" 3
same "a crash is a crash" "$(boot "$(machine 'Kernel panic - not syncing\n' 'x\n')")" "CRASH 1 0"
same "a machine that cannot be saved is booted for the run" "$(export FROM_SAVED=1; boot "$(machine 'x\n' 'x\n')")" "SUCCESS 2 0"
same "and it is said" "$(sed "s,$tmp,TMP,; s,[0-9a-f]*\$,SUM," "$tmp/err")" \
	"# pv-growth boots a machine of its own: none could be saved, see TMP/images/saved/SUM"
check_verdict "a hypervisor panic" CRASH "$good" '(XEN) Panic on CPU 0:\n'
check_verdict "a panic beats a failed check" CRASH 'not ok 1 a\n1..1\nEXIT 0\n' 'Kernel panic - not syncing\n'
check_verdict "the machine stops in the middle" CRASH 'STAGE scenario\nok 1 a\n' '(XEN) Xen version 4.17\n'
check_verdict "time runs out" TIMEOUT 'STAGE scenario\nok 1 a\n' '' 1
check_verdict "a guest whose kernel is loaded for ever" EMULATOR 'STAGE scenario\n' '(d1) Booting from c000:003c\n' 1
check_verdict "a scenario that waits for one in vain" EMULATOR 'STAGE scenario\nERROR the guest u does not come up\nEXIT 1\n' '(d1) Booting from c000:003c\n'
check_verdict "firmware that waits for a tick in vain" EMULATOR 'STAGE scenario\nERROR the guest u does not come up\nEXIT 1\n' '(d3) Press ESC for boot menu.\n(d3) \n'
check_verdict "firmware that has gone on" ERROR 'STAGE scenario\nERROR the guest u does not come up\nEXIT 1\n' '(d3) Press ESC for boot menu.\n(d3) \n(d3) Booting from Hard Disk...\n'
check_verdict "a guest whose kernel has begun" TIMEOUT 'STAGE scenario\n' '(d1) Booting from c000:003c\n(u) [    0.000000] Linux version\n' 1
check_verdict "a guest whose kernel was loaded slowly" SUCCESS "$good" '(d1) Booting from c000:003c\n'
check_verdict "a skip" SKIP '1..0 # SKIP no hap\nTOKEN t0\nEXIT 0\n' ''
check_verdict "a broken rig" ERROR 'ERROR xl create: no memory\nEXIT 1\n' ''
check_verdict "nothing at all" ERROR '' ''

# ---- the machine ----

# show KEYS: what QEMU is told of CPUs, RAM and nodes by a scenario with these keys
show() {
	local top=$tmp/machine
	rm -rf "$top"
	mkdir -p "$top/scripts" "$top/images"
	cp -r "$TOP/rig" "$top/rig"
	cp "$TOP/scripts/lib.sh" "$top/scripts/"
	: >"$top/images/dom0.img"
	printf '# A scenario.\n# rig: %s\n' "$1" >"$top/rig/scenarios/any.sh"
	"$top/rig/boot" --show any "$top/images" "$top/work" 2>&1 | sed "s,$tmp,TMP,g" |
		awk '/error:/ { print } /^-(smp|m|object|numa)$/ { getline value; print $0, value }' | paste -sd ';'
}
same "a machine as it is without keys" "$(show '')" "-smp 1;-m 1536"
same "a machine with CPUs" "$(show 'smp=2 mem=2048')" "-smp 2;-m 2048"
same "a machine with nodes has RAM, a CPU and a socket for each" "$(show 'nodes=2 mem=3072')" \
	"-smp 2,sockets=2,cores=1,threads=1;-m 3072;-object memory-backend-ram,id=node0,size=1536M;-numa node,nodeid=0,cpus=0-0,memdev=node0;-object memory-backend-ram,id=node1,size=1536M;-numa node,nodeid=1,cpus=1-1,memdev=node1"
same "or more CPUs" "$(show 'nodes=2 smp=4 mem=3072' | tr ';' '\n' | grep -e -smp -e cpus= | paste -sd ';')" \
	"-smp 4,sockets=2,cores=2,threads=1;-numa node,nodeid=0,cpus=0-1,memdev=node0;-numa node,nodeid=1,cpus=2-3,memdev=node1"
same "CPUs that cannot be shared" "$(show 'nodes=2 smp=3 mem=3072' | grep -c 'mem=3072 and smp=3 cannot be shared by nodes=2')" 1
same "RAM that cannot be shared" "$(show 'nodes=2 mem=3073' | grep -c 'mem=3073 and smp=2 cannot be shared by nodes=2')" 1
same "nodes and RAM that is a file" "$(show 'nodes=2 mem=3072 ram=file' | grep -c 'nodes=2 and ram=file do not go together')" 1
