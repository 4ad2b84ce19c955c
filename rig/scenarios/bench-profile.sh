# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What rig/bench-profile counts: a guest grows by 1 GiB, and goes down, up and down again.
# rig: smp=2 mem=3584 dom0_mem=768M limit=1800 xen=bootscrub=0;dom0_max_vcpus=1;dom0_vcpus_pin
# case pv: args=pv
# case pvh: args=pvh

. ./bench-measure.sh

TYPE=$(args)
bench() { note "$*"; }

start driver "$TYPE" 256 1280 'cpus="1"'
wait_until 120 is_at_kb driver $((256 * 1024 - $(offset_kb driver)))
for mib in 1280 256 1280 256; do
	if [ $mib = 1280 ]; then quiet 1024 up $mib; else quiet 1024 down $mib; fi
	check_size driver $mib
done
