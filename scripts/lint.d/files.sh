# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Which files are ours. Read by scripts/lint.

# What the overlay lays over the kernel, and is in the tree.
ours() { # [SUFFIX-PATTERN]
	grep -E "\.(${1:-.*})\$" "$tree/.xen-balloon-overlay"
}

# That, and programs that are in the kernel's repository but not built with it.
texts() { # [SUFFIX-PATTERN]
	ours "$@"
	(cd "$TOP" && [ ! -d tools/xen ] || find tools/xen -type f ! -name '.*') | grep -E "\.(${1:-.*})\$" || true
}

# The sources that become part of the kernel.
compiled() { ours c | grep -v '^tools/'; }

# What is ours in the whole repository: also what is not committed yet, but not what git ignores.
repository() { git -C "$TOP" ls-files --cached --others --exclude-standard --deduplicate; }

# Shell scripts that are programs, or (sourced) those that others read.
shell_scripts() { # program|sourced
	local f
	repository | while read -r f; do
		[ -f "$f" ] || continue
		case $(head -n 1 "$f" | tr -d '\0'):$f in
		'#!'*sh:*) [ "$1" != program ] || echo "$f" ;;
		*.sh) [ "$1" != sourced ] || echo "$f" ;;
		esac
	done
}
