# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory that was onlined movable goes back too, and the kernel's own zones keep what the kernel needs.
# rig: mem=3584 limit=500
# case pvh-movable: args=pvh guest=memhp_default_state=online_movable
# case pv-auto: args=pv guest=memory_hotplug.online_policy=auto-movable
# case pvh-auto: args=pvh guest=memory_hotplug.online_policy=auto-movable tier=all
# case pvh-node: args=pvh guest=movable_node tier=all
# case pv-movable: args=pv guest=memhp_default_state=online_movable tier=all
# case pv-node: args=pv guest=movable_node tier=all
# case hvm-auto: args=hvm guest=memory_hotplug.online_policy=auto-movable image=hvm tier=all
# case hvm-movable: args=hvm guest=memhp_default_state=online_movable image=hvm tier=all

# A balloon that takes what the kernel can use for itself, and leaves what it cannot, kills the guest on the way down: "System
# is deadlocked on memory", with 1.7 GiB free.

. ./zones.sh

check_down() { # MIB
	mem_set u "$1"
	check_size u "$1"
	check_zones "at $1 MiB"
}

# Pages of ZONE_MOVABLE, and of the other zones.
managed() { guest u "awk '/^Node/ { z = \$4 } \$1 == \"managed\" && z $1 \"Movable\" { n += \$2 } END { print n + 0 }' /proc/zoneinfo"; }

CMDLINE="xen_initial_balloon=0"
create u "$(args)" 256 2048
check_size u 256
mem_set u 2048
check_size u 2048
note "zones of memory blocks: $(guest u "cat /sys/devices/system/memory/memory*/valid_zones" | sort | uniq -c | tr '\n' ';')"
check_down 1024
check_down 256

# With 1 GiB in use for which only movable memory has room.
mem_set u 2048
check_size u 2048
all=$(managed '!=')
guest u "mount -o remount,size=1500m /tmp; dd if=/dev/zero of=/tmp/data bs=1M count=1024 2>&1 | tail -n 1" >/dev/null
check_down 1280
# A driver that brings back superpages first, wherever they are, gives the kernel what it needs last.
check_down 1216
away=$((all - $(managed '!='))) movable=$(managed '==')
note "of $all pages that the kernel can use $away are in the balloon"
check_compare "a part of what the kernel can use is in the balloon" $away -ge 8192
mem_set u 1232
check_size u 1232
check_equal "16 MiB of it come back" $((away - all + $(managed '!='))) 4096
check_equal "ZONE_MOVABLE has to wait" "$(managed '==')" "$movable"
check_down 1216
check_equal "the data is there" "$(guest u "stat -c %s /tmp/data")" $((1 << 30))
guest u "rm /tmp/data"
check_down 256
