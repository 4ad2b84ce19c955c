# SPDX-License-Identifier: GPL-2.0
"""The plots of the report, drawn by gnuplot."""

import subprocess

from report.measurements import KERNELS, NUMBER, WAYS
from report.text import plain


def block(name, lines):
    """Data in the script itself."""
    return "$%s << END\n%s\nEND\n" % (name, "\n".join(lines))


def rates(m, kind):
    for size in m.sizes:
        for way in WAYS:
            moves = [(kind, kernel, size, way) for kernel in KERNELS]
            if any(len(m.get("ms", *move)) for move in moves):
                yield '"%s GiB %s" %s' % (plain(float(size) / 1024), way,
                                          " ".join(plain(m.median("rate", *move) or 0) for move in moves))


def per_gib(m, kind):
    """The size, stock down and up, this driver down and up."""
    for size in m.sizes:
        s = [m.median("gib_s", kind, kernel, size, way) for kernel in KERNELS for way in WAYS[1:]]
        yield plain(float(size) / 1024) + " " + " ".join("?" if x is None else plain(x) for x in s)


def way_of(points, kind, kernel, way):
    """Of the first size: seconds and MiB. A point is TYPE KERNEL SIZE WHAT MILLISECONDS PAGES."""
    # The last line of a machine that died may be torn.
    whole = [p for p in points if len(p) == 6 and NUMBER.match(p[4]) and NUMBER.match(p[5])]
    mine = [p for p in whole if p[0] == kind and p[1] == kernel and p[3] == way]
    return ["%s %s" % (plain(float(p[4]) / 1000), plain(float(p[5]) / 256)) for p in mine if p[2] == mine[0][2]]


class Plotter:
    def __init__(self, out):
        self.out = out

    def plot(self, name, heading, script):
        """Whether gnuplot has drawn it."""
        script = ("set terminal svg size 900,420 background 'white'\n"
                  "set output '%s/%s.svg'\nset title '%s'\n"
                  "set grid ytics; set key outside top horizontal; set yrange [0:]\n" % (self.out, name, heading)) + script
        return subprocess.run(["gnuplot"], input=script, text=True, check=False).returncode == 0

    def draw(self, m, points):
        """The name of each plot that could not be drawn."""
        for kind in m.types:
            for name, heading, script in self.scripts(m, points, kind):
                if not self.plot(name, heading, script):
                    yield name + ".svg"

    def scripts(self, m, points, kind):
        upper = kind.upper()
        lines = list(rates(m, kind))
        if not lines:
            return
        yield kind + "-rates", upper + " guests: median rate", block("rates", lines) + """\
set ylabel 'MiB/s'
set style data histograms
set style fill solid 0.8 border -1
plot $rates using 2:xtic(1) title 'stock', '' using 3 title 'this driver'
"""
        yield kind + "-per-gib", upper + " guests: time for one GiB, by how much is moved", block("per_gib", per_gib(m, kind)) + """\
set xlabel 'GiB moved'
set ylabel 's / GiB'
set xrange [0:4.5]
plot $per_gib using 1:2 with linespoints lw 2 title 'stock, down', \\
	'' using 1:3 with linespoints lw 2 title 'stock, up', \\
	'' using 1:4 with linespoints lw 2 title 'this driver, down', \\
	'' using 1:5 with linespoints lw 2 title 'this driver, up'
"""
        for way in WAYS[1:]:
            stock, driver = (way_of(points, kind, kernel, way) for kernel in KERNELS)
            if stock and driver:
                yield "%s-%s" % (kind, way), "A %s guest on its way %s, as Xen counts it" % (upper, way), \
                    block("stock", stock) + block("driver", driver) + """\
set xlabel 'seconds'
set ylabel 'MiB'
plot $stock with lines lw 2 title 'stock', $driver with lines lw 2 title 'this driver'
"""
