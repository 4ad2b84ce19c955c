# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# mem= limits how much memory the kernel sees: nothing beyond it is used, and nothing is lost to Xen.
# rig: beside=stock mem=4096 xen=bootscrub=0 limit=120
# case extra: dom0_mem=512M dom0=mem=1024M args=1280
# case refilled: dom0_mem=3072M dom0=mem=4500M args=3072 tier=all
# case displaced: dom0_mem=3072M dom0=mem=1500M args=3072 tier=all

. ./memory-map.sh

record_value memtotal_kb "$(memtotal_kb dom0)"
baseline && return

check_memtotal_not_below_stock dom0 "$(stock_value memtotal_kb)"
limit=$((0x$(iomem dom0 | tail -n 1 | cut -d' ' -f2) + 1))
mem=$(tr ' ' '\n' </proc/cmdline | sed -n 's/^mem=\(.*\)M$/\1/p')
check_compare "System RAM ends at or below mem=" $limit -le $((mem << 20))
check_equal "Xen counts what dom0 counts" "$(xen_kb dom0)" "$(current_kb dom0)"
check_equal "dom0: all System RAM is RAM of the machine" "$(outside_ram dom0)" ''
mib=$(xen_mib dom0)
mem_set dom0 $((mib - 256))
check_size dom0 $((mib - 256))
mem_set dom0 "$mib"
check_size dom0 "$mib"
if [ "$(arg case)" = extra ]; then
	# There is no growth with mem=: the memory that it leaves visible is prepared at boot.
	mem_set dom0 960
	check_size dom0 960
fi
# The domain cannot have more than mem=, and says so.
mem_set dom0 "$(args)"
short() { [ "$(attribute dom0 info/state) $(attribute dom0 info/reason)" = "waiting no-frames" ]; }
wait_until 30 short
check_equal "beyond mem= there is nothing, and the reason says so" \
	"$(attribute dom0 info/state) $(attribute dom0 info/reason)" "waiting no-frames"
