# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What is drawn from a seed, the same each time. Read by scenarios, which set "state" to it.

# draw LIMIT: R becomes a number below LIMIT
draw() {
	state=$(((state * 1103515245 + 12345) % 2147483648))
	R=$((state / 65536 % $1))
}

# pick WORD...: W becomes one of them
pick() {
	draw $#
	shift "$R"
	W=$1
}
