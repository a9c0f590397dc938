"""From compared names to the judgement on an entry: what else agrees or differs, and a reason for every point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sanctions.matching.addresses import is_same_address
from sanctions.matching.against import CHINAS
from sanctions.matching.identifiers import shared_identifiers
from sanctions.matching.points import FULL, Point
from sanctions.matching.score import Comparison
from sanctions.matching.tables import Role
from sanctions.matching.tokens import AFFILIATE_COVERED, FAINT_WEIGHT, NameForm, may_have_affiliates
from sanctions.records import Identifier, Kind, Name, NameKind, Reason, Strength, Subject

# The scorecard beyond the words of the name, in ten-thousandths.
AFFILIATE = 7_500  # a listed name found whole inside a longer one
WEAK_ALONE = 6_000  # a weak alias with nothing beside it (OFAC FAQ 122 to 125)
WEAK_CONFIRMED = 8_000
SHORT_ALONE = 6_500  # four letters with other words beside them
SHORT_EQUAL = -700  # four letters, equal, and nothing beside them
VERY_SHORT_EQUAL = -1_400
OTHER_COUNTRY = -200
OTHER_KIND = -600
SAME_ADDRESS = 300
LONE_SIMILAR = -1_000  # one similar word is all there is, and nothing beside it
ONE_SIMILAR = -500  # the same with nothing but trade words around it
SINGLE_WORD = -1_000  # a person found by one word
SINGLE_WORD_SIMILAR = -2_500

SHORT_LETTERS = 4
_TELLING_APART = frozenset((Role.PLACE, Role.NUMBER))
_LONG_WORD = 10
_NEARLY_EQUAL = 9_300

_NAME_RULES = {
    NameKind.PRIMARY: "primary-name",
    NameKind.AKA: "alias",
    NameKind.FKA: "former-name",
    NameKind.NKA: "new-name",
    NameKind.DBA: "trading-name",
}
_MOVABLES = frozenset((Kind.VESSEL, Kind.AIRCRAFT))
_BODIES = frozenset((Kind.COMPANY, Kind.INSTITUTE, Kind.PUBLIC_BODY))


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of an entry beside its names."""

    kind: Kind
    countries: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score of one listed name for one of our names, in ten-thousandths, and the points that add up to it."""

    score: int
    points: tuple[Point, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The points as stored with a hit."""
        return tuple(Reason(p.rule, p.points / FULL, p.ours, p.theirs) for p in self.points)


def judge(
    subject: Subject,
    listed: Listed,
    name: Name,
    comparison: Comparison,
    ours: NameForm,
    theirs: NameForm,
    our_name: str,
) -> Judgement:
    """Everything that speaks for and against the entry, the kind of name first."""
    beside = list(_beside(subject, listed))
    agrees = any(point.rule.startswith("same-") for point in beside)
    head = Point("weak-alias" if name.strength is Strength.WEAK else _NAME_RULES[name.kind], 0, our_name, name.text)
    points = [head, *sorted(comparison.points, key=lambda p: -p.points)]
    points += _name_rules(name, comparison, ours, theirs, agrees)
    points += beside
    points += _reading_rules(subject, listed, comparison, ours, theirs, agrees)
    return _settled(points, any(point.rule == "same-identifier" for point in beside))


def _settled(points: list[Point], is_identified: bool) -> Judgement:
    total = sum(point.points for point in points)
    if is_identified:
        points = [p if p.rule != "same-identifier" else _raised(p, FULL - total) for p in points]
        total = FULL
    if not 0 <= total <= FULL:
        bound = min(max(total, 0), FULL)
        points.append(Point("bounded", bound - total, "", ""))
        total = bound
    return Judgement(total, tuple(points))


def _raised(point: Point, points: int) -> Point:
    return Point(point.rule, points, point.ours, point.theirs)


def _name_rules(name: Name, comparison: Comparison, ours: NameForm, theirs: NameForm, agrees: bool) -> Iterable[Point]:
    score = comparison.score
    short = _letters(theirs)
    if short <= SHORT_LETTERS:
        for point in _short_rule(comparison, short, ours, theirs, agrees):
            score += point.points
            yield point
    elif _is_affiliate(comparison, ours, theirs):
        yield Point("possible-affiliate", max(0, AFFILIATE - score), _spelt(ours), _spelt(theirs))
        score = max(score, AFFILIATE)
    if name.strength is Strength.WEAK:
        most = WEAK_CONFIRMED if agrees else WEAK_ALONE
        if score > most:
            yield Point("weak-alias-alone" if not agrees else "weak-alias-confirmed", most - score, "", name.text)


def _reading_rules(
    subject: Subject, listed: Listed, comparison: Comparison, ours: NameForm, theirs: NameForm, agrees: bool
) -> Iterable[Point]:
    """A legal form or a trade makes our name a company's; one word alone is hardly a person's name."""
    is_company = bool(ours.forms) or any(token.role is Role.CONCEPT for token in comparison.ours_left)
    if subject.kind is Kind.UNKNOWN and listed.kind in _MOVABLES and is_company:
        yield Point("other-kind", OTHER_KIND, _spelt(ours), listed.kind)
    if comparison.has_slips and not agrees and not theirs.is_person:
        yield from _lone_similar(comparison, ours, theirs)
    if not agrees and comparison.theirs_left and sum(len(t.word) for t in comparison.shared) < SHORT_LETTERS:
        yield Point("short-name", min(0, SHORT_ALONE - comparison.score), _spelt(ours), _spelt(theirs))
    if theirs.is_person and min(len(ours.tokens), len(theirs.tokens)) == 1 and not agrees:
        cost = SINGLE_WORD if comparison.is_equal else SINGLE_WORD_SIMILAR
        yield Point("single-word", cost, _spelt(ours), _spelt(theirs))


def _lone_similar(comparison: Comparison, ours: NameForm, theirs: NameForm) -> Iterable[Point]:
    """One brand that is only similar is more often another brand, unless something else agrees."""
    telling = [token for token in comparison.shared if token.role is Role.IDENTITY]
    if any(len(token.word) >= _LONG_WORD for token in telling):
        return  # too long to be another brand
    if len(comparison.shared) == 1:
        yield Point("lone-similar-word", LONE_SIMILAR, _spelt(ours), _spelt(theirs))
    elif len(telling) == 1:
        yield Point("lone-similar-word", ONE_SIMILAR, _spelt(ours), _spelt(theirs))


def _letters(name: NameForm) -> int:
    """Letters of the words that tell one party from all others; more than enough where trade words help."""
    if any(token.role is Role.CONCEPT and token.weight > FAINT_WEIGHT for token in name.tokens):
        return SHORT_LETTERS + 1
    return sum(len(t.word) for t in name.tokens if t.role is Role.IDENTITY) or SHORT_LETTERS + 1


def _short_rule(
    comparison: Comparison, letters: int, ours: NameForm, theirs: NameForm, agrees: bool
) -> Iterable[Point]:
    """Four letters or fewer are soon found by chance: equal they are a match, among other words they are none."""
    if comparison.is_equal:
        if not agrees:
            cost = SHORT_EQUAL if letters == SHORT_LETTERS else VERY_SHORT_EQUAL
            yield Point("short-name", cost, _spelt(ours), _spelt(theirs))
        return
    is_found = not comparison.has_slips and not any(t.role is Role.IDENTITY for t in comparison.theirs_left)
    is_among_others = any(token.role is Role.IDENTITY for token in comparison.ours_left)
    if is_found and not is_among_others and agrees:
        return
    if comparison.score > SHORT_ALONE:
        yield Point("short-name", SHORT_ALONE - comparison.score, _spelt(ours), _spelt(theirs))


def _is_affiliate(comparison: Comparison, ours: NameForm, theirs: NameForm) -> bool:
    if ours.is_person or comparison.theirs_covered < AFFILIATE_COVERED or comparison.score >= _NEARLY_EQUAL:
        return False
    if comparison.has_slips or any(token.role is Role.IDENTITY for token in comparison.theirs_left):
        return False
    if _TELLING_APART & {t.role for t in comparison.ours_left} & {t.role for t in comparison.theirs_left}:
        return False  # a sibling in another place or of another number
    if next((t for t in ours.tokens if t.role is Role.IDENTITY), None) in comparison.ours_left:
        return False  # a group's name stands in front: "Kleiner Perkins" is no affiliate of "Perkins"
    return may_have_affiliates(theirs)


def _spelt(name: NameForm) -> str:
    return " ".join(token.word for token in name.tokens)


def _beside(subject: Subject, listed: Listed) -> Iterable[Point]:
    for ours, theirs in shared_identifiers(subject.identifiers, listed.identifiers):
        yield Point("same-identifier", 0, f"{ours.scheme} {ours.value}", f"{theirs.scheme} {theirs.value}")
        break
    yield from _country(subject.countries, listed.countries)
    if _kinds_differ(subject.kind, listed.kind):
        yield Point("other-kind", OTHER_KIND, subject.kind, listed.kind)
    for our_address in subject.addresses:
        for their_address in listed.addresses:
            if is_same_address(our_address, their_address):
                yield Point("same-address", SAME_ADDRESS, our_address, their_address)
                return


def _country(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterable[Point]:
    if not (ours and theirs):
        return
    mine, other = frozenset(ours), frozenset(theirs)
    if mine & other:
        yield Point("same-country", 0, " ".join(ours), " ".join(theirs))
    elif not (mine & CHINAS and other & CHINAS):
        yield Point("country-differs", OTHER_COUNTRY, " ".join(ours), " ".join(theirs))


def _kinds_differ(ours: Kind, theirs: Kind) -> bool:
    if Kind.UNKNOWN in (ours, theirs) or ours == theirs or Kind.ADDRESS in (ours, theirs):
        return False
    return not (ours in _BODIES and theirs in _BODIES)
