# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A kernel in Debian's configuration runs with the modules of Debian's own package.
# rig: mem=3072 limit=400 kernel=debian
# case pv: args=pv only=named
# case pvh: args=pvh only=named

modules=/boot/modules.img
[ -r $modules ] || rig_error "no modules for the guests' kernel; see rig/debian-modules"
cat /boot/initrd $modules >/tmp/initrd-modules
RAMDISK=/tmp/initrd-modules create m "$(args)" 512 768

note "$(guest m 'uname -r')"
check_equal "its modules are of the same release" "$(guest m 'ls /lib/modules')" "$(guest m 'uname -r')"
# A built-in driver has nothing to load, and modprobe succeeds then too.
for module in crc32c_generic ext4 zram xen-blkfront xen-netfront; do
	check_equal "$module loads" "$(guest m "modprobe $module 2>&1 && echo loaded")" loaded
done
check_equal "with what they depend on" "$(guest m "grep -cE '^(ext4|jbd2|mbcache|zram|xen_blkfront) ' /proc/modules")" 5
check_equal "no symbol has another checksum" "$(guest m "dmesg | grep -E 'disagrees about version|Unknown symbol|Invalid module format' | head -n 3")" ""

# The modules are in use while the guest's memory moves.
check_equal "a file system on a disk in memory" \
	"$(guest m "echo 64M >/sys/block/zram0/disksize && mke2fs -b 4096 /dev/zram0 >/dev/null && mkdir -p /tmp/d && mount -t ext4 /dev/zram0 /tmp/d && dd if=/bin/busybox of=/tmp/d/b 2>/dev/null && echo mounted")" mounted
xl mem-set m 768
check_size m 768
xl mem-set m 512
check_size m 512
check_equal "what is on it is as it was" "$(guest m 'cmp /bin/busybox /tmp/d/b && echo same')" same
check_equal "the modules go" "$(guest m 'umount /tmp/d && rmmod zram && rmmod ext4 && echo gone')" gone
