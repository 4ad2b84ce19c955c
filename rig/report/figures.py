# SPDX-License-Identifier: GPL-2.0
"""The figures of the targets, out of measurements: each the worst of all sizes."""

from report.measurements import KERNELS, Record
from report.targets import nearer_to_failing


class Figures:
    def __init__(self, measurements):
        self.m = measurements

    def cost_s(self, kind, way):
        """Seconds for a GiB that no driver can save: bare hypercalls for superpages, for a PV guest with its page tables
        in the cheapest way, and, on the way down, clearing the pages. The memmap of growth is not part of it. None when
        not measured."""
        costs = self.m.bare_costs(kind, "9")
        if not costs:
            return None
        costs = costs[1:] or costs
        if way == "down":
            return min(down for _, _, down in costs) + self.m.clearing[kind]
        return min(up for _, up, _ in costs)

    def figure(self, target):
        """The figure of a target, the worst of all sizes; None when there is none."""
        kind, way, what = (target.name.split("_") + [""])[:3]
        if way == "oom":
            r = self.m.oom.get((kind, "driver"))
            return r.number("oom") if r else None
        if way == "astray":
            return float(self.m.astray[kind]) if kind in self.m.moved else None
        if way == "mapped":
            return self.mapped()
        if way == "hog":
            return self.hog_ratio(kind)
        return getattr(self, "worst_" + what)(target.op, kind, way)

    def mapped(self):
        if ("driver", "again") not in self.m.maps or not self.m.map_size["driver"] > 0:
            return None
        at_boot = self.m.maps.get(("driver", "boot"), Record(""))
        return (self.m.maps["driver", "again"].number("m2") - at_boot.number("m2")) * 200 / self.m.map_size["driver"]

    def hog_ratio(self, kind):
        worst = None
        for size in self.m.sizes:
            ms = {(k, w): self.m.hog.get((kind, k, size, w), 0.0) for k in KERNELS for w in ("up", "down")}
            if ms["driver", "up"] > 0 and ms["driver", "down"] > 0:
                for way in ("up", "down"):
                    worst = nearer_to_failing(worst, ms["stock", way] / ms["driver", way], ">=")
        return worst

    def worst_ratio(self, op, kind, way):
        worst = None
        for size in self.m.sizes:
            driver, stock = (self.m.median("ms", kind, k, size, way) for k in ("driver", "stock"))
            if stock is None:
                continue
            if not driver:
                return None
            worst = nearer_to_failing(worst, stock / driver, op)
        return worst

    def worst(self, op, kind, way, value):
        """Of value(move), which may be None, over all sizes of the driver's."""
        worst = None
        for size in self.m.sizes:
            worst = nearer_to_failing(worst, value((kind, "driver", size, way)), op)
        return worst

    def worst_cost(self, op, kind, way):
        cost = self.cost_s(kind, way)

        def by_cost(move):
            s = self.m.median("quiet_s", *move)
            return s / cost if s is not None and cost else None
        return self.worst(op, kind, way, by_cost)

    def whole_trace(self, move):
        """Counts of a trace with gaps are none."""
        trace = self.m.trace.get(move)
        return trace if trace and not trace.lost else None

    def worst_hypercalls(self, op, kind, way):
        return self.worst(op, kind, way, lambda move: getattr(self.whole_trace(move), "moving", None))

    def worst_superpages(self, op, kind, way):
        return self.worst(op, kind, way, lambda move: getattr(self.whole_trace(move), "superpages", None))

    def worst_step(self, op, kind, way):
        """Of moves that are not watched, the longest step of all."""
        return self.worst(op, kind, way, lambda move: self.m.get("quiet_step", *move).most())

    def worst_inside(self, op, kind, way):
        return self.worst(op, kind, way, self.m.inside)

    def worst_constant(self, op, kind, way):
        s = [self.m.median("quiet_s", kind, "driver", size, way) for size in self.m.sizes]
        s = [x for x in s if x is not None]
        return max(s) / min(s) if len(s) > 1 and min(s) > 0 else None
