#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Breaks the driver by rule, in one place after the other, and sees whether the unit tests or the simulator notice.

  mutate.py [--only FILE] [--sample N] [--seed N] [--fast] [--list]

Rules: a condition is negated; a comparison takes in one more or one less; a page is added or left
out; a lock is not taken, and not released; a statement that calls something is left out; two such
statements that follow each other are swapped. Comments, messages and declarations are left alone.
O, TREE, CC, CPPFLAGS, CFLAGS and OBJECTS come from the Makefile; SECONDS_EACH is how long a mutant has,
in seconds of a CPU. The driver itself has to hold for as long. With --fast only unit tests and cases
are asked. ACCEPTED, a file beside this one, has mutants that make no difference, with why.
"""
import argparse
import glob
import os
import random
import re
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
OUT, TREE = os.environ["O"], os.environ["TREE"]
ACCEPTED = os.path.join(HERE, "mutants-accepted")

CALL = re.compile(r"^(\t+)(?!return\b)(?:[\w>.\-]+ = )?[a-z_]\w*\([^{}]*\);$")
IF = re.compile(r"^(\s*(?:\} else )?if \()(.*)(\).*)$")
LOCK = re.compile(r"^\t+(?:mutex|spin|raw_spin)_(?:un)?lock\w*\(.*\);$")
QUIET = re.compile(r"\b(pr_\w+|trace_\w+|WARN\w*|xen_balloon_count_\w+|lockdep_assert_held|cond_resched|"
                   r"BUILD_BUG_ON|EXPORT_SYMBOL\w*|MODULE_PARM_DESC|module_param\w*)\(")


# The test programs of files that have unit tests, where the names differ.
UNIT = {"node-map": "node", "format": "keys"}


def sources():
    """The driver's files, and the objects that they become."""
    for path in sorted(glob.glob(TREE + "/drivers/xen/balloon/*.c")):
        word = os.path.basename(path)[:-2]
        if not word.endswith("-test"):
            yield path, "driver-%s.o" % word
    yield TREE + "/drivers/xen/balloon.c", "driver-front.o"
    yield TREE + "/drivers/xen/xen-balloon.c", "driver-sysfs.o"


def code_lines(lines):
    """Numbers of lines in the bodies of functions, without comments."""
    inside = comment = False
    for i, line in enumerate(lines):
        if "/*" in line and "*/" not in line:
            comment = True
        if line == "{":
            inside = True
        elif line == "}":
            inside = False
        elif inside and not comment and line.strip() and not line.lstrip().startswith(("/*", "*")):
            yield i
        if "*/" in line:
            comment = False


def negate(line):
    match = IF.match(line)
    if match and match.group(2).count("(") == match.group(2).count(")"):
        yield "negate", "%s!(%s)%s" % match.groups()


def off_by_one(line):
    if "for (" in line or "while (" in line or IF.match(line) or "return" in line:
        for old, new in ((" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > ")):
            at = line.find(old)
            if at >= 0 and "->" not in line[at - 1:at + 2]:
                yield "one more", line[:at] + new + line[at + len(old):]
    for old, new in ((" + 1", ""), (" - 1", ""), ("nr_pages)", "nr_pages - 1)"), ("++;", " += 2;")):
        at = line.find(old)
        if at >= 0 and "1UL <<" not in line and "1U <<" not in line:
            yield "off by one", line[:at] + new + line[at + len(old):]


def mutants_of(lines):
    """Pairs of a description and the lines of the mutant."""
    numbers = list(code_lines(lines))
    for i in numbers:
        line = lines[i]
        if QUIET.search(line):
            continue
        for rule, new in list(negate(line)) + list(off_by_one(line)):
            yield i, rule, lines[:i] + [new] + lines[i + 1:]
        if LOCK.match(line) and "unlock" not in line:
            lock = re.sub(r"_lock", "_(?:un)?lock", re.escape(line.strip()).replace("_irqsave", "_irq\\w+"))
            end = next((k for k in range(i, len(lines)) if lines[k] == "}"), len(lines))
            body = [re.sub(lock, "(void)0;", text) for text in lines[i:end]]
            yield i, "no lock", lines[:i] + body + lines[end:]
        elif CALL.match(line) and not LOCK.match(line):
            yield i, "left out", lines[:i] + [re.match(r"\t+", line).group(0) + ";"] + lines[i + 1:]
            if i + 1 in numbers and CALL.match(lines[i + 1]) and not QUIET.search(lines[i + 1]):
                yield i, "swapped", lines[:i] + [lines[i + 1], line] + lines[i + 2:]


def all_mutants(only):
    for path, target in sources():
        name = os.path.relpath(path, TREE)
        if only and only not in name:
            continue
        with open(path) as f:
            lines = f.read().split("\n")
        for i, rule, new in mutants_of(lines):
            yield {"name": "%s:%d: %s: %s" % (name, i + 1, rule, lines[i].strip()), "path": path,
                   "key": "%s: %s: %s" % (name, rule, lines[i].strip()), "object": target, "lines": new}


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def build(mutant, work):
    source = os.path.join(work, os.path.basename(mutant["path"]))
    with open(source, "w") as f:
        f.write("\n".join(mutant["lines"]))
    compiler = shlex.split(os.environ["CC"])
    flags = shlex.split(os.environ["CPPFLAGS"]) + shlex.split(os.environ["CFLAGS"])
    include = ["-I", os.path.dirname(mutant["path"])]
    broken = os.path.join(work, "broken.o")
    done = run(compiler + flags + ["-w"] + include + ["-c", "-o", broken, source])
    if done.returncode:
        return None
    # In the same order: initcalls run in the order of linking.
    objects = [broken if os.path.basename(o) == mutant["object"] else o for o in os.environ["OBJECTS"].split()]
    assert broken in objects
    program = os.path.join(work, "sim")
    done = run(compiler + shlex.split(os.environ["CFLAGS"]) + ["-o", program] + objects)
    return None if done.returncode else program


class UnitTests:
    """The unit tests, with a tree of their own in which one file is broken at a time."""

    def __init__(self, work):
        self.tree, self.out = os.path.join(work, "tree"), os.path.join(work, "unit")
        self.make = ["make", "-s", "-C", os.path.dirname(HERE), "O=" + self.out, "TREE=" + self.tree, "SANITIZE="]
        shutil.rmtree(self.tree, ignore_errors=True)
        # What an earlier run has built last is broken, and newer than the sources, whose times are kept.
        shutil.rmtree(self.out, ignore_errors=True)
        for part in ("drivers/xen", "arch/x86/xen", "include"):
            shutil.copytree(os.path.join(TREE, part), os.path.join(self.tree, part))

    def notice(self, mutant):
        """What says so, or None."""
        word = os.path.basename(mutant["path"])[:-2]
        program = UNIT.get(word, word) + "-test"
        if not os.path.exists(os.path.join(os.path.dirname(HERE), program + ".c")):
            return None
        broken = os.path.join(self.tree, os.path.relpath(mutant["path"], TREE))
        with open(broken, "w") as f:
            f.write("\n".join(mutant["lines"]))
        done = run(self.make + [os.path.join(self.out, program)])
        if not done.returncode:
            done = run([os.path.join(self.out, program), "--timeout", "5"])
        shutil.copy(mutant["path"], broken)
        failed = [line for line in done.stdout.split("\n") if line.startswith("not ok")]
        return "%s: %s" % (program, failed[0] if failed else "stopped") if done.returncode else None


def notice(program, seconds):
    """What says so of cases, and then of histories for so long; or None."""
    done = run([program, "--cases", "", "--quiet"])
    if done.returncode:
        failed = [line for line in done.stdout.split("\n") if line.startswith("not ok")]
        return failed[0] if failed else "cases stopped"
    if seconds == "0":
        return None
    done = run([program, "--seconds", seconds, "--quiet"])
    return done.stdout.strip().split("\n")[0].lstrip("# ") if done.returncode else None


def accepted():
    if not os.path.exists(ACCEPTED):
        return {}
    with open(ACCEPTED) as f:
        pairs = [line.rstrip("\n").split(" # ", 1) for line in f if line.strip() and line[0] != "#"]
    return {key: why for key, why in pairs}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    mutants = list(all_mutants(options.only))
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, min(options.sample, len(mutants)))
    if options.list:
        print("\n".join(mutant["name"] for mutant in mutants))
        return 0
    work = os.path.join(OUT, "mutants")
    os.makedirs(work, exist_ok=True)
    noticed = missed = equal = invalid = 0
    known, unit = accepted(), UnitTests(work)
    seconds = "0" if options.fast else os.environ.get("SECONDS_EACH", "10")
    why = notice(OUT + "/sim", seconds)
    if why:
        print("not ok - without a mutant: %s" % why)
        return 1
    for mutant in mutants:
        program = build(mutant, work)
        if not program:
            invalid += 1
            continue
        why = unit.notice(mutant) or notice(program, seconds)
        if why:
            noticed += 1
            print("ok - %s # %s" % (mutant["name"], why))
        elif mutant["key"] in known:
            equal += 1
            print("ok - %s # SKIP %s" % (mutant["name"], known[mutant["key"]]))
        else:
            missed += 1
            print("not ok - %s" % mutant["name"])
        sys.stdout.flush()
    total = noticed + missed
    print("# %d of %d noticed (%.1f %%), %d make no difference, %d do not compile" %
          (noticed, total, 100 * noticed / max(total, 1), equal, invalid))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
