# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The words that scenarios are written in. Runs in dom0, in busybox ash.
#
# Results are KTAP on file descriptor 3. Units are KiB unless a name says MiB. rig/README.md has a table of all words.

# shellcheck source=/dev/null
for part in results wait baseline guests memory toolstack moves finish; do
	. "${RIG:-/rig}/lib/$part.sh"
done
unset part
