"""Which words of two names belong together: equal ones first, then joined ones, then similar ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanctions.matching.acronyms import FEWEST_LETTERS, MARK
from sanctions.matching.alike import likeness, person_likeness
from sanctions.matching.tables import Role, Tables
from sanctions.matching.tokens import NameForm, Token

# How much of a word's worth counts where the two are not the same word.
EQUIVALENT = 0.97  # "details" for "information": same meaning, other word
JOINED = 0.97  # "hai kang" for "haikang"
ACRONYM = 0.76  # "AMMS" for "Academy of Military Medical Sciences"
OTHER_SPELLING = 0.95  # "Bill" for "William"
INITIAL = 0.4  # "V." for "Vladimir"
SHORTENED = 0.8  # "Elec" for "Electromagnetics": the beginning of a longer word

MAX_JOIN = 4
_LONG_JOIN = 8  # letters from which joined words may have a slip as well
_SHORTEST_JOIN = 4
SHORTEST_BEGINNING = 4


class Link(NamedTuple):
    """Words that belong together, by their places in the two names."""

    rule: str
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    likeness: float


class Alignment(NamedTuple):
    """Two names with their links, and the places of the words left without a counterpart."""

    ours: NameForm
    theirs: NameForm
    links: list[Link]
    our_rest: list[int]
    their_rest: list[int]


def align(ours: NameForm, theirs: NameForm, tables: Tables) -> Alignment:
    """Link every word to at most one counterpart; depends on the two names and the tables alone."""
    found = _linked_equal(ours, theirs)
    if not found.links:
        _link_acronym(found)
    if found.our_rest and found.their_rest:
        _link_joined(found)
    if found.our_rest and found.their_rest:
        _link_similar(found, tables)
    return found


def likely_link(ours: Token, theirs: Token, is_person: bool, tables: Tables) -> tuple[str, float] | None:
    """By what rule and how far two words could count as shared, at most: what the candidates are found by."""
    if ours.text == theirs.text:
        return "same-word", 1.0
    if MARK + ours.word in theirs.others or MARK + theirs.word in ours.others:
        return "acronym", 1.0
    return _similarity(ours, theirs, is_person) or _near(ours, theirs, tables)


def _linked_equal(ours: NameForm, theirs: NameForm) -> Alignment:
    texts: list[str | None] = [token.text for token in theirs.tokens]
    links = []
    our_rest = []
    for i, token in enumerate(ours.tokens):
        if token.text not in texts:
            our_rest.append(i)
            continue
        j = texts.index(token.text)
        texts[j] = None
        if token.role is Role.CONCEPT and token.word != theirs.tokens[j].word:
            links.append(Link("same-meaning", (i,), (j,), EQUIVALENT))
        else:
            links.append(Link("same-word", (i,), (j,), 1.0))
    return Alignment(ours, theirs, links, our_rest, [j for j, text in enumerate(texts) if text is not None])


def _link_acronym(found: Alignment) -> None:
    """One word that is the initials of all words of the other name."""
    for one, other in ((found.ours, found.theirs), (found.theirs, found.ours)):
        if found.links or len(one.tokens) > 1 or len(other.tokens) < FEWEST_LETTERS - 1 or one.is_person:
            continue
        if MARK + one.tokens[0].word in {spelt for token in other.tokens for spelt in token.others}:
            found.links.append(Link("acronym", tuple(found.our_rest), tuple(found.their_rest), ACRONYM))
            found.our_rest.clear()
            found.their_rest.clear()


def _link_joined(found: Alignment) -> None:
    """Words one side writes apart and the other together."""
    for j in list(found.their_rest) if len(found.our_rest) > 1 else ():
        other = found.theirs.tokens[j]
        run, alike = _run_spelling(found.ours.tokens, found.our_rest, _spellings(other))
        if run:
            found.links.append(Link(_joined_rule(alike), run, (j,), JOINED * alike))
            _remove(found, run, (j,))
    for i in list(found.our_rest) if len(found.their_rest) > 1 else ():
        mine = found.ours.tokens[i]
        run, alike = _run_spelling(found.theirs.tokens, found.their_rest, _spellings(mine))
        if run:
            found.links.append(Link(_joined_rule(alike), (i,), run, JOINED * alike))
            _remove(found, (i,), run)


def _remove(found: Alignment, ours: Sequence[int], theirs: Sequence[int]) -> None:
    for i in ours:
        found.our_rest.remove(i)
    for j in theirs:
        found.their_rest.remove(j)


def _joined_rule(alike: float) -> str:
    return "joined-word" if alike == 1 else "joined-similar"


def _run_spelling(
    tokens: Sequence[Token], rest: list[int], spellings: tuple[str, ...]
) -> tuple[tuple[int, ...], float]:
    """Neighbouring left-over words that together spell one of the words asked for."""
    for spelling in spellings:
        if len(spelling) < _SHORTEST_JOIN:
            continue
        for start, first in enumerate(rest):
            if tokens[first].word[:2] == spelling[:2]:
                run, alike = _run_from(tokens, rest, start, spelling)
                if run:
                    return run, alike
    return (), 0.0


def _run_from(tokens: Sequence[Token], rest: list[int], start: int, spelling: str) -> tuple[tuple[int, ...], float]:
    spelt = ""
    for end in range(start, min(start + MAX_JOIN, len(rest))):
        if rest[end] != rest[start] + end - start:
            break
        spelt += tokens[rest[end]].word.replace(" ", "")
        if end == start:
            continue
        may_slip = len(spelling) >= _LONG_JOIN and abs(len(spelt) - len(spelling)) <= 2
        alike = likeness(spelt, spelling) if may_slip else float(spelt == spelling)
        if alike:
            return tuple(rest[start : end + 1]), alike
    return (), 0.0


def _link_similar(found: Alignment, tables: Tables) -> None:
    """Similar words, the most alike and then the weightiest first."""
    pairs = []
    for i in found.our_rest:
        mine = found.ours.tokens[i]
        for j in found.their_rest:
            other = found.theirs.tokens[j]
            worth = _similarity(mine, other, found.ours.is_person) or _near(mine, other, tables)
            if worth:
                pairs.append((-worth[1], -min(mine.weight, other.weight), i, j, worth[0]))
    for negative, _, i, j, rule in sorted(pairs):
        if i in found.our_rest and j in found.their_rest:
            found.links.append(Link(rule, (i,), (j,), -negative))
            _remove(found, (i,), (j,))


def _near(ours: Token, theirs: Token, tables: Tables) -> tuple[str, float] | None:
    near = tables.near_concepts.get((ours.text, theirs.text))
    return ("near-meaning", near) if near else None


def _spellings(token: Token) -> tuple[str, ...]:
    """How a word is written; the initials of its name, which stand last, are none of it."""
    if not token.others or token.others[0][0] == MARK:
        return (token.word,)
    return (token.word, *(spelt for spelt in token.others if spelt[0] != MARK))


def _similarity(ours: Token, theirs: Token, is_person: bool) -> tuple[str, float] | None:
    if ours.role is not Role.IDENTITY and theirs.role is not Role.IDENTITY:
        return None  # two words the tables know are two different words
    if ours.role is Role.NUMBER or theirs.role is Role.NUMBER:
        return None
    compared = person_likeness if is_person else likeness
    worth = compared(ours.word, theirs.word)
    if worth < 1 and (ours.others or theirs.others):
        our_spellings, their_spellings = _spellings(ours), _spellings(theirs)
        if len(our_spellings) + len(their_spellings) > 2:
            worth = max(compared(mine, other) for mine in our_spellings for other in their_spellings)
        if is_person and worth == 1:
            return "other-spelling", OTHER_SPELLING
    if worth:
        return ("same-word" if worth == 1 else "similar-word"), worth
    return _beginning(ours, theirs, is_person)


def _beginning(ours: Token, theirs: Token, is_person: bool) -> tuple[str, float] | None:
    """An initial, or the first half of a longer word."""
    one, other = (ours, theirs) if len(ours.word) <= len(theirs.word) else (theirs, ours)
    short, long = one.word, other.word
    if not long.startswith(short) or one.role is not Role.IDENTITY:
        return None  # "Global" is a word of its own and not the beginning of "Globaltrans"
    if is_person:
        return ("initial", INITIAL) if len(short) == 1 else None
    is_half = len(short) >= SHORTEST_BEGINNING and len(short) * 2 >= len(long)
    return ("similar-word", SHORTENED) if is_half else None
