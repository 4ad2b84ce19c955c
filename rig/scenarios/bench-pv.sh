# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The measurements of "make bench" with PV guests; see rig/bench.
# rig: smp=2 kernel=driver+driver+stock dom0_mem=768M host_port=yes xen=bootscrub=0;dom0_max_vcpus=1;dom0_vcpus_pin
# case smoke: mem=3584 limit=900
# case quick: mem=3584 limit=1800
# case full: mem=11264 limit=9000

TYPE=pv
. ./bench.sh
