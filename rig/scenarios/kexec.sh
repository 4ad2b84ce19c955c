# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A ballooned guest starts another kernel in its place, and one that panics starts its crash kernel: both come up, and the
# balloon is as it was. The crash kernel does not balloon: it saves what is there.
# rig: mem=3584 dom0_mem=1280M limit=900 kernel=debian
# case pvh: to=pvh only=named
# case hvm: to=hvm image=hvm only=named

# Both kernels are this one, brought along in the initrd.
KEXEC=/tmp/kexec
mkdir -p $KEXEC/kexec
cp /boot/vmlinuz /boot/initrd $KEXEC/kexec/
(cat /boot/initrd; cd $KEXEC && find . | cpio -o -H newc 2>/dev/null) >/tmp/initrd-kexec
rm -r $KEXEC
line="console=hvc0 panic=-1 $(arg_guest)"

boots() { grep -c GUEST-UP "/var/log/xen/console/guest-$1.log"; }
booted() { [ "$(boots "$1")" -ge "$2" ]; }

type=$(arg to)
RAMDISK=/tmp/initrd-kexec WORDS="crashkernel=192M" create u "$type" 768 1280
mem_set u 600
reaches u 600

guest u "kexec load /kexec/vmlinuz /kexec/initrd '$line crashkernel=192M'" || broken "kexec does not load"
guest u "(sleep 1; kexec go) >/dev/null 2>&1 &"
until_true 240 booted u 2 || not_ok "the other kernel comes up"
if alive u && booted u 2; then
	ok "the other kernel comes up"
	note "$(xl list u | tail -n 1)"
	note "$(standing u) $(current_kb u) of $(target_kb u), by Xen $(xen_kb u)"
	mem_set u 768
	arrives u 768 60 && ok "it goes up" || not_ok "it goes up" "$(standing u)"
	mem_set u 600
	arrives u 600 60 && ok "it goes down" || not_ok "it goes down" "$(standing u)"
fi
