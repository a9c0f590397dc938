"""The score of two names: what is shared, weighed on both sides, less what speaks against it. All points add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sanctions.matching.against import Telling, against
from sanctions.matching.align import Alignment, Link, align
from sanctions.matching.alike import likeness
from sanctions.matching.points import FULL, Left, Point
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Role, Tables
from sanctions.matching.tokens import NameForm, Token

TOLD_BY_INITIAL = 60.0  # what a given name weighs of which only the initial is told
_SLIPS = frozenset(("similar-word", "joined-similar"))


class Comparison(NamedTuple):
    """How two names compare: the score in ten-thousandths and the points it is made of."""

    score: int
    points: tuple[Point, ...]
    theirs_covered: float  # part of their name's weight found in ours
    is_equal: bool = False  # the same telling words, none left over on either side
    has_slips: bool = False  # a counterpart is only similar
    shared: tuple[Token, ...] = ()  # their words with a counterpart
    ours_left: tuple[Token, ...] = ()  # words without a counterpart
    theirs_left: tuple[Token, ...] = ()


class Weighed:
    """Two aligned names on the scales: what they can score at most, before anything is held against them."""

    def __init__(self, ours: NameForm, theirs: NameForm, tables: Tables, card: Scorecard) -> None:
        self._alignment = found = align(ours, theirs, tables)
        self._tables = tables
        self._card = card
        self._telling = _telling(found)
        self._worth = [_worth(link, found) for link in found.links]
        one_sided = card.one_sided_place if self._telling is not Telling.NOTHING and _is_one_sided(found) else 1.0
        our_rest = [_rest_weight(ours.tokens[i], one_sided) for i in found.our_rest]
        if _is_whole_within(found):
            our_rest = _with_little_trade(our_rest, found, self._worth, card.most_added_trade)
        their_rest = [_rest_weight(theirs.tokens[j], one_sided) for j in found.their_rest]
        our_total = sum([worth[0] for worth in self._worth]) + sum(our_rest) or 1.0
        their_total = sum([worth[1] for worth in self._worth]) + sum(their_rest) or 1.0
        self._ours_left = Left(ours, found.our_rest, our_rest, our_total)
        self._theirs_left = Left(theirs, found.their_rest, their_rest, their_total)
        self._shared = self._points_shared(our_total, their_total)
        self.most = sum(self._shared)
        likenesses = zip(self._worth, found.links, strict=True)
        self.theirs_covered = sum([worth[1] * link.likeness for worth, link in likenesses]) / their_total

    def _points_shared(self, our_total: float, their_total: float) -> list[int]:
        share = self._card.person_ours_share if self._alignment.ours.is_person else self._card.ours_share
        return [
            round(FULL * link.likeness * (share * ours / our_total + (1 - share) * theirs / their_total))
            for (ours, theirs), link in zip(self._worth, self._alignment.links, strict=True)
        ]

    @property
    def lacks_identity(self) -> bool:
        """Whether one of their identity words has no counterpart."""
        return bool(self._theirs_left.of(Role.IDENTITY))

    def compared(self, countries: frozenset[str] = frozenset()) -> Comparison:
        """The full comparison; `countries` are those of the listed entry."""
        links = self._alignment.links
        points = [self._point(link, points) for link, points in zip(links, self._shared, strict=True)]
        points += against(self._ours_left, self._theirs_left, self._telling, self._tables, self._card, countries)
        if self._telling is Telling.NOTHING:
            points += self._other_wording()
        total = sum([point.points for point in points])
        if total < 0:
            points.append(Point("bounded", -total, "", ""))
        return Comparison(
            score=max(total, 0),
            points=tuple(points),
            theirs_covered=self.theirs_covered,
            is_equal=not self._ours_left.is_telling
            and not self._theirs_left.is_telling
            and min([link.likeness for link in links], default=1) == 1,
            has_slips=not _SLIPS.isdisjoint([link.rule for link in links]),
            shared=tuple([self._alignment.theirs.tokens[j] for link in links for j in link.theirs]),
            ours_left=self._ours_left.tokens,
            theirs_left=self._theirs_left.tokens,
        )

    def _other_wording(self) -> Iterator[Point]:
        """Two words for one trade, in names that share no word telling one party from another: "Global", "World"."""
        total = sum([worth[0] for worth in self._worth]) or 1.0
        for link, (ours, _) in zip(self._alignment.links, self._worth, strict=True):
            if link.rule == "same-meaning":
                point = self._point(link, -round(FULL * self._card.other_wording * ours / total))
                if _is_other_word(point.ours, point.theirs):
                    yield point._replace(rule="other-wording")

    def _point(self, link: Link, points: int) -> Point:
        ours, theirs = self._alignment.ours.tokens, self._alignment.theirs.tokens
        if len(link.ours) + len(link.theirs) == 2:
            return Point(link.rule, points, ours[link.ours[0]].word, theirs[link.theirs[0]].word)
        mine, other = [ours[i].word for i in link.ours], [theirs[j].word for j in link.theirs]
        return Point(link.rule, points, " ".join(mine), " ".join(other))


def compare(
    ours: NameForm, theirs: NameForm, tables: Tables, card: Scorecard, countries: frozenset[str] = frozenset()
) -> Comparison:
    """Score two names read the same way."""
    return Weighed(ours, theirs, tables, card).compared(countries)


def _is_other_word(ours: str, theirs: str) -> bool:
    """Whether two words are neither spellings of one nor its translation into another script."""
    return ours.isascii() and theirs.isascii() and not likeness(ours, theirs)


def _worth(link: Link, found: Alignment) -> tuple[float, float]:
    """What the linked words weigh on each side."""
    if len(link.ours) + len(link.theirs) == 2:
        ours = float(found.ours.tokens[link.ours[0]].weight)
        theirs = float(found.theirs.tokens[link.theirs[0]].weight)
    else:
        ours = float(sum([found.ours.tokens[i].weight for i in link.ours]))
        theirs = float(sum([found.theirs.tokens[j].weight for j in link.theirs]))
    if link.rule == "similar-word":  # a misspelt trade word says no more than the trade word
        ours = theirs = min(ours, theirs)
    elif link.rule == "initial":
        ours = theirs = TOLD_BY_INITIAL
    return ours, theirs


def _telling(found: Alignment) -> Telling:
    ours, theirs = found.ours.tokens, found.theirs.tokens
    is_ours = is_both = False
    for link in found.links:
        is_mine = Role.IDENTITY in [ours[i].role for i in link.ours]
        is_ours = is_ours or is_mine
        is_run = len(link.ours) + len(link.theirs) > 2
        is_both = is_both or is_run or (is_mine and theirs[link.theirs[0]].role is Role.IDENTITY)
    if not is_ours:
        return Telling.NOTHING
    return Telling.IDENTITY if is_both else Telling.SLIP


def _rest_weight(token: Token, one_sided: float) -> float:
    return token.weight * one_sided if token.role is Role.PLACE else float(token.weight)


def _with_little_trade(
    our_rest: list[float], found: Alignment, worth: list[tuple[float, float]], most_added: float
) -> list[float]:
    """The weights of our left words, those of trade words scaled down to the most they may take together."""
    is_trade = [found.ours.tokens[i].role is Role.CONCEPT for i in found.our_rest]
    added = sum([weight for weight, trade in zip(our_rest, is_trade, strict=True) if trade])
    other = sum([ours for ours, _ in worth]) + sum(our_rest) - added
    most = other * most_added / (1 - most_added)
    if added <= most:
        return our_rest
    return [weight * most / added if trade else weight for weight, trade in zip(our_rest, is_trade, strict=True)]


def _is_whole_within(found: Alignment) -> bool:
    """Whether all of a listed name of several words, one of them telling, stands in ours to the letter.

    "Huawei Marine" is all there in "Huawei Marine Networks"; one word alone stands in too many names to say so.
    """
    if found.their_rest or min([link.likeness for link in found.links], default=1) < 1:
        return False
    roles = [token.role for token in found.theirs.tokens]
    return len(roles) > 1 and Role.IDENTITY in roles


def _is_one_sided(found: Alignment) -> bool:
    """Whether at most one side names a place the other does not."""
    if Role.PLACE not in [found.ours.tokens[i].role for i in found.our_rest]:
        return True
    return Role.PLACE not in [found.theirs.tokens[j].role for j in found.their_rest]
