#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Puts a known fault back into a copy of the driver, and sees how long the simulator needs to find it, and whether the
# history in corpus/ that has the fault's name still shows it: what users draw changes with the simulator.
#
#   faults.sh [NAME...]
#   faults.sh --fits      whether each can still be put back, and no more
#
# Each is a patch in faults/. A fault that histories do not show in time has to be shown by a case. The rest comes from the
# Makefile: O, TREE, SECONDS_EACH (for the histories of one fault at most).

here=$(dirname "$(readlink -f "$0")")
: "${O:?run it by 'make faults'}" "${TREE:?}" "${SECONDS_EACH:=120}"
failed=0 number=0

# One object or more is built again; the others are those of the whole driver.
build() { # NAME
	local work=$O/faults/$1

	rm -rf "$work"
	mkdir -p "$work/tree/drivers/xen" "$work/tree/include" || return
	cp -r "$TREE/drivers/xen/balloon" "$TREE/drivers/xen/balloon.c" "$TREE/drivers/xen/xen-balloon.c" \
		"$work/tree/drivers/xen" || return
	mkdir -p "$work/tree/arch/x86" && cp -r "$TREE/arch/x86/xen" "$work/tree/arch/x86" || return
	cp -r "$TREE/include/xen" "$TREE/include/trace" "$work/tree/include" || return
	patch -s -d "$work/tree" -p1 <"$here/faults/$1.patch" || return
	mkdir -p "$work/out"
	cp "$O"/*.o "$work/out"
	# Only what has been changed is newer than its object.
	find "$work/tree" -type f -exec touch -d 2000-01-01 {} +
	sed -n 's/^+++ b\///p' "$here/faults/$1.patch" | while read -r file; do touch "$work/tree/$file"; done
	make -s -C "$here" O="$work/out" TREE="$work/tree" "$work/out/sim"
}

# Prints seed, seconds and message; or the case.
find_fault() { # NAME
	local sim=$O/faults/$1/out/sim log=$O/faults/$1/log

	if ! "$sim" --seconds "$SECONDS_EACH" --quiet >"$log" 2>&1; then
		sed -n '1s/^# //p' "$log"
	elif ! "$sim" --cases "" >"$log" 2>&1; then
		sed -n '/^not ok/{s/^not ok \([0-9]*\) - /case \1: /p;q}' "$log"
	else
		return 1
	fi
}

# Holds, with the fault, what is kept because of it?
is_stale() { # NAME
	[ -e "$here/corpus/$1" ] && "$O/faults/$1/out/sim" --replay "$here/corpus/$1" >"$O/faults/$1/replay.log" 2>&1
}

fits=false
[ "${1:-}" != --fits ] || { fits=true; shift; }
# shellcheck disable=SC2046,SC2012 # names, of one word each
[ $# -gt 0 ] || set -- $(cd "$here/faults" && ls -- *.patch | sed 's/\.patch$//')
echo "KTAP version 1"
echo "1..$#"
for name; do
	number=$((number + 1))
	if $fits; then
		if said=$(patch --dry-run -f -s -d "$TREE" -p1 <"$here/faults/$name.patch"); then
			echo "ok $number - faults/$name.patch"
		else
			echo "not ok $number - faults/$name.patch # it does not fit any more"
			echo "# ${said//$'\n'/$'\n'# }"
			failed=1
		fi
		continue
	fi
	if ! build "$name" >&2; then
		echo "not ok $number - $name # it does not build"
		failed=1
	elif ! found=$(find_fault "$name"); then
		echo "not ok $number - $name # found neither in $SECONDS_EACH s nor by a case"
		failed=1
	elif is_stale "$name"; then
		echo "not ok $number - $name: $found # but corpus/$name does not show it any more"
		failed=1
	else
		echo "ok $number - $name: $found"
	fi
	rm -rf "$O/faults/$name/out" "$O/faults/$name/tree"
done
exit $failed
