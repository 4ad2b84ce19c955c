# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# An interactive shell in dom0; see rig/shell.
# rig: mem=3072 dom0_mem=768M

exec 0</dev/hvc0 1>/dev/hvc0 2>&1
stty sane
echo "Scenario words are loaded, for example: create u pv 256 1024; mem_set u 1024; current_kb u"
ENV=/rig/lib.sh exec setsid -c sh -i
