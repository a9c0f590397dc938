"""From a name to what its words say: identity, trade concept, place, number or legal form, each with its weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from sanctions.matching.acronyms import FEWEST_LETTERS, acronyms, marked
from sanctions.matching.lone_words import Piece
from sanctions.matching.persons import (
    Spoken,
    is_patronymic,
    is_servant,
    join_servants,
    korean,
    patronymic_at,
    servant_in_one,
    with_full_names,
)
from sanctions.matching.pieces import pieces_of
from sanctions.matching.tables import Meaning, Role, Tables
from sanctions.matching.text import FIRST_HAN, HANGUL, NameBlank, clip, pinyin

# What a word says when the weight table does not know it, by role; an unknown identity word is the rarest there is.
UNKNOWN_WEIGHT = {Role.IDENTITY: 100, Role.CONCEPT: 22, Role.PLACE: 35, Role.NUMBER: 45}
SHORT_WEIGHT = {1: 25, 2: 60, 3: 85}  # at most, by letters: a short word is soon found by chance
FAINT_WEIGHT = 3
FATHER_SHARE = 0.5  # a father's name is often left out
PLACE_AROUND_SHARE = 0.3  # what the country behind a city says of its own weight
ASIDE_SHARE = 0.3  # what an abbreviation in brackets behind the name says of its own weight

# A listed name found in so great a part inside a longer one may be that of its group.
AFFILIATE_COVERED = 0.75
_AFFILIATE_WEIGHT = 95
_AFFILIATE_LETTERS = 5


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


def may_have_affiliates(name: NameForm) -> bool:
    """Whether the name alone is telling enough to know it again inside a longer one."""
    telling = [token for token in name.tokens if token.role is Role.IDENTITY]
    is_rare = sum(token.weight for token in telling) >= _AFFILIATE_WEIGHT
    return is_rare and not name.is_person and any(len(token.word) >= _AFFILIATE_LETTERS for token in telling)


def organisation_form(text: str, tables: Tables) -> NameForm:
    """The name read as that of a company, institute, body or ship."""
    return _organisation(pieces_of(text, tables), tables)


def person_form(text: str, tables: Tables) -> NameForm:
    """The name read as that of a human being: titles, particles and legal forms away, every word an identity word."""
    return _person(pieces_of(text, tables), tables)


def both_forms(text: str, tables: Tables) -> tuple[NameForm, NameForm]:
    """The name read both ways at the price of one; raises NameBlank where nothing is left to read."""
    pieces = pieces_of(text, tables)
    if not pieces:
        raise NameBlank(f"name {clip(text)[:40]!r}: no letter or number is left to compare")
    return _organisation(pieces, tables), _person(pieces, tables)


def _organisation(pieces: list[Piece], tables: Tables) -> NameForm:
    tokens = tuple([_told(piece, tables).organisation for piece in pieces if not piece.is_form])
    forms = frozenset([piece.meaning.text for piece in pieces if piece.is_form and piece.meaning])
    if not tokens:  # brackets held more than the name itself did
        tokens, forms = tuple([_identity(piece.word, tables) for piece in pieces]), frozenset()
    tokens = with_acronyms(_told_once(tokens, tables), bool(forms))
    return NameForm(tokens, forms, sum([token.weight for token in tokens]), is_person=False)


def with_acronyms(tokens: tuple[Token, ...], has_form: bool) -> tuple[Token, ...]:
    """The initials of the whole name are another spelling of its heaviest word, by which it is looked for."""
    if len(tokens) < FEWEST_LETTERS - 1:
        return tokens
    number = Role.NUMBER
    told = [token for token in tokens if token.weight > FAINT_WEIGHT and token.role is not number]
    found = marked(acronyms([token.word for token in told], has_form=has_form))
    if not found:
        return tokens
    weights = [token.weight for token in told]
    heaviest = told[weights.index(max(weights))]
    marked_one = Token(heaviest.text, heaviest.word, heaviest.role, heaviest.weight, heaviest.others + found)
    return tuple([marked_one if token is heaviest else token for token in tokens])


def _told_once(tokens: tuple[Token, ...], tables: Tables) -> tuple[Token, ...]:
    """A place around another one of the same name adds little: "Shenzhen Novik (China)"."""
    place = Role.PLACE
    told = [token.text for token in tokens if token.role is place]
    if len(told) < 2:
        return tokens
    around = {wider for text in told for wider in tables.around(text) if wider != text}
    return tuple(
        replace(token, weight=round(token.weight * PLACE_AROUND_SHARE)) if token.text in around else token
        for token in tokens
    )


def _person(pieces: list[Piece], tables: Tables) -> NameForm:
    tokens = _person_word_by_word(pieces, tables) or _person_among_others(pieces, tables)
    return NameForm(tokens, frozenset(), sum([token.weight for token in tokens]), is_person=True)


def _person_word_by_word(pieces: list[Piece], tables: Tables) -> tuple[Token, ...]:
    """The words of a person's name as far as each can be read by itself; empty where one cannot."""
    tokens: tuple[Token, ...] = ()
    for piece in pieces:
        if piece.is_form:
            continue
        alone = _told(piece, tables).person
        if alone is None:
            return ()
        tokens += alone
    return tokens


def _person_among_others(pieces: list[Piece], tables: Tables) -> tuple[Token, ...]:
    """The words of a person's name, of which some are read by those beside them, or that is all titles."""
    spoken = [w for piece in pieces if not piece.is_form for w in _spoken(piece)]
    spoken = spoken or [w for piece in pieces for w in _spoken(piece)]
    kept = join_servants([s for s in spoken if s.word not in tables.titles]) or spoken
    kept = with_full_names([s for s in kept if s.word not in tables.particles] or kept, tables.nicknames)
    father = patronymic_at([s.word for s in kept])
    return tuple([_person_token(s.word, s.others, place == father, tables) for place, s in enumerate(kept)])


def _spoken(piece: Piece) -> list[Spoken]:
    """The words of a piece; a Chinese or Korean name by its sound, the family name apart."""
    if HANGUL.fullmatch(piece.han):
        return korean(pinyin(piece.han[0]), pinyin(piece.han[1:]) if len(piece.han) > 1 else "")
    if piece.han and piece.han[0] >= FIRST_HAN:
        return [Spoken(pinyin(part)) for part in (piece.han[0], piece.han[1:]) if part]
    found = piece.word.split()
    return [Spoken(word, piece.others if len(found) == 1 else ()) for word in found]


class _Told(NamedTuple):
    """What one piece says in the name of an organisation, and of a person; None where the words beside it decide."""

    organisation: Token
    person: tuple[Token, ...] | None


@lru_cache(maxsize=1 << 16)
def _told(piece: Piece, tables: Tables) -> _Told:
    return _Told(_token(piece, tables), _alone_in_person(piece, tables))


def _alone_in_person(piece: Piece, tables: Tables) -> tuple[Token, ...] | None:
    tokens = []
    for spoken in _spoken(piece):
        if is_servant(spoken.word):
            return None
        word = servant_in_one(spoken.word)
        if spoken.word in tables.titles or word in tables.particles:
            continue
        if is_patronymic(word):
            return None
        tokens.append(_person_token(word, spoken.others + tables.nicknames.get(word, ()), False, tables))
    return tuple(tokens)


def _token(piece: Piece, tables: Tables) -> Token:
    meaning = piece.meaning
    if meaning is None:
        token = _identity(piece.word, tables)
    else:
        token = _known(meaning, piece.word, tables)
    if not piece.is_aside and (not piece.others or token.role is not Role.IDENTITY):
        return token
    weight = int(token.weight * ASIDE_SHARE) if piece.is_aside else token.weight
    return Token(token.text, token.word, token.role, weight, piece.others)


@lru_cache(maxsize=1 << 16)  # one token for one word: repeated in a name, it bears the initials at each place
def _identity(word: str, tables: Tables) -> Token:
    weight = tables.weights.get(word, UNKNOWN_WEIGHT[Role.IDENTITY])
    return Token(word, word, Role.IDENTITY, min(weight, SHORT_WEIGHT.get(len(word), 100)))


@lru_cache(maxsize=1 << 14)
def _known(meaning: Meaning, word: str, tables: Tables) -> Token:
    weight = (
        FAINT_WEIGHT if word in tables.faint_words else tables.weights.get(meaning.text, UNKNOWN_WEIGHT[meaning.role])
    )
    return Token(meaning.text, word, meaning.role, weight)


def _person_token(word: str, others: tuple[str, ...], is_father: bool, tables: Tables) -> Token:
    weight = min(tables.person_weights.get(word, UNKNOWN_WEIGHT[Role.IDENTITY]), SHORT_WEIGHT.get(len(word), 100))
    return Token(word, word, Role.IDENTITY, round(weight * FATHER_SHARE) if is_father else weight, others)
