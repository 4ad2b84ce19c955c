# SPDX-License-Identifier: GPL-2.0
"""report.md: the tables that "make bench" shows."""

from report.measurements import KERNELS, WAYS
from report.text import number, plain

TITLES = {"driver": "this driver"}
MOVES = WAYS[1:]


def title(kernel):
    return TITLES.get(kernel, kernel)


def times(a, b):
    return "%.2f" % (a / b) if a and b and a > 0 and b > 0 else "n/a"


def spread(series, form):
    if not len(series):
        return "n/a"
    return (form + " (" + form + " .. " + form + ")") % (series.median(), series.least(), series.most())


class Report:
    """Writes itself line by line. Results are those of report.ktap, of each target that was looked at."""

    def __init__(self, measurements, results, out):
        self.m, self.results = measurements, results
        self.file = out

    def say(self, *lines):
        for line in lines:
            print(line, file=self.file)

    def head(self, *columns):
        self.say("", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns))

    def row(self, *cells):
        self.say("| " + " | ".join(cells) + " |")

    def write(self):
        self.say("# Benchmark of the Xen balloon driver", "",
                 "Stock kernel and this driver in two guests of one machine, on the same Xen, in turn; medians, and the least and",
                 "the most in brackets. Times are those of the emulated machine, see the end.", "")
        self.write_targets()
        for kind in self.m.types:
            self.say("", "## %s guests" % kind.upper())
            for part in (self.write_rates, self.write_ways, self.write_traces, self.write_boots, self.write_hogs):
                part(kind)
        if self.m.maps:
            self.write_maps()
        if self.m.cost:
            self.write_cost()
        self.write_caveats()

    def write_targets(self):
        self.say("## Targets")
        self.head("target", "", "wanted", "got", "")
        for r in self.results:
            t = r.target
            self.row(t.name, t.unit, t.op + " " + t.limit, r.said, r.verdict)
        self.say("", "Counts, and ratios of this machine's times, are exact and decide how `make bench` ends.")

    def write_rates(self, kind):
        m = self.m
        self.head("GiB", "move", "stock, MiB/s", "this driver, MiB/s", "times as fast", "stock, s/GiB",
                  "this driver, s/GiB", "wall clock, s: stock, this driver")
        for size in m.sizes:
            for way in WAYS:
                moves = [(kind, kernel, size, way) for kernel in KERNELS]
                if not any(len(m.get("ms", *move)) for move in moves):
                    continue
                ms = [m.median("ms", *move) for move in moves]
                rates = [spread(m.get("rate", *move), "%.0f") + (", did not arrive" if move in m.missed else "")
                         for move in moves]
                wall = [m.median("wall", *move) for move in moves]
                self.row(plain(float(size) / 1024), way, *rates, times(*ms),
                         *(number(m.median("gib_s", *move), "%.3f") for move in moves),
                         ", ".join(number(w if w is None else w / 1000, "%.1f") for w in wall))

    def each_move(self, kind, ways):
        for size in self.m.sizes:
            for way in ways:
                for kernel in KERNELS:
                    yield (kind, kernel, size, way), (plain(float(size) / 1024), way, title(kernel))

    def write_ways(self, kind):
        m = self.m
        self.say("", "How it moves: medians in ms, the longest pause and step of all rounds; the lowest rate over any 3 s in MiB/s",
                 "(over all of a move that took less).")
        self.head("GiB", "move", "kernel", "to the first page", "longest pause", "lowest rate", "guest CPU",
                  "inside Xen, %", "longest step", "hypercalls per GiB")
        for move, cells in self.each_move(kind, WAYS):
            if not len(m.get("ms", *move)):
                continue
            traced = m.median("inside", *move) is None and m.inside(move) is not None
            self.row(*cells, number(m.median("first", *move), "%.1f"), number(m.get("gap", *move).most(), "%.1f"),
                     number(m.get("low", *move).least(), "%.0f"), number(m.median("cpu", *move), "%.0f"),
                     number(m.inside(move), "%.1f") + (" (*)" if traced else ""),
                     number(m.get("step", *move).most(), "%.2f"), number(m.median("calls", *move), "%.0f"))
        self.say("", "(*) by Xen's trace: the time of hypercalls, in a traced move. Else this, the step and the hypercalls are by",
                 "the driver's own counters; n/a where the kernel has none. Watching is in these times, as much as a tenth of",
                 "those of fast moves.")

    def write_traces(self, kind):
        self.say("", "Seen from Xen, for each GiB:")
        self.head("GiB", "move", "kernel", "hypercalls that move memory",
                  "memory_op / mmu_update / update_va_mapping / mmuext_op / multicall", "of these continued",
                  "hypercalls of all kinds", "4 KiB / 2 MiB extents", "% in superpages", "time inside, %", "lost records")
        for move, cells in self.each_move(kind, MOVES):
            if move not in self.m.traced:
                continue
            t = self.m.trace.get(move)
            if not t:
                # Nothing moved, and so nothing is for one GiB.
                self.row(*cells, "0", "", "n/a" if kind == "pv" else "0", "0", "n/a", "n/a", "n/a", "0")
                continue
            self.row(*cells, "%.0f" % t.moving, t.ops, "n/a" if kind == "pv" else "%.0f" % t.continued, "%.0f" % t.all,
                     t.extents or "n/a", number(t.superpages, "%.1f"), number(t.inside, "%.1f"), "%d" % t.lost)
        self.say("")
        if kind == "pv":
            self.say("PV has no event for pages that come in: all of them are single pages. Time inside Xen is not in the trace, and",
                     "which hypercalls were continued is not either: they are counted again each time.")
        else:
            self.say("Up: entries that Xen made in the guest's map. Continued: Xen broke a hypercall off for something else and had",
                     "it made again; this is not counted as another one.")

    def write_boots(self, kind):
        m = self.m
        self.say("", "Boot: ms to user space and, for PVH, until the difference to maxmem was given back.")
        self.head("GiB", "kernel", "user space", "given back")
        for size in m.sizes:
            for kernel in KERNELS:
                boot = (kind, kernel, size)
                if len(m.get("up", *boot)):
                    self.row(plain(float(size) / 1024), title(kernel), number(m.median("up", *boot), "%.0f"),
                             "-" if kind == "pv" else number(m.median("given", *boot), "%.0f"))

    def write_hogs(self, kind):
        m = self.m
        self.say("", "With a hog in the guest (64 MiB taken and given back all the time):")
        self.head("GiB", "move", "stock, ms", "this driver, ms", "times as fast")
        for size in m.sizes:
            for way in MOVES:
                moves = [(kind, kernel, size, way) for kernel in KERNELS]
                if not any(move in m.hog for move in moves):
                    continue
                self.row(plain(float(size) / 1024), way,
                         *(number(m.hog.get(move), "%.0f") + (", did not arrive" if m.hog_left.get(move, 0) > 0 else "")
                           for move in moves),
                         times(*(m.hog.get(move) for move in moves)))
        self.say("", "OOM kills: stock %s, this driver %s." % tuple(
            m.oom[kind, kernel].text("oom") if (kind, kernel) in m.oom else "n/a" for kernel in KERNELS))

    def write_maps(self):
        self.say("", "## Mappings of the PVH guest in Xen", "",
                 "From the nested page table in the machine's RAM. What a guest has not touched since it was built is not mapped.")
        self.head("when", "kernel", "1 GiB", "2 MiB", "4 KiB")
        for when, said in (("boot", "after boot"), ("up", "up"), ("down", "down"), ("again", "up again")):
            for kernel in KERNELS:
                r = self.m.maps.get((kernel, when))
                if r:
                    self.row(said, title(kernel), *("%d" % r.number(leaf) for leaf in ("g1", "m2", "k4")))

    def write_cost(self):
        m = self.m
        self.say("", "## Hypercall cost", "",
                 "The bare hypercalls for one GiB, from a program in the guest, in seconds; 2,048 pages in each, or 16 superpages (PV: 4).",
                 "Clearing is the time to clear a GiB, page by page: Xen 4.17 hands on the pages that a domain gives back as they",
                 "are. A PV guest's page tables are part of it where the extents say so: single entries that Xen changes, a batch in",
                 "a hypercall, or whole tables that are unpinned, written and pinned again. The cheapest is what the driver is held to.",
                 "The last two columns say how many times as fast as stock a driver would be that does nothing else; more is not",
                 "possible with this Xen.")
        self.head("guest", "extents", "up", "down", "clearing", "this driver, up", "growth", "down", "stock by cost, up",
                  "stock by cost and clearing, down")
        size = m.sizes[0] if m.sizes else ""
        for kind in m.types:
            for order, extents in (("0", "4 KiB"), ("9", "2 MiB")):
                for how, up, down in m.bare_costs(kind, order):
                    clearing = m.clearing[kind]
                    stock = {way: m.median("gib_s", kind, "stock", size, way) for way in MOVES}
                    self.row(kind.upper(), extents + (", " + how if how else ""), "%.3f" % up, "%.3f" % down,
                             "%.3f" % clearing,
                             *(number(m.median("quiet_s", kind, "driver", size, way), "%.3f") for way in ("up", "growth", "down")),
                             times(stock["up"], up), times(stock["down"], down + clearing))
        self.say("", "This driver's times are those of moves that nothing in dom0 watches, by its own counters: the clock counts the",
                 "instructions of all CPUs. The longest step of these, in ms:")
        self.head("guest", "up", "growth", "down")
        for kind in m.types:
            self.row(kind.upper(), *(number(m.get("quiet_step", kind, "driver", size, way).most(), "%.1f")
                                     for way in ("up", "growth", "down")))

    def write_caveats(self):
        self.say("", "## What these times are", "",
                 "The machine is emulated by QEMU with a clock that counts instructions, of all its CPUs together, 4 ns each",
                 "(`-icount shift=2,sleep=off`). That makes the times reproducible and independent of the machine that runs it.",
                 "They leave out what is not an instruction: the price of leaving and entering a guest, misses of TLB and caches,",
                 "and the bandwidth of memory; and an instruction that clears a page costs as much as its loop has turns. Rates are",
                 "good for comparing the two kernels, not for what hardware does. Wall-clock times are those of the emulation on the",
                 "machine that ran it, with its noise; nothing is judged by them.", "",
                 "Again: `make bench`; 1 GiB only: `make bench QUICK=1`. Every measurement is in `results.json`.")
