# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Starting guests, and running commands in them and in dom0.

COMMANDS=0

# create NAME pv|pvh|hvm MEMORY_MIB MAXMEM_MIB [LINE...]: starts a guest, returns when its user space is up
# KERNEL=FILE and CMDLINE="..." are its kernel and additions to its command line; E820="..." is another E820 for a PV guest,
# written as for memmap=. PAUSED=1 leaves a started guest paused. RAMDISK=FILE is another initramfs. VNUMA="MIB@PNODE:VCPU
# ..." describes its virtual NUMA nodes, as for xl-vnuma, and gives it a CPU for each. A case of the scenario may add to the
# configuration with config=LINE.
create() {
	start "$@"
	# An HVM guest whose kernel has KASAN takes 100 of this machine's seconds; one that dies is noticed at once.
	wait_for_node 600 "$(domain_path "$1")" data/rig/out
	is_up "$1" || rig_error "the guest $1 does not come up"
}

# start NAME ...: the same, without waiting
start() {
	local name=$1 type=$2 memory=$(($3 + LARGER)) maxmem=$(($4 + LARGER)) cmdline n
	shift 4
	cmdline="console=hvc0 panic=-1 panic_on_warn=1 $(arg guest) $CMDLINE"
	cat >"/tmp/$name.cfg" <<-END
		name="$name"
		type="$type"
		memory=$memory
		maxmem=$maxmem
		vcpus=1
		on_crash="destroy"
		on_reboot="destroy"
	END
	boot_lines "$name" "$type" "$cmdline" >>"/tmp/$name.cfg"
	# No video card unless a line asks for one: the last line for a key counts.
	[ "$type" != hvm ] || printf '%s\n' 'vga="none"' vnc=0 sdl=0 usb=0 nographic=1 >>"/tmp/$name.cfg"
	for line in $(arg config) "$@"; do
		echo "$line" >>"/tmp/$name.cfg"
	done
	# Started before the guest can print anything.
	(tail -n +1 -F "/var/log/xen/console/guest-$name.log" 2>/dev/null |
		awk -v n="($name) " '{ print n $0; fflush() }') &
	if [ -n "$VNUMA" ]; then
		# xl wants maxvcpus too when the guest has more CPUs than the machine.
		n=$(echo "$VNUMA" | wc -w)
		printf 'vcpus=%d\nmaxvcpus=%d\n' "$n" "$n" >>"/tmp/$name.cfg"
		[ "$type" = pv ] || vnuma_line >>"/tmp/$name.cfg"
	fi
	xl_create "$type" ${E820:+-p} ${PAUSED:+-p} "/tmp/$name.cfg" >"/tmp/$name.create" 2>&1 || {
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

# xl_create TYPE ARGUMENT...: as an unmodified xl supports virtual NUMA nodes for HVM guests only, others are started by
# xl-vnuma
xl_create() {
	local type=$1
	shift
	case ${VNUMA:+$type} in
	pv) xl-vnuma --pv "$VNUMA" create "$@" ;;
	pvh) xl-vnuma create "$@" ;;
	*) xl create "$@" ;;
	esac
}

# vnuma_line: $VNUMA as a line of xl.cfg
vnuma_line() {
	echo "$VNUMA" | awk '{
		for (n = 1; n <= NF; n++) {
			split($n, part, "[@:]")
			for (m = 1; m <= NF; m++)
				far = far "," (n == m ? 10 : 20)
			line = line sprintf(",[\"pnode=%s\",\"size=%s\",\"vcpus=%s\",\"vdistances=%s\"]", part[2], part[1], part[3], substr(far, 2))
			far = ""
		}
		print "vnuma=[" substr(line, 2) "]"
	}'
}

# boot_lines NAME TYPE CMDLINE: how the guest gets its kernel, as lines of its configuration. An HVM guest reads
# /boot/vmlinuz from a disk; another kernel or initramfs is loaded by its device model, which takes longer.
boot_lines() {
	if [ "$2" = hvm ] && [ -z "$KERNEL$RAMDISK" ]; then
		cp /boot/disk "/tmp/$1.disk"
		printf ' %s' "$3" | dd of="/tmp/$1.disk" bs=1 seek="$(cat /boot/disk.line)" conv=notrunc 2>/dev/null ||
			rig_error "the command line of $1"
		printf '%s\n' "disk=[\"format=raw,vdev=hda,backendtype=qdisk,access=rw,target=/tmp/$1.disk\"]" 'boot="c"' 'hdtype="ahci"'
	else
		printf '%s\n' "kernel=\"${KERNEL:-/boot/vmlinuz}\"" "ramdisk=\"${RAMDISK:-/boot/initrd}\"" "extra=\"$3\""
	fi
}

arg() { sed -n "s/^$1=//p" /run/words; }
args() { arg args; }

# MiB that each guest has beyond what the scenario says: KASAN takes 235 MiB for itself.
LARGER=$(arg larger)

ID_dom0=0
id_of() { eval "echo \$ID_$1"; }
domain_path() { echo "/local/domain/$(id_of "$1")"; }
alive() { xl domid "$1" >/dev/null 2>&1; }

is_up() {
	alive "$1" || rig_error "the guest $1 died: $(grep -h 'panic' "/var/log/xen/console/guest-$1.log" | tail -n 1)"
	[ -n "$(xenstore-read "$(domain_path "$1")/data/rig/out" 2>/dev/null)" ]
}

# guest NAME COMMAND: runs a command in a guest, prints its output, returns its status. The nodes are raw: otherwise the
# tools would interpret backslashes and line ends as escapes.
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

# The same commands for a guest and for dom0 itself.
in_domain() { # NAME COMMAND
	if [ "$1" = dom0 ]; then
		sh -c "$2"
	else
		guest "$1" "$2"
	fi
}
