"""Where two parties say they are: one address however it is written, one postcode, one box, one town."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz

from sanctions.countries import country_code
from sanctions.matching.text import HAN_RUN, clean, clip, pinyin, words


class Nearness(StrEnum):
    """What two addresses share, the nearest first."""

    ADDRESS = "same-address"  # street and number
    BOX = "same-po-box"  # lent to many companies, free zones above all
    POSTCODE = "same-postcode"
    CITY = "same-city"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The nearest two parties' addresses come to each other, and the two texts."""

    nearness: Nearness
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Place:
    """One address taken apart; words are folded, transliterated and free of what every address has."""

    doors: frozenset[tuple[str, str]]  # street and house number
    sides: frozenset[str]  # north, south, east, west, middle
    boxes: frozenset[str]
    postcodes: frozenset[str]
    towns: frozenset[str]


# The name stands before these ...
_ROADS_AFTER = frozenset(
    ("road", "rd", "street", "st", "str", "lane", "ln", "drive", "dr", "way", "highway", "hwy", "avenue", "ave", "av",
     "lu", "jie", "dajie", "dadao", "xiang", "boulevard", "blvd", "square", "sq", "place", "court", "alley", "crescent",
     "prospekt", "prospect", "pr", "ulitsa", "ul", "pereulok", "per", "shosse", "sh", "caddesi", "cad", "sokak", "sok",
     "ro", "gil", "dori", "utca", "ut", "marg", "nagar", "straat", "laan", "gatan", "vej")
)  # fmt: skip
# ... and behind these.
_ROADS_BEFORE = frozenset(
    ("rue", "via", "calle", "avenida", "rua", "jalan", "jl", "ul", "ulitsa", "ulica", "prospekt", "pr", "shosse",
     "boulevard", "avenue", "av", "carrera", "cra", "cl", "plaza", "piazza", "viale", "corso", "strada", "sheikh",
     "khiaban", "khiyaban", "soi", "duong", "pereulok", "per", "naberezhnaya", "nab", "ploshchad", "pl")
)  # fmt: skip
_ROADS = _ROADS_AFTER | _ROADS_BEFORE
_ROAD_ENDING = re.compile(
    r"(?P<name>[a-z]{3,}?)(?:strasse|str|gasse|weg|platz|allee|ring|straat|laan|gatan|vagen|gade)"
)
_SIDES = {"n": "north", "s": "south", "e": "east", "w": "west"} | {
    side: side for side in ("north", "south", "east", "west", "middle")
}
_PINYIN_SIDES = {"bei": "north", "nan": "south", "dong": "east", "xi": "west", "zhong": "middle", "central": "middle"}
_ORDINALS = {
    "first": "1th", "second": "2th", "third": "3th", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|ya|ja|oy|y)")
# What stands in a building, with its own number before or behind it: not what a street is known by.
_FLOORS = frozenset(("floor", "fl", "flr", "f", "etazh", "etaj", "etage", "ceng", "lou"))
_INSIDE = _FLOORS | frozenset(
    ("room", "rm", "suite", "ste", "unit", "building", "bldg", "bld", "block", "blk", "tower", "flat", "apt",
     "apartment", "level", "office", "of", "entrance", "kv", "kom", "komn", "komnata", "kabinet", "pom", "pomeshch",
     "korp", "korpus", "k", "stroenie", "stroeniye", "stroyeniye", "lit", "litera", "e", "piso", "oficina", "warehouse",
     "shop", "workshop", "phase", "plot", "dong", "shi", "zuo", "dun")
)  # fmt: skip
_EVERYWHERE = frozenset(
    ("no", "nr", "num", "number", "hao", "house", "dom", "d", "the", "of", "and", "de", "la", "le", "du", "del", "los",
     "city", "district", "province", "county", "municipality", "town", "township", "village", "state", "region",
     "oblast", "obl", "krai", "kray", "respublika", "republic", "autonomous", "area", "zone", "prefecture", "gorod",
     "g", "qu", "xian", "zhen", "sheng", "po", "box", "postal", "code", "zip", "postcode", "pob", "saint", "co", "attn",
     "near", "opposite", "behind", "next", "to", "at", "in", "china", "prc", "russia", "russian", "federation", "iran",
     "united", "arab", "emirates", "uae", "usa", "kong", "hong", "germany", "turkey", "india", "pakistan", "syria")
)  # fmt: skip
_PROVINCES = frozenset(
    ("anhui", "fujian", "gansu", "guangdong", "guangxi", "guizhou", "hainan", "hebei", "heilongjiang", "henan", "hubei",
     "hunan", "jiangsu", "jiangxi", "jilin", "liaoning", "ningxia", "qinghai", "shaanxi", "shandong", "shanxi",
     "sichuan", "xinjiang", "yunnan", "zhejiang", "xizang", "tibet", "neimenggu", "mongolia")
)  # fmt: skip
_HAN_PARTS = {
    "省": " province, ", "自治区": " province, ", "市": " city, ", "区": " district, ", "區": " district, ",
    "县": " county, ", "縣": " county, ", "镇": " town, ", "大道": " avenue ", "大街": " street ", "路": " road ",
    "街": " street ", "道": " road ", "巷": " lane ", "号": ", ", "號": ", ", "楼": " floor, ", "樓": " floor, ",
    "层": " floor, ", "室": " room, ", "栋": " building, ", "幢": " building, ", "座": " building, ",
    "信箱": " po box ", "邮政": " ",
}  # fmt: skip
_HAN_SIDES = {"东": " east ", "東": " east ", "西": " west ", "南": " south ", "北": " north ", "中": " middle "}
_HAN_SIDE = re.compile(r"[东東西南北中](?=路|街|大街|大道)")
_HAN_PART = re.compile("|".join(sorted(_HAN_PARTS, key=len, reverse=True)))
_SEGMENT = re.compile(r"[,;\n、，；()]+")
_BOX = re.compile(
    r"\b(?:p\.?\s*o\.?\s*b(?:ox)?|post(?:al)?\s*box|postfach|apartado|a/ya|a\.ya\.)\.?\s*(?:no\.?|#|:)?\s*(\d[\w-]*)"
)
_POSTCODE = re.compile(
    r"\b(?:\d{5,6}|\d{3}-\d{4}|\d{5}-\d{4}|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|\d{4}\s?[a-z]{2})\b"
    r"(?!\s+\w+\s+(?:road|rd|street|st|ave|avenue)\b)"  # an American house number
)
_RANGE = re.compile(r"(?<![\w])(\d+)\s*[-/–]\s*(\d+)(?![\w])")
_SHORTEST_NAME = 4
_SHORTEST_STREET = 3
_ALIKE = 88


def nearest(ours: Iterable[str], theirs: Iterable[str]) -> Meeting | None:
    """The nearest any two of the addresses come to each other; None where they share nothing."""
    mine = [(text, _taken_apart(text)) for text in ours]
    others = [(text, _taken_apart(text)) for text in theirs] if mine else []
    found = [(near, our, their) for our, one in mine for their, other in others if (near := _near(one, other))]
    order = list(Nearness)
    best = min(found, key=lambda one: order.index(one[0]), default=None)
    return Meeting(*best) if best else None


def countries_named(addresses: Iterable[str]) -> tuple[str, ...]:
    """The countries addresses end in by name; two letters there may as well be a state."""
    ends = (_SEGMENT.split(clip(address).rstrip(" .,"))[-1].strip(" .0123456789") for address in addresses)
    return tuple(dict.fromkeys(code for end in ends if len(end) > 2 and (code := country_code(end))))


def _near(ours: _Place, theirs: _Place) -> Nearness | None:
    is_one_postcode = bool(ours.postcodes & theirs.postcodes)
    is_one_town = is_one_postcode or bool(ours.towns & theirs.towns)
    is_apart = not is_one_town and bool(ours.towns and theirs.towns)
    if not is_apart and _is_one_door(ours, theirs):
        return Nearness.ADDRESS
    if ours.boxes & theirs.boxes and is_one_town:
        return Nearness.BOX
    if is_one_postcode:
        return Nearness.POSTCODE
    return Nearness.CITY if is_one_town else None


def _is_one_door(ours: _Place, theirs: _Place) -> bool:
    if ours.sides and theirs.sides and not ours.sides & theirs.sides:
        return False
    return any(
        number == their_number and _is_one_name(street, their_street)
        for street, number in ours.doors
        for their_street, their_number in theirs.doors
    )


def _is_one_name(one: str, other: str) -> bool:
    """Written apart or joined, with the district in front, or with a slip."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_NAME and (long.endswith(short) or fuzz.ratio(short, long) >= _ALIKE)


def _taken_apart(text: str) -> _Place:
    plain = clean(_without_han(clip(text)))
    boxes = frozenset(_BOX.findall(plain))
    plain = _BOX.sub(" ", plain)
    postcodes = [found[0] for found in _POSTCODE.finditer(plain)]
    plain = _RANGE.sub(_both_ends, _POSTCODE.sub(" ", plain))
    segments = [_told_sides([_word(word) for word in words(part)]) for part in _SEGMENT.split(plain)]
    kept = [_Segment(segment) for segment in map(_outside, segments) if segment]
    towns = [word for segment in kept if not segment.roads for word in (*segment.towns, "".join(segment.towns))]
    return _Place(
        frozenset(_doors(kept)),
        frozenset(_SIDES[word] for segment in kept if segment.roads for word in segment.words if word in _SIDES),
        boxes,
        frozenset("".join(c for c in code if c.isalnum()) for code in postcodes),
        frozenset(town for town in towns if len(town) >= _SHORTEST_NAME),
    )


class _Segment:
    """What stands between two commas: names beside a word for a road, house numbers, and what may be a town."""

    def __init__(self, kept: list[str]) -> None:
        self.words = kept
        self.roads = list(_streets(kept))
        self.numbers = [word for word in kept if word[0].isdigit() and not _ORDINAL.fullmatch(word)]
        self.towns = [word for word in kept if _is_town(word)]


def _doors(segments: list[_Segment]) -> Iterator[tuple[str, str]]:
    """Every street with its house number, which may stand by itself before or behind it: "No. 31, Jinrong Street"."""
    alone = [segment.numbers if not (segment.roads or segment.towns) else [] for segment in segments]
    for place, segment in enumerate(segments):
        beside = [*(alone[place - 1] if place else []), *(alone[place + 1] if place + 1 < len(alone) else [])]
        names = segment.roads or ([_name(segment.towns)] if segment.towns else [])
        numbers = segment.numbers or (beside if segment.roads else [])
        yield from ((name, number) for name in names for number in numbers if len(name) >= _SHORTEST_STREET)


def _both_ends(found: re.Match[str]) -> str:
    """ "12-14" is two doors; what is smaller behind the stroke is a part of the building."""
    return f"{found[1]} {found[2]}" if int(found[2]) > int(found[1]) else found[1]


def _without_han(text: str) -> str:
    """Han addresses with their parts set apart and in English, the names by their sound."""
    if not HAN_RUN.search(text):
        return text
    text = _HAN_SIDE.sub(lambda found: _HAN_SIDES[found[0]], text)
    text = _HAN_PART.sub(lambda found: _HAN_PARTS[found[0]], text)
    return HAN_RUN.sub(lambda found: f" {pinyin(found[0])} ", text)


def _word(word: str) -> str:
    ordinal = _ORDINAL.fullmatch(word)
    return f"{ordinal[1]}th" if ordinal else _ORDINALS.get(word, word)


def _told_sides(segment: list[str]) -> list[str]:
    """A side in pinyin is one only right before the word for a road: "Yan'an Bei Lu", and not "Zhong Hua Lu"."""
    before_road = {word for word, near in pairwise(segment) if near in _ROADS}
    return [_PINYIN_SIDES.get(word, word) if word in before_road else word for word in segment]


def _outside(segment: list[str]) -> list[str]:
    """The words of a segment without rooms, floors and buildings and their numbers, which stand behind or before."""
    kept: list[str] = []
    skip_next = False
    for word, behind in zip(segment, [*segment[1:], ""], strict=False):
        has_before = bool(kept) and kept[-1][0].isdigit() and not set(kept) & _ROADS
        if skip_next and _is_label(word):
            skip_next = False
        elif word in _FLOORS and has_before:
            kept.pop()
        elif word in _INSIDE or (word == "str" and (not kept or kept[-1][0].isdigit())):  # "Str. 8" is a building
            skip_next = _is_label(behind)
            if not skip_next and has_before:
                kept.pop()
        else:
            kept.append(word)
    return kept


def _is_label(word: str) -> bool:
    return len(word) == 1 or word[:1].isdigit()


def _streets(segment: list[str]) -> Iterator[str]:
    """Names beside a word for a road, the roads of every language both ways round."""
    for place, word in enumerate(segment):
        if word in _ROADS_AFTER and (name := _name(segment[:place])):
            yield name
        if word in _ROADS_BEFORE and (name := _name(segment[place + 1 :])):
            yield name
        if word not in _ROADS and (ending := _ROAD_ENDING.fullmatch(word)):
            yield _name([*segment[:place], ending["name"]])


def _name(parts: list[str]) -> str:
    """The words of a street's name run together; "5th" only where it is all there is."""
    telling = [word for word in parts if word not in _EVERYWHERE and word not in _SIDES and word not in _ROADS]
    ordinals = [word for word in telling if _ORDINAL.fullmatch(word)]
    return "".join(word for word in telling if not word[0].isdigit()) or "".join(ordinals[-1:])


def _is_town(word: str) -> bool:
    return not (word[0].isdigit() or word in _EVERYWHERE or word in _PROVINCES or word in _ROADS or word in _SIDES)
