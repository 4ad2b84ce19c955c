# SPDX-License-Identifier: GPL-2.0
"""The targets of the benchmark: how each figure compares with its limit.

A target is exact when it does not depend on this machine: counts, and the ratio of times that are themselves counts of
instructions. One that is missed fails the run; a target that is shown is only reported.

Deflating has to be 3 (PV) and 5 (PVH) times as fast as stock. Inflating cannot be, with this Xen: it takes a superpage
apart and frees its pages one by one (xen/common/memory.c: decrease_reservation()), and the pages have to be cleared
before. Both cost stock the same, and the hypercall cost that is measured has both in it. The limits of "down" are the
remainder, and it is judged by its distance from that cost, too.
"""

from collections import namedtuple

# Its name is TYPE_WHAT or TYPE_WAY_WHAT.
Target = namedtuple("Target", "name exact op limit unit")

TABLE = """
    pv_up_ratio            exact  >=  3     times as fast as stock
    pv_down_ratio          exact  >=  1.6   times as fast as stock
    pv_up_cost             exact  <=  1.15  times as long as bare hypercalls with page tables
    pv_growth_cost         exact  <=  1.7   times as long as the same, the memmap and its page tables included
    pv_down_cost           exact  <=  1.15  times as long as bare hypercalls with page tables, and clearing
    pv_up_hypercalls       exact  <=  2000  hypercalls per GiB
    pv_down_hypercalls     exact  <=  2000  hypercalls per GiB
    pv_up_step             exact  <=  50    ms that the longest step takes, of moves that are not watched
    pv_growth_step         exact  <=  100   the same, with a memory block that is added
    pv_down_step           exact  <=  50    the same
    pv_up_inside           shown  >=  80    % of the time inside Xen
    pv_down_inside         shown  >=  80    % of the time inside Xen
    pv_up_constant         shown  <=  1.1   most by least time per GiB, of 1 GiB and of 8
    pv_down_constant       shown  <=  1.1   most by least time per GiB, of 1 GiB and of 8
    pv_hog_ratio           exact  >=  1     times as fast as stock, a hog in the guest, the slower way
    pv_oom                 exact  <=  0     OOM kills with a hog in the guest
    pv_astray              exact  <=  0     moves that did not arrive or went back
    pvh_up_ratio           exact  >=  5     times as fast as stock
    pvh_down_ratio         exact  >=  2.5   times as fast as stock
    pvh_up_cost            exact  <=  1.1   times as long as bare hypercalls
    pvh_growth_cost        exact  <=  1.2   times as long as bare hypercalls, the memmap included
    pvh_down_cost          exact  <=  1.05  times as long as bare hypercalls and clearing
    pvh_up_hypercalls      exact  <=  64    hypercalls per GiB
    pvh_down_hypercalls    exact  <=  256   hypercalls per GiB
    pvh_up_superpages      exact  >=  95    % of the pages in superpages
    pvh_down_superpages    exact  >=  95    % of the pages in superpages
    pvh_up_step            exact  <=  50    ms that the longest step takes, of moves that are not watched
    pvh_growth_step        exact  <=  100   the same, with a memory block that is added
    pvh_down_step          exact  <=  50    the same
    pvh_up_inside          shown  >=  80    % of the time inside Xen
    pvh_down_inside        shown  >=  80    % of the time inside Xen
    pvh_up_constant        shown  <=  1.1   most by least time per GiB, of 1 GiB and of 8
    pvh_down_constant      shown  <=  1.1   most by least time per GiB, of 1 GiB and of 8
    pvh_mapped             exact  >=  95    % of what came back after down and up mapped by 2 MiB
    pvh_hog_ratio          exact  >=  1     times as fast as stock, a hog in the guest, the slower way
    pvh_oom                exact  <=  0     OOM kills with a hog in the guest
    pvh_astray             exact  <=  0     moves that did not arrive or went back
"""


def targets():
    """All of them, in order. The limit is kept as it is written."""
    for line in TABLE.strip().splitlines():
        name, exact, op, limit, unit = line.split(None, 4)
        yield Target(name, exact == "exact", op, limit, unit)


def is_met(target, value):
    limit = float(target.limit)
    return value >= limit if target.op == ">=" else value <= limit


def nearer_to_failing(a, b, op):
    """The one of two figures that fails first; None is no figure."""
    if a is None:
        return b
    if b is None:
        return a
    return a if (op == ">=") == (a < b) else b
