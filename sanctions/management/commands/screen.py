"""One question to the lists, nothing stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from sanctions import rulebook, screening
from sanctions.effects import EffectRule
from sanctions.management.base import BadInput, CordonCommand
from sanctions.management.plain import plain_day, plain_designation, plain_effect
from sanctions.matching.policy import PolicyInvalid
from sanctions.matching.text import is_blank
from sanctions.records import Identifier, Kind, Subject
from sanctions.screening import Answer, Found


class Command(CordonCommand):
    help = "Ask who on the lists a name may be, and what each of their designations means."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")
        parser.add_argument("--country", default="", help="ISO 3166 code of two letters")
        parser.add_argument("--kind", default=Kind.UNKNOWN.value, choices=[kind.value for kind in Kind])
        parser.add_argument("--identifier", action="append", default=[], metavar="SCHEME:VALUE")
        parser.add_argument("--address", default="")
        parser.add_argument("--as-of", type=date.fromisoformat, help="by the versions published until that day")
        parser.add_argument("--known-at", type=date.fromisoformat, help="by the versions in force here that day")
        parser.add_argument("--limit", type=int, default=25)
        parser.add_argument("--threshold", type=float, help="keep matches from this score on, 0 to 1")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        subject = _subject(options)
        day, rules = options["as_of"] or timezone.localdate(), rulebook.rules()
        try:
            found = screening.ask(
                subject,
                limit=_limit(options["limit"]),
                threshold=options["threshold"],
                as_of=options["as_of"],
                known_at=options["known_at"],
            )
        except PolicyInvalid as error:
            raise BadInput(f"--threshold {options['threshold']}: {error}") from error
        report = {
            "query": _query(subject),
            "as_of": plain_day(options["as_of"]),
            "known_at": plain_day(options["known_at"]),
            **_rested_on(found),
            "matches": [_match(match, rules, day) for match in found.matches],
        }
        return report, _summary(found), False


def _subject(options: dict[str, Any]) -> Subject:
    name, country = options["name"], options["country"].upper()
    if is_blank(name):
        raise BadInput(f"{name!r}: nothing is left of this name once signs are taken away; it cannot be screened.")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadInput(f"--country {options['country']}: give the two letters of ISO 3166.")
    return Subject(
        names=(name,),
        kind=Kind(options["kind"]),
        countries=(country,) if country else (),
        addresses=(options["address"],) if options["address"] else (),
        identifiers=tuple(map(_identifier, options["identifier"])),
    )


def _identifier(text: str) -> Identifier:
    scheme, colon, value = text.partition(":")
    if not (colon and scheme.strip() and value.strip()):
        raise BadInput(f"--identifier {text}: write scheme:value, such as lei:5493001KJTIIGC8Y1R12.")
    return Identifier(scheme.strip().casefold(), value.strip())


def _limit(limit: int) -> int:
    if limit < 1:
        raise BadInput(f"--limit {limit}: ask for one match at least.")
    return limit


def _query(subject: Subject) -> dict[str, Any]:
    return {
        "name": subject.names[0],
        "kind": subject.kind.value,
        "countries": list(subject.countries),
        "addresses": list(subject.addresses),
        "identifiers": [f"{number.scheme}:{number.value}" for number in subject.identifiers],
    }


def _rested_on(found: Answer) -> dict[str, Any]:
    lists = [
        {
            "list": version.list_id,
            "version": version.number,
            "coverage": version.coverage,
            "published_on": version.published_on.isoformat(),
        }
        for version in found.versions
    ]
    return {"lists": lists, "policy": {"version": found.policy.version, "tables": found.policy.tables}}


def _match(found: Found, rules: tuple[EffectRule, ...], day: date) -> dict[str, Any]:
    code, match = found.entity.list_id, found.match
    return {
        "list": code,
        "uid": found.entity.uid,
        "name": found.entity.name,
        "matched_name": match.matched_name,
        "score": round(match.score, 4),
        "band": match.band.value,
        "provisional": found.is_provisional,
        "reasons": [
            {"rule": reason.rule, "points": round(reason.points, 4), "ours": reason.ours, "theirs": reason.theirs}
            for reason in match.reasons
        ],
        "designations": [plain_designation(act) for act in found.designations],
        "effects": [
            plain_effect(effect)
            for act in found.designations
            for effect in rulebook.effects_of(act, list_code=code, day=day, among=rules)
        ],
    }


def _summary(found: Answer) -> str:
    lines = [
        f"{match.match.score:.2f} {match.match.band.value:<9} {match.entity.list_id:<14} {match.entity.name}"
        for match in found.matches
    ]
    excerpts = sum(version.coverage == "excerpt" for version in found.versions)
    rested = f"{len(found.versions)} lists in force, {excerpts} of them excerpts only; policy {found.policy.version}."
    return "\n".join([*(lines or ["No match."]), rested])
