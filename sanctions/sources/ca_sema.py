"""Canada's Consolidated Autonomous Sanctions List (SEMA and JVCFOA regulations) as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sanctions.catalogue import list_facts
from sanctions.reading import RowRejected, iso_day
from sanctions.reading_xml import Element, Layout
from sanctions.records import (
    DesignationRecord,
    Identifier,
    Kind,
    ListedRecord,
    Name,
    NameKind,
    Parsed,
    Source,
    SourceFile,
    Strength,
)
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import squeezed
from sanctions.sources.xml_lists import one_list

LIST = "ca-sema"
LAYOUT = Layout(root="data-set", records=("record",))

_BOTH_LANGUAGES = " / "  # English first, then French
_NOT_OF_A_NUMBER = re.compile(r"[^a-z0-9.]+")
_AFTER_COMMA = re.compile(r",\s*")
# A comma parts two aliases unless what follows belongs to the name before it.
_COMMA = re.compile(r",(?!\s*(?:ltd|limited|inc|llc|l\.l\.c|co|corp|gmbh|s\.?a|jsc|pjsc|plc|jr|sr)\b)", re.IGNORECASE)
_LANGUAGE = re.compile(r"^(?P<language>Arabic|Belarusian|Belarussian|Farsi|Persian|Russian|Ukrainian)\s*:\s*")
_ONE_WORD = re.compile(r"\S+")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The list of one file."""
    return one_list(LIST, files, LAYOUT, _record)


def _record(element: Element) -> ListedRecord:
    regime, schedule, item = _place_in_law(element)
    ship = element.take("ShipIMONumber")
    born, role = squeezed(element.take("DateOfBirthOrShipBuildDate")), squeezed(element.take("TitleOrShip"))
    day = element.take("DateOfListing")
    names, kind = _names(element)
    if ship:
        kind = Kind.VESSEL
    record = ListedRecord(
        list=LIST,
        native_id=_number(regime, schedule, item),
        kind=kind,
        names=names,
        identifiers=(Identifier("imo", ship),) if ship else (),
        designations=(
            DesignationRecord(
                measure=list_facts(LIST).measure,
                programme=regime,
                citations=(", ".join(filter(None, (regime, schedule and f"Schedule {schedule}", f"item {item}"))),),
                listed_on=iso_day(day, "DateOfListing") if day else None,
            ),
        ),
        birth_dates=(born,) if born and not ship else (),
        title="" if ship else role,
        details=tuple(_of_ship(born, role)) if ship else (),
        place=element.place,
    )
    element.finish()
    return plausible(record)


def _place_in_law(element: Element) -> tuple[str, str, str]:
    """The regulations, the schedule and the item: "Country" names the regulations, not where the party is."""
    regime = squeezed(element.take("Country")).split(_BOTH_LANGUAGES)[0]
    schedule = _AFTER_COMMA.sub(", ", squeezed(element.take("Schedule")))
    item = squeezed(element.take("Item"))
    if not regime or not item:
        raise RowRejected("missing-number", "an entry without its regulations or its item number")
    return regime, schedule, item


def _number(regime: str, schedule: str, item: str) -> str:
    """The item in the schedule is the number the law itself gives; a repealed item's number is not given again."""
    return "-".join(
        slug for text in (regime, schedule, item) if (slug := _NOT_OF_A_NUMBER.sub("-", text.casefold()).strip("-"))
    )


def _names(element: Element) -> tuple[tuple[Name, ...], Kind]:
    last, given = squeezed(element.take("LastName")), squeezed(element.take("GivenName"))
    entity, aliases = squeezed(element.take("EntityOrShip")), element.take("Aliases")
    is_person = not entity
    name = entity or ", ".join(filter(None, (last, given)))
    if not name:
        raise RowRejected("empty-name", "an entry without a name")
    if entity and (last or given):
        raise RowRejected("bad-name", f"{entity!r} has a person's name as well")
    languages = (Name(part, NameKind.AKA) for part in entity.split(_BOTH_LANGUAGES) if _BOTH_LANGUAGES in entity)
    others = (*languages, *_aliases(aliases, is_person=is_person))
    return each_once((Name(name), *others)), Kind.PERSON if is_person else Kind.COMPANY


def _aliases(text: str, *, is_person: bool) -> Iterator[Name]:
    """The aliases one by one. A lone word beside a person's full name may be anybody's: it is weak."""
    for part in (alias for group in text.split(";") for alias in _COMMA.split(group)):
        alias = _LANGUAGE.sub("", squeezed(part))
        is_weak = is_person and bool(_ONE_WORD.fullmatch(alias))
        if alias:
            yield Name(alias, NameKind.AKA, Strength.WEAK if is_weak else Strength.STRONG)


def _of_ship(built: str, kind: str) -> Iterator[tuple[str, str]]:
    if built:
        yield "built", built
    if kind:
        yield "vessel_type", kind


SOURCE = Source(
    code="ca-sema",
    title="Canada's Consolidated Autonomous Sanctions List (XML)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
