"""A name taken apart: its words and phrases in order, each with what the tables say it means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sanctions.matching.abbreviations import shortened
from sanctions.matching.alike import SHORTEST_SOUND, sound
from sanctions.matching.remarks import cut_noise, split_asides, without_care_of
from sanctions.matching.tables import SHORTEST_FORM_SLIP, Meaning, Role, Tables, slips
from sanctions.matching.text import HAN_RUN, clean, pinyin, second_reading, unvowelled_readings, words

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_LONG_FORM = 10  # letters from which a word with a slip is read as part of a legal form wherever it stands
_LONG_FORM_AT_END = 8  # the same for the first and the last word
_FORM_LETTERS = 3  # forms this short are only read at either end of a name
_INITIALS_JOINED = 4
# Short forms that are nothing else wherever they stand.
_PLAIN_FORMS = frozenset(
    ("co", "ltd", "pvt", "pte", "pty", "llc", "jsc", "ooo", "oao", "zao", "pao", "inc", "plc", "bhd", "sdn", "llp")
)
# Short forms that stand in front of a name where they are used.
_LEADING_FORMS = frozenset(
    ("ooo", "oao", "zao", "pao", "ao", "nao", "too", "tov", "odo", "ip", "pt", "cv", "ud", "uab", "sia")
)
_LEADING_FORMS |= frozenset(("jsc", "llc", "ltd", "chp", "fop", "up", "tzo", "tds", "co"))
_ROMAN = frozenset("ivx")


@dataclass(slots=True)
class Piece:
    word: str
    meaning: Meaning | None
    others: tuple[str, ...] = ()
    is_aside: bool = False
    han: str = ""


def is_form(piece: Piece) -> bool:
    return piece.meaning is not None and piece.meaning.role is Role.FORM


def pieces_of(text: str, tables: Tables) -> list[Piece]:
    cleaned = without_care_of(clean(text))
    main, asides = split_asides(cleaned, tables)
    pieces = _settle_forms(_read(main, tables))
    for aside in asides:
        found = _read(aside, tables)
        if not all(is_form(piece) for piece in found):  # "(Pty) Ltd", "AB (publ)": a form in brackets is one too
            found = _settle_forms(found)
        if len(found) == 1 and found[0].meaning is None:
            found[0].is_aside = True
        is_place = all(piece.meaning is not None and piece.meaning.role is Role.PLACE for piece in found)
        pieces = found + pieces if is_place else pieces + found  # "(China)" is where it is, and no branch of it
    return pieces or [Piece(word, None) for word in words(cleaned)]


def _read(text: str, tables: Tables) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    for run in HAN_RUN.finditer(text) if not text.isascii() else ():
        pieces += _read_latin(text[start : run.start()], tables)
        pieces += _read_han(run[0], tables)
        start = run.end()
    return pieces + _read_latin(text[start:], tables)


def _read_latin(text: str, tables: Tables) -> list[Piece]:
    found, second = _best_reading(text, tables)
    found = _join_initials(cut_noise(found, tables))
    pieces: list[Piece] = []
    position = 0
    while position < len(found):
        word = found[position]
        meaning = _phrase_at(found, position, tables)
        length = len(meaning.words) if meaning else 1
        if meaning is None:
            meaning, length = _number_at(found, position, tables)
        if meaning or word not in tables.stop_words:
            spelt = " ".join(found[position : position + length])
            meaning = meaning or _by_likeness(word, tables) or (shortened(word, tables) if position else None)
            pieces.append(Piece(spelt, meaning, second.get(spelt, ())))
        position += length
    return _mend_forms(pieces, tables)


def _best_reading(text: str, tables: Tables) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The words by sound, or letter for letter where only that makes a word the tables know; and the other readings."""
    first = words(text)
    if text.isascii():
        return first, {}
    second = second_reading(text)
    if len(first) != len(second):
        return first, unvowelled_readings(text)
    read = []
    others: dict[str, tuple[str, ...]] = {}
    for by_sound, by_letter in zip(first, second, strict=True):
        is_better = by_letter in tables.phrases and by_sound not in tables.phrases
        read.append(by_letter if is_better else by_sound)
        if by_letter != by_sound and not is_better:
            others[by_sound] = (by_letter,)
    return read, others


def _phrase_at(found: Sequence[str], position: int, tables: Tables) -> Meaning | None:
    for meaning in tables.phrases.get(found[position], ()):
        length = len(meaning.words)
        if length == 1 or tuple(found[position : position + length]) == meaning.words:
            return meaning
    return None


@lru_cache(maxsize=1 << 16)
def _by_likeness(word: str, tables: Tables) -> Meaning | None:
    """Long table words in another romanisation, and legal forms with a slip of the keyboard."""
    if word in tables.faint_words:
        return Meaning(Role.CONCEPT, f"={word}", (word,))
    if len(word) < SHORTEST_SOUND:
        return None
    if len(word) >= _LONG_FORM and is_form_with_a_slip(word, tables):
        return Meaning(Role.FORM, "~fragment", (word,))
    return tables.sounds.get(sound(word))


@lru_cache(maxsize=1 << 16)
def is_form_with_a_slip(word: str, tables: Tables) -> bool:
    """Whether a word is a long word of a legal form but for one letter: "stokc", "limitd"."""
    if len(word) < SHORTEST_FORM_SLIP - 1 or word in tables.weights:  # "corps", "shares": words many names hold
        return False
    return not tables.form_slips.isdisjoint(slips(word))


def _mend_forms(pieces: list[Piece], tables: Tables) -> list[Piece]:
    """An unknown word beside a legal form, and one letter from being part of one, is part of it."""
    unknown = [place for place, piece in enumerate(pieces) if piece.meaning is None]
    for place in (*unknown, *reversed(unknown)):
        piece = pieces[place]
        if not is_form_with_a_slip(piece.word, tables):
            continue
        beside = pieces[max(0, place - 1) : place + 2]
        is_at_end = place in (0, len(pieces) - 1) and len(piece.word) >= _LONG_FORM_AT_END
        if piece.meaning is None and (is_at_end or any(map(is_form, beside))):
            piece.meaning = Meaning(Role.FORM, "~fragment", (piece.word,))
    return pieces


def _number_at(found: Sequence[str], position: int, tables: Tables) -> tuple[Meaning | None, int]:
    word = found[position]
    if word[0].isdigit():
        ordinal = _ORDINAL.fullmatch(word)
        return (_number(int(ordinal[1]), word), 1) if ordinal and len(ordinal[1]) < 10 else (None, 1)
    value = tables.numerals.get(word)
    if value is None or (position == 0 and set(word) <= _ROMAN):
        return None, 1
    if value >= 20 and position + 1 < len(found):
        unit = tables.numerals.get(found[position + 1], 0) or _digit(found[position + 1])
        if 0 < unit < 10:
            return _number(value + unit, word), 2
    return _number(value, word), 1


def _digit(word: str) -> int:
    return int(word) if word in ("1", "2", "3", "4", "5", "6", "7", "8", "9") else 0


@lru_cache(maxsize=4096)
def _number(value: int, word: str) -> Meaning:
    return Meaning(Role.NUMBER, f"#{value}", (word,))


def _read_han(run: str, tables: Tables) -> list[Piece]:
    """Known words by the longest match; what lies between them by its sound."""
    pieces: list[Piece] = []
    unknown = ""
    position = 0
    while position < len(run):
        known = _han_at(run, position, tables)
        if not known:
            unknown += run[position]
            position += 1
            continue
        if unknown:
            pieces.append(Piece(pinyin(unknown), None, han=unknown))
            unknown = ""
        pieces += _han_pieces(known, tables)
        position += len(known)
    if unknown:
        pieces.append(Piece(pinyin(unknown), None, han=unknown))
    return [piece for piece in pieces if piece.word]


def _han_at(run: str, position: int, tables: Tables) -> str:
    for length in range(min(tables.longest_han, len(run) - position), 0, -1):
        if run[position : position + length] in tables.han:
            return run[position : position + length]
    return ""


def _han_pieces(written: str, tables: Tables) -> list[Piece]:
    meanings = tables.han[written]
    if meanings[0].role is not Role.IDENTITY:
        return [Piece(written, meanings[0], han=written)]
    first, *rest = meanings
    others = (pinyin(written), *("".join(m.words) for m in rest))
    pieces = _read_latin(first.text, tables)
    if len(pieces) == 1:
        pieces[0].others = others
    return pieces


def _join_initials(found: list[str]) -> list[str]:
    """Single letters in a row are one abbreviation: "S M" and "S.M." are the same."""
    if not any(len(word) == 1 for word in found):
        return found
    joined: list[str] = []
    run = 0
    for word in found:
        if len(word) == 1 and word.isalpha() and 0 < run < _INITIALS_JOINED:
            joined[-1] += word
            run += 1
        else:
            joined.append(word)
            run = int(len(word) == 1 and word.isalpha())
    return joined


def _settle_forms(pieces: list[Piece]) -> list[Piece]:
    """Short forms in the middle of a name are words; a name of nothing but forms is made of words."""
    lead = next((i for i, piece in enumerate(pieces) if not is_form(piece)), len(pieces))
    closes = [is_form(p) or (p.meaning is not None and p.meaning.role in (Role.PLACE, Role.NUMBER)) for p in pieces]
    tail = next((i for i, found in enumerate(reversed(closes)) if not found), len(pieces))
    for position, piece in enumerate(pieces):
        is_inside = lead <= position < len(pieces) - tail
        if is_form(piece) and is_inside and len(piece.word) <= _FORM_LETTERS and piece.word not in _PLAIN_FORMS:
            piece.meaning = None
    if all(is_form(piece) for piece in pieces):
        return [Piece(piece.word, None) for piece in pieces]
    if not any(piece.meaning is None for piece in pieces):
        _name_by_leading_letters(pieces)
    return pieces


def _name_by_leading_letters(pieces: list[Piece]) -> None:
    """ "RT Capital" is named by letters that are a legal form only where they stand behind a name."""
    first = pieces[0]
    if is_form(first) and len(first.word) <= _FORM_LETTERS and first.word not in _LEADING_FORMS:
        first.meaning = None
