# SPDX-License-Identifier: GPL-2.0
"""Numbers as text."""


def plain(value):
    """As short as it can be with six digits; integers in full."""
    return "%d" % value if value == int(value) else "%.6g" % value


def number(value, form):
    return "n/a" if value is None else form % value
