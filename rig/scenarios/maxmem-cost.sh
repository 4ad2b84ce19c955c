# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Measures what maxmem costs at boot, and after growth and return, beside the stock driver, for a table in the
# administrator's guide.
# Where a guest with the stock driver dies, the verdict is CRASH, but the values are there.
# rig: mem=12288 dom0_mem=768M kernel=driver+driver+stock xen=bootscrub=0;dom0_max_vcpus=1 smp=2 limit=1500
# case pv-96: args=pv:96:8192:8192 only=named
# case pv-128: args=pv:128:8192:8192 only=named
# case pv-256: args=pv:256:8192:8192 only=named
# case pv-unfilled: args=pv:128:409600:1152 only=named
# case pvh-96: args=pvh:96:8192:8192 only=named
# case pvh-128: args=pvh:128:8192:8192 only=named
# case pvh-256: args=pvh:256:8192:8192 only=named
# case pvh-unfilled: args=pvh:128:65536:1152 only=named

# args=TYPE:MEMORY:MAXMEM:SIZE, sizes in MiB: the guest grows to SIZE
IFS=: read -r TYPE MEMORY MOST GROW <<-END
	$(args)
END
PATIENCE=240

# Why a guest is not at its size, in a few words.
failure() { # NAME
	if alive "$1"; then
		echo "stays at $(xen_mib "$1") MiB"
	else
		{
			xl dmesg | grep -o 'out of PoD memory'
			grep -hoE 'Kernel panic.*|Out of memory: Killed.*' "/var/log/xen/console/guest-$1.log"
		} | tail -n 1
	fi
}

# moved NAME MIB: the seconds that it took, or the failure
moved() {
	local start failed
	start=$(now)
	mem_set "$1" "$2"
	if wait_for_size "$1" "$2" $PATIENCE; then
		echo "$(now) $start" | awk '{ printf "%.1f s", $1 - $2 }'
	else
		failed=$(failure "$1")
		echo "${failed:-dies}"
	fi
}

# row NAME KERNEL MAXMEM: boots it, grows it, brings it back
row() {
	local line up boot grow="-" back="-" after="-"
	KERNEL=$2 PAUSED=1 CMDLINE="memhp_default_state=online panic_on_warn=0" start "$1" "$TYPE" "$MEMORY" "$3"
	line=$(move boot "$(id_of "$1")" 256 $PATIENCE)
	up=$(echo "$line" | sed -n 's/up_ms=\([0-9]*\).*/\1/p')
	if ! alive "$1" || [ -z "$(xenstore-read "$(domain_path "$1")/data/rig/out" 2>/dev/null)" ]; then
		record_value "$1" "does not boot: $(failure "$1")"
		return
	fi
	boot="$up ms | $(meminfo_kb "$1" MemTotal) | $(meminfo_kb "$1" MemFree)"
	if [ "$3" != "$MEMORY" ]; then
		grow=$(moved "$1" "$GROW")
		case $grow in
		*" s")
			grow="$grow | $(meminfo_kb "$1" MemFree)"
			back=$(moved "$1" "$MEMORY")
			# The memmap is removed once the guest has been quiet.
			[ "$1" = stock ] || sleep 40
			after="$(xen_mib "$1") MiB | $(meminfo_kb "$1" MemFree)"
			;;
		esac
	fi
	record_value "$1" "$boot | $grow | $back | $after"
	xl destroy "$1"
}

# The first guest on a freshly booted host is slower than later ones.
KERNEL=/boot/vmlinuz create warm "$TYPE" "$MEMORY" "$MEMORY"
xl destroy warm
row plain /boot/vmlinuz "$MEMORY"
row driver /boot/vmlinuz "$MOST"
row stock /boot/vmlinuz-other "$MOST"
check_passed "measured"
