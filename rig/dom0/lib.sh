# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The words that scenarios are written in. Runs in dom0, in busybox ash.
#
# Results are KTAP on file descriptor 3. A check that does not hold is the driver's fault, whatever
# keeps the rig itself from working goes through broken(). Units are KiB unless a name says MiB.

XENMEM=/sys/devices/system/xen_memory/xen_memory0
TESTS=0 FAILED=0 COMMANDS=0

# ---- results ----

send_line() { printf '%s\n' "$*" >&3; }
note() { send_line "# $*"; echo "# $*"; }

check_passed() { # NAME
	TESTS=$((TESTS + 1))
	send_line "ok $TESTS $1"
	echo "ok $TESTS $1"
}

check_failed() { # NAME [DIAGNOSIS]
	TESTS=$((TESTS + 1)) FAILED=$((FAILED + 1))
	send_line "not ok $TESTS $1"
	echo "not ok $TESTS $1"
	[ -z "$2" ] || note "$2"
}

check_skipped() { # NAME WHY
	TESTS=$((TESTS + 1))
	send_line "ok $TESTS $1 # SKIP $2"
}

skip_scenario() { # WHY
	send_line "1..0 # SKIP $1"
	send_line "TOKEN $RIG_TOKEN"
	exit 0
}

# check_equal NAME GOT WANTED
check_equal() {
	if [ "$2" = "$3" ]; then
		check_passed "$1"
	else
		check_failed "$1" "got '$2', wanted '$3'"
	fi
}

# check_compare NAME NUMBER OP NUMBER
check_compare() {
	if test "$2" "$3" "$4" 2>/dev/null; then
		check_passed "$1"
	else
		check_failed "$1" "'$2' $3 '$4' does not hold"
	fi
}

rig_error() {
	send_line "ERROR $*"
	exit 1
}

now() { cut -d' ' -f1 /proc/uptime; }

# wait_until SECONDS COMMAND...: polls; false when it did not come true in time
wait_until() {
	local end limit=$1 up
	shift
	read -r up _ </proc/uptime
	end=$((${up%.*} + limit))
	until "$@"; do
		read -r up _ </proc/uptime
		[ "${up%.*}" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# ---- comparing kernels ----

# The scenario is run with another kernel, to see what that does, and nothing shall fail.
baseline() { [ -n "$(arg baseline)" ]; }

# record_value KEY NUMBER: for the run that compares
record_value() { send_line "VALUE $1=$2"; }

# stock KEY: what the stock kernel had; empty when it did not get so far
stock_value() { arg stock | tr ';' '\n' | sed -n "s/^$1=//p"; }

# ---- guests ----

# create NAME pv|pvh|hvm MEMORY_MIB MAXMEM_MIB [LINE...]: starts a guest, returns when its user space is up
# KERNEL=FILE and CMDLINE="..." are its kernel and more for its command line, E820="..." is another memory
# map for a PV guest, in the words of memmap. PAUSED=1 leaves a started guest paused. RAMDISK=FILE is
# another initramfs. A case of the scenario may add to the configuration with config=LINE.
create() {
	start "$@"
	# An HVM guest whose kernel has KASAN takes 300 of this machine's seconds; one that dies is noticed at once.
	wait_for_node 600 "$(domain_path "$1")" data/rig/out
	is_up "$1" || rig_error "the guest $1 does not come up"
}

# start NAME ...: the same, without waiting
start() {
	local name=$1 type=$2 memory=$3 maxmem=$4
	shift 4
	cat >"/tmp/$name.cfg" <<-END
		name="$name"
		type="$type"
		kernel="${KERNEL:-/boot/vmlinuz}"
		ramdisk="${RAMDISK:-/boot/initrd}"
		memory=$memory
		maxmem=$maxmem
		vcpus=1
		extra="console=hvc0 panic=-1 panic_on_warn=1 $(arg_guest) $CMDLINE"
		on_crash="destroy"
		on_reboot="destroy"
	END
	# No video card unless a line asks for one: the last word counts.
	[ "$type" != hvm ] || printf '%s\n' 'vga="none"' vnc=0 sdl=0 usb=0 nographic=1 >>"/tmp/$name.cfg"
	for line in $(arg config) "$@"; do
		echo "$line" >>"/tmp/$name.cfg"
	done
	# Set before the guest can say anything.
	(tail -n +1 -F "/var/log/xen/console/guest-$name.log" 2>/dev/null |
		awk -v n="($name) " '{ print n $0; fflush() }') &
	xl create ${E820:+-p} ${PAUSED:+-p} "/tmp/$name.cfg" >"/tmp/$name.create" 2>&1 || {
		cat "/tmp/$name.create" "/var/log/xen/qemu-dm-$name.log" 2>/dev/null
		rig_error "xl create $name: $(tail -n 1 "/tmp/$name.create")"
	}
	eval "ID_$name=$(xl domid "$name")"
	if [ -n "$E820" ]; then
		# shellcheck disable=SC2086
		set_e820 "$(xl domid "$name")" $E820 || rig_error "set_e820 $E820"
		xl unpause "$name" || rig_error "xl unpause $name"
	fi
	eval "TYPE_$name=$type"
}

arg() { tr ' ' '\n' </proc/cmdline | sed -n "s/^rig\.$1=//p"; }
args() { arg args; }
arg_guest() { arg guest | tr ',' ' '; }

ID_dom0=0
id_of() { eval "echo \$ID_$1"; }
domain_path() { echo "/local/domain/$(id_of "$1")"; }
alive() { xl domid "$1" >/dev/null 2>&1; }

is_up() {
	alive "$1" || rig_error "the guest $1 died: $(grep -h 'panic' "/var/log/xen/console/guest-$1.log" | tail -n 1)"
	[ -n "$(xenstore-read "$(domain_path "$1")/data/rig/out" 2>/dev/null)" ]
}

# guest NAME COMMAND: runs a command in a guest, prints what it printed, returns its status. Raw nodes:
# otherwise the tools take backslashes and line ends for escapes.
guest() {
	local name=$1 node out
	node=$(domain_path "$name")/data/rig
	COMMANDS=$((COMMANDS + 1))
	# The number has to be new even when this runs in a subshell.
	local number up
	read -r up _ </proc/uptime
	number=$COMMANDS.$up
	xenstore-write -R "$node/run" "$number $2"
	wait_for_node 120 "$(domain_path "$name")" data/rig/out "$number" || {
		echo "no answer"
		return 255
	}
	out=$(xenstore-read -R "$node/out")
	out=${out#* }
	printf '%s\n' "${out#* }"
	return "${out%% *}"
}

# The same words for a guest and for dom0 itself.
in_domain() { # NAME COMMAND
	if [ "$1" = dom0 ]; then
		sh -c "$2"
	else
		guest "$1" "$2"
	fi
}

# ---- numbers ----

attribute() { in_domain "$1" "cat $XENMEM/$2"; }
current_kb() { attribute "$1" info/current_kb; }
target_kb() { attribute "$1" target_kb; }
meminfo_kb() { # NAME WORD
	local kb
	kb=$(in_domain "$1" "sed -n 's/^$2: *\([0-9]*\) kB/\1/p' /proc/meminfo")
	[ -n "$kb" ] || rig_error "no $2 from $1"
	echo "$kb"
}
memtotal_kb() { meminfo_kb "$1" MemTotal; }
vmstat() { in_domain "$1" "sed -n 's/^$2 //p' /proc/vmstat"; } # NAME WORD
# How many memory blocks the domain's kernel has.
memory_blocks() { in_domain "$1" "ls /sys/devices/system/memory | grep -c '^memory[0-9]'"; }

# What Xen counts, in KiB; exact, where xl rounds to MiB.
xen_kb() { domstat "$(id_of "$1")" | cut -d' ' -f2; }

xen_mib() {
	local name=$1
	[ "$name" = dom0 ] && name=Domain-0
	xl list "$name" 2>/dev/null | awk 'NR == 2 { print $3 }'
}

# By how much Xen counts more now.
xen_minus_guest_kb() { echo $(($(xen_kb "$1") - $(current_kb "$1"))); }

# ---- moves ----

mem_set() { # NAME MIB
	local name=$1
	[ "$name" = dom0 ] && name=Domain-0
	xl mem-set "$name" "${2}m" >/tmp/memset 2>&1
}

is_at_kb() { [ "$(current_kb "$1")" = "$2" ]; }

# The constant by which a guest counts less than the toolstack: PVH has no memory in 0xa0000-0xfffff
# and Linux does not count page 0. HVM has firmware in two pages more: 0x9f000, and the last below 4 GiB.
offset_kb() {
	local type
	eval "type=\$TYPE_$1"
	case $type in
	pvh) echo 388 ;;
	hvm) echo 396 ;;
	*) echo 0 ;;
	esac
}

# Xen's count is larger than the guest's by what the guest does not see as memory: that offset, and
# for PVH 16 special pages of the toolstack's. HVM has no memory in 0xa0000-0xbffff, but 27 pages of the
# toolstack's and of firmware (11 less without ACPI tables), and what a video card has: the memory, and 64 KiB of ROM.
expected_xen_minus_guest_kb() {
	local type
	eval "type=\$TYPE_$1"
	case $type in
	pvh) echo $((388 + 64)) ;;
	hvm) echo $((396 - 128 + 108 - $(no_acpi_kb "$1") + $(card_kb "$1"))) ;;
	*) echo 0 ;;
	esac
}
no_acpi_kb() {
	if grep -q '^acpi=0' "/tmp/$1.cfg"; then
		echo 44
	else
		echo 0
	fi
}
card_kb() {
	if grep -v none "/tmp/$1.cfg" | grep -q '^vga='; then
		echo $(($(video_kb "$1") + 64))
	else
		echo 0
	fi
}

# Memory that the toolstack keeps for a video card, and leaves out of a target but not of static-max.
video_kb() { xenstore-read "$(domain_path "$1")/memory/videoram" 2>/dev/null || echo 0; }

# wanted_kb NAME MIB: what libxl makes of a request for MIB. Of an HVM guest that it has just built or restored it
# wants up to 1 MiB less or more, and says so in memory/target: libxl__get_targetmem_fudge().
wanted_kb() {
	local type target kb=$(($2 * 1024))
	eval "type=\$TYPE_$1"
	if [ "$type" = hvm ]; then
		kb=$((kb - $(video_kb "$1")))
		target=$(xenstore-read "$(domain_path "$1")/memory/target")
		[ $((target - kb)) -gt 1024 ] || [ $((kb - target)) -gt 1024 ] || kb=$target
	fi
	echo "$kb"
}

# listed_mib NAME MIB: what xl list says at that size. It rounds down, and of an HVM guest without a video card
# Xen counts less than the toolstack.
listed_mib() { echo $((($(wanted_kb "$1" "$2") - $(offset_kb "$1") + $(expected_xen_minus_guest_kb "$1")) / 1024)); }

# wait_for_size NAME MIB [SECONDS]: true when the domain comes to that size, by Xen's count and by its own
wait_for_size() {
	local want=$(($(wanted_kb "$1" "$2") - $(offset_kb "$1")))
	domstat -w "$(id_of "$1")" $((want + $(expected_xen_minus_guest_kb "$1"))) "${3:-60}" && wait_until 5 is_at_kb "$1" $want
}

# state_and_reason NAME: STATE/REASON
state_and_reason() { echo "$(attribute "$1" info/state)/$(attribute "$1" info/reason)"; }
in_state() { [ "$(state_and_reason "$1")" = "$2" ]; } # NAME STATE/REASON

# is_quiet NAME: it has stopped for now; a domain that has a memmap to pay for may do so above its target
is_quiet() { [ "$(attribute "$1" info/state)" = idle ] || [ "$(attribute "$1" info/reason)" = guest-memory ]; }

# check_size NAME MIB [SECONDS]: the domain comes to that size, by all counts there are
check_size() {
	if wait_for_size "$@"; then
		check_passed "$1 is at $2 MiB"
	else
		check_failed "$1 is at $2 MiB" \
			"current $(current_kb "$1") KiB, by Xen $(xen_kb "$1"), target $(target_kb "$1"), state $(attribute "$1" info/state) ($(attribute "$1" info/reason))"
	fi
	check_equal "xl list says $2 MiB for $1" "$(xen_mib "$1")" "$(listed_mib "$1" "$2")"
}

# check_no_leaks NAME: the debug kernel's kmemleak finds no memory that nothing points to. It counts what is older than five
# seconds, and something may point to it again until the next scan.
check_no_leaks() {
	check_equal "$1: memory that nothing points to" "$(in_domain "$1" "cd /sys/kernel/debug && sleep 6 &&
		echo scan >kmemleak && echo scan >kmemleak && head -n 20 kmemleak")" ""
}

# ---- the end ----

# What a good run does not have in the logs of its guests. Those of dom0 the host looks at.
SPLATS='BUG:|WARNING:|Oops|general protection|KASAN|UBSAN|new suspected memory leak|possible circular|inconsistent lock|rcu: INFO|blocked for more|Bad page|Kernel panic'

# expect_panic TEXT: a panic of a guest that says TEXT is what the scenario is about.
expect_panic() {
	WANTED="Kernel panic - not syncing: $1"
	send_line "WANTED $WANTED"
}

finish() {
	send_line "1..$TESTS"
	if grep -hE "$SPLATS" /var/log/xen/console/guest-*.log 2>/dev/null | grep -vF "${WANTED:-no panic}" >/tmp/splats; then
		send_line "SPLAT $(head -n 1 /tmp/splats)"
		exit 1
	fi
	if [ "$(cat /proc/sys/kernel/tainted)" != 0 ]; then
		send_line "SPLAT dom0 is tainted: $(cat /proc/sys/kernel/tainted)"
		exit 1
	fi
	[ $FAILED = 0 ] && send_line "TOKEN $RIG_TOKEN"
	exit 0
}
