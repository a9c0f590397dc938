"""Numbers name one party: read alike however they are written, checked, and never trusted further than that."""

from __future__ import annotations

import pytest

from sanctions.matching.identifiers import compare_identifiers, identifier_keys
from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.schemes import scheme_of
from sanctions.matching.tables import Tables
from sanctions.records import Identifier, Subject
from sanctions.sources import ofac_terms
from tests.sanctions.matching.conftest import an_entry

SPELLINGS = [
    ("Tax ID No.", "tax", ""),
    ("tax-id", "tax", ""),
    ("TIN", "tax", ""),
    ("R.F.C.", "tax", "MX"),
    ("INN", "tax", "RU"),
    ("ИНН", "tax", "RU"),
    ("US FEIN", "tax", "US"),
    ("EIN", "tax", "US"),
    ("V.A.T. Number", "vat", ""),
    ("OGRN", "registration", "RU"),
    ("Registration ID", "registration", ""),
    ("registration_number", "registration", ""),
    ("company-number", "registration", ""),
    ("C.R. No.", "registration", ""),
    ("UK Company Number", "registration", "GB"),
    ("Unified Social Credit Code (USCC)", "uscc", "CN"),
    ("统一社会信用代码", "uscc", "CN"),
    ("Legal Entity Identifier", "lei", ""),
    ("D-U-N-S Number", "duns", ""),
    ("DUNS", "duns", ""),
    ("SWIFT/BIC", "bic", ""),
    ("Passport No.", "passport", ""),
    ("identification number", "identification", ""),
    ("Harbour Book Number", "harbour-book", ""),
]


@pytest.mark.parametrize(("written", "name", "country"), SPELLINGS)
def test_a_scheme_is_read_however_it_is_spelt(written: str, name: str, country: str):
    found = scheme_of(written)

    assert (found.name, found.country) == (name, country)


@pytest.mark.parametrize("label", ofac_terms.SCHEMES)
def test_every_label_ofac_prints_means_the_scheme_it_is_stored_under(label: str):
    assert scheme_of(label).name == ofac_terms.SCHEMES[label]


def number(text: str) -> Identifier:
    """`scheme:value`, and a country after a slash."""
    scheme, _, value = text.partition(":")
    value, _, country = value.partition(" / ")
    return Identifier(scheme, value, country)


# The numbers are made up but for their check digits, or are those every register prints as its own example.
COMPARED = [
    # one number, written two ways
    ("lei:5493001KJTIIGC8Y1R12", "LEI:5493 001K JTII GC8Y 1R12", "same-identifier"),
    ("uscc:91330000MA27U0000N", "USCC:91330000-MA27U000-0N / CN", "same-identifier"),
    ("imo:9074729", "IMO:IMO 9074729", "same-identifier"),
    ("ogrn:1027700132195", "Registration ID:1027700132195 / RU", "same-identifier"),
    ("inn:7707083893", "Tax ID No.:7707083893 / RU", "same-identifier"),
    ("tax:7707083893", "registration:7707083893 / RU", "same-identifier"),
    ("EIN:91-1144442", "Company Number:911144442 / US", "same-identifier"),
    ("uk-company-number:3632365", "registration:03632365 / GB", "same-identifier"),
    ("passport:K475336 / JO", "passport:K 475336 / JO", "same-identifier"),
    # a number inside a number
    ("uscc:91330000MA27U0000N", "organisation code:MA27U000-0 / CN", "same-identifier"),
    ("vat:NL004495445B01", "registration:004495445 / NL", "same-identifier"),
    ("vat:BE0428759497", "Enterprise Number:0428.759.497 / BE", "same-identifier"),
    ("siret:73282932000074", "siren:732829320 / FR", "same-identifier"),
    # equal text, and yet nothing proven
    ("lei:5493001KJTIIGC8Y1R13", "lei:5493001KJTIIGC8Y1R13", "same-identifier-unchecked"),
    ("uscc:91330000MA27U0000P", "uscc:91330000MA27U0000P / CN", "same-identifier-unchecked"),
    ("inn:7707083894", "tax:7707083894 / RU", "same-identifier-unchecked"),
    ("registration:110364", "registration:110364 / MM", "same-identifier-unchecked"),
    ("passport:475336", "passport:475336", "same-identifier-unchecked"),
    # a way to reach somebody
    ("phone:+7 495 123-45-67", "Telephone:74951234567", "same-contact"),
    ("bic:DEUTDEFF", "SWIFT/BIC:DEUTDEFF", "same-contact"),
    # another number where a party has but one
    ("lei:5493001KJTIIGC8Y1R12", "lei:529900T8BM49AURSDO55", "other-identifier"),
    ("inn:7707083893", "tax:7736050003 / RU", "other-identifier"),
    ("imo:9074729", "imo:9187629", "other-identifier"),
    # nothing that can be compared
    ("isin:US0378331005", "isin:US5949181045", ""),
    ("inn:7707083893", "ogrn:1027700132195", ""),
    ("tax:7707083893 / RU", "tax:7707083893 / PL", ""),
    ("passport:K475336", "national-id:K475336", ""),
    ("registration:N/A", "registration:N/A", ""),
    ("registration:unknown", "tax:unknown", ""),
    ("registration:000000", "registration:000000", ""),
    ("tax:99999999", "tax:99999999", ""),
    ("tax:123456789", "tax:123456789", ""),
    ("registration:1690", "registration:1690", ""),
    ("Chinese Commercial Code:0443 1226", "Chinese Commercial Code:0443 1226", ""),
]


@pytest.mark.parametrize(("ours", "theirs", "verdict"), COMPARED)
def test_numbers_say_what_they_can_prove(ours: str, theirs: str, verdict: str):
    found = compare_identifiers([number(ours)], [number(theirs)])

    assert (found.verdict.value if found else "") == verdict


@pytest.mark.parametrize(("ours", "theirs", "verdict"), COMPARED)
def test_numbers_say_the_same_both_ways_round(ours: str, theirs: str, verdict: str):
    found = compare_identifiers([number(theirs)], [number(ours)])

    assert (found.verdict.value if found else "") == verdict


def test_a_short_number_is_trusted_where_both_parties_are_in_one_country():
    ours, theirs = number("registration:110364"), number("registration:110364")

    found = compare_identifiers([ours], [theirs], ("MM",), ("MM",))

    assert found is not None and found.verdict.value == "same-identifier"


def test_the_country_of_a_party_tells_which_check_digits_its_number_has():
    found = compare_identifiers([number("tax:7707083893")], [number("tax:7736050003")], ("RU",), ("RU",))

    assert found is not None and found.verdict.value == "other-identifier"


def test_the_country_of_a_party_never_makes_its_number_wrong():
    found = compare_identifiers([number("tax:770708389412")], [number("tax:770708389412")], ("RU",), ("RU",))

    assert found is not None and found.verdict.value == "same-identifier"


def test_the_weightiest_pair_speaks_for_all():
    ours = [number("inn:7707083893"), number("phone:74951234567"), number("lei:5493001KJTIIGC8Y1R12")]
    theirs = [number("phone:74951234567"), number("tax:7736050003 / RU"), number("lei:5493001KJTIIGC8Y1R12")]

    found = compare_identifiers(ours, theirs)

    assert found is not None
    assert (found.verdict.value, found.ours, found.theirs) == ("same-identifier", ours[2], theirs[2])


@pytest.mark.parametrize("value", ["", "?", "-----", "x" * 4, "\u0661\u0662\u0663", "0" * 400, "\u202e" * 50])
def test_a_value_without_a_number_has_no_key(value: str):
    assert identifier_keys(Identifier("registration", value)) == frozenset()


def score(tables: Tables, policy: MatchPolicy, name: str, ours: str, theirs: str, **listed: object) -> dict[str, float]:
    """The points by rule of one name and number against "Zolotov Trading" with another; empty without a match."""
    index = Index.build([an_entry("Zolotov Trading", identifiers=(number(theirs),), **listed)], tables)
    found = index.match(Subject((name,), identifiers=(number(ours),)), policy)
    return {reason.rule: reason.points for reason in found[0].reasons} | {"": found[0].score} if found else {}


def test_a_proven_number_finds_the_party_under_any_name(tables: Tables, policy: MatchPolicy):
    told = score(tables, policy, "Quite Another", "ogrn:1027700132195", "Registration ID:1027700132195 / RU")

    assert told[""] == 1.0 and told["same-identifier"] > 0.5


@pytest.mark.parametrize("same", ["inn:7707083894", "phone:74951234567"])
def test_an_unproven_number_never_finds_anybody_alone(tables: Tables, policy: MatchPolicy, same: str):
    assert score(tables, policy, "Quite Another", same, same) == {}


def test_an_unproven_number_adds_a_little_to_a_name(tables: Tables, policy: MatchPolicy):
    plain = score(tables, policy, "Zolotov Trade House", "passport:A00000001", "passport:B00000002")
    told = score(tables, policy, "Zolotov Trade House", "inn:7707083894", "inn:7707083894")

    assert 0 < told["same-identifier-unchecked"] <= 0.05
    assert plain[""] < told[""] < 1


def test_another_number_never_hides_an_equal_name(tables: Tables, policy: MatchPolicy):
    told = score(tables, policy, "Zolotov Trading", "inn:7707083893", "Tax ID No.:7736050003 / RU")

    assert told["other-identifier"] < 0
    assert told[""] >= policy.probable
