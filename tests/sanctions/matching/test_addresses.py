"""Addresses are one address however they are written, and prove nothing alone."""

from __future__ import annotations

import pytest

from sanctions.matching.addresses import countries_named, nearest
from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import Tables
from sanctions.records import Subject
from tests.sanctions.matching.conftest import an_entry

COMPARED = [
    # street and number, written otherwise
    ("10 Downing Street, London SW1A 2AA", "10 Downing St., London, SW1A2AA, UK", "same-address"),
    ("1600 Pennsylvania Avenue NW, Washington, DC 20500", "1600 Pennsylvania Ave, Washington DC", "same-address"),
    ("Unter den Linden 77, 10117 Berlin", "77 Unter den Linden, Berlin 10117, Germany", "same-address"),
    ("Hauptstraße 12, 69117 Heidelberg", "Hauptstrasse 12, Heidelberg", "same-address"),
    ("Hauptstr. 12, 69117 Heidelberg", "Hauptstraße 12, D-69117 Heidelberg", "same-address"),
    ("55 Rue du Faubourg Saint-Honoré, 75008 Paris", "55, rue du Faubourg St Honore, Paris 75008", "same-address"),
    ("ul. Lenina 5, Samara, 443000", "улица Ленина, д. 5, Самара, 443000", "same-address"),
    ("5 Nevskiy Prospekt, Saint Petersburg", "Nevsky Prospect 5, Saint Petersburg, 191186", "same-address"),
    ("Room 1201, 12/F, 88 Zhonghua Road, Nanshan District, Shenzhen", "No. 88 Zhong Hua Rd, Shenzhen 518000",
     "same-address"),
    ("88 Zhonghua Lu, Shenzhen", "88 Zhonghua Road, Shenzhen, Guangdong, China", "same-address"),
    ("广东省深圳市南山区中华路88号12楼", "No. 88 Zhonghua Road, Nanshan District, Shenzhen", "same-address"),
    ("Guangdong Province, Shenzhen City, Nanshan District, Keji Road No. 12", "12 Ke Ji Rd., Shenzhen", "same-address"),
    ("31 Jinrong Street, Xicheng District, Beijing, 100033", "北京市西城区金融街31号", "same-address"),
    ("Fifth Avenue 350, New York", "350 5th Ave, New York, NY 10118", "same-address"),
    ("12-14 Gaoxin South Road, Shenzhen", "No.14 South Gaoxin Rd., Shenzhen", "same-address"),
    ("No. 31, Jinrong Street, Beijing", "Jinrong St. 31, Beijing 100033", "same-address"),
    ("d. 21 korp. 3 ul. Sadovaya, Moscow", "Sadovaya Street 21, Moscow", "same-address"),
    ("Tverskaya str., 7, Moscow", "ul. Tverskaya d. 7, Str. 2, Moscow", "same-address"),
    ("7, 8th Street, Tehran", "No. 7 Eighth St., Tehran", "same-address"),
    ("12/F, 88 Zhonghua Road, Shenzhen", "Floor 3, 88 Zhonghua Road, Shenzhen", "same-address"),
    # near, and another door
    ("1 ul. Sadovaya, Moscow", "1 ul. Tverskaya, Moscow", "same-city"),
    ("No. 7, 15th Street, Tehran", "No. 15, 7th Street, Tehran", "same-city"),
    ("12/4 Baker Street, London", "4 Baker Street, London", "same-city"),
    ("No. 1 Oak Alley, Pasdaran Avenue, Tehran", "No. 9, Pasdaran Avenue, District 1, Tehran", "same-city"),
    ("10 Downing Street, London SW1A 2AA", "11 Downing Street, London SW1A 2AA", "same-postcode"),
    ("12 Gaoxin South Road, Shenzhen 518057", "12 Gaoxin North Road, Shenzhen 518057", "same-postcode"),
    ("88 Zhonghua Road, Shenzhen", "88 Zhongshan Road, Shenzhen", "same-city"),
    ("P.O. Box 17777, Dubai", "PO Box 17777, Jebel Ali, Dubai, UAE", "same-po-box"),
    ("P.O. Box 17777, Dubai", "P.O.Box 18888, Dubai", "same-city"),
    ("Shenzhen", "88 Zhonghua Road, Shenzhen, China", "same-city"),
    # elsewhere
    ("88 Zhonghua Road, Shenzhen", "88 Zhonghua Road, Guangzhou", ""),
    ("5 Lenina Street, Samara", "5 Lenina Street, Kazan", ""),
    ("Guangdong, China", "88 Zhonghua Road, Shenzhen, Guangdong, China", ""),
    ("P.O. Box 100, Dubai", "P.O. Box 100, Nicosia", ""),
    ("No. 12", "No. 12", ""),
    ("unknown", "88 Zhonghua Road, Shenzhen", ""),
    ("", "88 Zhonghua Road, Shenzhen", ""),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "nearness"), COMPARED)
def test_addresses_meet_where_they_do(ours: str, theirs: str, nearness: str):
    found = nearest([ours], [theirs])

    assert (found.nearness.value if found else "") == nearness


@pytest.mark.parametrize(("ours", "theirs", "nearness"), COMPARED)
def test_addresses_meet_both_ways_round(ours: str, theirs: str, nearness: str):
    found = nearest([theirs], [ours])

    assert (found.nearness.value if found else "") == nearness


def test_the_nearest_of_several_addresses_is_told_with_both_texts():
    ours = ["P.O. Box 17777, Dubai", "88 Zhonghua Road, Shenzhen"]
    theirs = ["Shenzhen", "No. 88 Zhong Hua Rd, Shenzhen"]

    found = nearest(ours, theirs)

    assert found is not None
    assert (found.nearness.value, found.ours, found.theirs) == ("same-address", ours[1], theirs[1])


NAMED = [
    (["88 Zhonghua Road, Shenzhen, China"], ("CN",)),
    (["Hauptstraße 12, 69117 Heidelberg, Germany", "1 Rue de la Paix, Paris, France."], ("DE", "FR")),
    (["100 Main Street, Dover, DE", "88 Zhonghua Road, Shenzhen", ""], ()),
]


@pytest.mark.parametrize(("addresses", "countries"), NAMED)
def test_an_address_tells_its_country_where_it_ends_in_one(addresses: list[str], countries: tuple[str, ...]):
    assert countries_named(addresses) == countries


def test_a_country_told_by_the_address_alone_speaks_against_another(tables: Tables, policy: MatchPolicy):
    index = Index.build([an_entry("Zolotov Trading", countries=("RU",))], tables)

    [found] = index.match(Subject(("Zolotov Trading",), addresses=("Hauptstraße 12, Heidelberg, Germany",)), policy)

    assert [(one.ours, one.theirs) for one in found.reasons if one.rule == "country-differs"] == [("DE", "RU")]


@pytest.mark.parametrize("text", ["a" * (1 << 20), "\u0301" * 100_000, "1 " * 100_000, "路" * 50_000, "," * 100_000])
def test_an_address_meant_to_hurt_is_read_and_meets_nobody(text: str):
    assert nearest([text], ["88 Zhonghua Road, Shenzhen"]) is None


STREET = "88 Zhonghua Road, Nanshan District, Shenzhen"


def test_an_address_never_finds_anybody_alone(tables: Tables, policy: MatchPolicy):
    index = Index.build([an_entry("Zolotov Trading", addresses=(STREET,))], tables)

    assert index.match(Subject(("Quite Another Name",), addresses=(STREET,)), policy) == []


def test_an_equal_address_lifts_a_name_within_bounds(tables: Tables, policy: MatchPolicy):
    index = Index.build([an_entry("Zolotov Trading", addresses=(STREET,))], tables)

    [plain] = index.match(Subject(("Zolotov Trade House",)), policy)
    [lifted] = index.match(Subject(("Zolotov Trade House",), addresses=("88 Zhong Hua Rd, Shenzhen",)), policy)

    assert plain.score < lifted.score <= plain.score + 0.05 + 0.1  # a lone word is trusted more beside its address
    [reason] = [one for one in lifted.reasons if one.rule == "same-address"]
    assert (reason.ours, reason.theirs) == ("88 Zhong Hua Rd, Shenzhen", STREET)
