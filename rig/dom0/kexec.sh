# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Guests that can load another kernel, a copy of their own. Read by scenarios.

# The initramfs of a guest, with the kernel and that initramfs in /kexec. An uncompressed archive has to begin at a multiple
# of 4 bytes, or Linux does not see it: Documentation/driver-api/early-userspace/buffer-format.rst.
mkdir -p /tmp/kexec/kexec
cp /boot/vmlinuz /boot/initrd /tmp/kexec/kexec/
{
	cat /boot/initrd
	head -c $((-$(wc -c </boot/initrd) & 3)) /dev/zero
	(cd /tmp/kexec && find . | cpio -o -H newc 2>/dev/null)
} >/tmp/initrd-kexec
rm -r /tmp/kexec
export RAMDISK=/tmp/initrd-kexec
