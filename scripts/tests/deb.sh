# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Debian packages.

refuses "deb: an unknown configuration" "no configuration 'vanilla'; one of amd64, cloud, rig" "$TOP/scripts/deb" vanilla
refuses "deb without debhelper says how to get it" "'dh_builddeb' of the package debhelper is not installed; run: scripts/setup --with deb" \
	env PATH="$(without dh_builddeb)" "$TOP/scripts/deb" rig
# Whether the packages for it are installed is not what is asked here.
for tool in dh_builddeb rsync depmod pahole; do
	faking $tool 'exit 0' >/dev/null
done
deb_path=$tmp/fake-dh_builddeb:$tmp/fake-rsync:$tmp/fake-depmod:$tmp/fake-pahole:$PATH
refuses "deb: not enough disk" "building Debian packages of configuration 'rig' needs 2000 MiB in .* but only 12 MiB are free" \
	env BUILD="$tmp/debfull" PATH="$(faking df 'printf "h\nfs 1 1 12 1 /\n"'):$deb_path" "$TOP/scripts/deb" rig
same "nothing was unpacked for it" "$(find "$tmp/debfull" -type f)" ""
refuses "deb without Debian's configuration" "install the package linux-config-6.12" \
	env KERNEL_CONFIGS=/nonexistent PATH="$deb_path" "$TOP/scripts/deb" amd64
same "deb says first what it costs" "$(env BUILD="$tmp/debfull" PATH="$tmp/fake-df:$deb_path" "$TOP/scripts/deb" rig 2>&1 | head -n 1 | cut -d, -f1-2)" \
	"1,400 files are compiled"
