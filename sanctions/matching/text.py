"""From any script to plain lower-case words: cut, cleaned of invisible marks, transliterated."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from anyascii import anyascii

from sanctions.matching.alike import UNVOWELLED, skeleton

# NFKC is quadratic in runs of combining marks: no name is looked at beyond this many characters.
MAX_NAME = 300
MAX_WORD = 60  # the work of looking for slips grows with the square of a word's letters

# Scripts written without blanks, or by syllables: Han, Kana and Hangul.
HAN_RUN = re.compile(r"[\u3005\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
FIRST_HAN = "\u3400"  # Kana stand before it: foreign names are written in them, in one word
HANGUL = re.compile(r"[\uac00-\ud7a3]+")
WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʻʼʹʺ′?](?=\w)")  # "?" between letters is an apostrophe lost on the way
_POSSESSIVE = re.compile(r"(?<=\w)['’`´ʼ′]s(?!\w)")
_QUOTES = re.compile(r"['’‘`´ʻʼʹʺ′\"“”«»]")
_QUOTED = re.compile(r"['’‘`´ʻʼʹʺ′?\"“”«»]")  # any of the marks above
_POINTED = re.compile(r"[./][a-z]")  # what initials have and "Co., Ltd." has not
_INITIALS = re.compile(r"(?<![^\W_])(?:[a-z]\.){2,}[a-z]?(?![^\W_])|(?<![^\W_])[a-z]/[a-z](?:/[a-z])?(?![^\W_])")
_VOICED = "\u3099\u309a"  # the marks that make ga of ka: no ornament
_INVISIBLE = frozenset(("Cf", "Cc", "Mn", "Me", "Co", "Cs"))
# Cyrillic and Greek letters drawn like Latin ones: in a word that also has Latin letters they are the Latin ones.
_LOOKALIKES = str.maketrans("асеорхуіјѕԁһкмтвнүԛԝѵӏαορνικυ", "aceopxyijsdhkmtbhyqwvlaopviku")


# Cyrillic is romanised in two ways: by sound (ts, y, kh) and letter for letter as in Serbian and ISO 9 (c, j, h).
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Arabic and Hebrew write consonants and long vowels only.
_UNVOWELLED = re.compile("[\u0590-\u05ff\u0620-\u06ff]")
_ARABIC_ARTICLE = re.compile("^ال(?=...)")
_ARABIC_PARTICLES = {"عبد": "abd", "بن": "bin", "ابن": "ibn", "ابو": "abu", "ال": "al", "بنت": "bint"}
_LONG_VOWELS = str.maketrans({"ع": "a", "ا": "a", "ي": "i", "ی": "i", "و": "u", "ى": "a"})
_SHORT_I, _SHORT_I_KEPT = "й", "ҋ"  # NFKD would make a plain i of it; its stand-in has no parts to lose
_BY_LETTER = str.maketrans(
    "абвгдежзиклмнопрстуфхцчшщыэјєіїґў" + _SHORT_I_KEPT, "abvgdezziklmnoprstufhccssyejeiigu" + "j", "ьъ"
)


class NameBlank(ValueError):
    """A name of which nothing is left after cleaning: it cannot be screened, and that is not the same as no match."""


class _Pinyin(Protocol):
    def lazy_pinyin(self, hans: str) -> list[str]: ...


@cache
def _pinyin() -> _Pinyin:
    """The one cached loader: pinyin tables cost half a second and 50 MB, and most names never need them."""
    return cast(_Pinyin, import_module("pypinyin"))


def clip(text: str) -> str:
    """The part of a name that is looked at, cut before any normalisation."""
    return text[:MAX_NAME]


def clean(text: str) -> str:
    """Lower case, compatibility forms unified, marks and invisible characters gone; the script stays."""
    text = clip(text)
    if text.isascii():
        return text.lower()
    composed = clip(unicodedata.normalize("NFKC", text)).casefold().replace(_SHORT_I, _SHORT_I_KEPT)
    folded = unicodedata.normalize("NFKD", composed)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", "".join(c if c.isalnum() or c in _VOICED else _mark(c) for c in folded))


def _mark(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return " " if character in "\t\n\r\v\f" else ""
    return character


def words(text: str) -> list[str]:
    """The plain words of a cleaned text without Han: transliterated, apostrophes closed, initials joined."""
    if not text.isascii():
        text = " ".join(_latin(part) for part in text.split())
    is_quoted = _QUOTED.search(text) is not None
    if is_quoted:
        text = _APOSTROPHES.sub("", _POSSESSIVE.sub("", text))
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    if _POINTED.search(text):
        text = _INITIALS.sub(lambda found: found[0].replace(".", "").replace("/", "") + " ", text)
    found = WORD.findall(_QUOTES.sub("", text) if is_quoted else text)
    return found if len(text) <= MAX_WORD else [word[:MAX_WORD] for word in found]


def _latin(word: str) -> str:
    if _UNVOWELLED.search(word):
        word = _ARABIC_PARTICLES.get(word) or _ARABIC_ARTICLE.sub("", word)
    if any("a" <= c <= "z" for c in word):
        word = word.translate(_LOOKALIKES)
    return anyascii(word.replace(_SHORT_I_KEPT, "и")).lower()


def second_reading(text: str) -> list[str]:
    """The words of a text with Cyrillic letters, read letter for letter; empty where there are none."""
    return words(text.translate(_BY_LETTER)) if _CYRILLIC.search(text) else []


def unvowelled_readings(text: str) -> dict[str, tuple[str, ...]]:
    """Words of scripts that write no vowels, by their plain spelling: the consonants, and a vowelled reading."""
    found: dict[str, tuple[str, ...]] = {}
    for written in WORD.findall(text) if _UNVOWELLED.search(text) else ():
        plain = words(written)
        bare = _ARABIC_ARTICLE.sub("", written)
        if len(plain) == 1 and _UNVOWELLED.search(written) and written not in _ARABIC_PARTICLES:
            found[plain[0]] = (UNVOWELLED + skeleton(plain[0]), anyascii(bare.translate(_LONG_VOWELS)).lower())
    return found


def pinyin(han: str) -> str:
    """Characters by their sound, joined to one word; those without a known reading by their code table."""
    sounds = _pinyin().lazy_pinyin(han)
    spelt = "".join(c for c in anyascii("".join(sounds)).lower() if c.isalnum())
    return (spelt or "".join(f"u{ord(c):x}" for c in han))[:MAX_WORD]


def is_blank(text: str) -> bool:
    """Whether nothing that could be compared is left of a name."""
    cleaned = clean(text)
    return not (HAN_RUN.search(cleaned) or words(cleaned))
