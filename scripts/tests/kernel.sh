# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Kernel archives, flavours and configurations.

head -c 3000000 "$KERNEL_ARCHIVE" >"$tmp/short.tar.xz"
refuses "a truncated kernel archive" "short.tar.xz is damaged .* reinstall the package" \
	env BUILD="$tmp/b1" KERNEL_ARCHIVE="$tmp/short.tar.xz" "$TOP/scripts/kernel" driver
head -c 100000 /dev/zero >"$tmp/zero.tar.xz"
refuses "a kernel archive that is none" "zero.tar.xz is damaged" \
	env BUILD="$tmp/b2" KERNEL_ARCHIVE="$tmp/zero.tar.xz" "$TOP/scripts/kernel" driver
(cd "$tmp" && mkdir -p x/y && tar -cJf other.tar.xz x)
refuses "an archive of something else" "is not a Linux source archive" \
	env BUILD="$tmp/b3" KERNEL_ARCHIVE="$tmp/other.tar.xz" "$TOP/scripts/kernel" driver
refuses "no kernel archive" "no kernel source at /nonexistent" \
	env BUILD="$tmp/b4" KERNEL_ARCHIVE=/nonexistent "$TOP/scripts/kernel" driver
refuses "an unknown kernel flavour" "no kernel flavour 'vanilla'" "$TOP/scripts/kernel" vanilla
refuses "the stock kernel of an unknown flavour" "no kernel flavour 'vanilla-stock'" "$TOP/scripts/kernel" vanilla-stock
refuses "a fragment that is not for a whole kernel" "no kernel flavour 'lint/numa-off'" "$TOP/scripts/kernel" lint/numa-off
refuses "Debian's configuration without its package" "install the package linux-config-6.12" \
	env KERNEL_CONFIGS="$tmp" "$TOP/scripts/kernel" debian
refuses "Debian's configuration without pahole" "'pahole' is not installed; run 'make setup'" \
	env PATH="$(without pahole)" "$TOP/scripts/kernel" debian
for words in :driver STOCK=1:stock DEBUG=1:debug FLAVOUR=debian:debian "FLAVOUR=debian STOCK=1:debian-stock" "FLAVOUR=stock STOCK=1:stock"; do
	# shellcheck disable=SC2086 # assignments, of one word each
	same "make kernel ${words%:*}" "$(make -s -n -C "$TOP" kernel ${words%:*} | tail -n 1)" "scripts/kernel ${words##*:}"
done
# Measured in it is what Debian's kernel does with memory.
same "the debian flavour changes no option of mm" \
	"$(sed -nE 's/^(# )?CONFIG_([A-Z0-9_]*)[ =].*/\2/p' "$TOP/configs/debian.config" |
		grep -xFf <(sed -n 's/^[[:space:]]*\(menu\)\{0,1\}config //p' "$source_tree"/mm/Kconfig*))" ""
