# SPDX-License-Identifier: GPL-2.0
"""What lint-names, lint-bodies and lint-lists know of C. No parser: it counts on the layout of the kernel, in which
what is at the outermost level begins in the first column, and on balanced braces."""
import re


def blank(text, strings=True):
    """The text with spaces for comments and, if so asked, for what is in quotes; each line stays where it is."""

    def spaces(m):
        s = m.group()
        if s[0] in "\"'":
            return s[0] + re.sub(r"[^\n]", " ", s[1:-1]) + s[-1] if strings else s
        return re.sub(r"[^\n]", " ", s)

    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', spaces, text, flags=re.S)


def without_macros(text):
    """That, without what is for the preprocessor."""
    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*(?:\\\n(?:[^\n\\]|\\.)*)*", lambda m: re.sub(r"[^\n]", " ", m.group()),
                  text, flags=re.M)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def end_of_block(text, start):
    """Where the brace that is opened at start is closed; the end of the text if it is not."""
    depth = 0
    for m in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if m.group() == "{" else -1
        if depth == 0:
            return m.start()
    return len(text)


class Function:
    def __init__(self, name, head, text, start, body, end):
        self.name = name
        self.static = bool(re.search(r"\bstatic\b", head))
        self.inline = bool(re.search(r"\binline\b", head))
        self.line = line_of(text, start)
        self.lines = line_of(text, end) - self.line + 1
        self.body_start = body
        self.body = text[body:end + 1]


def functions(text):
    """Those that are defined in the text, which is blank and without macros."""
    pattern = re.compile(r"^([A-Za-z_][\w \t*\n]*?[\s*])(\w+)\(([^;{}]*)\)\s*(?:__\w+(?:\([^;{}()]*\))?\s*)*\{", re.M)
    at = 0
    while m := pattern.search(text, at):
        body = m.end() - 1
        at = end_of_block(text, body)
        yield Function(m[2], m[1], text, m.start(), body, at)


def variables(text):
    """Line and name of each variable that is defined at the outermost level, and is not static."""
    out, at = [], 0
    # Without what is in braces, however deep: what is left is one statement after the other.
    while (start := text.find("{", at)) >= 0:
        out.append(text[at:start])
        end = end_of_block(text, start)
        inside = re.sub(r"[^\n]", " ", text[start:end + 1])
        # A function ends where its body does; the rest ends with a semicolon.
        out.append(inside[:-1] + (";" if out[-1].rstrip().endswith(")") else "0"))
        at = end + 1
    out.append(text[at:])
    flat = "".join(out)
    for m in re.finditer(r"[^;]+", flat):
        statement = m.group()
        first = statement.lstrip()
        line = line_of(flat, m.start() + len(statement) - len(first))
        if re.match(r"(static|extern|typedef)\b", first):
            continue
        if n := re.match(r"(?:DEFINE_\w+|DECLARE_\w+|\w*LIST_HEAD)\((\w+)", first):
            yield line, n[1]
            continue
        head = first.split("=")[0]
        n = re.match(r"(?:[A-Za-z_]\w*[\s*]+)+?\**([A-Za-z_]\w*)\s*((?:\[[^]]*\]\s*)*)(?:__\w+\s*(?:\([^()]*\)\s*)?)*$", head)
        if n and "=" in first or n and not re.match(r"(struct|union|enum)\s+\w+\s*(0\s*)?$", head):
            yield line, n[1]


def listed(text):
    """Macro, enumerator and word of each line of a list that enums and tables are made from."""
    for m in re.finditer(r'^(XEN_BALLOON_[A-Z]+)\((\w+),\s*"([^"]*)"', text, re.M):
        yield m[1], m[2], m[3]


def enumerators(text):
    """Name of the enum, or "", and its enumerators, for each that the text defines. Of one that is made from a list,
    as words.h of the driver has them, these are where the list is."""
    for kind, name, _ in listed(text):
        yield kind.lower(), [name]
    for m in re.finditer(r"\benum(?:\s+(\w+))?\s*\{", text):
        body = text[m.end():end_of_block(text, m.end() - 1)]
        yield m[1] or "", re.findall(r"(?:^|,)\s*([A-Za-z_]\w*)", body)
