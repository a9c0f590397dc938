"""Cuts a publisher's XML file down to the fewest entries that still show everything it holds.

`python -m tests.lists.cutting un-sc consolidated.xml > tests/lists/un-sc/sample.xml`: every element, every filled
attribute and every value of a short list of values is there at least once. Read the result before you keep it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

RECORDS = {
    "us-ofac-sdn": ("sdnEntry",),
    "us-ofac-cons": ("sdnEntry", "entity"),
    "un-sc": ("INDIVIDUAL", "ENTITY"),
    "eu-fsf": ("sanctionEntity",),
    "ca-sema": ("record",),
}
FEW = 8  # values so few are a publisher's word list, and each of the words is a case of its own

LIKE_PARTS = 2  # so many aliases, addresses ... of one entry are enough

# A part of a record that itself has parts; publishers indent their files, so its end is told by that.
_PART = r"(?m)^{indent}<(?P<name>[\w.-]+)(?:\s[^<>]*)?>[ \t]*\r?\n(?:{indent}[ \t]+.*\n)+?{indent}</(?P=name)>\r?\n"
_INDENT = re.compile(r"(?m)^[ \t]+(?=<)")
_ELEMENT = re.compile(r"<(?P<name>[\w.-]+)(?P<attributes>[^<>]*?)/?>(?P<text>[^<>]*)")
_ATTRIBUTE = re.compile(r"""(?P<name>[\w:.-]+)=["'](?P<value>[^"']*)["']""")


def cut(text: str, names: tuple[str, ...]) -> str:
    """The document with the chosen records only."""
    record = re.compile(rf"[ \t]*<(?P<name>{'|'.join(names)})(?=[\s>]).*?</(?P=name)>[ \t]*\r?\n?", re.DOTALL)
    found = list(record.finditer(text))
    kept = {found[at].start() for at in _chosen([set(_shown(match[0])) for match in found], found)}
    return record.sub(lambda match: _thinned(match[0]) if match.start() in kept else "", text)


def _thinned(record: str) -> str:
    """The record with the first few of its like parts, and of the others those that hold something the first lack."""
    for indent in sorted(set(_INDENT.findall(record)), key=len)[1:]:
        seen: Counter[str] = Counter()
        record = re.sub(_PART.format(indent=indent), partial(_judged, seen=seen), record)
    return record


def _judged(part: re.Match[str], *, seen: Counter[str]) -> str:
    shows = {f"{part['name']} {name}" for name, _ in _shown(part[0])}
    is_new = seen[part["name"]] < LIKE_PARTS or any(not seen[name] for name in shows)
    seen.update([part["name"], *shows])
    return part[0] if is_new else ""


def _chosen(shown: list[set[tuple[str, str]]], found: list[re.Match[str]]) -> Iterator[int]:
    values = Counter(name for name, _ in {pair for pairs in shown for pair in pairs})
    told = [{(name, value if values[name] <= FEW else "") for name, value in pairs} for pairs in shown]
    missing = set().union(*told)
    while missing:
        at = max(range(len(told)), key=lambda at: len(told[at] & missing) / len(found[at][0]))
        missing -= told[at]
        yield at


def _shown(record: str) -> Iterator[tuple[str, str]]:
    for element in _ELEMENT.finditer(record):
        yield f"<{element['name']}>", element["text"].strip()
        for attribute in _ATTRIBUTE.finditer(element["attributes"]):
            if attribute["value"]:
                yield f"{element['name']}@{attribute['name']}", attribute["value"]


if __name__ == "__main__":
    source, path = sys.argv[1:]
    sys.stdout.write(cut(Path(path).read_text(encoding="utf-8-sig"), RECORDS[source]))
