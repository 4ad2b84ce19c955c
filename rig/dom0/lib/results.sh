# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Results, as KTAP on file descriptor 3. A check that does not hold is the driver's fault; an error of the rig itself goes
# through rig_error().

TESTS=0 FAILED=0

send_line() { printf '%s\n' "$*" >&3; }
note() { send_line "# $*"; echo "# $*"; }

check_passed() { # NAME
	TESTS=$((TESTS + 1))
	send_line "ok $TESTS $1"
	echo "ok $TESTS $1"
}

check_failed() { # NAME [DIAGNOSIS]
	TESTS=$((TESTS + 1)) FAILED=$((FAILED + 1))
	send_line "not ok $TESTS $1"
	echo "not ok $TESTS $1"
	[ -z "$2" ] || note "$2"
}

check_skipped() { # NAME WHY
	TESTS=$((TESTS + 1))
	send_line "ok $TESTS $1 # SKIP $2"
}

skip_scenario() { # WHY
	send_line "1..0 # SKIP $1"
	send_line "TOKEN $RIG_TOKEN"
	exit 0
}

# check_equal NAME GOT WANTED
check_equal() {
	if [ "$2" = "$3" ]; then
		check_passed "$1"
	else
		check_failed "$1" "got '$2', wanted '$3'"
	fi
}

# check_compare NAME NUMBER OP NUMBER
check_compare() {
	if test "$2" "$3" "$4" 2>/dev/null; then
		check_passed "$1"
	else
		check_failed "$1" "'$2' $3 '$4' does not hold"
	fi
}

rig_error() {
	send_line "ERROR $*"
	exit 1
}
