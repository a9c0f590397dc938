"""What speaks against two names being one party: other words, other trades, other places, other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from sanctions.matching.persons import is_patronymic
from sanctions.matching.points import FULL, Left, Point
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Place, Role, Tables
from sanctions.matching.tokens import NameForm

ROMAN = frozenset("ivx")
CHINAS = frozenset(("CN", "HK", "MO"))  # one company is told under any of the three


class Telling(Enum):
    """What two names share of the words that tell one party from all others."""

    IDENTITY = "identity"  # such a word
    SLIP = "slip"  # only a word of one side that is a trade word with a slip
    NOTHING = "nothing"


def against(
    ours: Left, theirs: Left, telling: Telling, tables: Tables, card: Scorecard, countries: frozenset[str]
) -> Iterator[Point]:
    """Every finding, with its cost and the words it comes from; `countries` are those of the listed entry."""
    if ours.places or theirs.places:
        yield from _other_words(ours, theirs, card)
        if ours.name.is_person:
            yield from _other_initials(ours, theirs, card)
        yield from _other_trades(ours, theirs, card, telling)
    is_unmatched = bool(ours.of(Role.IDENTITY)) != bool(theirs.of(Role.IDENTITY))
    if telling is Telling.SLIP or (telling is Telling.NOTHING and is_unmatched):
        yield _cost("nothing-telling", card.nothing_telling, ours.words(ours.places), theirs.words(theirs.places))
    if ours.places or theirs.places:
        yield from _other_numbers(ours, theirs, card)
        yield from _other_places(ours, theirs, tables, card, countries)
    if ours.name.forms and theirs.name.forms and not _forms_agree(ours.name.forms, theirs.name.forms):
        yield _cost("other-form", card.other_form, _form_words(ours.name), _form_words(theirs.name))


def _cost(rule: str, cost: float, ours: str, theirs: str) -> Point:
    return Point(rule, -round(FULL * cost), ours, theirs)


def _other_words(ours: Left, theirs: Left, card: Scorecard) -> Iterator[Point]:
    mine, other = ours.of(Role.IDENTITY), theirs.of(Role.IDENTITY)
    if mine and other:
        cost = card.person_other_words if ours.name.is_person else card.other_words
        part = min(ours.part(mine), theirs.part(other))
        yield _cost("other-words", cost * part, ours.words(mine), theirs.words(other))


def _other_initials(ours: Left, theirs: Left, card: Scorecard) -> Iterator[Point]:
    """Two initials, or two fathers, that differ are two people even where all the rest is one name."""
    mine, other = ours.words(ours.places).split(), theirs.words(theirs.places).split()
    for rule, cost, tells in (
        ("other-initial", card.other_initial, _is_initial),
        ("other-father", card.other_father, is_patronymic),
    ):
        found = list(filter(tells, mine)), list(filter(tells, other))
        if all(found):
            yield _cost(rule, cost, " ".join(found[0]), " ".join(found[1]))


def _is_initial(word: str) -> bool:
    return len(word) == 1


def _other_trades(ours: Left, theirs: Left, card: Scorecard, telling: Telling) -> Iterator[Point]:
    mine, other = ours.of(Role.CONCEPT), theirs.of(Role.CONCEPT)
    if mine and other:
        cost = card.other_trade if telling is Telling.IDENTITY else card.only_trade
        part = min(ours.part(mine), theirs.part(other))
        yield _cost("other-trade", cost * part, ours.words(mine), theirs.words(other))
    elif mine or other:
        part = ours.part(mine) or theirs.part(other)
        yield _cost("extra-trade", card.extra_trade * part, ours.words(mine), theirs.words(other))


def _other_numbers(ours: Left, theirs: Left, card: Scorecard) -> Iterator[Point]:
    mine, other = ours.of(Role.NUMBER), theirs.of(Role.NUMBER)
    if mine and other:
        yield _cost("other-number", card.other_number, ours.words(mine), theirs.words(other))
    elif mine or other:
        told = ours.words(mine) or theirs.words(other)
        is_series = any(ROMAN.issuperset(word) for word in told.split())
        yield _cost(
            "missing-number",
            card.missing_series if is_series else card.missing_number,
            ours.words(mine),
            theirs.words(other),
        )


def _other_places(
    ours: Left, theirs: Left, tables: Tables, card: Scorecard, countries: frozenset[str]
) -> Iterator[Point]:
    """Siblings in two places are two companies; a place inside the other one's is the same place told closer."""
    mine, other = ours.of(Role.PLACE), theirs.of(Role.PLACE)
    if not (mine or other):
        return
    words = ours.words(mine), theirs.words(other)
    if mine and other:
        if not any(_is_around(_place(ours, i), _place(theirs, j), tables) for i in mine for j in other):
            yield _cost("other-place", card.other_place, *words)
    elif not any(token.role is Role.IDENTITY for token in (*ours.name.tokens, *theirs.name.tokens)):
        yield _cost("missing-place", card.missing_place, *words)
    elif _is_branch(ours, mine, tables) or _is_branch(theirs, other, tables):
        yield _cost("other-branch", card.other_branch, *words)
    elif mine and countries and not any(_lies_in(tables.places[_place(ours, i)], countries) for i in mine):
        yield _cost("foreign-place", card.foreign_place, words[0], " ".join(sorted(countries)))


def _place(left: Left, position: int) -> str:
    return left.name.tokens[position].text


def _is_branch(left: Left, places: Sequence[int], tables: Tables) -> bool:
    """Whether a name ends in a country the other does not name: "Banco Santander Chile", not "China Shipbuilding"."""
    shared = max((place for place in range(len(left.name.tokens)) if place not in left.places), default=-1)
    return 0 <= shared < places[-1] and not tables.places[_place(left, places[-1])].within if places else False


def _lies_in(place: Place, countries: frozenset[str]) -> bool:
    if not place.countries or place.countries & countries:
        return True
    return bool(place.countries & CHINAS and countries & CHINAS)


def _is_around(one: str, other: str, tables: Tables) -> bool:
    return other in tables.around(one) or one in tables.around(other)


def _forms_agree(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours & theirs) or not {"~company", "~fragment"}.isdisjoint(ours | theirs)


def _form_words(name: NameForm) -> str:
    return " ".join(sorted(form[1:] for form in name.forms))
