# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A domain that was started with keys of vnodes and without memory/target goes as low as the toolstack asks at its start.
# rig: mem=2048 limit=300 tier=all

. ./vnodes.sh

create v pvh 128 256
floor=$(($(xenstore-read "$(domain_path v)/data/balloon/floor")))
xl destroy v
note "the floor of a domain that was started with 128 of 256 MiB: $floor KiB"

PAUSED=1 start u pvh 44 256
full=262144 target=$((44 * 1024))
xenstore-rm "$(domain_path u)/memory/target"
set_vnodes u 0 max $full 0 balloon $((full - target))
offer_vnodes u
xl unpause u
wait_until 120 is_up u || rig_error "the guest u does not come up"
check_interface u vnode
check_vnode u 0 $((full - target)) none
check_equal "it is there" "$(xen_kb u)" "$(counted_kb u "$target")"
