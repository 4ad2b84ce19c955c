# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The command line of QEMU for a scenario, and the words that dom0 reads from it. Sourced by rig/boot, which sets name, case,
# images, work, accel and token.

# The disk that UEFI boots: Xen in Debian's form for it, its configuration, and the files named in that.
uefi_disk() { # XEN_WORDS DOM0_WORDS
	local dir=$work/esp share=$XENROOT/usr/share/OVMF
	[ -r "$share/OVMF_CODE.fd" ] || die "UEFI is not unpacked under $XENROOT; run 'make setup'"
	rm -rf "$dir"
	mkdir -p "$dir/EFI/BOOT"
	cp "$XENROOT/boot/xen-4.17-amd64.efi" "$dir/EFI/BOOT/BOOTX64.EFI"
	cp "$images/vmlinuz" "$dir/EFI/BOOT/vmlinuz"
	cp "$images/dom0$(key image "" | sed 's/^./-&/').img" "$dir/EFI/BOOT/dom0.img"
	cat >"$dir/EFI/BOOT/BOOTX64.cfg" <<-END
		[global]
		default=rig
		[rig]
		options=$1
		kernel=vmlinuz $2
		ramdisk=dom0.img
	END
	cp "$share/OVMF_VARS.fd" "$work/vars"
	qemu+=(-drive "if=pflash,format=raw,unit=0,readonly=on,file=$share/OVMF_CODE.fd"
		-drive "if=pflash,format=raw,unit=1,file=$work/vars"
		-blockdev "driver=vvfat,node-name=esp,read-only=on,dir=$dir" -device "virtio-blk-pci,drive=esp,bootindex=0")
}

# The CPUs and the RAM. With nodes=N, each node has its share of both and a socket of its own: Linux warns when CPUs of
# different nodes seem to share a cache, as those of one socket do.
qemu_topology() {
	local nodes mem smp node size
	nodes=$(key nodes 1) mem=$(key mem 1536)
	smp=$(key smp "$nodes")
	if [ "$nodes" = 1 ]; then
		qemu+=(-smp "$smp" -m "$mem")
		return
	fi
	[ $((mem % nodes)) = 0 ] && [ $((smp % nodes)) = 0 ] || die "$name: mem=$mem and smp=$smp cannot be shared by nodes=$nodes"
	[ "$(key ram "")" != file ] || die "$name: nodes=$nodes and ram=file do not go together"
	size=$((mem / nodes)) smp=$((smp / nodes))
	qemu+=(-smp "$((nodes * smp)),sockets=$nodes,cores=$smp,threads=1" -m "$mem")
	for ((node = 0; node < nodes; node++)); do
		qemu+=(-object "memory-backend-ram,id=node$node,size=${size}M"
			-numa "node,nodeid=$node,cpus=$((node * smp))-$(((node + 1) * smp - 1)),memdev=node$node")
	done
}

# What dom0's init reads in QEMU's fw_cfg: NAME=VALUE, a line each. Always of one size, as Linux asks for that once.
write_words() {
	truncate -s 0 "$work/words"
	truncate -s 16384 "$work/words"
	dd conv=notrunc status=none of="$work/words" <<-END
		token=$token
		scenario=${name%%:*}
		case=$case
		baseline=${BASELINE:-}
		stock=${STOCK_VALUES:-}
		args=${ARGS:-$(key args "")}
		larger=$(key larger "")
		config=$(key config "")
		guest=$(key guest "")
	END
}

qemu_command() {
	local cpu=qemu64,+svm,+npt words linux
	[ "$accel" != kvm ] || cpu=host
	qemu=(qemu-system-x86_64 -machine "q35,accel=$accel$(key machine "" | sed 's/^./,&/')" -cpu "$cpu"
		-nodefaults -nographic -no-reboot -monitor none -fw_cfg "name=opt/rig/words,file=$work/words"
		-serial "file:$work/console.log" -serial "$(result_port)")
	qemu_topology
	words="console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all dom0_mem=$(key dom0_mem 512M) $(key xen "")"
	linux="console=hvc0 panic=-1 panic_on_warn=1 rdinit=/init $(key dom0 "")"
	if [ "$(key firmware "")" = uefi ]; then
		uefi_disk "$words" "$linux"
	else
		# A comma separates modules; a doubled comma is a literal one.
		qemu+=(-kernel "$images/xen" -append "$words"
			-initrd "$images/vmlinuz ${linux//,/,,},$images/dom0$(key image "" | sed 's/^./-&/').img")
	fi
	if [ "$(key ram "")" = file ]; then
		qemu+=(-object "memory-backend-file,id=ram,share=on,mem-path=$work/ram,size=$(key mem 1536)M"
			-machine memory-backend=ram)
	fi
	if [ "$accel" = tcg ] && [ -n "${ICOUNT-yes}" ]; then
		qemu+=(-icount "shift=2,sleep=off" -rtc "base=2026-01-01,clock=vm" -seed 1)
	fi
}
