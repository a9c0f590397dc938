"""Names meant to hurt, or broken on their way here: each must be answered or refused at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BRAND = "Hikvision Digital Technology"
_HOMOGLYPHS = str.maketrans("aceopxyi", "асеорхуі")  # Cyrillic letters drawn like Latin ones
_LONG = 100_000

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "a megabyte of text": "Shenzhen Technology " * 52_500,
        "a megabyte without a space": "x" * (1 << 20),
        "a hundred thousand combining marks": "a" + "\u0301" * _LONG,
        "alternating combining marks": "a" + "\u0301\u0323" * (_LONG // 2),
        "zalgo": "".join(letter + "\u0301\u0334\u0489\u035c" * 8 for letter in _BRAND),
        "right-to-left override": "\u202e" + _BRAND[::-1] + "\u202c",
        "homoglyphs": _BRAND.translate(_HOMOGLYPHS),
        "zero-width joiners": "\u200d".join(_BRAND),
        "invisible characters only": "\u200b\u200d\ufeff" * 500,
        "punctuation only": "?!.,;:-_/()" * 1_000,
        "ligatures that grow": "\ufdfa" * 1_000,
        "Han without a space": "中华人民共和国有限公司" * 5_000,
        "every legal form at once": "Co Ltd GmbH AG SA BV OOO JSC " * 2_000,
        "many short words": " ".join(chr(97 + i % 26) for i in range(_LONG)),
        "many different words": " ".join(f"w{i}" for i in range(_LONG)),
        "numbers only": "0123456789 " * 5_000,
        "control characters": "".join(map(chr, range(32))) * 500 + _BRAND,
        "emoji": "\U0001f469\u200d\U0001f52c" * 2_000,
    }
)
