# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the tests of programs: KTAP, and a directory that goes away with them.

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0 failed=0

ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { # NAME DIAGNOSIS
	n=$((n + 1)) failed=1
	echo "not ok $n - $1"
	printf '%s\n' "$2" | cat -v | sed 's/^/# /' | head -n 40
}

is() { # NAME GOT WANTED
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got '$2', wanted '$3'"; fi
}

has() { # NAME TEXT PATTERN...
	local name=$1 text=$2 pattern
	shift 2
	for pattern; do
		grep -qaE -e "$pattern" <<<"$text" || { not_ok "$name" "no '$pattern' in: $text"; return; }
	done
	ok "$name"
}

lacks() { # NAME TEXT PATTERN
	if grep -qaE -e "$3" <<<"$2"; then not_ok "$1" "'$3' in: $2"; else ok "$1"; fi
}

# fails NAME STATUS PATTERN COMMAND...: with a line at the end that begins with the program and "error:"
fails() {
	local name=$1 status=$2 pattern=$3 out got
	shift 3
	out=$("$@" 2>&1)
	got=$?
	if [ $got != "$status" ]; then
		not_ok "$name" "status $got: $out"
	elif ! grep -qE -e "error: .*$pattern" <<<"$(tail -n 1 <<<"$out")"; then
		not_ok "$name" "said: $out"
	else
		ok "$name"
	fi
}

finish() {
	echo "1..$n"
	exit $failed
}
