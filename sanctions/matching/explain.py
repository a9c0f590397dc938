"""From compared names to the judgement on an entry: what else agrees or differs, and a reason for every point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sanctions.matching.addresses import Nearness, nearest
from sanctions.matching.against import CHINAS
from sanctions.matching.identifiers import Verdict, compare_identifiers
from sanctions.matching.points import FULL, Point
from sanctions.matching.score import Comparison
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Role
from sanctions.matching.tokens import AFFILIATE_COVERED, FAINT_WEIGHT, NameForm, may_have_affiliates
from sanctions.records import Identifier, Kind, Name, NameKind, Reason, Strength, Subject

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
    card: Scorecard,
) -> Judgement:
    """Everything that speaks for and against the entry, the kind of name first."""
    beside = list(_beside(subject, listed, card))
    agrees = any(point.rule.startswith("same-") for point in beside)
    head = Point("weak-alias" if name.strength is Strength.WEAK else _NAME_RULES[name.kind], 0, our_name, name.text)
    points = [head, *sorted(comparison.points, key=lambda p: -p.points)]
    points += _name_rules(name, comparison, ours, theirs, agrees, card)
    points += beside
    points += _reading_rules(subject, listed, comparison, ours, theirs, agrees, card)
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


def _name_rules(
    name: Name, comparison: Comparison, ours: NameForm, theirs: NameForm, agrees: bool, card: Scorecard
) -> Iterable[Point]:
    score = comparison.score
    short = _letters(theirs)
    if short <= SHORT_LETTERS:
        for point in _short_rule(comparison, short, ours, theirs, agrees, card):
            score += point.points
            yield point
    elif _is_affiliate(comparison, ours, theirs):
        raised = max(score, _points(card.affiliate))
        yield Point("possible-affiliate", raised - score, _spelt(ours), _spelt(theirs))
        score = raised
    if name.strength is Strength.WEAK:
        most = _points(card.weak_confirmed if agrees else card.weak_alone)
        if score > most:
            yield Point("weak-alias-alone" if not agrees else "weak-alias-confirmed", most - score, "", name.text)


def _reading_rules(
    subject: Subject,
    listed: Listed,
    comparison: Comparison,
    ours: NameForm,
    theirs: NameForm,
    agrees: bool,
    card: Scorecard,
) -> Iterable[Point]:
    """A legal form or a trade makes our name a company's; one word alone is hardly a person's name."""
    is_company = bool(ours.forms) or any(token.role is Role.CONCEPT for token in comparison.ours_left)
    if subject.kind is Kind.UNKNOWN and listed.kind in _MOVABLES and is_company:
        yield Point("other-kind", -_points(card.other_kind), _spelt(ours), listed.kind)
    if comparison.has_slips and not agrees and not theirs.is_person:
        yield from _lone_similar(comparison, ours, theirs, card)
    if not agrees and comparison.theirs_left and sum(len(t.word) for t in comparison.shared) < SHORT_LETTERS:
        yield Point("short-name", min(0, _points(card.short_alone) - comparison.score), _spelt(ours), _spelt(theirs))
    if theirs.is_person and min(len(ours.tokens), len(theirs.tokens)) == 1 and not agrees:
        cost = card.single_word if comparison.is_equal else card.single_word_similar
        yield Point("single-word", -_points(cost), _spelt(ours), _spelt(theirs))


def _lone_similar(comparison: Comparison, ours: NameForm, theirs: NameForm, card: Scorecard) -> Iterable[Point]:
    """One brand that is only similar is more often another brand, unless something else agrees."""
    telling = [token for token in comparison.shared if token.role is Role.IDENTITY]
    if any(len(token.word) >= _LONG_WORD for token in telling):
        return  # too long to be another brand
    if len(comparison.shared) == 1:
        yield Point("lone-similar-word", -_points(card.lone_similar), _spelt(ours), _spelt(theirs))
    elif len(telling) == 1:
        yield Point("lone-similar-word", -_points(card.one_similar), _spelt(ours), _spelt(theirs))


def _letters(name: NameForm) -> int:
    """Letters of the words that tell one party from all others; more than enough where trade words help."""
    if any(token.role is Role.CONCEPT and token.weight > FAINT_WEIGHT for token in name.tokens):
        return SHORT_LETTERS + 1
    return sum(len(t.word) for t in name.tokens if t.role is Role.IDENTITY) or SHORT_LETTERS + 1


def _short_rule(
    comparison: Comparison, letters: int, ours: NameForm, theirs: NameForm, agrees: bool, card: Scorecard
) -> Iterable[Point]:
    """Four letters or fewer are soon found by chance: equal they are a match, among other words they are none."""
    if comparison.is_equal:
        if not agrees:
            cost = card.short_equal if letters == SHORT_LETTERS else card.very_short_equal
            yield Point("short-name", -_points(cost), _spelt(ours), _spelt(theirs))
        return
    is_found = not comparison.has_slips and not any(t.role is Role.IDENTITY for t in comparison.theirs_left)
    is_among_others = any(token.role is Role.IDENTITY for token in comparison.ours_left)
    if is_found and not is_among_others and agrees:
        return
    if comparison.score > _points(card.short_alone):
        yield Point("short-name", _points(card.short_alone) - comparison.score, _spelt(ours), _spelt(theirs))


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


def _points(part: float) -> int:
    return round(FULL * part)


def _spelt(name: NameForm) -> str:
    return " ".join(token.word for token in name.tokens)


def _beside(subject: Subject, listed: Listed, card: Scorecard) -> Iterable[Point]:
    left = _points(card.same_address)  # what agrees beside the names adds no more than this together
    for point in (*_addresses(subject, listed, card), *_numbers(subject, listed, card)):
        gain = min(point.points, left)
        left -= max(gain, 0)
        yield replace(point, points=gain)
    yield from _country(subject.countries, listed.countries, card)
    if _kinds_differ(subject.kind, listed.kind):
        yield Point("other-kind", -_points(card.other_kind), subject.kind, listed.kind)


def _addresses(subject: Subject, listed: Listed, card: Scorecard) -> Iterable[Point]:
    """An address lifts a name that is near already; alone it is nobody's."""
    found = nearest(subject.addresses, listed.addresses)
    if found:
        worth = {
            Nearness.ADDRESS: card.same_address,
            Nearness.BOX: card.same_po_box,
            Nearness.POSTCODE: card.same_postcode,
            Nearness.CITY: 0.0,
        }
        yield Point(found.nearness, _points(worth[found.nearness]), found.ours, found.theirs)


def _numbers(subject: Subject, listed: Listed, card: Scorecard) -> Iterable[Point]:
    """The same number is the same party, whatever the names; its points are what is missing to a full score."""
    found = compare_identifiers(subject.identifiers, listed.identifiers, subject.countries, listed.countries)
    if found:
        worth = {
            Verdict.SAME: 0.0,
            Verdict.UNCHECKED: card.unchecked_identifier,
            Verdict.CONTACT: card.same_contact,
            Verdict.OTHER: -card.other_identifier,
        }
        ours, theirs = (f"{one.scheme} {one.value}" for one in (found.ours, found.theirs))
        yield Point(found.verdict, _points(worth[found.verdict]), ours, theirs)


def _country(ours: tuple[str, ...], theirs: tuple[str, ...], card: Scorecard) -> Iterable[Point]:
    if not (ours and theirs):
        return
    mine, other = frozenset(ours), frozenset(theirs)
    if mine & other:
        yield Point("same-country", 0, " ".join(ours), " ".join(theirs))
    elif not (mine & CHINAS and other & CHINAS):
        yield Point("country-differs", -_points(card.other_country), " ".join(ours), " ".join(theirs))


def _kinds_differ(ours: Kind, theirs: Kind) -> bool:
    if Kind.UNKNOWN in (ours, theirs) or ours == theirs or Kind.ADDRESS in (ours, theirs):
        return False
    return not (ours in _BODIES and theirs in _BODIES)
