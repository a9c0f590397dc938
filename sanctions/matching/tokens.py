"""From a name to what its words say: identity, trade concept, place, number or legal form, each with its weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sanctions.matching.alike import SHORTEST_SOUND, sound
from sanctions.matching.persons import Spoken, join_servants, korean, patronymic_at, with_full_names
from sanctions.matching.tables import SHORTEST_FORM_SLIP, Meaning, Role, Tables, slips
from sanctions.matching.text import (
    FIRST_HAN,
    HAN_RUN,
    HANGUL,
    NameBlank,
    clean,
    clip,
    pinyin,
    second_reading,
    unvowelled_readings,
    words,
)

# What a word says when the weight table does not know it, by role; an unknown identity word is the rarest there is.
UNKNOWN_WEIGHT = {Role.IDENTITY: 100, Role.CONCEPT: 22, Role.PLACE: 35, Role.NUMBER: 45}
SHORT_WEIGHT = {1: 25, 2: 60, 3: 85}  # at most, by letters: a short word is soon found by chance
FAINT_WEIGHT = 3
FATHER_SHARE = 0.5  # a father's name is often left out
ASIDE_SHARE = 0.3  # what an abbreviation in brackets behind the name says of its own weight

_BRACKETED = re.compile(r"[(\[{*（【][^()\[\]{}*（）【】]*[)\]}*）】]?")
_BRACKETS = re.compile(r"[()\[\]{}*（）【】]")
_DASHED = re.compile(r"\s[-–—/|]\s")
_CARE_OF = re.compile(r"\bc/o\b.*|#\s*\d+\s*$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_LONG_FORM = 10  # letters from which a word with a slip is read as part of a legal form wherever it stands
_FORM_LETTERS = 3  # forms this short are only read at either end of a name
_INITIALS_JOINED = 4
_NUMBER_DIGITS = 4  # of a vendor's or customer's number
# A listed name found in so great a part inside a longer one may be that of its group.
AFFILIATE_COVERED = 0.75
_AFFILIATE_WEIGHT = 95
_AFFILIATE_LETTERS = 5
_ROMAN = frozenset("ivx")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or phrase. `text` is equal for words that mean the same, `word` is what was written."""

    text: str
    word: str
    role: Role
    weight: int
    others: tuple[str, ...] = ()  # further names the same brand trades under


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """A name as the scorer sees it: its telling words in order, and its legal forms apart."""

    tokens: tuple[Token, ...]
    forms: frozenset[str]
    weight: int
    is_person: bool

    @property
    def compact(self) -> str:
        """All telling words in one, to compare how a name begins."""
        return "".join(token.word for token in self.tokens)


@dataclass(slots=True)
class _Piece:
    word: str
    meaning: Meaning | None
    others: tuple[str, ...] = ()
    is_aside: bool = False
    han: str = ""


def may_have_affiliates(name: NameForm) -> bool:
    """Whether the name alone is telling enough to know it again inside a longer one."""
    telling = [token for token in name.tokens if token.role is Role.IDENTITY]
    is_rare = sum(token.weight for token in telling) >= _AFFILIATE_WEIGHT
    return is_rare and not name.is_person and any(len(token.word) >= _AFFILIATE_LETTERS for token in telling)


def organisation_form(text: str, tables: Tables) -> NameForm:
    """The name read as that of a company, institute, body or ship."""
    return _organisation(_pieces(text, tables), tables)


def person_form(text: str, tables: Tables) -> NameForm:
    """The name read as that of a human being: titles, particles and legal forms away, every word an identity word."""
    return _person(_pieces(text, tables), tables)


def both_forms(text: str, tables: Tables) -> tuple[NameForm, NameForm]:
    """The name read both ways at the price of one; raises NameBlank where nothing is left to read."""
    pieces = _pieces(text, tables)
    if not pieces:
        raise NameBlank(f"name {clip(text)[:40]!r}: no letter or number is left to compare")
    return _organisation(pieces, tables), _person(pieces, tables)


def _organisation(pieces: list[_Piece], tables: Tables) -> NameForm:
    tokens = tuple(_token(piece, tables) for piece in pieces if not _is_form(piece))
    forms = frozenset(piece.meaning.text for piece in pieces if piece.meaning and _is_form(piece))
    if not tokens:  # brackets held more than the name itself did
        tokens, forms = tuple(_identity(piece.word, tables) for piece in pieces), frozenset()
    return NameForm(tokens, forms, sum(token.weight for token in tokens), is_person=False)


def _person(pieces: list[_Piece], tables: Tables) -> NameForm:
    spoken = [w for piece in pieces if not _is_form(piece) for w in _spoken(piece)]
    spoken = spoken or [w for piece in pieces for w in _spoken(piece)]
    kept = join_servants([s for s in spoken if s.word not in tables.titles]) or spoken
    kept = with_full_names([s for s in kept if s.word not in tables.particles] or kept, tables.nicknames)
    father = patronymic_at([s.word for s in kept])
    tokens = tuple(_person_token(s.word, s.others, place == father, tables) for place, s in enumerate(kept))
    return NameForm(tokens, frozenset(), sum(token.weight for token in tokens), is_person=True)


def _spoken(piece: _Piece) -> list[Spoken]:
    """The words of a piece; a Chinese or Korean name by its sound, the family name apart."""
    if HANGUL.fullmatch(piece.han):
        return korean(pinyin(piece.han[0]), pinyin(piece.han[1:]) if len(piece.han) > 1 else "")
    if piece.han and piece.han[0] >= FIRST_HAN:
        return [Spoken(pinyin(part)) for part in (piece.han[0], piece.han[1:]) if part]
    found = piece.word.split()
    return [Spoken(word, piece.others if len(found) == 1 else ()) for word in found]


def _is_form(piece: _Piece) -> bool:
    return piece.meaning is not None and piece.meaning.role is Role.FORM


def _pieces(text: str, tables: Tables) -> list[_Piece]:
    cleaned = clean(text)
    if "/" in cleaned or "#" in cleaned:
        cleaned = _CARE_OF.sub("", cleaned) or cleaned
    main, asides = _split_asides(cleaned, tables)
    pieces = _settle_forms(_read(main, tables))
    for aside in asides:
        found = _read(aside, tables)
        if not all(_is_form(piece) for piece in found):  # "(Pty) Ltd", "AB (publ)": a form in brackets is one too
            found = _settle_forms(found)
        if len(found) == 1 and found[0].meaning is None:
            found[0].is_aside = True
        pieces += found
    return pieces or [_Piece(word, None) for word in words(cleaned)]


def _split_asides(cleaned: str, tables: Tables) -> tuple[str, list[str]]:
    """The name without what stands in brackets or behind a dash, and those parts that are not noise."""
    if not any(mark in cleaned for mark in "([{*（【"):
        return _without_dashed_noise(cleaned, tables), []
    asides = [_BRACKETS.sub(" ", part).strip() for part in _BRACKETED.findall(cleaned)]
    main = _without_dashed_noise(_BRACKETED.sub(" ", cleaned), tables)
    if not HAN_RUN.search(main) and not words(main):
        return cleaned, []
    return main, [part for part in asides if part and _noise(words(part)) not in tables.noise]


def _noise(found: Sequence[str]) -> tuple[str, ...]:
    """Words as the noise table writes them: a number of four digits or more is any number, "see #"."""
    return tuple("#" if word.isdigit() and len(word) >= _NUMBER_DIGITS else word for word in found)


def _without_dashed_noise(cleaned: str, tables: Tables) -> str:
    parts = _DASHED.split(cleaned)
    if len(parts) > 1 and _noise(words(parts[-1])) in tables.noise:
        return cleaned[: cleaned.rindex(parts[-1])]
    return cleaned


def _read(text: str, tables: Tables) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for run in HAN_RUN.finditer(text) if not text.isascii() else ():
        pieces += _read_latin(text[start : run.start()], tables)
        pieces += _read_han(run[0], tables)
        start = run.end()
    return pieces + _read_latin(text[start:], tables)


def _read_latin(text: str, tables: Tables) -> list[_Piece]:
    found, second = _best_reading(text, tables)
    found = _join_initials(_cut_noise(found, tables))
    pieces: list[_Piece] = []
    position = 0
    while position < len(found):
        word = found[position]
        meaning = _phrase_at(found, position, tables)
        length = len(meaning.words) if meaning else 1
        if meaning is None:
            meaning, length = _number_at(found, position, tables)
        if meaning or word not in tables.stop_words:
            spelt = " ".join(found[position : position + length])
            pieces.append(_Piece(spelt, meaning or _by_likeness(word, tables), second.get(spelt, ())))
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
    return len(word) >= SHORTEST_FORM_SLIP - 1 and not tables.form_slips.isdisjoint(slips(word))


def _mend_forms(pieces: list[_Piece], tables: Tables) -> list[_Piece]:
    """An unknown word beside a legal form, and one letter from being part of one, is part of it."""
    for place in (*range(len(pieces)), *reversed(range(len(pieces)))):
        piece = pieces[place]
        beside = pieces[max(0, place - 1) : place + 2]
        if piece.meaning is None and any(map(_is_form, beside)) and is_form_with_a_slip(piece.word, tables):
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


def _read_han(run: str, tables: Tables) -> list[_Piece]:
    """Known words by the longest match; what lies between them by its sound."""
    pieces: list[_Piece] = []
    unknown = ""
    position = 0
    while position < len(run):
        known = _han_at(run, position, tables)
        if not known:
            unknown += run[position]
            position += 1
            continue
        if unknown:
            pieces.append(_Piece(pinyin(unknown), None, han=unknown))
            unknown = ""
        pieces += _han_pieces(known, tables)
        position += len(known)
    if unknown:
        pieces.append(_Piece(pinyin(unknown), None, han=unknown))
    return [piece for piece in pieces if piece.word]


def _han_at(run: str, position: int, tables: Tables) -> str:
    for length in range(min(tables.longest_han, len(run) - position), 0, -1):
        if run[position : position + length] in tables.han:
            return run[position : position + length]
    return ""


def _han_pieces(written: str, tables: Tables) -> list[_Piece]:
    meanings = tables.han[written]
    if meanings[0].role is not Role.IDENTITY:
        return [_Piece(written, meanings[0], han=written)]
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


def _cut_noise(found: list[str], tables: Tables) -> list[str]:
    for position in range(1, len(found)):
        if any(
            _noise(found[position : position + len(cut)]) == cut for cut in tables.cut_from.get(found[position], ())
        ):
            found = found[:position]
            break
    while len(found) > 1 and (found[-1],) in tables.tail_noise:
        found = found[:-1]
    return found


def _settle_forms(pieces: list[_Piece]) -> list[_Piece]:
    """Short forms in the middle of a name are words; a name of nothing but forms is made of words."""
    lead = next((i for i, piece in enumerate(pieces) if not _is_form(piece)), len(pieces))
    closes = [_is_form(p) or (p.meaning is not None and p.meaning.role in (Role.PLACE, Role.NUMBER)) for p in pieces]
    tail = next((i for i, found in enumerate(reversed(closes)) if not found), len(pieces))
    for position, piece in enumerate(pieces):
        is_inside = lead <= position < len(pieces) - tail
        if _is_form(piece) and is_inside and len(piece.word) <= _FORM_LETTERS and piece.word not in ("co", "ltd"):
            piece.meaning = None
    if all(_is_form(piece) for piece in pieces):
        return [_Piece(piece.word, None) for piece in pieces]
    return pieces


def _token(piece: _Piece, tables: Tables) -> Token:
    meaning = piece.meaning
    if meaning is None:
        token = _identity(piece.word, tables)
    else:
        token = _known(meaning, piece.word, tables)
    if not piece.is_aside and (not piece.others or token.role is not Role.IDENTITY):
        return token
    weight = int(token.weight * ASIDE_SHARE) if piece.is_aside else token.weight
    return Token(token.text, token.word, token.role, weight, piece.others)


@lru_cache(maxsize=1 << 16)
def _identity(word: str, tables: Tables) -> Token:
    weight = tables.weights.get(word, UNKNOWN_WEIGHT[Role.IDENTITY])
    return Token(word, word, Role.IDENTITY, min(weight, SHORT_WEIGHT.get(len(word), 100)))


@lru_cache(maxsize=1 << 14)
def _known(meaning: Meaning, word: str, tables: Tables) -> Token:
    weight = (
        FAINT_WEIGHT if word in tables.faint_words else tables.weights.get(meaning.text, UNKNOWN_WEIGHT[meaning.role])
    )
    return Token(meaning.text, word, meaning.role, weight)


@lru_cache(maxsize=1 << 16)
def _person_token(word: str, others: tuple[str, ...], is_father: bool, tables: Tables) -> Token:
    weight = min(tables.person_weights.get(word, UNKNOWN_WEIGHT[Role.IDENTITY]), SHORT_WEIGHT.get(len(word), 100))
    return Token(word, word, Role.IDENTITY, round(weight * FATHER_SHARE) if is_father else weight, others)
