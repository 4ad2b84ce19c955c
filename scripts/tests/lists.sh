# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# lint-lists: a small driver whose documents are right, and what is said when they are not.

files() { # TOP: writes the files that come on standard input, each after a line "== NAME"
	awk -v top="$1" '/^== / { f = top "/" $2; d = f; sub("/[^/]*$", "", d); system("mkdir -p " d); printf "" >f; next } { print >f }'
}

good=$tmp/good
files "$good" <<'FILES'
== README.md
# It

Everything is under `/sys/devices/system/xen_memory/xen_memory0/`:

| name | | what |
|---|---|---|
| `target`, `size_kb` | rw | it |
| `info/state` | r | what it does |
| `info/reason` | r | why |

## Layout

    drivers/xen/{front,room/word}.c  it
    include/trace/events/x.h  events
    scripts/                  scripts
    tools/                    tests

Licence: none.
== drivers/xen/front.c
#include "a.h"
/* [XEN_BALLOON_NOT] = "comment", module_param(comment, */
#define MODULE_PARAM_PREFIX "xen."
module_param(timeout, uint, 0444);
static struct attribute *it_attrs[] = {
	&dev_attr_target.attr,
	&dev_attr_size_kb.attr.attr,
	NULL
};
static struct attribute *info_attrs[] = { &dev_attr_state.attr, &dev_attr_reason.attr, NULL };
static const struct attribute_group info = { .name = "info", .attrs = info_attrs, };
static const struct attribute_group it = {
	.attrs = it_attrs,
};
	pr_info("%s=%llu is not "
		"enough for %pa (%i)\n", name);
== drivers/xen/room/words.h
/* XEN_BALLOON_STATE(XEN_BALLOON_NOT, "comment") */
XEN_BALLOON_STATE(XEN_BALLOON_IDLE, "idle")
XEN_BALLOON_STATE(XEN_BALLOON_WAITING, "waiting")
XEN_BALLOON_REASON(XEN_BALLOON_OK, "none", "nothing is in the way")
XEN_BALLOON_REASON(XEN_BALLOON_FLOOR,
		   "floor", "it is low")
XEN_BALLOON_COUNTER(HYPERCALLS, "hypercalls")
== drivers/xen/room/word.c
#define PARAMETER "xen_size"
early_param(PARAMETER, accept);
== drivers/xen/Makefile.front
obj-y += front.o room/
== drivers/xen/room/Makefile
# The rooms: word.o and no_such.o
obj-$(CONFIG_WORD)	+= word.o
== drivers/xen/Kconfig.it
config XEN_BALLOON
config XEN_BALLOON_MORE
config XEN_BALLOON_KUNIT_TEST
== include/trace/events/x.h
TRACE_EVENT(xen_balloon_step,
== Documentation/ABI/testing/sysfs
What:		/sys/devices/system/xen_memory/xen_memory0/target
Description:	It.
What:		/sys/devices/system/xen_memory/xen_memory0/size_kb
What:		/sys/devices/system/xen_memory/xen_memory0/info/state
Description:
		(RO) One word:

		=========	============
		idle		nothing, and
				more of it
		waiting		for
		=========	============
What:		/sys/devices/system/xen_memory/xen_memory0/info/reason
Description:
		=========	============
		none		no
		floor		yes
		=========	============
What:		/sys/kernel/debug/xen-balloon/stats
Description:
		hypercalls	all of them
== Documentation/admin-guide/xen/balloon.rst
With CONFIG_XEN_BALLOON, CONFIG_XEN_BALLOON_MORE and CONFIG_XEN_OTHER, ``xen.timeout=`` and
``xen_size=``.

=========  ===========  ======
Reason     State        What
=========  ===========  ======
``none``   ``idle``     ``other``
``floor``  ``idle``,    yes
           ``waiting``
=========  ===========  ======

====================  ====
xen_balloon_step      step
====================  ====

Troubleshooting
===============

``size=... is not enough for ... (...)``, ``size=no is not enough for it (-12)``
  More is needed.

``This`` is no message.
== scripts/overlay
edit_document "a parameter" Documentation/p.txt \
	'm { print "	xen_size= [XEN]"
	     print "	xen.timeout= is there" }'
== scripts/patch-series
= it
- Documentation/p.txt
- Documentation/ABI/testing/sysfs
- Documentation/admin-guide/xen/balloon.rst
- drivers/xen/Kconfig.it
- drivers/xen/Makefile.front
- drivers/xen/front.c
- drivers/xen/room/Makefile
- drivers/xen/room/word.*
- drivers/xen/room/words.h
- include/trace/events/x.h
- tools/testing/selftests/it/
== tools/testing/selftests/it/attributes.c
static const struct attribute attributes[] = {
	{ .name = "target", .mode = 0644 },
	{ .name = "size_kb", .mode = 0644 },
	{ .name = "info/state", .mode = 0444 },
	{ .name = "info/reason", .mode = 0444, .words = reasons, .ours = true },
};
FILES
lists() { "$TOP/scripts/lint-lists" "$1" 2>&1 | sed "s,$tmp/,,g" | paste -sd ';'; }
same "lists: documents that are right" "$(lists "$good")" ""

# wrong NAME FILE SED WANTED: what is said when the file is changed so
wrong() {
	rm -rf "$tmp/bad"
	cp -r "$good" "$tmp/bad"
	sed -i "$3" "$tmp/bad/$2"
	same "lists: $1" "$(lists "$tmp/bad")" "$4"
}
abi=Documentation/ABI/testing/sysfs guide=Documentation/admin-guide/xen/balloon.rst
selftest=tools/testing/selftests/it/attributes.c

wrong "a file that the layout lacks" README.md 's,{front\,room/word},front,' \
	"README.md, layout: file drivers/xen/room/word.c is not there"
wrong "a file that is only in the layout" README.md 's,front\,,&old\,,' \
	"README.md, layout: file drivers/xen/old.c is there, and not in the repository"
# parts LIST WANTED: what is said of the list at the top of balloon.c
parts() {
	rm -rf "$tmp/bad"
	cp -r "$good" "$tmp/bad"
	mkdir "$tmp/bad/drivers/xen/balloon"
	printf '/*\n * It.\n *\n%b */\n' "$2" >"$tmp/bad/drivers/xen/balloon.c"
	touch "$tmp/bad/drivers/xen/balloon"/{low,high,low-test}.c
	printf 'tree drivers/xen\n0 balloon/low.c\n1 balloon/high.c\n2 balloon.c\n' >"$tmp/bad/scripts/layers"
	same "lists: $1" "$(lists "$tmp/bad" | tr ';' '\n' | grep ', parts' | paste -sd ';')" "$3"
}
parts "the parts of the driver" ' *   high.c\t\tit calls\n *\n *   low.c\t\tit is called\n' ""
parts "a part that is not in the list" ' *   high.c\tit\n' "drivers/xen/balloon.c, parts: part low.c is not there"
parts "one that is in the list only" ' *   high.c, low.c, old.c\tthey\n' \
	"drivers/xen/balloon.c, parts: part old.c is there, and not in the code"
parts "one in another layer" ' *   low.c, high.c\tthey\n' \
	"drivers/xen/balloon.c, parts: low.c is above high.c, and in a lower layer"

wrong "a file that is not built" drivers/xen/Makefile.front 's/front\.o/back.o/' \
	"drivers/xen/Makefile.front: the object of front.c is not there;drivers/xen/Makefile.front: the object of back.c is there, and not in the code"
wrong "a file that is in no patch" scripts/patch-series '/front\.c/d' "scripts/patch-series: file drivers/xen/front.c is not there"
wrong "a line of a patch for several files, of which none is there" scripts/patch-series 's/word\.\*/wards.*/' \
	"scripts/patch-series: pattern drivers/xen/room/wards.* fits no file;scripts/patch-series: file drivers/xen/room/word.c is not there"
wrong "a patch with a file that is none" scripts/patch-series 's/front\.c/&\n- drivers\/xen\/old.c/' \
	"scripts/patch-series: file drivers/xen/old.c is there, and neither in the repository nor edited by scripts/overlay"

wrong "an attribute that is described nowhere" drivers/xen/front.c 's/&dev_attr_state\.attr,/& \&dev_attr_new.attr,/' \
	"Documentation/ABI: attribute info/new is not there;README.md, table of attributes: attribute info/new is not there;$selftest: attribute info/new is not there"
wrong "one that is not there any more" drivers/xen/front.c '/dev_attr_size_kb/d' \
	"Documentation/ABI: attribute size_kb is there, and not in the code;README.md, table of attributes: attribute size_kb is there, and not in the code;$selftest: attribute size_kb is there, and not in the code"
wrong "one that is in another group" drivers/xen/front.c 's/"info"/"infos"/' "$(for where in Documentation/ABI "README.md, table of attributes" $selftest; do
	for what in "reason is not there" "state is not there"; do echo "$where: attribute infos/$what"; done
	for what in reason state; do echo "$where: attribute info/$what is there, and not in the code"; done
done | paste -sd ';')"

wrong "a state that the ABI lacks" $abi '/^\t\twaiting/d' "Documentation/ABI, info/state: state waiting is not there"
wrong "a reason that the guide lacks, and with it the state" $guide '/floor/,+1d' \
	"$guide, table of reasons: state waiting is not there;$guide, table of reasons: reason floor is not there"
wrong "a reason that the code has not" $abi 's/^\t\tfloor\(.*\)/&\n\t\troof\1/' \
	"Documentation/ABI, info/reason: reason roof is there, and not in the code"
# policy SED WANTED: what is said of the tests of the policy, or of a reason that does not arise
policy() {
	rm -rf "$tmp/bad"
	cp -r "$good" "$tmp/bad"
	mkdir -p "$tmp/bad/tools/testing/xen-balloon"
	printf '\t{ XEN_BALLOON_OK },\n\t{ XEN_BALLOON_FLOOR },\n' >"$tmp/bad/tools/testing/xen-balloon/policy-test.c"
	printf '\treturn a ? XEN_BALLOON_OK : XEN_BALLOON_FLOOR;\n' >>"$tmp/bad/drivers/xen/front.c"
	sed -i "$2" "$tmp/bad/$1"
	same "lists: a reason in $1" "$(lists "$tmp/bad")" "$3"
}
policy README.md '' ""
policy tools/testing/xen-balloon/policy-test.c /FLOOR/d \
	"tools/testing/xen-balloon/policy-test.c: reason XEN_BALLOON_FLOOR is not there"
policy drivers/xen/front.c 's/ : XEN_BALLOON_FLOOR//' "drivers/xen/room/words.h: reason XEN_BALLOON_FLOOR arises nowhere in the code"
wrong "a counter" $abi '/hypercalls/d' "Documentation/ABI, debugfs: counter hypercalls is not there"
wrong "a tracepoint" $guide 's/^xen_balloon_step /xen_balloon_stop /' \
	"$guide, tracepoints: tracepoint xen_balloon_step is not there;$guide, tracepoints: tracepoint xen_balloon_stop is there, and not in the code"
wrong "a list that has another form" drivers/xen/room/words.h 's/^XEN_BALLOON_COUNTER/COUNTER/' \
	"drivers/xen: no list of counters found in the code; has it another form now?"

wrong "a parameter, by the prefix that it has" drivers/xen/front.c '/MODULE_PARAM_PREFIX/d' \
	"$guide: parameter front.timeout= is not there;scripts/overlay: parameter front.timeout= is not there"
wrong "a parameter that is only documented" scripts/overlay 's/print.*xen_size=.*/&\n print "\t\txen_old= [XEN]"/' \
	"scripts/overlay: parameter xen_old= is there, and not in the code"
wrong "an option" $guide 's/CONFIG_XEN_BALLOON_MORE/CONFIG_XEN_BALLOON_LESS/' \
	"$guide: option CONFIG_XEN_BALLOON_MORE is not there;$guide: option CONFIG_XEN_BALLOON_LESS is there, and not in the code"
wrong "a message" $guide 's/is not enough for it/is too little for it/' \
	"$guide, Troubleshooting: message size=no is too little for it (-12) is there, and not in the code"
mkdir "$tmp/empty"
same "lists: nothing at all" "$(lists "$tmp/empty")" "lint-lists: error: there is nothing in empty"
