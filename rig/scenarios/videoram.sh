# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory that the toolstack sets aside for a video card does not count as the guest's: with each kind of card and each size,
# the guest comes to the size that it was given.
# rig: mem=3072 dom0_mem=1024M limit=500 image=hvm
# case stdvga: args=stdvga:16:256:1024 tier=all
# case stdvga-full: args=stdvga:16:512:512 mem=4096 dom0_mem=2048M tier=all
# case stdvga-128: args=stdvga:128:256:1024 tier=all
# case cirrus: args=cirrus:8:256:1024 tier=all
# case cirrus-16: args=cirrus:16:256:1024 tier=all
# case none: args=none:4:256:1024 tier=all
# case none-64: args=none:64:256:1024 tier=all

. ./saved.sh

# args=CARD:VIDEORAM:MEMORY:MAXMEM, the sizes in MiB
IFS=: read -r CARD VIDEO MEMORY MOST <<-END
	$(args)
END

told() { xenstore-read "$(domain_path u)/data/balloon/current" 2>/dev/null; }
wanted() { xenstore-read "$(domain_path u)/memory/target"; }
host_knows() { [ "$(told)" = "$(wanted)" ]; }

# check_size_and_target MIB: the guest is at the toolstack's target, but for the usual constant
check_size_and_target() {
	check_size u "$1"
	check_equal "at $1 MiB: the guest's target is as much below the toolstack's as ever" \
		$(($(wanted) - $(target_kb u))) "$(offset_kb u)"
	check_equal "at $1 MiB: Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$(expected_xen_minus_guest_kb u)"
	wait_until 10 host_knows || true
	check_equal "at $1 MiB: the host is told of its own target" "$(told)" "$(wanted)"
}

# The memory of a card counts, and makes up for what is missing below 1 MiB: xl list says what was asked for, to the MiB.
check_listed() {
	[ "$CARD" = none ] || check_equal "xl list says what it was told" "$(xen_mib u)" "$1"
}

create u hvm "$MEMORY" "$MOST" "vga=\"$CARD\"" "videoram=$VIDEO"
check_equal "the toolstack keeps so much for video" "$(video_kb u)" $((VIDEO * 1024))
check_size_and_target "$MEMORY"

# All of its memory can be used: every page frame is populated.
guest u "mount -o remount,size=100% /tmp
	head -c $(($(meminfo_kb u MemAvailable) - 12288))k /dev/zero | tr '\\0' x >/tmp/full" ||
	check_failed "the guest fills its memory"
guest u "rm /tmp/full" || check_failed "the guest lives"

if [ "$MEMORY" != "$MOST" ]; then
	for mib in "$MOST" "$MEMORY" 600; do
		mem_set u "$mib"
		check_size_and_target "$mib"
		check_listed "$mib"
	done
fi
mem_max u $((MOST + 512))
mem_set u $((MOST + 256))
check_size_and_target $((MOST + 256))
check_listed $((MOST + 256))

# A restored guest keeps the constant that it found at boot. An image has to fit into dom0's memory.
for mib in 400 "$MEMORY"; do
	mem_set u "$mib"
	check_size u "$mib"
	xl save u /tmp/saved >/tmp/save.log 2>&1 || rig_error "xl save: $(tail -n 1 /tmp/save.log)"
	restore_guest u
	check_size_and_target "$mib"
done
mem_set u 400
check_size_and_target 400
check_listed 400
