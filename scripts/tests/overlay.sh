# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Trees of the user's own: what is refused, what is changed, and what is told.

mkdir "$tmp/x"
refuses "apply without KDIR" "make apply KDIR=" "$TOP/scripts/apply" ""
refuses "apply to what is not there" "is not a directory" "$TOP/scripts/apply" "$tmp/nowhere"
refuses "apply to what is no kernel" "is not a Linux source tree: it has no Makefile" "$TOP/scripts/apply" "$tmp/x"
tree=$(small_tree newer)
sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 13/' "$tree/Makefile"
before=$(tree_sums "$tree")
refuses "apply to another version" "is Linux 6\.13\.[0-9]+; this driver is for 6\.12 from 6\.12\.75 on, 6\.18," "$TOP/scripts/apply" "$tree"
same "nothing has changed in it" "$(tree_sums "$tree")" "$before"
tree=$(small_tree older)
sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 74/' "$tree/Makefile"
refuses "apply to a 6.12 that is too old" "is Linux 6\.12\.74; this driver is for 6\.12 from 6\.12\.75 on" "$TOP/scripts/apply" "$tree"
for v in 6.12.75 6.12.200 6.18.0 7.1.0 7.2.4 7.3.0; do
	tree=$(small_tree "is-$v")
	IFS=. read -r major minor patch <<<"$v"
	sed -i -e "s/^VERSION = .*/VERSION = $major/" -e "s/^PATCHLEVEL = .*/PATCHLEVEL = $minor/" \
		-e "s/^SUBLEVEL = .*/SUBLEVEL = $patch/" "$tree/Makefile"
	(cd "$tree/.." && "$TOP/scripts/apply" "is-$v") >/dev/null 2>&1
	same "apply to $v, named from where it is" "$?, $(cmp "$TOP/drivers/xen/balloon.c" "$tree/drivers/xen/balloon.c" && echo laid)" "0, laid"
	rm -rf "$tree"
done
tree=$(small_tree moved)
sed -i 's/^config XEN_BALLOON$/config XEN_BALLOONS/' "$tree/drivers/xen/Kconfig"
refuses "a kernel that has moved on is told by the name of the edit" \
	"edit 'our Kconfig options instead of the stock ones' does not fit: 0 lines" "$TOP/scripts/apply" "$tree"
same "it is as it was, and not half done" "$(cd "$tree" && ls -A drivers/xen)" "$(cd "$tmp/older" && ls -A drivers/xen)"
tree=$(small_tree twice)
echo 'obj-$(CONFIG_XEN_BALLOON) += xen-balloon.o' >>"$tree/drivers/xen/Makefile"
refuses "an edit that fits twice" "does not fit: 2 lines" "$TOP/scripts/apply" "$tree"

tree=$(small_tree good)
cp -al "$tree" "$tmp/linked"
out=$("$TOP/scripts/apply" "$tree" 2>&1)
same "apply works" $? 0
same "apply says what to enable" "$(printf '%s\n' "$out" | grep -c CONFIG_XEN_BALLOON=y)" 1
same "hard links of the tree are left alone" \
	"$(cmp "$tmp/linked/drivers/xen/Makefile" "$source_tree/drivers/xen/Makefile" && cmp "$tmp/linked/drivers/xen/balloon.c" "$source_tree/drivers/xen/balloon.c" && echo same)" same
find "$tree" -type f -exec touch -d 2020-01-01 {} +
"$TOP/scripts/apply" "$tree" >/dev/null 2>&1
same "applying again changes nothing" "$(find "$tree" -type f -newermt 2020-01-02)" ""
same "no stock option is left" "$(grep -c '^config XEN_BALLOON' "$tree/drivers/xen/Kconfig")" 0
same "other options are left" "$(grep -c '^config XEN_DEV_EVTCHN' "$tree/drivers/xen/Kconfig")" 1

# ---- files that differ from those that ours were written from ----

differing=$(cd "$tree" && find . -name '.xen*' -prune -o -type f -print | sed 's,^\./,,' | LC_ALL=C sort | while read -r f; do
	[ ! -e "$source_tree/$f" ] || cmp -s "$f" "$source_tree/$f" || echo "$f"
done)
same "the sums are of the files that are replaced or edited, and of no others" \
	"$(sed -n 's/^[0-9a-f]\{64\}  //p' "$TOP/scripts/stock-sums")" "$differing"
tree=$(small_tree mended)
echo '/* mended */' >>"$tree/arch/x86/xen/setup.c"
out=$("$TOP/scripts/apply" "$tree" 2>&1)
same "a kernel whose setup.c has changed is not refused" $? 0
same "it is told, by name, and told no more than that" "$(printf '%s\n' "$out" | grep -c '^[a-z-]*\.[ch] of this kernel has changed')" \
	"$(printf '%s\n' "$out" | grep -c '^setup\.c of this kernel has changed since 6\.12\.117: compare ')"
same "and is there to be compared" "$(tail -n 1 "$tree/.xen-balloon-stock/arch/x86/xen/setup.c")" '/* mended */'

tree=$(small_tree worked-on)
git -C "$tree" -c init.defaultBranch=main init -q
git -C "$tree" add -A
git -C "$tree" -c user.name=x -c user.email=x@x commit -qm x
echo '/* mine */' >>"$tree/arch/x86/xen/setup.c"
before=$(tree_sums "$tree")
refuses "a tree with local changes" "has local changes in files that are replaced: arch/x86/xen/setup.c; commit or stash" "$TOP/scripts/apply" "$tree"
same "they are all there, and nothing else has changed" "$(tree_sums "$tree")" "$before"
git -C "$tree" checkout -q arch/x86/xen/setup.c
mkdir "$tmp/repository"
cp -a "$tree" "$tmp/repository/linux"
rm -rf "$tmp/repository/linux/.git"
git -C "$tmp/repository" -c init.defaultBranch=main init -q
git -C "$tmp/repository" add -A
git -C "$tmp/repository" -c user.name=x -c user.email=x@x commit -qm x
echo '/* mine */' >>"$tmp/repository/linux/arch/x86/xen/setup.c"
refuses "a tree that is a part of a repository, with local changes" \
	"has local changes in files that are replaced: linux/arch/x86/xen/setup.c;" "$TOP/scripts/apply" "$tmp/repository/linux"
"$TOP/scripts/apply" "$tree" >/dev/null 2>&1
same "without them it is accepted" $? 0
"$TOP/scripts/apply" "$tree" >/dev/null 2>&1
same "what we have laid ourselves is no local change" $? 0
echo '/* mine */' >>"$tree/drivers/xen/balloon.c"
refuses "but what has been changed of that is" "has local changes in files that are replaced: drivers/xen/balloon.c;" "$TOP/scripts/apply" "$tree"
same "and is kept" "$(tail -n 1 "$tree/drivers/xen/balloon.c")" '/* mine */'
