"""One way to write a name differently, each: what purchasing systems, typists, translators and machines do to names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from sanctions.matching.fitting.wording import (
    ABBREVIATIONS,
    ADDED_FORMS,
    CYRILLIC,
    CYRILLIC_FORMS,
    FORMS,
    HAN,
    PARAPHRASES,
    REMARKS,
)
from sanctions.matching.tables import Role, Tables

SHORTEST_SLIP = 5  # letters of the words that get a slip of the keyboard
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[^\W\d_]+")
_SPELLING = re.compile("|".join(sorted(CYRILLIC, key=len, reverse=True)))
_SYLLABLE = re.compile("|".join(sorted(HAN, key=len, reverse=True)))
_HAN_FORM = "有限公司"
_CYRILLIC_COUNTRIES = frozenset(("RU", "BY", "KZ", "UA"))


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose name is written differently: its key, one of its names, whether it is a person, the country it is in."""

    key: str
    name: str
    is_person: bool = False
    country: str = ""


Change = Callable[[Bearer, Random, Tables], str]  # "" where the name does not lend itself to it


def _as_printed(bearer: Bearer, random: Random, tables: Tables) -> str:
    return bearer.name


def _punctuation(bearer: Bearer, random: Random, tables: Tables) -> str:
    bare = " ".join(re.sub(r"[.,'\"()\-]", " ", bearer.name).split())
    return bare.upper() if random.random() < 0.5 else bare.lower()


def _legal_form(bearer: Bearer, random: Random, tables: Tables) -> str:
    """Its form written another way or left out; one added where there is none."""
    if bearer.is_person:
        return ""
    for ways in FORMS:
        if bearer.name.endswith(" " + ways[0]):
            stem = bearer.name[: -len(ways[0])].rstrip(" ,")
            return random.choice([stem, *(f"{stem} {way}" for way in ways[1:])])
    return f"{bearer.name} {random.choice(ADDED_FORMS)}"


def _word_order(bearer: Bearer, random: Random, tables: Tables) -> str:
    """The words in front put behind: "Trading Pearl Orient", "Shenzhen" in brackets at the end."""
    words = bearer.name.split()
    if bearer.is_person or len(words) < 3:
        return ""
    if f"@{words[0].lower()}" in tables.places:
        return f"{' '.join(words[1:])} ({words[0]})"
    cut = random.randint(1, len(words) - 1)
    return " ".join((*words[cut:], *words[:cut])).replace(",", "")


def _city_dropped(bearer: Bearer, random: Random, tables: Tables) -> str:
    words = bearer.name.split()
    is_place = not bearer.is_person and len(words) > 2 and f"@{words[0].lower()}" in tables.places
    return " ".join(words[1:]) if is_place else ""


def _one_slip(bearer: Bearer, random: Random, tables: Tables) -> str:
    return "" if bearer.is_person else _slipped(bearer.name, 1, random)


def _two_slips(bearer: Bearer, random: Random, tables: Tables) -> str:
    return "" if bearer.is_person else _slipped(bearer.name, 2, random)


def _slipped(name: str, slips: int, random: Random) -> str:
    """Slips in words of some length: a letter changed, lost, doubled or two in the wrong order."""
    for _ in range(slips):
        places = [m.span() for m in _WORD.finditer(name) if len(m[0]) >= SHORTEST_SLIP]
        if not places:
            return ""
        start, end = random.choice(places)
        place = random.randrange(start + 1, end - 1)
        name = random.choice(_SLIPS)(name, place, random)
    return name


def _neighbour(name: str, place: int, random: Random) -> str:
    row = next((row for row in _KEYBOARD if name[place].lower() in row), _KEYBOARD[1])
    at = row.find(name[place].lower())
    near = row[at - 1] if at else row[1]
    return name[:place] + (near.upper() if name[place].isupper() else near) + name[place + 1 :]


def _lost(name: str, place: int, random: Random) -> str:
    return name[:place] + name[place + 1 :]


def _doubled(name: str, place: int, random: Random) -> str:
    return name[:place] + name[place] + name[place:]


def _swapped(name: str, place: int, random: Random) -> str:
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


_SLIPS = (_neighbour, _lost, _doubled, _swapped)


def _abbreviated(bearer: Bearer, random: Random, tables: Tables) -> str:
    return "" if bearer.is_person else _replaced(bearer.name, ABBREVIATIONS, 2, random)


def _paraphrased(bearer: Bearer, random: Random, tables: Tables) -> str:
    return "" if bearer.is_person else _replaced(bearer.name, PARAPHRASES, 3, random)


def _replaced(name: str, ways: Mapping[str, tuple[str, ...]], most: int, random: Random) -> str:
    """Up to so many words of the name written another way."""
    found = [m for m in _WORD.finditer(name) if m[0].lower() in ways]
    chosen = random.sample(found, min(most, len(found)))
    for match in sorted(chosen, key=lambda m: -m.start()):
        way = random.choice(ways[match[0].lower()])
        name = name[: match.start()] + way + name[match.end() :]
    return name if chosen else ""


def _pinyin_spacing(bearer: Bearer, random: Random, tables: Tables) -> str:
    """A romanised Chinese word written syllable by syllable."""
    if bearer.country not in ("CN", "HK", "TW"):
        return ""
    for match in _WORD.finditer(bearer.name):
        syllables = _syllables(match[0].lower())
        if 2 <= len(syllables) <= 4 and _role(match[0], tables) is Role.IDENTITY:
            apart = " ".join(part.capitalize() for part in syllables)
            return bearer.name[: match.start()] + apart + bearer.name[match.end() :]
    return ""


def _syllables(word: str) -> list[str]:
    """A word as pinyin syllables; empty where it is not made of those the table has."""
    found = _SYLLABLE.findall(word)
    return found if "".join(found) == word else []


def _role(word: str, tables: Tables) -> Role:
    meanings = [m for m in tables.phrases.get(word.lower(), ()) if len(m.words) == 1]
    return meanings[0].role if meanings else Role.IDENTITY


def _cyrillic(bearer: Bearer, random: Random, tables: Tables) -> str:
    """A Russian, Belarusian, Kazakh or Ukrainian name in its own letters; not one with words of other languages."""
    if bearer.country not in _CYRILLIC_COUNTRIES or not bearer.name.isascii():
        return ""
    written = []
    for word in bearer.name.replace(".", "").lower().split():
        plain = word.strip("\"',()")
        if plain not in CYRILLIC_FORMS and not bearer.is_person and _role(plain, tables) is not Role.IDENTITY:
            return ""
        written.append(CYRILLIC_FORMS.get(plain) or _SPELLING.sub(lambda found: CYRILLIC[found[0]], word).title())
    return " ".join(written)


def _han(bearer: Bearer, random: Random, tables: Tables) -> str:
    """A Chinese company's name in Han characters, each known word by its own, the brand by characters of its sound."""
    if bearer.country not in ("CN", "HK", "TW") or bearer.is_person:
        return ""
    known: dict[str, str] = {}
    for han, (meaning, *_) in tables.han.items():
        if meaning.role is not Role.IDENTITY:
            known.setdefault(meaning.text, han)
    written = []
    for word in _WORD.findall(bearer.name.lower()):
        meanings = [m for m in tables.phrases.get(word, ()) if len(m.words) == 1]
        if meanings and meanings[0].role is Role.FORM:
            continue
        han = known.get(meanings[0].text, "") if meanings else "".join(HAN[part] for part in _syllables(word))
        if not han:
            return ""
        written.append(han)
    return "".join((*written, _HAN_FORM)) if len(written) > 2 else ""


def _cut(length: int) -> Change:
    def cut(bearer: Bearer, random: Random, tables: Tables) -> str:
        return "" if bearer.is_person or len(bearer.name) <= length else bearer.name[:length].rstrip()

    return cut


def _remark(bearer: Bearer, random: Random, tables: Tables) -> str:
    return bearer.name + random.choice(REMARKS)


def _person_order(bearer: Bearer, random: Random, tables: Tables) -> str:
    family, comma, given = bearer.name.partition(",")
    if not bearer.is_person or not comma:
        return ""
    return f"{given.strip()} {family.strip()}"


def _person_slip(bearer: Bearer, random: Random, tables: Tables) -> str:
    turned = _person_order(bearer, random, tables)
    return _slipped(turned, 1, random) if turned else ""


CHANGES: Mapping[str, Change] = {
    "as-printed": _as_printed,
    "punctuation": _punctuation,
    "legal-form": _legal_form,
    "word-order": _word_order,
    "city-dropped": _city_dropped,
    "one-slip": _one_slip,
    "two-slips": _two_slips,
    "abbreviated": _abbreviated,
    "paraphrased": _paraphrased,
    "pinyin-spacing": _pinyin_spacing,
    "cyrillic": _cyrillic,
    "han": _han,
    "cut-35": _cut(35),
    "cut-40": _cut(40),
    "remark": _remark,
    "person-order": _person_order,
    "person-slip": _person_slip,
}
