"""A name taken apart: its words and phrases in order, each with what the tables say it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sanctions.matching.lone_words import LONG_FORM, Piece, alone, is_first_roman, number, unknown
from sanctions.matching.remarks import cut_noise, split_asides, without_care_of
from sanctions.matching.tables import Meaning, Role, Tables
from sanctions.matching.text import HAN_RUN, clean, pinyin, second_reading, unvowelled_readings, words

_LONG_SLIP = 7  # letters from which an unknown word beside a legal form is no brand
_LONGEST_TAIL = 3  # words of a phrase that may stand at the end of a name while its rest begins the name
_LONG_FORM_AT_END = LONG_FORM - 2  # letters from which the first and the last word may be a form with a slip
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
_FIRST_TENS = 20  # numbers from here on may have a unit behind them: "forty-four"
_AT_THE_END = frozenset((Role.FORM, Role.PLACE, Role.NUMBER))  # what stands behind a name


def pieces_of(text: str, tables: Tables) -> list[Piece]:
    """The words and phrases of a name in order; empty where nothing is left to read."""
    cleaned = without_care_of(clean(text))
    main, asides = split_asides(cleaned, tables)
    pieces = _settle_forms(_read(main, tables))
    for aside in asides:
        found = _read(aside, tables)
        if not all(piece.is_form for piece in found):  # "(Pty) Ltd", "AB (publ)": a form in brackets is one too
            found = _settle_forms(found)
        if len(found) == 1 and found[0].meaning is None:
            found = [replace(found[0], is_aside=True)]
        is_place = all(piece.meaning is not None and piece.meaning.role is Role.PLACE for piece in found)
        pieces = found + pieces if is_place else pieces + found  # "(China)" is where it is, and no branch of it
    return pieces or [unknown(word) for word in words(cleaned)]


def _read(text: str, tables: Tables) -> list[Piece]:
    if text.isascii():
        return _read_latin(text, tables)
    pieces: list[Piece] = []
    start = 0
    for run in HAN_RUN.finditer(text):
        pieces += _read_latin(text[start : run.start()], tables)
        pieces += _read_han(run[0], tables)
        start = run.end()
    return pieces + _read_latin(text[start:], tables)


def _read_latin(text: str, tables: Tables) -> list[Piece]:
    found, second = _best_reading(text, tables)
    openers = _openers(tables)
    found = _made_whole(_join_initials(cut_noise(found, tables)), openers)
    pieces: list[Piece] = []
    position = 0
    while position < len(found):
        word = found[position]
        piece = _phrase_at(found, position, openers) if word in openers.words else None
        piece = piece or alone(word, position == 0, tables)
        position += piece.length if piece else 1
        if piece:
            pieces.append(replace(piece, others=second[piece.word]) if piece.word in second else piece)
    return _mend_forms(pieces, openers)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Openers:
    """Words that may begin a phrase of several: those of the tables, and numbers that may have a unit behind them."""

    words: frozenset[str]
    phrases: Mapping[str, tuple[Piece, ...]]  # by first word, longest phrase first
    tens: Mapping[str, int]
    units: Mapping[str, int]


@lru_cache(maxsize=4)
def _openers(tables: Tables) -> _Openers:
    found = {word: tuple(_as_piece(m) for m in rows if len(m.words) > 1) for word, rows in tables.phrases.items()}
    phrases = {word: longer for word, longer in found.items() if longer}
    is_word = {word for word, rows in tables.phrases.items() if len(rows[-1].words) == 1}
    tens = {word: value for word, value in tables.numerals.items() if value >= _FIRST_TENS and word not in is_word}
    units = {word: value for word, value in tables.numerals.items() if 0 < value < 10}
    units |= {str(digit): digit for digit in range(1, 10) if str(digit) not in tables.numerals}
    return _Openers(frozenset((*phrases, *tens)), phrases, tens, units)


def _as_piece(meaning: Meaning) -> Piece:
    return Piece(" ".join(meaning.words), meaning, length=len(meaning.words))


def _made_whole(found: list[str], openers: _Openers) -> list[str]:
    """The words from where no phrase is broken: "Rico Dairy Puerto" is told from its middle, and begins with Puerto."""
    for size in range(min(_LONGEST_TAIL, len(found) - 1), 0, -1):
        tail = found[-size:]
        for piece in openers.phrases.get(tail[0], ()):
            known = piece.meaning.words if piece.meaning else ()
            over = len(known) - size
            if 0 < over <= len(found) - size and known == (*tail, *found[:over]):
                begun = _phrase_at(found, 0, openers)
                return found if begun and begun.length > over else tail + found[:-size]
    return found


def _phrase_at(found: Sequence[str], position: int, openers: _Openers) -> Piece | None:
    """The longest phrase of several words that stands here."""
    first, second = found[position], found[position + 1] if position + 1 < len(found) else ""
    for piece in openers.phrases.get(first, ()):
        known = piece.meaning.words if piece.meaning else ()
        if known[1] == second and tuple(found[position : position + len(known)]) == known:
            return piece
    tens, unit = openers.tens.get(first), openers.units.get(second)
    if tens is None or unit is None or is_first_roman(first, position == 0):
        return None
    return number(tens + unit, f"{first} {second}", length=2)


def _mend_forms(pieces: list[Piece], openers: _Openers) -> list[Piece]:
    """An unknown word beside a legal form, and one letter from being part of one, is part of it.

    A short one may be the brand, as Stork is: without another telling word it must stand where a form has begun, as
    in "joint stokc company".
    """
    slipped = [place for place, piece in enumerate(pieces) if piece.is_slip]
    is_told = any(piece.meaning is None and not piece.is_slip for piece in pieces) if slipped else False
    for place in (*slipped, *reversed(slipped)):
        piece = pieces[place]
        beside = pieces[max(0, place - 1) : place + 2]
        is_at_end = place in (0, len(pieces) - 1) and len(piece.word) >= _LONG_FORM_AT_END
        may_be_part = (
            is_told or len(piece.word) >= _LONG_SLIP or (place > 0 and _begins_form(pieces[place - 1], openers))
        )
        if is_at_end or (may_be_part and any(one.is_form for one in beside)):
            pieces[place] = replace(piece, meaning=Meaning(Role.FORM, "~fragment", (piece.word,)))
    return pieces


def _begins_form(piece: Piece, openers: _Openers) -> bool:
    return any(phrase.is_form for phrase in openers.phrases.get(piece.word, ()))


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
    return [replace(pieces[0], others=others)] if len(pieces) == 1 else pieces


def _join_initials(found: list[str]) -> list[str]:
    """Single letters in a row are one abbreviation: "S M" and "S.M." are the same."""
    if 1 not in map(len, found):
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
    forms = [piece.is_form for piece in pieces]
    if True not in forms:
        return pieces
    if False not in forms:
        return [unknown(piece.word) for piece in pieces]
    short = [place for place, is_form in enumerate(forms) if is_form and len(pieces[place].word) <= _FORM_LETTERS]
    if not short:
        return pieces
    lead, tail = forms.index(False), _behind_the_name(pieces)
    settled = list(pieces)
    for place in short:
        if lead <= place < tail and pieces[place].word not in _PLAIN_FORMS:
            settled[place] = _unmeant(pieces[place])
    if all(piece.meaning for piece in settled):
        _name_by_leading_letters(settled)
    return settled


def _behind_the_name(pieces: Sequence[Piece]) -> int:
    """The place from which on there is nothing but forms, places and numbers; 0 where there is nothing else at all."""
    for place in range(len(pieces) - 1, -1, -1):
        meaning = pieces[place].meaning
        if meaning is None or meaning.role not in _AT_THE_END:
            return place + 1
    return 0


def _name_by_leading_letters(pieces: list[Piece]) -> None:
    """ "RT Capital" is named by letters that are a legal form only where they stand behind a name."""
    first = pieces[0]
    if first.is_form and len(first.word) <= _FORM_LETTERS and first.word not in _LEADING_FORMS:
        pieces[0] = _unmeant(first)


def _unmeant(piece: Piece) -> Piece:
    return replace(piece, meaning=None) if piece.others or piece.han else unknown(piece.word)
