# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The kernel's tree with our files in it, and the variants of its configuration. Read by scripts/lint.

# The kernel with our files, of hard links like those of scripts/kernel; nothing is built in it.
make_tree() {
	"$TOP/scripts/kernel" --unpack || exit 1
	if [ ! "$tree/.complete" -ef "$source/.complete" ]; then
		rm -rf "$tree" "$tree.new"
		cp -al "$source" "$tree.new"
		mv "$tree.new" "$tree"
	fi
	"$TOP/scripts/overlay" "$tree" || exit 1
	stock_functions >"$lint/stock-functions"
}

variants() {
	(cd "$TOP/configs/lint" && basename -s .config -- *.config | sed 's/^base$/ &/' | sort | tr -d ' ')
}

fragment() { echo "$TOP/configs/lint/$1.config"; }

# The words after "# lint:" in the fragment of a variant:
#	link	the whole kernel is linked
#	llvm	clang and its tools instead of gcc
#	arm64	for that architecture
#	debian=NAME	on top of config.NAME of Debian's package, and not of ours
has() { # VARIANT WORD
	sed -n 's/^# lint: *//p' "$(fragment "$1")" | tr ' ' '\n' | grep -qxF "$2"
}

# What Debian calls the configuration that the variant is made of; nothing for the others.
debian_of() { sed -n 's,^# lint:.* debian=\([^ ]*\).*,\1,p' "$(fragment "$1")"; }

in_dir() { # VARIANT MAKE-ARGUMENT...
	local v=$1 tools=(CC="ccache gcc")
	shift
	! has "$v" llvm || tools=(LLVM=1 CC="ccache clang")
	! has "$v" arm64 || tools+=(ARCH=arm64)
	# W=1 would run kernel-doc on every file of the kernel.
	make -C "$tree" O="$lint/$v" -j"$JOBS" "${tools[@]}" HOSTCC="ccache gcc" W=1 cmd_checkdoc= \
		KBUILD_BUILD_TIMESTAMP="2026-01-01" KBUILD_BUILD_USER=xen KBUILD_BUILD_HOST=balloon "$@"
}

# The last line about each symbol, as Kconfig writes it.
last_word() {
	awk '/^CONFIG_/ { sym = $0; sub(/=.*/, "", sym) }
	     /^# CONFIG_.* is not set$/ { sym = $2 }
	     sym { line[sym] = $0; sym = "" }
	     END { for (s in line) print line[s] }'
}

# What tinyconfig is made of and our base, or Debian's configuration; and the fragment: in one go.
parts() { # VARIANT
	local f debian
	debian=$(debian_of "$1")
	if [ -n "$debian" ]; then
		xz -dc "$(debian_config "$debian")"
	else
		for f in kernel/configs/tiny-base.config kernel/configs/tiny.config arch/x86/configs/tiny.config; do
			! has "$1" arm64 || [ "${f#arch/}" = "$f" ] || continue
			cat "$tree/$f"
		done
		cat "$(fragment base)"
	fi
	cat "$(fragment "$1")"
}

configure() { # VARIANT
	local dir=$lint/$1 line stamp=$lint/$1/.config.stamp want
	want=$({ parts "$1"; cat "$tree/drivers/xen/Kconfig.balloon"; } | sha256sum)
	[ -e "$dir/.config" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return
	mkdir -p "$dir"
	rm -f "$stamp"
	parts "$1" | last_word >"$dir/all.config"
	in_dir "$1" KCONFIG_ALLCONFIG="$dir/all.config" allnoconfig || {
		echo "$(fragment "$1"): cannot be configured"
		return 1
	}
	# A variant that is not what its name says would hold, and mean nothing.
	while read -r line; do
		[ "${line%=n}" = "$line" ] || line="# ${line%=n} is not set"
		grep -qxF "$line" "$dir/.config" || case $line in
		'# CONFIG_'*) ! grep -q "^$(cut -d' ' -f2 <<<"$line")=" "$dir/.config" ;;
		*) false ;;
		esac || {
			echo "$(fragment "$1"): the kernel's Kconfig did not accept: $line"
			return 1
		}
	done < <(last_word <"$(fragment "$1")")
	echo "$want" >"$stamp"
}

# The functions of the stock files that ours replace: the rest of the kernel may call each of them.
stock_functions() {
	local f
	compiled | while read -r f; do
		[ ! -e "$source/$f" ] || echo "$source/$f"
	done | xargs -r "$TOP/scripts/lint-functions" --names | sort -u
}
