# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A kernel in Debian's configuration runs with the modules of Debian's own package.
# rig: mem=3072 limit=400 kernel=debian
# case pv: to=pv only=named
# case pvh: to=pvh only=named

modules=/boot/modules.img
[ -r $modules ] || broken "no modules for the guests' kernel; see rig/debian-modules"
cat /boot/initrd $modules >/tmp/initrd-modules
RAMDISK=/tmp/initrd-modules create m "$(arg to)" 512 768

note "$(guest m 'uname -r')"
is "its modules are of the same release" "$(guest m 'ls /lib/modules')" "$(guest m 'uname -r')"
# What is built in has nothing to load, and modprobe says so by its status.
for module in crc32c_generic ext4 zram xen-blkfront xen-netfront; do
	is "$module loads" "$(guest m "modprobe $module 2>&1 && echo loaded")" loaded
done
is "with what they depend on" "$(guest m "grep -cE '^(ext4|jbd2|mbcache|zram|xen_blkfront) ' /proc/modules")" 5
is "no symbol has another checksum" "$(guest m "dmesg | grep -E 'disagrees about version|Unknown symbol|Invalid module format' | head -n 3")" ""

# They are used, too, while the guest's memory moves.
is "a file system on a disk in memory" \
	"$(guest m "echo 64M >/sys/block/zram0/disksize && mke2fs -b 4096 /dev/zram0 >/dev/null && mkdir -p /tmp/d && mount -t ext4 /dev/zram0 /tmp/d && dd if=/bin/busybox of=/tmp/d/b 2>/dev/null && echo mounted")" mounted
xl mem-set m 768
reaches m 768
xl mem-set m 512
reaches m 512
is "what is on it is as it was" "$(guest m 'cmp /bin/busybox /tmp/d/b && echo same')" same
is "the modules go" "$(guest m 'umount /tmp/d && rmmod zram && rmmod ext4 && echo gone')" gone
