"""Canada's list: what each element of its XML becomes."""

from __future__ import annotations

import pytest

from sanctions.records import Kind, ListedRecord, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import of_list, refusal


def read(text: str) -> Parsed:
    return source("ca-sema").parse((SourceFile("ca.xml", f"<data-set>{text}</data-set>".encode()),))


def record(parts: str, *, regime: str = "Belarus / Bélarus", schedule: str = "1, Part 2", item: str = "7") -> str:
    where = f"<Schedule>{schedule}</Schedule>" if schedule else ""
    return f"<record><Country>{regime}</Country>{where}<Item>{item}</Item>{parts}</record>"


def only(parts: str, **more: str) -> ListedRecord:
    [found] = of_list(read(record(parts, **more)), "ca-sema")
    return found


PERSON = "<LastName>Ivanov</LastName><GivenName>Ivan Ivanovich</GivenName>"
FIRM = "<EntityOrShip>Bremino Group</EntityOrShip>"


@pytest.mark.parametrize(
    ("more", "number", "citation"),
    [
        ({}, "belarus-1-part-2-7", "Belarus, Schedule 1, Part 2, item 7"),
        ({"schedule": "1,Part 2"}, "belarus-1-part-2-7", "Belarus, Schedule 1, Part 2, item 7"),
        ({"schedule": "1.1", "regime": "Russia / Russie"}, "russia-1.1-7", "Russia, Schedule 1.1, item 7"),
        ({"schedule": "", "regime": "Venezuela "}, "venezuela-7", "Venezuela, item 7"),
    ],
)
def test_the_item_of_the_schedule_is_the_number_and_the_citation(more, number, citation) -> None:
    found = only(FIRM, **more)

    assert (found.native_id, found.designations[0].citations) == (number, (citation,))


def test_the_regulations_say_nothing_of_a_partys_country() -> None:
    found = only(FIRM)

    assert (found.countries, found.designations[0].programme) == ((), "Belarus")


def test_a_person_has_a_title_and_a_birth_date_as_printed() -> None:
    found = only(
        PERSON
        + "<TitleOrShip>Colonel</TitleOrShip><DateOfBirthOrShipBuildDate> 1946 or 1947 </DateOfBirthOrShipBuildDate>"
    )

    assert (found.kind, found.primary_name, found.title) == (Kind.PERSON, "Ivanov, Ivan Ivanovich", "Colonel")
    assert found.birth_dates == ("1946 or 1947",)


def test_a_ship_has_its_number_its_type_and_its_year() -> None:
    ship = "<TitleOrShip>Oil Tanker</TitleOrShip><ShipIMONumber>9412347</ShipIMONumber>"
    found = only(f"<EntityOrShip>Leo</EntityOrShip>{ship}<DateOfBirthOrShipBuildDate>2011</DateOfBirthOrShipBuildDate>")

    assert found.kind is Kind.VESSEL
    assert [(i.scheme, i.value) for i in found.identifiers] == [("imo", "9412347")]
    assert found.details == (("built", "2011"), ("vessel_type", "Oil Tanker"))
    assert (found.birth_dates, found.title) == ((), "")


@pytest.mark.parametrize(
    ("who", "printed", "aliases"),
    [
        (FIRM, "IAMI, IAMCO; Factory 3", ["IAMI", "IAMCO", "Factory 3"]),
        (FIRM, "King Royal Co., Ltd., Royal Inc", ["King Royal Co., Ltd.", "Royal Inc"]),
        (FIRM, "Arabic: محمد حمدان, Russian: Кароль", ["محمد حمدان", "Кароль"]),
        (FIRM, "Five Star Line\nLimited", ["Five Star Line Limited"]),
        (PERSON, "Иван Иванов", ["Иван Иванов"]),
        (FIRM, " ; ", []),
    ],
)
def test_aliases_in_one_field_are_parted(who: str, printed: str, aliases: list[str]) -> None:
    assert [name.text for name in only(f"{who}<Aliases>{printed}</Aliases>").names[1:]] == aliases


@pytest.mark.parametrize(("who", "strength"), [(PERSON, Strength.WEAK), (FIRM, Strength.STRONG)])
def test_a_lone_word_beside_a_persons_full_name_is_weak(who: str, strength: Strength) -> None:
    assert only(f"{who}<Aliases>Andrei</Aliases>").names[1].strength is strength


def test_a_name_in_both_languages_is_found_by_either() -> None:
    found = only("<EntityOrShip>Ministry of Defence / Ministère de la Défense</EntityOrShip>")

    assert [name.text for name in found.names[1:]] == ["Ministry of Defence", "Ministère de la Défense"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (record("", item="1"), "empty-name"),
        (record(FIRM, item=""), "missing-number"),
        (record(FIRM + "<DateOfListing>2020</DateOfListing>"), "bad-date"),
        (record(FIRM + PERSON), "bad-name"),
    ],
)
def test_an_entry_that_says_what_no_entry_says_is_rejected_alone(text: str, code: str) -> None:
    parsed = read(text + record(FIRM, item="8"))

    assert [error.code for error in parsed.errors] == [code]
    assert (parsed.lists[0].rows_read, parsed.lists[0].rows_rejected) == (1, 1)


@pytest.mark.parametrize(
    "text", [record(FIRM + "<Address/>"), record(FIRM).replace("<record>", "<record id='1'>"), "<entry/>"]
)
def test_a_layout_never_seen_stops_the_file(text: str) -> None:
    assert refusal(lambda: read(text)).code == "unread-element"
