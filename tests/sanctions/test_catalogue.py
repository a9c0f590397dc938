"""The lists and the countries this house knows."""

from __future__ import annotations

import pytest

from sanctions.catalogue import LISTS, UnknownList, list_facts
from sanctions.countries import country_code
from sanctions.records import Measure


def test_the_catalogue_knows_every_list_and_what_it_means() -> None:
    assert len(LISTS) == 26
    assert list_facts("us-ofac-cmic").measure is Measure.INVESTMENT_BAN
    assert {code for code, facts in LISTS.items() if facts.is_asset_block} == {
        "us-ofac-sdn",
        "un-sc",
        "eu-fsf",
        "uk-sanctions",
        "ca-sema",
    }
    with pytest.raises(UnknownList):
        list_facts("us-bis-xx")


@pytest.mark.parametrize(
    ("text", "code"),
    [("CN", "CN"), ("cn", "CN"), ("P.R. China", "CN"), ("Korea, North", "KP"), ("Türkiye", "TR"), ("Atlantis", "")],
)
def test_a_country_is_known_by_code_or_name(text: str, code: str) -> None:
    assert country_code(text) == code
