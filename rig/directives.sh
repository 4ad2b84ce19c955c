# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The keys that scenarios set for themselves, in lines "# rig: KEY=VALUE ..." and "# case CASE: KEY=VALUE ...".
# Sourced by rig/boot and rig/run. rig/README.md has all keys.

# script_of NAME: the file of SCENARIO or SCENARIO:CASE
script_of() {
	local f
	for f in "$TOP/rig/scenarios/${1%%:*}.sh" "$TOP/rig/selftest/${1%%:*}.sh"; do
		[ ! -r "$f" ] || { echo "$f"; return; }
	done
	die "no scenario '$1'; see 'rig/run --list'"
}

# cases_of NAME: SCENARIO:CASE for each case, or NAME itself when it is one or has none
cases_of() {
	local cases
	cases=$(sed -n "s/^# case \([^:]*\):.*/\1/p" "$(script_of "$1")")
	case $1 in
	*:*) grep -qxF "${1#*:}" <<<"$cases" || die "${1%%:*} has no case '${1#*:}'; it has:" $cases ;;
	esac
	if [[ $1 == *:* ]] || [ -z "$cases" ]; then
		echo "$1"
	else
		sed "s/^/$1:/" <<<"$cases"
	fi
}

# directive NAME KEY [DEFAULT]: the value for the case if it has one, else that for all
directive() {
	local case='' value
	[[ $1 != *:* ]] || case=${1#*:}
	value=$(sed -n "s/^# rig: *//p${case:+;s/^# case $case: *//p}" "$(script_of "$1")" | tr ' ' '\n' |
		sed -n "s/^$2=//p" | tail -n 1)
	printf %s "${value:-${3:-}}"
}
