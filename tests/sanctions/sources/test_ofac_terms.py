"""OFAC's labels: which number stands under which scheme, and what only describes."""

from __future__ import annotations

import pytest

from sanctions.records import Identifier
from sanctions.sources.ofac_remarks import remarks
from sanctions.sources.ofac_terms import particulars


@pytest.mark.parametrize(
    ("printed", "scheme", "value", "country"),
    [
        ("Passport A1004323 (Iran) expires 07 Sep 2013", "passport", "A1004323", "IR"),
        ("Unified Social Credit Code (USCC) 91110000100017707H (China)", "uscc", "91110000100017707H", "CN"),
        ("Legal Entity Number 485100GBI2SE0KIX8T70", "lei", "485100GBI2SE0KIX8T70", ""),
        ("Legal Entity Number 851683897 (Netherlands)", "registration", "851683897", "NL"),
        ("ISIN RU0009062285", "isin", "RU0009062285", ""),
        ("Equity Ticker 002415 (China)", "ticker", "002415", "CN"),
        ("Tax ID No. 7736036626 (Russia)", "tax", "7736036626", "RU"),
        ("RTN 08019008111222 (Honduras)", "tax", "08019008111222", "HN"),
        ("C.I.F. B84214477 (Spain)", "tax", "B84214477", "ES"),
        ("I.F.E. 05116040222575 (Mexico)", "national-id", "05116040222575", "MX"),
        ("C.U.I.P. FOFS770822H09576414 (Mexico)", "national-id", "FOFS770822H09576414", "MX"),
        ("Turkish Identification Number 10298480866 (Turkey)", "national-id", "10298480866", "TR"),
        ("UAE Identification 784-1968-9720837-5", "national-id", "784-1968-9720837-5", ""),
        ("C.R. No. CH-217.0.135.719-4 (Switzerland)", "registration", "CH-217.0.135.719-4", "CH"),
        ("Romanian C.R. J23/242/22.02.2002 (Romania)", "registration", "J23/242/22.02.2002", "RO"),
        ("RSIN 858100034 (Netherlands)", "registration", "858100034", "NL"),
        ("Vessel Registration Identification IMO 9167253", "imo", "9167253", ""),
        ("Identification Number IMO 5342883", "imo-company", "5342883", ""),
        ("MMSI 572469210", "mmsi", "572469210", ""),
        ("Aircraft Serial Identification 258512", "msn", "258512", ""),
        ("SWIFT/BIC HAVIGB2L", "bic", "HAVIGB2L", ""),
        ("Digital Currency Address - XBT 12QtD5BFwRsdNsAZ", "crypto-xbt", "12QtD5BFwRsdNsAZ", ""),
        ("Seafarer's Card 55 (Panama)", "seafarer-s-card", "55", "PA"),
    ],
)
def test_a_number_stands_under_its_scheme(printed: str, scheme: str, value: str, country: str) -> None:
    stated = remarks(printed)

    assert particulars(stated.features).identifiers == (Identifier(scheme, value, country),)
    assert stated.rest == ""


@pytest.mark.parametrize(
    ("printed", "detail"),
    [
        ("Organization Established Date 1969", ("organization_established_date", "1969")),
        ("Former Vessel Flag Malta", ("former_vessel_flag", "Malta")),
        ("Aircraft Model IL76-TD", ("aircraft_model", "IL76-TD")),
        ("Gender Male", ("gender", "Male")),
        ("Linked To: HIZBALLAH", ("linked_to", "HIZBALLAH")),
    ],
)
def test_what_describes_is_a_detail_and_no_number(printed: str, detail: tuple[str, str]) -> None:
    found = particulars(remarks(printed).features)

    assert (found.identifiers, found.details) == ((), (detail,))
