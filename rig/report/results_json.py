# SPDX-License-Identifier: GPL-2.0
"""results.json: targets, medians, and every measurement as it was read. Numbers stay as they were written."""

import json

from report.measurements import KERNELS, NUMBER, WAYS
from report.text import plain

MET = {"met": "true", "NOT met": "false"}


def literal(text):
    return text if NUMBER.match(text) else json.dumps(text, ensure_ascii=False)


def members(pairs):
    return "{" + ", ".join('"%s": %s' % pair for pair in pairs) + "}"


def of_result(r):
    t = r.target
    return members((("name", json.dumps(t.name)), ("exact", "true" if t.exact else "false"),
                    ("wanted", json.dumps(t.op + " " + t.limit)),
                    ("got", "null" if r.value is None else plain(r.value)), ("met", MET.get(r.verdict, "null"))))


def of_moves(m):
    for kind in m.types:
        for size in m.sizes:
            for way in WAYS:
                for kernel in KERNELS:
                    ms = m.get("ms", kind, kernel, size, way)
                    if not len(ms):
                        continue
                    yield members((("type", json.dumps(kind)), ("kernel", json.dumps(kernel)), ("mib", size),
                                   ("move", json.dumps(way)), ("ms", plain(ms.median())), ("ms_least", plain(ms.least())),
                                   ("ms_most", plain(ms.most())),
                                   ("mib_per_s", "%.1f" % (m.median("rate", kind, kernel, size, way) or 0))))


def write(m, results, out):
    lists = (("targets", [of_result(r) for r in results]), ("medians", list(of_moves(m))),
             ("measurements", [members((k, literal(v)) for k, v in r.words) for r in m.records]))
    print('{\n  "clock": "instructions of the emulated machine, 4 ns each",', file=out)
    print(",\n".join('  "%s": [\n' % name + ",\n".join("    " + item for item in items) + "\n  ]" for name, items in lists),
          file=out)
    print("}", file=out)
