# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest whose kernel is at another address at each boot gives back most of its memory early, and none that is in use.
# rig: mem=3072 dom0_mem=768M limit=1500 image=hvm tier=all
# case debian: kernel=debian limit=2400 only=named

kernel_at() { guest "$1" "sed -n 's/^ *\([0-9a-f]*\)-.* : Kernel code\$/\1/p' /proc/iomem"; }
gave_back() { sed -n 's/.*xen: \(gave back.*\)/\1/p' "/var/log/xen/console/guest-$1.log"; }

for i in $(seq 12); do
	u=u$i
	create "$u" hvm 512 8192
	kernel_at "$u" >>/tmp/places
	note "$u: kernel at $(tail -n 1 /tmp/places), $(gave_back "$u")"
	check_equal "$u: it gave memory back early" "$(gave_back "$u" | wc -l)" 1
	check_size "$u" 512
	# Growth allocates page tables, in memory that was there at boot.
	mem_set "$u" 1024
	check_size "$u" 1024
	xl destroy "$u"
done
check_compare "places where the kernel was" "$(sort -u /tmp/places | wc -l)" -gt 3
