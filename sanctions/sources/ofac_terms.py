"""OFAC's features (passports, numbers, tickers, NS-CMIC days) under one set of names for all of OFAC's formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sanctions.countries import country_code
from sanctions.reading import RowRejected
from sanctions.records import Identifier
from sanctions.sources.wording import squeezed

# The scheme an identifier is known by in this house; a supplier's number under the same scheme can be compared with it.
SCHEMES = {
    "passport": "passport",
    "diplomatic passport": "passport",
    "stateless person passport": "passport",
    "british national overseas passport": "passport",
    "national id no.": "national-id",
    "national foreign id number": "national-id",
    "personal id card": "national-id",
    "identification number": "identification",
    "citizen's card number": "national-id",
    "cedula no.": "national-id",
    "c.u.r.p.": "national-id",
    "d.n.i.": "national-id",
    "cartilla de servicio militar nacional": "national-id",
    "credencial electoral": "national-id",
    "i.f.e.": "national-id",
    "c.u.i.": "national-id",
    "c.u.i.p.": "national-id",
    "n.i.e.": "national-id",
    "cnp (personal numerical code)": "national-id",
    "le number": "national-id",
    "uae identification": "national-id",
    "turkish identification number": "national-id",
    "bosnian personal id no.": "national-id",
    "kenyan id no.": "national-id",
    "moroccan personal id no.": "national-id",
    "tazkira national id card": "national-id",
    "electoral registry no.": "electoral-registry-no",
    "visanumberid": "visa",
    "numero de identidad": "national-id",
    "ssn": "ssn",
    "tax id no.": "tax",
    "numero unico de identificacao tributaria (nuit)": "tax",
    "nit #": "tax",
    "ruc #": "tax",
    "rif #": "tax",
    "r.f.c.": "tax",
    "rfc": "tax",
    "us fein": "tax",
    "italian fiscal code": "tax",
    "fiscal code": "tax",
    "c.u.i.t.": "tax",
    "c.i.f.": "tax",
    "rtn": "tax",
    "paraguayan tax identification number": "tax",
    "romanian tax registration": "tax",
    "v.a.t. number": "vat",
    "unified social credit code (uscc)": "uscc",
    "united social credit code certificate (usccc)": "uscc",
    "legal entity number": "lei",
    "isin": "isin",
    "equity ticker": "ticker",
    "swift/bic": "bic",
    "bik (ru)": "bik",
    "d-u-n-s number": "duns",
    "government gazette number": "okpo",
    "vessel registration identification": "vessel",
    "mmsi": "mmsi",
    "aircraft tail number": "tail-number",
    "aircraft manufacturer's serial number (msn)": "msn",
    "aircraft serial identification": "msn",
    "aircraft construction number (also called l/n or s/n or f/n)": "construction-number",
    "aircraft mode s transponder code": "mode-s",
    "registration number": "registration",
    "registration id": "registration",
    "company number": "registration",
    "uk company number": "registration",
    "commercial registry number": "registration",
    "c.r. no.": "registration",
    "business registration number": "registration",
    "business registration document #": "registration",
    "business number": "registration",
    "enterprise number": "registration",
    "chamber of commerce number": "registration",
    "certificate of incorporation number": "registration",
    "public registration number": "registration",
    "trade license no.": "registration",
    "license": "registration",
    "matricula mercantil no": "registration",
    "folio mercantil no.": "registration",
    "economic register number (cbls)": "registration",
    "central registration system number": "registration",
    "romanian c.r.": "registration",
    "rsin": "registration",
    "company id": "registration",
    "dubai chamber of commerce membership no.": "registration",
    "istanbul chamber of comm. no.": "registration",
    "registered charity no.": "registration",
    "phone number": "phone",
    "phone no.": "phone",
    "telephone": "phone",
    "fax": "phone",
    "email address": "email",
}
# What else OFAC prints with a label; these describe and do not identify.
DESCRIPTIONS = (
    "additional sanctions information",
    "aircraft manufacture date",
    "aircraft model",
    "aircraft operator",
    "caatsa section 235 information",
    "executive order 13662 directive determination",
    "executive order 13846 information",
    "executive order 14024 directive information",
    "former vessel flag",
    "gender",
    "ifca determination",
    "issuer name",
    "linked to",
    "nationality of registration",
    "organization established date",
    "organization type",
    "other vessel call sign",
    "other vessel flag",
    "other vessel type",
    "peesa information",
    "previous aircraft tail number",
    "secondary sanctions risk",
    "target type",
    "transactions prohibited for persons owned or controlled by u.s. financial institutions",
    "website",
)
NS_CMIC_DAYS = {
    "listing date (cmic)": "listed_on",
    "effective date (cmic)": "effective_on",
    "purchase/sales for divestment date (cmic)": "divest_by",
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"(?:(?P<day>\d{1,2}) )?(?:(?P<month>[A-Za-z]{3}) )(?P<year>\d{4})")
_NUMBER_LIKE = re.compile(
    r"(\bno\.?|number|\bid|#|card|code|licen[cs]e|passport|certificate|registration)$", re.IGNORECASE
)
_CURRENCY = re.compile(r"digital currency address - (?P<currency>\w+)$", re.IGNORECASE)
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}", re.IGNORECASE)
_IMO = re.compile(r"IMO\s*(?P<number>\d{7})", re.IGNORECASE)
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Feature:
    """One labelled fact as OFAC states it: what kind, its value, and for documents the country and their days."""

    label: str
    value: str
    country: str = ""
    dated: str = ""  # "issued 2009-08-31 expires 2014-08-30", as far as stated


@dataclass(frozen=True, slots=True)
class Particulars:
    """An entry's features sorted by what this house does with them."""

    identifiers: tuple[Identifier, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    issuer_names: tuple[str, ...] = ()
    listed_on: date | None = None  # this day and the next two: NS-CMIC
    effective_on: date | None = None
    divest_by: date | None = None
    is_public_body: bool = False


def particulars(features: Iterable[Feature]) -> Particulars:
    """Identifiers by scheme, NS-CMIC days, and all else as details, a feature nobody knows among them."""
    identifiers: dict[Identifier, None] = {}
    details: dict[tuple[str, str], None] = {}
    days: dict[str, date] = {}
    for feature in features:
        label = bare_label(feature.label)
        if part := NS_CMIC_DAYS.get(label):
            days[part] = full_day(feature.value)
        elif scheme := _scheme(label, feature.value):
            identifiers[_identifier(scheme, feature)] = None
            details |= dict.fromkeys(_dated(scheme, feature))
        else:
            details[(slug(label), squeezed(feature.value))] = None
    return Particulars(
        identifiers=tuple(identifiers),
        details=tuple(sorted(details)),
        issuer_names=tuple(value for key, value in details if key == "issuer_name"),
        listed_on=days.get("listed_on"),
        effective_on=days.get("effective_on"),
        divest_by=days.get("divest_by"),
        is_public_body=("target_type", "government entity") in {(key, value.casefold()) for key, value in details},
    )


def bare_label(label: str) -> str:
    """A label folded and without the colon or dash some of OFAC's formats end it with."""
    return squeezed(label).casefold().rstrip(" :-").strip()


def slug(label: str) -> str:
    """A label as a key of details."""
    return _SLUG.sub("_", label.casefold()).strip("_")


def _scheme(label: str, value: str) -> str:
    if currency := _CURRENCY.match(label):
        return f"crypto-{currency['currency'].casefold()}"
    scheme = SCHEMES.get(label, "")
    if _IMO.fullmatch(value.strip()):
        return "imo" if scheme == "vessel" else "imo-company"
    if scheme == "lei" and not _LEI.fullmatch(value.strip()):
        return "registration"
    if scheme or label in DESCRIPTIONS:
        return scheme
    return slug(label).replace("_", "-") if _NUMBER_LIKE.search(label) else ""


def _identifier(scheme: str, feature: Feature) -> Identifier:
    imo = _IMO.fullmatch(feature.value.strip())
    return Identifier(scheme, imo["number"] if imo else squeezed(feature.value), country_code(feature.country))


def _dated(scheme: str, feature: Feature) -> Iterator[tuple[str, str]]:
    if feature.dated:
        yield f"{slug(scheme)}_dates", f"{squeezed(feature.value)}: {feature.dated}"


def full_day(text: str) -> date:
    """A day written "16 Dec 2021"; anything else rejects the row."""
    match = _DAY.fullmatch(text.strip())
    if match and match["day"] and (month := match["month"].casefold()) in _MONTHS:
        try:
            return date(int(match["year"]), _MONTHS.index(month) + 1, int(match["day"]))
        except ValueError:
            pass  # 31 Feb
    raise RowRejected("bad-date", f"{text!r} is not a day written like 16 Dec 2021")


def partial_day(text: str) -> str:
    """A day of any precision, year first as far as we can read it: "circa Feb 1961" is "circa 1961-02"."""
    return squeezed(_DAY.sub(_year_first, text))


def _year_first(match: re.Match[str]) -> str:
    month = match["month"].casefold()
    if month not in _MONTHS:
        return match[0]
    day = f"-{int(match['day']):02}" if match["day"] else ""
    return f"{match['year']}-{_MONTHS.index(month) + 1:02}{day}"
