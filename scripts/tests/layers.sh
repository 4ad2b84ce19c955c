# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# lint-layers: who calls upward, and which files call each other in a circle.

cat >"$tmp/table" <<'END'
# comments, and nothing
tree d
0	low.c
1	middle.c beside.c	# two of them
2	top.c
tree e
0	other.c
END
layers_files="d/low.c d/middle.c d/beside.c d/top.c e/other.c"

# object FILE SYMBOL...: what nm -A prints of it: "+f" is defined, "-f" used, "~f" defined weakly, ".f" static
object() {
	local file=$1 s
	shift
	for s; do
		case $s in
		+*) echo "d/built-in.a:$file:0000000000000010 T ${s#+}" ;;
		-*) echo "d/built-in.a:$file:                 U ${s#-}" ;;
		~*) echo "d/built-in.a:$file:0000000000000020 W ${s#\~}" ;;
		.*) echo "d/built-in.a:$file:0000000000000030 t ${s#.}" ;;
		esac
	done
}
good_objects() {
	object d/low.o +low .same -printk
	object d/beside.o +beside .same -low
	object d/middle.o +middle -low -beside -kmalloc
	object d/top.o +top -middle -low
	object e/other.o +other -top
}
# As "scripts/lint layers" has them in its report: the lines, joined; and the status.
layers() { # FILE...
	local out
	out=$("$TOP/scripts/lint-layers" "$tmp/table" "$@" 2>&1)
	echo "$? ${out//$'\n'/; }" | sed "s,$tmp/,,g"
}

# shellcheck disable=SC2086 # names, of one word each
{
same "layers: downward, and to the side" "$(good_objects | layers $layers_files)" "0 "
same "layers: an upward call has a symbol and two files" \
	"$({ good_objects; object d/low.o -middle; } | layers $layers_files | cut -d';' -f1)" \
	"1 d/low.c (layer 0) calls upward: middle of d/middle.c (layer 1)"
same "layers: and a cycle, where there is one, has a symbol for each step" \
	"$({ good_objects; object d/low.o -top; } | layers $layers_files | grep -o 'cycle: d/low.c -> d/top.c (top) -> d/low.c.*' | cut -d';' -f1)" \
	"cycle: d/low.c -> d/top.c (top) -> d/low.c (low)"
same "layers: a cycle within a layer" "$({ good_objects; object d/beside.o -middle; } | layers $layers_files)" \
	"1 cycle: d/beside.c -> d/middle.c (middle) -> d/beside.c (beside)"
same "layers: a cycle of three is one, and no two" \
	"$({ object d/low.o +low -other; object d/middle.o +middle -low; object d/beside.o +beside -middle
		object d/low.o -beside; object d/top.o +top; object e/other.o +other; } | layers $layers_files | grep -o 'cycle.*')" \
	"cycle: d/beside.c -> d/middle.c (middle) -> d/low.c (low) -> d/beside.c (beside)"
same "layers: what other directories have is not above or below" \
	"$({ good_objects; object d/low.o -other; } | layers $layers_files)" "0 "
same "layers: a weak definition that is overridden is that of the other file" \
	"$({ good_objects; object d/top.o ~start; object e/other.o +start; object d/low.o -start; } | layers $layers_files)" "0 "
same "layers: one that is not belongs to its own" \
	"$({ good_objects; object d/top.o ~start; object d/middle.o -start; } | layers $layers_files | cut -d';' -f1)" \
	"1 d/middle.c (layer 1) calls upward: start of d/top.c (layer 2)"
same "layers: a file that is in no layer" "$({ good_objects; object d/new.o +new; } | layers $layers_files d/new.c)" \
	"1 d/new.c: is in no layer of table"
same "layers: a line without a file" "$(good_objects | layers ${layers_files/d\/beside.c/})" "1 d/beside.c: is in table, and is not there"
same "layers: a file that has not been built" "$(good_objects | grep -v beside.o | layers $layers_files)" \
	"1 d/beside.c: there are no symbols of it"
}

# Real objects: who uses what they say themselves.
mkdir -p "$tmp/d"
cat >"$tmp/d/low.c" <<'END'
extern int middle(void), top(void);
static int (*hook)(void) = top;
static __attribute__((noinline)) int low_step(void) { return middle() + 1; }
int low(void) { return low_step() + hook(); }
void set_hook(int (*fn)(void)) { hook = fn; }
END
echo 'extern int low(void); int middle(void) { return low(); }' >"$tmp/d/middle.c"
echo 'int top(void) { return 0; }' >"$tmp/d/top.c"
printf 'tree d\n0 low.c\n1 middle.c\n2 top.c\n' >"$tmp/table"
(cd "$tmp" && for f in low middle top; do gcc -O2 -c -o d/$f.o d/$f.c; done)
same "layers: the functions on both ends of a call, and a variable that has a pointer" \
	"$(cd "$tmp" && { nm -A d/*.o; objdump -tr d/*.o; } | layers d/low.c d/middle.c d/top.c)" \
	"1 d/low.c (layer 0) calls upward: low_step() uses middle of d/middle.c (layer 1); $(:
	)d/low.c (layer 0) calls upward: hook uses top of d/top.c (layer 2); $(:
	)cycle: d/low.c -> d/middle.c (low_step() uses middle) -> d/low.c (middle() uses low)"
echo "1 here.c" >"$tmp/table"
same "layers: a table that is none" "$(layers d/low.c </dev/null)" \
	"1 lint-layers: error: table:1: neither 'tree DIRECTORY' nor 'LAYER FILE...', after a tree: 1 here.c"
