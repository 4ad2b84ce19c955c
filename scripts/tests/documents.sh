# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# MAINTAINERS, the ABI and the guide.

tree=$(small_tree good)
"$TOP/scripts/apply" "$tree" >/dev/null 2>&1
stanza=$(sed -n '/^XEN BALLOON DRIVER$/,/^$/p' "$tree/MAINTAINERS")
forgotten=$(cat "$tree/.xen-balloon-overlay")
while read -r pattern; do
	[[ $pattern != */ ]] || pattern+='*'
	forgotten=$(while read -r f; do
		# shellcheck disable=SC2053 # it is a pattern
		[[ $f == $pattern ]] || echo "$f"
	done <<<"$forgotten")
done < <(sed -n 's/^F:\t//p' <<<"$stanza")
same "there are files of ours" "$(grep -cx drivers/xen/balloon.c "$tree/.xen-balloon-overlay")" 1
same "every one of them is in MAINTAINERS" "$forgotten" ""
perl "$source_tree/scripts/parse-maintainers.pl" --input="$tree/MAINTAINERS" --output="$tmp/sorted"
same "our lines in MAINTAINERS are in order" "$(sed -n '/^XEN BALLOON DRIVER$/,/^$/p' "$tmp/sorted")" "$stanza"
same "the guide is in the table of contents" "$(grep -A 1 '^   xen/index$' "$tree/Documentation/admin-guide/index.rst")" \
	"$(printf '   xen/index\n   xfs')"

tree=$(small_tree bare)
rm -r "$tree/Documentation" "$tree/MAINTAINERS"
out=$("$TOP/scripts/apply" "$tree" 2>&1)
same "a tree without documents will do" $? 0
same "what it goes without is said" "$(printf '%s\n' "$out" | sed -n 's/.* has no \(.*\), and goes without.*/\1/p' | sort -u | paste -sd ' ')" \
	"Documentation/admin-guide/index.rst Documentation/admin-guide/kernel-parameters.txt MAINTAINERS"
tree=$(small_tree other)
sed -i 's/^   xfs$/   xfs-guide/' "$tree/Documentation/admin-guide/index.rst"
refuses "a document in which an edit does not fit" "does not fit: 0 lines of Documentation/admin-guide/index.rst" "$TOP/scripts/apply" "$tree"

same "get_abi.pl has nothing to say about our ABI files" \
	"$(perl "$source_tree/scripts/get_abi.pl" --dir "$TOP/Documentation/ABI" validate 2>&1)" ""
same "what documents list is what there is" "$("$TOP/scripts/lint-lists" 2>&1)" ""
guide=$(cat "$TOP/Documentation/admin-guide/xen/balloon.rst")

# The example, over numbers that are known.
mkdir -p "$tmp/sysfs/info"
for f in target_kb min_kb max_kb schedule_delay info/current_kb info/low_kb; do
	echo 1000 >"$tmp/sysfs/$f"
done
echo waiting >"$tmp/sysfs/info/state"
echo ceiling >"$tmp/sysfs/info/reason"
awk '/^\.\. code-block:: sh/ { f = 1; next } f && /^[^ ]/ { exit } f' <<<"$guide" |
	sed "s/^  //; s,^dir=.*,dir=$tmp/sysfs," >"$tmp/metrics"
sh "$tmp/metrics" "$tmp/out.prom"
same "the guide's script for node_exporter works" "$(grep -v '^#' "$tmp/out.prom" | paste -sd ' ')" \
	'xen_balloon_target_bytes 1024000 xen_balloon_current_bytes 1024000 xen_balloon_floor_bytes 1024000 xen_balloon_ceiling_bytes 1024000 xen_balloon_low_bytes 1024000 xen_balloon_state{state="waiting"} 1 xen_balloon_reason{reason="ceiling"} 1 xen_balloon_retry_delay_seconds 1000'
