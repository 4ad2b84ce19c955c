# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What the toolstack sets aside for a video card is no memory of the guest's: it has what it was given, with each
# kind of card and each size.
# rig: mem=3072 dom0_mem=1024M limit=500 image=hvm
# case stdvga: to=stdvga:16:256:1024 tier=all
# case stdvga-full: to=stdvga:16:512:512 tier=all
# case stdvga-128: to=stdvga:128:256:1024 tier=all
# case cirrus: to=cirrus:8:256:1024 tier=all
# case cirrus-32: to=cirrus:32:256:1024 tier=all
# case none: to=none:4:256:1024 tier=all
# case none-64: to=none:64:256:1024 tier=all

. ./saved.sh

# to=CARD:VIDEORAM:MEMORY:MAXMEM, the sizes in MiB
IFS=: read -r CARD VIDEO MEMORY MOST <<-END
	$(arg to)
END

told() { xenstore-read "$(home u)/data/balloon/current" 2>/dev/null; }
wanted() { xenstore-read "$(home u)/memory/target"; }
host_knows() { [ "$(told)" = "$(wanted)" ]; }

# there MIB: at what the toolstack gave, by the same constant as ever
there() {
	reaches u "$1"
	is "at $1 MiB: the guest's target is as much below the toolstack's as ever" \
		$(($(wanted) - $(target_kb u))) "$(offset_kb u)"
	is "at $1 MiB: Xen counts more by the same constant" "$(apart u)" "$(apart_kb u)"
	until_true 10 host_knows || true
	is "at $1 MiB: the host is told of its own target" "$(told)" "$(wanted)"
}

# A card has its memory and makes up for what is missing below 1 MiB: xl list says what was asked for, to the MiB.
listed() {
	[ "$CARD" = none ] || is "xl list says what it was told" "$(xen_mib u)" "$1"
}

create u hvm "$MEMORY" "$MOST" "vga=\"$CARD\"" "videoram=$VIDEO"
is "the toolstack keeps so much for video" "$(video_kb u)" $((VIDEO * 1024))
there "$MEMORY"

# All that it has can be used: there is a page of Xen's behind each.
guest u "mount -o remount,size=100% /tmp
	head -c $(($(meminfo_kb u MemAvailable) - 12288))k /dev/zero | tr '\\0' x >/tmp/full" ||
	not_ok "the guest fills its memory"
guest u "rm /tmp/full" || not_ok "the guest lives"

if [ "$MEMORY" != "$MOST" ]; then
	for mib in "$MOST" "$MEMORY" 600; do
		mem_set u "$mib"
		there "$mib"
		listed "$mib"
	done
fi
xl mem-max u $((MOST + 512))m || broken "xl mem-max"
mem_set u $((MOST + 256))
there $((MOST + 256))
listed $((MOST + 256))

# It keeps the constant that it found at its start. An image has to fit into dom0's memory.
for mib in 400 "$MEMORY"; do
	mem_set u "$mib"
	reaches u "$mib"
	xl save u /tmp/saved >/tmp/save.log 2>&1 || broken "xl save: $(tail -n 1 /tmp/save.log)"
	come_back u
	there "$mib"
done
mem_set u 400
there 400
listed 400
