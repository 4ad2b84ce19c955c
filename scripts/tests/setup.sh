# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Missing tools, no room, no rights.

refuses "rig/boot without QEMU names it and make setup" "qemu-system-x86_64' is not installed; run 'make setup'" \
	env PATH="$(without qemu-system-x86_64)" "$TOP/rig/boot" demo "$tmp" "$tmp/w"
refuses "scripts/kernel without flex names it" "'flex' is not installed" \
	env PATH="$(without flex)" "$TOP/scripts/kernel" driver
refuses "no disk space is said before anything is unpacked" "needs [0-9]+ MiB in .* but only 12 MiB are free" \
	env BUILD="$tmp/full" PATH="$(faking df 'printf "h\nfs 1 1 12 1 /\n"')" "$TOP/scripts/kernel" driver
same "nothing was unpacked" "$(ls -A "$tmp/full" 2>/dev/null)" ""
echo 'VERSION_CODENAME=trixie' >"$tmp/os-release"
refuses "setup on another Debian says which it has to be" "packages are of Debian 12 \(bookworm\), and this is 'trixie'" \
	env OS_RELEASE="$tmp/os-release" "$TOP/scripts/setup" --list
refuses "setup on another system likewise" "and this is 'another system'" env OS_RELEASE=/nonexistent "$TOP/scripts/setup" --list
faking dpkg-query 'exit 1' >/dev/null
faking sudo 'exit 1' >/dev/null
faking id 'echo 1000' >/dev/null
refuses "setup without rights gives the one command" "run: sudo apt-get update && sudo apt-get install .*qemu-system-x86" \
	env BUILD="$tmp/setup" PATH="$tmp/fake-dpkg-query:$tmp/fake-sudo:$tmp/fake-id:$PATH" "$TOP/scripts/setup"
faking apt-get 'echo E: no network >&2; exit 100' >/dev/null
faking apt-cache 'exit 1' >/dev/null
refuses "setup without network gives the one command" "run: sudo apt-get update && sudo apt-get install" \
	env BUILD="$tmp/setup" PATH="$tmp/fake-dpkg-query:$tmp/fake-apt-get:$tmp/fake-apt-cache:$PATH" "$TOP/scripts/setup"
# apt-cache succeeds as soon as it knows one of those it is asked for; a line of sources without an update of its own.
faking apt-cache 'for p; do case $p in show | linux-config-6.12) ;; *) exit 0 ;; esac; done; exit 100' >/dev/null
faking apt-get "echo \"\$*\" >>$tmp/apt-get.calls; exit 100" >/dev/null
env BUILD="$tmp/setup" PATH="$tmp/fake-dpkg-query:$tmp/fake-apt-get:$tmp/fake-apt-cache:$PATH" "$TOP/scripts/setup" >/dev/null 2>&1
same "setup with one package that apt does not know updates first" "$(head -n 1 "$tmp/apt-get.calls" | awk '{ print $NF }')" update
same "setup twice finds nothing to do" "$("$TOP/scripts/setup" --list 2>&1)" "nothing is missing"
