# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The words of the rig and its README, new scenarios, and the patterns of splats.

# rig_copy NAME: what rig/new and rig/words need of this repository, to be changed
rig_copy() {
	local dir=$tmp/$1
	mkdir -p "$dir/scripts"
	cp -r "$TOP/rig" "$dir/rig"
	cp "$TOP/scripts/lib.sh" "$dir/scripts/"
	echo "$dir"
}

same "rig/README.md has each key, word, tool and verdict" "$("$TOP/rig/words" --check 2>&1)" ""
refuses "words: an unknown option" "unknown option '--fast'; see --help" "$TOP/rig/words" --fast
same "words --help says how to check" "$("$TOP/rig/words" --help | grep -c '^rig/words \[--check\]$')" 1

# wrong NAME FILE SED-SCRIPT WANTED: what is found in a copy in which one file has been changed
wrong() {
	local top
	top=$(rig_copy wrong)
	sed -i "$3" "$top/rig/$2"
	same "words: $1" "$("$top/rig/words" --check | paste -sd ';')" "$4"
	rm -rf "$top"
}
wrong "a word that is not described" dom0/lib/wait.sh 's/^now()/then()/' \
	"word then is not in README.md, Words;word now is in README.md, Words, and not in the code"
wrong "a key that is not described" README.md '/^| `mem` /d' "key mem is not in README.md, Keys"
wrong "a key that no program reads" scenarios/pv-growth.sh 's/mem=2048/memory=2048/' \
	"scenarios/pv-growth.sh: no program reads the key 'memory=2048'"
wrong "a tool that is gone" README.md 's/^| `hog` /| `pig` /' \
	"tool hog is not in README.md, Tools;tool pig is in README.md, Tools, and not in the code"
wrong "a verdict that is not described" README.md '/^| `CRASH` /d' "verdict CRASH is not in README.md, Verdicts"
wrong "a word that prints a result under another name" scenarios/suspend.sh 's/check_freeze/freeze/' \
	"scenarios/suspend.sh: freeze() prints a result and is not called check_..."

wrong "a check that is none" scenarios/suspend.sh 's/^check_size dom0/check_siez dom0/' \
	"scenarios/suspend.sh: check_siez is no word"

top=$(rig_copy new)
refuses "new: no name" "error: no name; see --help" "$top/rig/new"
refuses "new: a name with a space" "'my scenario' is no name: it is made of a-z, 0-9 and '-'" "$top/rig/new" "my scenario"
refuses "new: a name that is a path" "'../x' is no name" "$top/rig/new" ../x
refuses "new: a name that is there" "there is a scenario 'pv-growth': rig/scenarios/pv-growth.sh" "$top/rig/new" pv-growth
refuses "new: a name of the rig's own" "there is a scenario 'selftest-hang': rig/selftest/selftest-hang.sh" \
	"$top/rig/new" selftest-hang
refuses "new: two names" "one name at a time; see --help" "$top/rig/new" one two
refuses "new: an unknown option" "unknown option '--fast'; see --help" "$top/rig/new" --fast
same "new --help says how to call it" "$("$top/rig/new" --help | grep -cx '  rig/new NAME')" 1
same "new makes a scenario and says how to run it" "$("$top/rig/new" my-scenario 2>&1)" \
	"rig/scenarios/my-scenario.sh is there; run it: rig/run my-scenario"
same "it is in the list" "$("$top/rig/run" --list | grep -c '^my-scenario  *A sentence that')" 1
same "it has the keys and words that there are, and has yet to say what holds" "$("$top/rig/words" --check)" \
	"scenarios/my-scenario.sh: its third line is the template's, and does not say what holds"
same "it is a script" "$(busybox sh -n "$top/rig/scenarios/my-scenario.sh" 2>&1)" ""
wrong "a word that new scenarios do not show" template.sh 's/check_skipped/check_equal/' \
	"template.sh: does not show the word check_skipped"

# A line for each pattern, of which none matches two that are for the same place by accident.
sed -nE 's/^(all|host)\t+//p' "$TOP/rig/dom0/splats" | sed 's/\[1-9\]\[0-9\]\*/3/' >"$tmp/lines"
same "there are patterns for the host" "$(($(wc -l <"$tmp/lines") > 5))" 1
printf 'STAGE scenario\nok 1 a\n1..1\nTOKEN t0\nEXIT 0\n' >"$tmp/result"
same "the verdict finds each" "$(while read -r line; do
	echo "(u) $line" >"$tmp/console"
	"$TOP/rig/verdict" -v token=t0 -v timeout=0 "$tmp/result" "$tmp/console" | grep -q '^FAILURE ' || echo "$line"
done <"$tmp/lines")" ""
rm "$top/rig/dom0/splats"
same "a verdict without patterns is an error of the rig" \
	"$("$top/rig/verdict" -v token=t0 -v timeout=0 "$tmp/result" /dev/null | cut -d' ' -f1)" ERROR
