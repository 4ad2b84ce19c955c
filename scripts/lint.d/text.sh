# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2164 # a "cd" that fails ends the script
# Checks of the text. Each prints what is wrong, and nothing else. Read by scripts/lint.

# With a tree, unlike --no-tree, it learns the names in camel case that the kernel's headers have; the
# list of them it leaves where it runs.
check_checkpatch() {
	local pattern
	pattern=$(grep -v '^#' "$TOP/scripts/checkpatch-accepted" | paste -sd '|')
	cd "$lint"
	# Neither shell scripts nor manual pages are written to its rules.
	texts | grep -vE '\.(sh|[0-9])$' | sed "s,^,$TOP/," | xargs perl "$tree/scripts/checkpatch.pl" --root="$tree" --strict --terse \
		--show-types --no-summary -f | sed "s,^$TOP/,," | grep -vE "$pattern" || true
}

check_kernel_doc() {
	cd "$TOP"
	texts '[ch]' | xargs "$tree/scripts/kernel-doc" -none -Wall 2>&1 || true
}

check_functions() {
	cd "$tree"
	compiled | xargs "$TOP/scripts/lint-functions"
}

# Not the compiled ones only: a header may define functions, and has the enums.
check_names() {
	cd "$tree"
	ours '[ch]' | xargs "$TOP/scripts/lint-names" "$TOP/scripts/names" | sed "s,^$TOP/,,"
}

check_bodies() {
	cd "$tree"
	ours '[ch]' | grep -v '^tools/' | xargs "$TOP/scripts/lint-bodies"
}

check_lists() {
	"$TOP/scripts/lint-lists" "$TOP" || true
	"$TOP/scripts/house" --check "$TOP" || true
}

# What is said in other words; and what documents have of the words of the rig.
check_words() {
	local f
	cd "$TOP"
	repository | grep -vE '^(scripts/(words$|tests/)|COPYING$)' | while read -r f; do
		[ ! -f "$f" ] || echo "$f"
	done | xargs -d '\n' scripts/lint-words scripts/words || true
	rig/words --check | sed 's,^,rig/,' || true
}

check_spdx() {
	local f
	cd "$TOP"
	repository | while read -r f; do
		case $f in
		# Text, data that the tests read, and what has none anywhere in the kernel.
		*.md | *.txt | COPYING | .gitignore | Documentation/ABI/*) continue ;;
		tools/testing/selftests/*/config | tools/testing/selftests/*/settings) continue ;;
		esac
		[ ! -f "$f" ] || head -n 2 "$f" | grep -q 'SPDX-License-Identifier: ' ||
			echo "$f: no SPDX-License-Identifier in the first two lines"
	done
}

# A program is executable, and what is sourced has no interpreter line that says it were a program.
check_executable() {
	local f
	cd "$TOP"
	repository | while read -r f; do
		[ -f "$f" ] || continue
		case $(head -c 2 "$f" | tr -d '\0'):$([ -x "$f" ] && echo x) in
		'#!:') in_image "$f" || echo "$f: has an interpreter line and is not executable" ;;
		'#!:x') ;;
		*:x) echo "$f: is executable and has no interpreter line" ;;
		esac
	done
}

# rig/image installs these with the mode they need.
in_image() { [[ $1 =~ ^rig/(dom0|guest)/ ]]; }

check_shellcheck() {
	cd "$TOP"
	shell_scripts program | xargs shellcheck -x -P SCRIPTDIR -S warning -f gcc || true
	# What is only read by others has, and sets, variables of theirs.
	shell_scripts sourced | xargs shellcheck -x -P SCRIPTDIR -S warning -f gcc -e SC2034,SC2154 || true
}
