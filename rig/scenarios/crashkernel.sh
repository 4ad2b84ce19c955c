# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory < maxmem reserves memory for a crash kernel, at any address: it boots, the reserved range stays
# populated, even after the guest has grown and shrunk again, and no target takes it away.
# rig: mem=3072 limit=900 kernel=debian
# case pvh: args=pvh only=named
# case pv: args=pv only=named
# case hvm: args=hvm image=hvm limit=3000 only=named

. ./kexec.sh

# Loading a crash kernel writes to the reserved range, and reading that back shows whether it was kept.
loads() { guest u "kexec crash /kexec/vmlinuz /kexec/initrd 'console=hvc0 panic=-1 nokaslr' 2>&1 && cat /sys/kernel/kexec_crash_loaded"; }
# At its floor, or above it because of memory in use.
as_low_as_it_can() { in_state u idle/floor || in_state u waiting/guest-memory; }
reserved_kb() {
	local first last sum=0
	while read -r first last; do
		[ -z "$last" ] || sum=$((sum + (0x$last + 1 - 0x$first) / 1024))
	done <<-END
		$(guest u "sed -n 's/^ *\([0-9a-f]*\)-\([0-9a-f]*\) : Crash kernel\$/\1 \2/p' /proc/iomem")
	END
	echo $sum
}

for words in crashkernel=256M@128M crashkernel=384M@64M crashkernel=192M crashkernel=128M,high crashkernel=64M@1600M crashkernel=1G; do
	CMDLINE=$words create u "$(args)" 512 2048
	check_size u 512
	got=$(reserved_kb)
	case $(args):$words in
	pv:*)
		check_equal "$words: Linux reserves nothing in a PV domain" "$got" 0
		# 1 GiB is more than there is: the kernel says nothing then (kernel/crash_reserve.c: parse_crashkernel()).
		said=1
		[ "$words" != crashkernel=1G ] || said=0
		check_equal "$words: and says so" "$(guest u "dmesg | grep -c 'Ignoring crashkernel for a Xen PV domain'")" $said
		mem_set u 2048
		check_size u 2048 90
		mem_set u 512
		check_size u 512 90
		;;
	*64M@1600M | *384M@64M | *1G)
		# Nothing can be reserved where there is no memory at boot, or where the initrd lies.
		note "$words: $(guest u "dmesg | grep -i 'crashkernel.*\(fail\|reserv\|cannot\)' | cut -d']' -f2- | tail -n 2 | tr '\n' ';'")"
		;;
	*)
		check_compare "$words: memory is reserved, in KiB" "$got" -ge 1
		;;
	esac
	if [ "$got" != 0 ]; then
		check_compare "$words: the floor covers it" "$(attribute u min_kb)" -gt "$got"
		check_equal "$words: a crash kernel can be loaded there" "$(loads)" 1
		mem_set u 2048
		check_size u 2048 90
		check_equal "$words, grown: again" "$(loads)" 1
		mem_set u 64
		# As low as it can. No kernel is loaded then: it would be more than half of all memory.
		wait_until 120 as_low_as_it_can || check_failed "$words, low: it waits" "$(state_and_reason u)"
		check_equal "$words, low: the crash kernel is there" "$(guest u "cat /sys/kernel/kexec_crash_loaded")" 1
		mem_set u 512
		check_size u 512 90
	fi
	check_equal "$words: no process was killed" "$(vmstat u oom_kill)" 0
	xl destroy u
done
