# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest is saved and restored: with memory in the balloon, while it is on its way down and up, and afterwards it
# goes on as if nothing had been.
# rig: mem=3072 dom0_mem=1024M limit=400
# case pv: to=pv
# case pvh: to=pvh guest=xen_initial_balloon=0
# case hvm: to=hvm image=hvm limit=700 tier=all
# case hvm-growth: to=hvm guest=xen_initial_balloon=0 image=hvm limit=700 tier=all

. ./saved.sh

# restored NAME: saves it and brings it back, as what it was
restored() {
	xl save "$1" /tmp/saved >/tmp/save.log 2>&1 || broken "xl save $1: $(tail -n 1 /tmp/save.log)"
	come_back "$1"
	until_true 10 host_knows "$1"
	is "$1 tells its new home where it stands" "$(told "$1" current)" \
		$(($(current_kb "$1") + $(offset_kb "$1")))
}
told() { xenstore-read "$(home "$1")/data/balloon/$2" 2>/dev/null; }
# Once it has settled.
host_knows() { [ "$(told "$1" state)" = idle ] && [ "$(told "$1" current)" = "$(xenstore-read "$(home "$1")/memory/target")" ]; }
above() { [ "$(xen_mib "$1")" -gt "$2" ]; }
below() { [ "$(xen_mib "$1")" -lt "$2" ]; }

create u "$(arg to)" 128 384
reaches u 128
apart=$(apart u)
is "Xen counts more by a constant" "$apart" "$(apart_kb u)"

restored u
reaches u 128
# What gets memory above the highest page frame that the toolstack sees when it begins is not saved. Of a PV guest
# it sees the p2m list.
highest=$(domstat -g "$ID_u")
mem_set u 384
reaches u 384
[ "$(arg to)" = pv ] || is "a save begun before the move would have seen all of it" "$(domstat -g "$ID_u")" "$highest"
restored u
reaches u 384
mem_set u 128
until_true 20 below u 350
restored u
reaches u 128
mem_set u 384
until_true 20 above u 160
restored u
reaches u 384
mem_set u 192
reaches u 192

# More than the toolstack's target, by the user's own: that would be too much for the restored one.
xl mem-set u 384 || broken "xl mem-set"
arrives u 384
xenstore-write "$(home u)/memory/target" 262144
arrives u 256
guest u "echo $((393216 - $(offset_kb u))) >$XENMEM/target_kb"
until_true 20 above u 380
restored u
reaches u 256
is "Xen counts more by the same constant" "$(apart u)" "$apart"
