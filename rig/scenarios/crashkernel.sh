# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory < maxmem reserves memory for a crash kernel, wherever: it boots, what is reserved has memory, also
# when the guest has grown and gone down again, and no target takes it away.
# rig: mem=3072 limit=900 kernel=debian
# case pvh: to=pvh only=named
# case hvm: to=hvm image=hvm limit=3000 only=named

. ./kexec.sh

# Loading it writes to what was reserved, and reading it back shows whether that was kept.
loads() { guest u "kexec crash /kexec/vmlinuz /kexec/initrd 'console=hvc0 panic=-1 nokaslr' 2>&1 && cat /sys/kernel/kexec_crash_loaded"; }
# At its floor, or short of it with what is in use.
as_low_as_it_can() { in_state u idle/floor || in_state u waiting/guest-memory; }
reserved() { guest u "grep -c 'Crash kernel' /proc/iomem"; }

for words in crashkernel=256M@128M crashkernel=192M crashkernel=128M,high crashkernel=64M@1600M crashkernel=1G; do
	WORDS=$words create u "$(arg to)" 512 2048
	reaches u 512
	got=$(reserved)
	case $words in
	*64M@1600M | *1G)
		# Where there is no memory at the start nothing can be reserved: the kernel says so, and goes on without.
		note "$words: $(guest u "dmesg | grep -i 'crashkernel.*\(fail\|reserv\|cannot\)' | cut -d']' -f2- | tail -n 2 | tr '\n' ';'")"
		;;
	*)
		holds "$words: memory is reserved" "$got" -ge 1
		;;
	esac
	if [ "$got" != 0 ]; then
		is "$words: a crash kernel can be loaded there" "$(loads)" 1
		mem_set u 2048
		reaches u 2048 90
		is "$words, grown: again" "$(loads)" 1
		mem_set u 64
		# As low as it can; a kernel for later is not loaded then, as it is more than half of all memory.
		until_true 120 as_low_as_it_can || not_ok "$words, low: it waits" "$(standing u)"
		is "$words, low: the crash kernel is there" "$(guest u "cat /sys/kernel/kexec_crash_loaded")" 1
		mem_set u 512
		reaches u 512 90
	fi
	is "$words: nobody was killed" "$(vmstat u oom_kill)" 0
	xl destroy u
done
