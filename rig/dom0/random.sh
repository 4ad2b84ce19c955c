# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Random choices from a seed, the same each time. Read by scenarios, which set "state" to the seed.

# draw LIMIT: sets R to a number below LIMIT
draw() {
	state=$(((state * 1103515245 + 12345) % 2147483648))
	R=$((state / 65536 % $1))
}

# pick WORD...: sets W to one of them
pick() {
	draw $#
	shift "$R"
	W=$1
}
