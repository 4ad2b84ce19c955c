# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by every script here and in rig/: where things are, and how to say that something failed.

set -euo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-$TOP/build}
XENROOT=$BUILD/xen
KERNEL_ARCHIVE=${KERNEL_ARCHIVE:-/usr/src/linux-source-6.12.tar.xz}
KERNEL_CONFIGS=${KERNEL_CONFIGS:-/usr/src/linux-config-6.12}

# One line that names the cause and the next step, then a non-zero exit.
die() {
	printf '%s: error: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# Nothing fails without a word.
trap 'printf "%s: error: line %s: %s\n" "$(basename "$0")" "$LINENO" "$BASH_COMMAND" >&2' ERR
set -E

say() { printf '%s\n' "$*" >&2; }

# Missing tools show up here and not as a strange message in the middle of something.
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || die "'$tool' is not installed; run 'make setup'"
	done
}

# need_space DIR MIB WHAT
need_space() {
	local have
	mkdir -p "$1" 2>/dev/null || die "cannot create $1"
	have=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
	[ "$have" -ge "$2" ] ||
		die "$3 needs $2 MiB in $1 but only $have MiB are free; free some, or put build/ on another disk"
}

# debian_config NAME: the file with a configuration that Debian ships, compressed
debian_config() {
	local f=$KERNEL_CONFIGS/config.$1.xz
	[ -r "$f" ] || die "no $f; install the package linux-config-6.12, or set KERNEL_CONFIGS"
	echo "$f"
}
