#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Writes the inputs that fuzzing begins with: each form of what is parsed, and what is nearly one.
#
#   fuzz-seeds.sh DIRECTORY

dir=${1:?where to?}
mkdir -p "$dir" || exit

# seeds KIND DIGIT FORMAT...: a file for each, as printf(1) writes it, after the byte that fuzz-parsers.c takes for the kind
seeds() {
	local kind=$1 digit=$2 n=0 format
	shift 2
	for format; do
		n=$((n + 1))
		# shellcheck disable=SC2059 # it is a format
		printf "$digit$format" >"$dir/seed-$kind-$n" || exit
	done
}

# memory/target and static-max, memory/vnode<n>/..., data/balloon/vnode<n>/current-balloon-size, data/balloon/floor: KiB
seeds kb 0 0 4 262144 0000262144 4398046511104 4398046511105 18446744073709551616 99999999999999999999 \
	-4 +4 ' 4' '4 ' '4\n' '4\0' '4\0005' 0x10 4k 4.0
# control/feature-balloon-vnode
seeds feature 0 '' 1 '1\n' '1\0' 11 x
# data/balloon/vnode<n>/reason
seeds reason 0 none floor ceiling guest-memory xen-refused growth-failed no-frames 'two words' '\033[2J' '\377\200' \
	a-word-of-twenty-three- a-word-of-twenty-four-ch 'end\0of it'
# /tool/balloon-vnode/<domid>/<n>/pnode
seeds pnode 0 63 64 4294967296

# The console of Xen, after the debug key u
seeds count 1 'Domain 3 (total: 131090):\n    Node 0: 65545\n    Node 1: 65545\n     2 vnodes, 2 vcpus, guest physical layout:\n       0: pnode   0, vcpus 0\n       1: pnode   1, vcpus 1\n' \
	'(XEN) Domain 3 (total: 8):\n(XEN)     Node 63: 8\n(XEN) Domain 4 (total: 1):\n(XEN)     Node 0: 1\n' \
	'(XEN) [2026-08-18 10:00:00] Domain 3 (total: 8):\n(XEN) [    1.5] \011Node 64: 8\n(XEN) [      32: pnode 64,' \
	'(d3) Domain 3 (total: 9):\n(d3)     Node 0: 9\n' \
	'Domain 3 (total: 1):\n    Node 0: 1\nDomain 3 (total: 2):\n    Node 0: 1099511627777\n       31: pnode  63, vcpus'

# VNODE=SIZE
seeds wish 2 0=128 31=0 32=1 1=+64m 1=-64K 0=2g 0=+4t 0=4096t 0=4097t 0=4398046511104k 0=-0 '0=' 0=m 0=1mm 0==1 00=1 =1

# The nodes of a PV domain
seeds spec 3 '384@0:0-2 128@1:3' '  64@1   64@0  ' '64@0:1,3-4,7 64@0:0' '64@63:1023' '4294967296@0' '' 64 64@ @0 64@0: \
	'64@0:2-1' '64@0:1,' '64@64' '0@0' '64@0:1 64@1:1' '64@0\n64@1'
