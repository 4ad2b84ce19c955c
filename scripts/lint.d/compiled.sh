# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2164 # a "cd" that fails ends the script
# Checks of what is compiled: what compilers, sparse, objtool and the linker say about our files. Read by scripts/lint.

# Diagnostics of compilers, sparse, objtool and modpost; of the first three, those about our files.
# FILE:LINE[:COLUMN]: for the source, FILE.o: for the object.
diagnostics() { # LOG
	local names
	names=$(ours '[ch]' | sed 's/\./\\./' | paste -sd '|')
	{
		grep -E "(^|/)($names):[0-9]+(:[0-9]+)?: .*(warning|error)" "$1"
		grep -E "(^|[ /])(${names//\\.[ch]/\\.o})(: |:\().*(warning|undefined)" "$1"
		grep -E 'WARNING: modpost:|undefined (reference|symbol)' "$1"
	} | sed "s,$tree/,,g" | sort -u || true
}

# What our files, and those that they are built with, define and use: left in the variant's directory.
symbols() { # VARIANT
	local nm=nm a
	! has "$1" llvm || nm=llvm-nm
	cd "$lint/$1"
	for a in drivers/xen/built-in.a arch/x86/xen/built-in.a arch/x86/platform/pvh/built-in.a; do
		[ ! -e $a ] || $nm -A $a
	done >symbols
}

# What is not defined in what was built, and is a function of ours or one that a file of ours has to
# provide as the stock one did. Where vmlinux is linked, the linker looks further.
unresolved() { # VARIANT
	symbols "$1"
	{ cd "$tree" && compiled | xargs "$TOP/scripts/lint-functions" --names; cat "$lint/stock-functions"; } |
		awk 'NR == FNR { wanted[$1]; next }
		     $(NF - 1) == "U" && $NF in wanted { used[$NF] = $1; next }
		     $(NF - 1) ~ /^[ABCDGRSTVW]$/ { defined[$NF] }
		     END { for (s in used) if (!(s in defined)) print used[s] " undefined: " s }' - "$lint/$1/symbols" | sort
}

# Our files, as objects, that the variant's configuration selects; all of them when nothing is built.
objects() { # VARIANT
	local f
	compiled | sed 's/c$/o/' | while read -r f; do
		[ ! -e "$lint/$1/$f" ] || echo "$f"
	done
}

goals() { # VARIANT
	if has "$1" link; then
		echo vmlinux
		return
	fi
	echo drivers/xen/
	! has "$1" arm64 || return 0
	echo arch/x86/xen/
	! grep -qx CONFIG_PVH=y "$lint/$1/.config" || echo arch/x86/platform/pvh/
}

# Ours are compiled again each time: make would not repeat what was said. The compiler's cache does.
build() { # VARIANT
	local v=$1 log=$lint/matrix:$1.log goals o
	configure "$v" || return 0
	while read -r o; do
		rm -f "$lint/$v/$o"
	done < <(objects "$v")
	mapfile -t goals < <(goals "$v")
	# Go on after an error: there may be more.
	in_dir "$v" -k "${goals[@]}" || failed=1
}

check_matrix() { # VARIANT
	local v=$1 log=$lint/matrix:$1.log failed=0
	build "$v" >>"$log" 2>&1
	# Kconfig's refusals are at the end of the log.
	grep -E "^$TOP/configs/.*: (cannot be|the kernel's)" "$log" && return
	diagnostics "$log" | tee "$log.said"
	[ ! -s "$log.said" ] && [ $failed = 1 ] && { grep -m 3 -E 'rror' "$log" || tail -n 3 "$log"; } && return
	[ $failed = 1 ] || unresolved "$v"
	[ "$v" != base ] || all_built
}

# A file that no configuration compiles is not looked at by anything here.
all_built() {
	comm -23 <(compiled | sed 's/c$/o/' | sort) <(objects base | sort) | sed 's/$/: is not built with the base configuration/'
}

check_sparse() {
	local log=$lint/sparse.log objects
	check_built base >/dev/null
	mapfile -t objects < <(objects base)
	in_dir base C=2 "${objects[@]}" >>"$log" 2>&1 || echo "make C=2 failed; see $log"
	diagnostics "$log"
}

# With the base configuration every file is compiled. Only what has changed is, so far as matrix:base has run.
check_layers() {
	local log=$lint/layers.log goals files
	configure base >>"$log" 2>&1 || { echo "the base configuration cannot be made; see $log"; return; }
	mapfile -t goals < <(goals base)
	in_dir base "${goals[@]}" >>"$log" 2>&1 || { echo "the base configuration does not build; see $log"; return; }
	(symbols base)
	mapfile -t goals < <(objects base)
	# Not disassembled: relocations and the symbols around them say which function uses what.
	(cd "$lint/base" && objdump -tr "${goals[@]}") >"$lint/base/relocations"
	mapfile -t files < <(compiled)
	cd "$TOP"
	cat "$lint/base/symbols" "$lint/base/relocations" | scripts/lint-layers scripts/layers "${files[@]}"
}

# The object directory that sparse takes its flags and generated headers from.
check_built() { # VARIANT
	[ -n "$(objects "$1")" ] || check_matrix "$1"
}

# The kernel's own fragment for Xen has to go on selecting the driver.
check_xen_config() {
	local dir=$lint/xen-config s
	mkdir -p "$dir"
	make -C "$tree" O="$dir" HOSTCC="ccache gcc" x86_64_defconfig xen.config >>"$lint/xen-config.log" 2>&1 ||
		{ echo "make x86_64_defconfig xen.config failed"; return; }
	for s in XEN_BALLOON XEN_BALLOON_MEMORY_HOTPLUG; do
		grep -qx "CONFIG_$s=y" "$dir/.config" || echo "make xen.config does not set CONFIG_$s"
	done
}
