"""Names that say little: short ones, common words, one word that is only similar, and one name inside a longer one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sanctions.matching.points import FULL, Point
from sanctions.matching.score import Comparison
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Role
from sanctions.matching.tokens import AFFILIATE_COVERED, FAINT_WEIGHT, NameForm, Token, may_have_affiliates

AFFILIATE = "possible-affiliate"
SHORT_LETTERS = 4
_LONG_WORD = 10
_NEARLY_EQUAL = 9_300
_RARE = 100  # what a word weighs that no register knows
_TELLING_APART = frozenset((Role.PLACE, Role.NUMBER))


class Compared(NamedTuple):
    """Two names, how they compare, and whether anything beside them agrees."""

    comparison: Comparison
    ours: NameForm
    theirs: NameForm
    agrees: bool
    card: Scorecard

    def point(self, rule: str, points: int) -> Point:
        """A finding about the names as a whole."""
        return Point(rule, points, _spelt(self.ours), _spelt(self.theirs))

    def cost(self, rule: str, cost: float) -> Point:
        """The same for a part of a full score that is taken off."""
        return self.point(rule, -round(FULL * cost))


def short_or_inside(found: Compared) -> Iterable[Point]:
    """A listed name of four letters, or one that stands inside ours and may be that of its group."""
    letters = _letters(found.theirs)
    if _is_by_initials(found.comparison):
        return
    if letters <= SHORT_LETTERS:
        yield from _short(found, letters)
    elif is_affiliate(found.comparison, found.ours, found.theirs):
        raised = max(0, round(FULL * found.card.affiliate) - found.comparison.score)
        yield found.point(AFFILIATE, raised)


def little_shared(found: Compared) -> Iterator[Point]:
    """What two names share says little, unless something else agrees."""
    comparison = found.comparison
    if found.agrees or _is_by_initials(comparison):
        return
    if comparison.theirs_left and sum([len(token.word) for token in comparison.shared]) < SHORT_LETTERS:
        yield found.point("short-name", min(0, round(FULL * found.card.short_alone) - comparison.score))
    if found.theirs.is_person:
        yield from _single_word(found)
        return
    if comparison.has_slips:
        yield from _lone_similar(found)
    yield from _common_words(found)


def _is_by_initials(comparison: Comparison) -> bool:
    """Whether one name is the initials of the other, which has a score of its own."""
    return "acronym" in [point.rule for point in comparison.points]


def _single_word(found: Compared) -> Iterator[Point]:
    """One word alone is hardly a person's name."""
    if min(len(found.ours.tokens), len(found.theirs.tokens)) == 1:
        is_equal = found.comparison.is_equal
        yield found.cost("single-word", found.card.single_word if is_equal else found.card.single_word_similar)


def _common_words(found: Compared) -> Iterator[Point]:
    """Words many names share are soon found together; a name that goes on with others is more often another."""
    said = sum([token.weight for token in found.comparison.shared])  # 0 where a cut name was compared by its letters
    left = found.comparison.ours_left + found.comparison.theirs_left
    if 0 < said < _RARE and any(token.weight > FAINT_WEIGHT for token in left):
        yield found.cost("common-words", found.card.common_words * (1 - said / _RARE))


def _lone_similar(found: Compared) -> Iterator[Point]:
    """One brand that is only similar is more often another brand."""
    telling = [token for token in found.comparison.shared if token.role is Role.IDENTITY]
    if any(len(token.word) >= _LONG_WORD for token in telling):
        return  # too long to be another brand
    if len(found.comparison.shared) == 1:
        yield found.cost("lone-similar-word", found.card.lone_similar)
    elif len(telling) == 1:
        yield found.cost("lone-similar-word", found.card.one_similar)


def _letters(name: NameForm) -> int:
    """Letters of the words that tell one party from all others; more than enough where trade words help."""
    if Role.CONCEPT in [token.role for token in name.tokens if token.weight > FAINT_WEIGHT]:
        return SHORT_LETTERS + 1
    return sum([len(t.word) for t in name.tokens if t.role is Role.IDENTITY]) or SHORT_LETTERS + 1


def _short(found: Compared, letters: int) -> Iterator[Point]:
    """Four letters or fewer are soon found by chance: equal they are a match, among other words they are none."""
    if found.comparison.is_equal:
        if not found.agrees:
            is_four = letters == SHORT_LETTERS
            yield found.cost("short-name", found.card.short_equal if is_four else found.card.very_short_equal)
        return
    is_found = not found.comparison.has_slips and not _has_identity(found.comparison.theirs_left)
    is_alone = is_found and not _has_identity(found.comparison.ours_left)
    if is_alone and found.agrees:
        return
    is_rare = letters == SHORT_LETTERS and all(token.weight == _RARE for token in found.comparison.shared)
    most = round(FULL * (found.card.short_among_trade if is_alone and is_rare else found.card.short_alone))
    if found.comparison.score > most:
        yield found.point("short-name", most - found.comparison.score)


def _has_identity(tokens: Iterable[Token]) -> bool:
    return Role.IDENTITY in [token.role for token in tokens]


def is_affiliate(comparison: Comparison, ours: NameForm, theirs: NameForm) -> bool:
    """Whether the listed name stands inside ours and is telling enough to be that of our group."""
    if ours.is_person or comparison.theirs_covered < AFFILIATE_COVERED or comparison.score >= _NEARLY_EQUAL:
        return False
    if comparison.has_slips or _has_identity(comparison.theirs_left):
        return False
    if _TELLING_APART & {t.role for t in comparison.ours_left} & {t.role for t in comparison.theirs_left}:
        return False  # a sibling in another place or of another number
    if next((t for t in ours.tokens if t.role is Role.IDENTITY), None) in comparison.ours_left:
        return False  # a group's name stands in front: "Kleiner Perkins" is no affiliate of "Perkins"
    return may_have_affiliates(theirs)


def _spelt(name: NameForm) -> str:
    return " ".join(token.word for token in name.tokens)
