# SPDX-License-Identifier: GPL-2.0
"""Figures against targets: one test for each that is exact."""

from report.figures import Figures
from report.targets import is_met, targets
from report.text import number


class Result:
    def __init__(self, target, value):
        self.target, self.value = target, value
        if value is None:
            self.verdict = "no figure"
        else:
            self.verdict = "met" if is_met(target, value) else "NOT met"
        self.said = number(value, "%.2f" if (value or 0) < 10 else "%.1f")


def results(measurements):
    """Of the targets for the types of guests that were measured."""
    figures = Figures(measurements)
    return [Result(t, figures.figure(t)) for t in targets() if t.name.split("_")[0] in measurements.types]


def print_ktap(all_results):
    """Returns whether all that are exact are met."""
    exact = [r for r in all_results if r.target.exact]
    print("KTAP version 1")
    print("1..%d" % len(exact))
    n = 0
    for r in all_results:
        t = r.target
        text = "%s: %s %s, wanted %s %s" % (t.name, r.said, t.unit, t.op, t.limit)
        if t.exact:
            n += 1
            print("%sok %d - %s" % ("" if r.verdict == "met" else "not ", n, text))
        else:
            print("# " + text)
    return all(r.verdict == "met" for r in exact)
