"""From compared names to the judgement on an entry: what else agrees or differs, and a reason for every point."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from sanctions.matching.addresses import Nearness, countries_named, nearest
from sanctions.matching.against import CHINAS
from sanctions.matching.brevity import AFFILIATE, Compared, is_affiliate, little_shared, short_or_inside
from sanctions.matching.identifiers import Verdict, compare_identifiers
from sanctions.matching.points import FULL, Point
from sanctions.matching.score import Comparison
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Role
from sanctions.matching.tokens import NameForm
from sanctions.records import Identifier, Kind, Name, NameKind, Reason, Strength, Subject

_NAME_RULES = {
    NameKind.PRIMARY: "primary-name",
    NameKind.AKA: "alias",
    NameKind.FKA: "former-name",
    NameKind.NKA: "new-name",
    NameKind.DBA: "trading-name",
}
_MOVABLES = frozenset((Kind.VESSEL, Kind.AIRCRAFT))
_TELLING = 200  # what the words of a name weigh together that hardly anybody else bears
_BODIES = frozenset((Kind.COMPANY, Kind.INSTITUTE, Kind.PUBLIC_BODY))


class Listed(NamedTuple):
    """What is known of an entry beside its names."""

    kind: Kind
    countries: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    addresses: tuple[str, ...]


class Judgement(NamedTuple):
    """The score of one listed name for one of our names, in ten-thousandths, and the points that add up to it."""

    score: int
    points: tuple[Point, ...]

    @property
    def is_affiliate(self) -> bool:
        """Whether it was raised for the name of what may be its group."""
        return any(point.rule == AFFILIATE for point in self.points)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The points as stored with a hit."""
        return tuple(Reason(p.rule, p.points / FULL, p.ours, p.theirs) for p in self.points)


def most_judged(
    subject: Subject, listed: Listed, comparison: Comparison, ours: NameForm, theirs: NameForm, card: Scorecard
) -> int:
    """What the judgement can come to at most; most pairs need no closer look to be dropped."""
    if subject.identifiers and listed.identifiers:
        return FULL
    score = comparison.score
    if is_affiliate(comparison, ours, theirs):
        score = max(score, _points(card.affiliate))
    return score + (_points(card.same_address) if subject.addresses and listed.addresses else 0)


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
    ours_in = _countries(subject) if listed.countries else ()
    agrees = any(point.rule.startswith("same-") for point in beside) or not frozenset(ours_in).isdisjoint(
        listed.countries
    )
    head = Point("weak-alias" if name.strength is Strength.WEAK else _NAME_RULES[name.kind], 0, our_name, name.text)
    points = [head, *sorted(comparison.points, key=attrgetter("points"), reverse=True)]
    found = Compared(comparison, ours, theirs, agrees, card)
    points += _name_rules(name, found)
    points += beside
    points += _country(ours_in, listed.countries, found)
    points += _kind_rule(subject, listed, found)
    points += little_shared(found)
    return _settled(points, "same-identifier" in [point.rule for point in beside])


def _settled(points: list[Point], is_identified: bool) -> Judgement:
    total = sum([point.points for point in points])
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


def _name_rules(name: Name, found: Compared) -> Iterable[Point]:
    score = found.comparison.score
    for point in short_or_inside(found):
        score += point.points
        yield point
    if name.strength is Strength.WEAK:
        most = _points(found.card.weak_confirmed if found.agrees else found.card.weak_alone)
        if score > most:
            rule = "weak-alias-confirmed" if found.agrees else "weak-alias-alone"
            yield Point(rule, most - score, "", name.text)


def _kind_rule(subject: Subject, listed: Listed, found: Compared) -> Iterable[Point]:
    """A legal form or a trade makes our name a company's."""
    if subject.kind is not Kind.UNKNOWN or listed.kind not in _MOVABLES:
        return
    is_company = bool(found.ours.forms) or any(token.role is Role.CONCEPT for token in found.comparison.ours_left)
    if is_company:
        yield found.point("other-kind", -_points(found.card.other_kind))


def _points(part: float) -> int:
    return round(FULL * part)


def _beside(subject: Subject, listed: Listed, card: Scorecard) -> Iterable[Point]:
    left = _points(card.same_address)  # what agrees beside the names adds no more than this together
    for point in (*_addresses(subject, listed, card), *_numbers(subject, listed, card)):
        gain = min(point.points, left)
        left -= max(gain, 0)
        yield point._replace(points=gain)
    if _kinds_differ(subject.kind, listed.kind):
        yield Point("other-kind", -_points(card.other_kind), subject.kind, listed.kind)


def _addresses(subject: Subject, listed: Listed, card: Scorecard) -> Iterable[Point]:
    """An address lifts a name that is near already; alone it is nobody's."""
    if not (subject.addresses and listed.addresses):
        return
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
    if not (subject.identifiers and listed.identifiers):
        return
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


def _countries(subject: Subject) -> tuple[str, ...]:
    return subject.countries or countries_named(subject.addresses)


def _country(ours: tuple[str, ...], theirs: tuple[str, ...], found: Compared) -> Iterable[Point]:
    """Another country says the more against a match the less the names say for it."""
    if not (ours and theirs):
        return
    mine, other = frozenset(ours), frozenset(theirs)
    if mine & other:
        yield Point("same-country", 0, " ".join(ours), " ".join(theirs))
    elif not (mine & CHINAS and other & CHINAS):
        said = sum(
            [token.weight for token in found.comparison.shared]
        )  # 0 where a cut name was compared by its letters
        faint = max(0.0, 1 - said / _TELLING) if said else 0.0
        cost = found.card.other_country + found.card.other_country_common * faint
        yield Point("country-differs", -_points(cost), " ".join(ours), " ".join(theirs))


def _kinds_differ(ours: Kind, theirs: Kind) -> bool:
    if Kind.UNKNOWN in (ours, theirs) or ours == theirs or Kind.ADDRESS in (ours, theirs):
        return False
    return not (ours in _BODIES and theirs in _BODIES)
