# SPDX-License-Identifier: GPL-2.0
"""Measurements: a record a line, as NAME=VALUE."""

import re
from collections import defaultdict

KERNELS = ("stock", "driver")
WAYS = ("growth", "down", "up")
PAGES_PER_GIB = 262144
PAGES_PER_MIB = 256

NAME = re.compile(r"[a-z][a-z0-9_]*=")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")


class Record:
    """The words of one line. A number is asked for with number(); what is not there counts as 0."""

    def __init__(self, line):
        self.words = []
        for word in line.rstrip("\r").split():
            match = NAME.match(word)
            if match:
                self.words.append((match.group()[:-1], word[match.end():]))
        self.values = dict(self.words)

    def __contains__(self, name):
        return name in self.values

    def text(self, name):
        return self.values.get(name, "")

    def number(self, name):
        text = self.text(name)
        return float(text) if NUMBER.match(text) else 0.0


class Series:
    """All values of one figure, for median and spread; None where there are none."""

    def __init__(self):
        self.values = []

    def __len__(self):
        return len(self.values)

    def add(self, value):
        self.values.append(value)

    def median(self):
        if not self.values:
            return None
        v, n = sorted(self.values), len(self.values)
        return v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2

    def least(self):
        return min(self.values, default=None)

    def most(self):
        return max(self.values, default=None)


class Trace:
    """What Xen's trace has of one move, each for one GiB."""

    OPS = ("memory_op", "mmu_update", "update_va_mapping", "mmuext_op", "multicall")

    def __init__(self, r, way):
        gib = r.number("pages") / PAGES_PER_GIB
        self.lost = r.number("lost")
        self.continued = r.number("continued") / gib
        # One that is continued is counted again each time.
        self.moving = (sum(r.number(op) for op in self.OPS) - r.number("continued")) / gib
        self.all = r.number("hypercalls") / gib
        self.ops = " / ".join("%d" % (r.number(op) / gib) for op in self.OPS)
        self.extents = self.superpages = self.inside = None
        if way == "down":
            small, large, seen = r.number("extents_0"), r.number("extents_9"), r.number("pages_down")
        else:
            small, large, seen = r.number("p2m_0"), r.number("p2m_9"), r.number("pages_p2m")
        if way == "down" or seen > 0:
            self.extents = "%d / %d" % (small / gib, large / gib)
        # They are no part of what Xen did not see at all.
        if seen > 0 and seen >= r.number("pages") * 0.99:
            self.superpages = large * 51200 / seen
        if r.number("vmmcall_ns") > 0 and r.number("ms") > 0:
            self.inside = r.number("vmmcall_ns") / 10000 / r.number("ms")


class Measurements:
    """Everything that was measured. A move is (type, kernel, size, way), a size the text of its MiB."""

    def __init__(self, lines):
        self.records = []
        self.types, self.sizes = [], []
        self.series = defaultdict(Series)   # (figure, type, kernel, size[, way])
        self.missed = set()                 # moves that did not arrive
        self.moved = set()                  # types in which the driver has moved anything
        self.astray = defaultdict(int)      # by type
        self.hog, self.hog_left = {}, {}    # by move
        self.oom = {}                       # (type, kernel): record
        self.traced, self.trace = set(), {} # by move
        self.maps, self.map_size = {}, {}   # (kernel, when): record; kernel: MiB
        self.cost = {}                      # (type, order): record
        self.clearing = {}                  # by type, seconds
        for line in lines:
            self.read(Record(line))

    def read(self, r):
        self.records.append(r)
        kind, size = r.text("type"), r.text("size")
        if not kind:
            return
        if kind not in self.types:
            self.types.append(kind)
        if size and size not in self.sizes:
            self.sizes.append(size)
        move = (kind, r.text("kernel"), size, r.text("dir"))
        reader = getattr(self, "read_" + r.text("what"), None)
        if reader:
            reader(r, move)

    def add(self, name, key, value):
        self.series[(name, *key)].add(value)

    def read_move(self, r, move):
        ms, pages = r.number("ms"), r.number("pages")
        self.add("ms", move, ms)
        if ms > 0:
            self.add("rate", move, pages / PAGES_PER_MIB / (ms / 1000))
        if pages > 0:
            self.add("gib_s", move, ms / 1000 * PAGES_PER_GIB / pages)
        self.add("first", move, r.number("first_ms"))
        self.add("gap", move, r.number("gap_ms"))
        self.add("cpu", move, r.number("cpu_ms"))
        self.add("low", move, r.number("low_pps") / PAGES_PER_MIB)
        if "wall_ms" in r:
            self.add("wall", move, r.number("wall_ms"))
        if ms > 0 and r.number("drv_xen_ns") > 0:
            self.add("inside", move, r.number("drv_xen_ns") / 10000 / ms)
        if "drv_longest_step_ns" in r:
            self.add("step", move, r.number("drv_longest_step_ns") / 1e6)
        if pages > 0 and "drv_hypercalls" in r:
            self.add("calls", move, r.number("drv_hypercalls") * PAGES_PER_GIB / pages)
        if r.number("left") != 0:
            self.missed.add(move)
        if r.text("kernel") == "driver":
            self.moved.add(move[0])
            self.astray[move[0]] += r.number("left") != 0 or r.number("back") != 0

    def read_quiet(self, r, move):
        pages = r.number("drv_inflated_pages") + r.number("drv_deflated_pages")
        if pages > 0:
            self.add("quiet_s", move, r.number("drv_step_ns") / 1e9 * PAGES_PER_GIB / pages)
        self.add("quiet_step", move, r.number("drv_longest_step_ns") / 1e6)

    def read_hog(self, r, move):
        self.hog[move], self.hog_left[move] = r.number("ms"), r.number("left")
        if r.text("kernel") == "driver":
            self.astray[move[0]] += r.number("left") != 0

    def read_oom(self, r, move):
        self.oom[move[:2]] = r

    def read_boot(self, r, move):
        self.add("up", move[:3], r.number("up_ms"))
        self.add("given", move[:3], r.number("down_ms"))

    def read_trace(self, r, move):
        if "hypercalls" not in r:
            return
        self.traced.add(move)
        if r.number("pages") > 0:
            self.trace[move] = Trace(r, move[3])

    def read_map(self, r, move):
        self.maps[(move[1], r.text("when"))] = r
        self.map_size[move[1]] = r.number("size")

    def read_hypercall_cost(self, r, move):
        if r.number("up_ns") > 0:
            self.cost[(move[0], r.text("order"))] = r
            self.clearing[move[0]] = r.number("clear_ns") / 1e9

    def bare_costs(self, kind, order):
        """What a GiB costs in Xen alone, as (how, up, down) in seconds: the hypercalls, and for a PV guest these with the
        page tables, in each of the ways that there are. Clearing is not in it."""
        r = self.cost.get((kind, order))
        if not r:
            return []
        hows = [("", "")] + [(how, how + "_") for how in ("entries", "tables") if how + "_up_ns" in r]
        return [(how, r.number(key + "up_ns") / 1e9, r.number(key + "down_ns") / 1e9) for how, key in hows]

    def median(self, name, *key):
        return self.series[(name, *key)].median() if (name, *key) in self.series else None

    def get(self, name, *key):
        return self.series.get((name, *key), Series())

    def inside(self, move):
        """The share of the time inside Xen: as the driver says, else as the trace of a PVH guest does."""
        value = self.median("inside", *move)
        if value is None and move in self.trace:
            value = self.trace[move].inside
        return value
