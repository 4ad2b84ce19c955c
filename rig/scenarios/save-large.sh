# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest that may have more than 4 GiB is saved and restored: as it was born, after it was large, with memory blocks
# gone, and while it has memory above 4 GiB.
# rig: mem=8192 dom0_mem=1024M limit=900 xen=bootscrub=0
# case pvh: to=pvh tier=all
# case pv: to=pv tier=all
# case pvh-growth: to=pvh guest=xen_initial_balloon=0 tier=all
# case pv-growth: to=pv guest=xen_initial_balloon=0 tier=all
# case hvm: to=hvm image=hvm limit=1500 tier=all

. ./saved.sh

# In MiB. A PV guest keeps page tables and memmap of what it has had.
low=256

# restored WHAT MIB: the image goes through a filter, as zeros of 4 GiB have no room here.
restored() {
	local gpfn
	mkfifo /tmp/pipe
	sparse /tmp/saved </tmp/pipe >/tmp/size &
	gpfn=$(domstat -g "$ID_u")
	xl save u /tmp/pipe >/tmp/save.log 2>&1 || broken "$1: xl save: $(grep -v '^xc: progress' /tmp/save.log | tail -n 1)"
	wait $!
	rm /tmp/pipe
	# The toolstack writes 8 bytes for each page frame up to the highest, whether it has memory or not.
	holds "$1: MiB of the image" $(($(cat /tmp/size) >> 20)) -le $(($2 * 101 / 100 + 8 + gpfn * 8 / 1048576))
	come_back u
	reaches u "$2"
	is "$1: Xen counts more by the same constant" "$(apart u)" "$apart"
}
# A save right after memory has come is refused for ten seconds: it might miss some.
moves() { # MIB
	mem_set u "$1"
	reaches u "$1" 240
	sleep 11
}

create u "$(arg to)" $low 5120
reaches u $low
apart=$(apart u)
restored "as it was born" $low
moves 4500
moves $low
restored "after it was large" $low
moves 3000
moves 1500
restored "with blocks gone" 1500
moves 4200
guest u "dd if=/dev/urandom of=/tmp/x bs=1M count=30 2>/dev/null; md5sum /tmp/x >/tmp/sum"
restored "while it is large" 4200
is "what it has kept" "$(guest u "md5sum -c /tmp/sum 2>&1 && rm /tmp/x")" "/tmp/x: OK"
moves 5120
moves $low
is "in the end" "$(standing u)" idle/none
is "nobody was killed" "$(vmstat u oom_kill)" 0
