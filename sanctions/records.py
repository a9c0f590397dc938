"""The plain shapes that cross rooms: what a publisher says, what we ask about, what a source is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing an entry names."""

    COMPANY = "company"
    INSTITUTE = "institute"
    PUBLIC_BODY = "public_body"
    PERSON = "person"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    ADDRESS = "address"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    """How a name relates to its bearer."""

    PRIMARY = "primary"
    AKA = "aka"
    FKA = "fka"
    NKA = "nka"
    DBA = "dba"


class Strength(StrEnum):
    """A weak alias confirms a match and never makes one alone (OFAC FAQ 122 to 125)."""

    STRONG = "strong"
    WEAK = "weak"


class Measure(StrEnum):
    """What a designation forbids or asks for."""

    EXPORT_LICENCE = "export_licence"
    DENIAL_ORDER = "denial_order"
    MILITARY_END_USE = "military_end_use"
    UNVERIFIED = "unverified"
    INVESTMENT_BAN = "investment_ban"
    ASSET_BLOCK = "asset_block"
    SECTORAL = "sectoral"
    FOREIGN_SANCTIONS_EVADER = "foreign_sanctions_evader"
    BANKING_RESTRICTION = "banking_restriction"
    MENU_BASED = "menu_based"
    LEGISLATIVE_COUNCIL = "legislative_council"
    NONPROLIFERATION = "nonproliferation"
    ARMS_DEBARMENT = "arms_debarment"
    VISA_RESTRICTION = "visa_restriction"
    IMPORT_PRESUMPTION = "import_presumption"
    WITHHOLD_RELEASE = "withhold_release"
    TELECOM_EXCLUSION = "telecom_exclusion"
    PROCUREMENT_BAR = "procurement_bar"
    RESEARCH_SECURITY = "research_security"
    COUNTERMEASURE = "countermeasure"
    HOUSE = "house"


class LicencePolicy(StrEnum):
    """The publisher's review policy as a typed value; the text beside it stays the truth."""

    NOT_STATED = "not_stated"
    PRESUMPTION_OF_DENIAL = "presumption_of_denial"
    POLICY_OF_DENIAL = "policy_of_denial"
    CASE_BY_CASE = "case_by_case"
    MIXED = "mixed"
    SEE_REGULATION = "see_regulation"


class LicenceScope(StrEnum):
    """What a licence requirement reaches, as a typed value; the text beside it stays the truth."""

    NOT_STATED = "not_stated"
    ALL_ITEMS = "all_items"
    ALL_ITEMS_BUT_NAMED = "all_items_but_named"
    LISTED_ITEMS = "listed_items"
    NAMED_PROJECTS = "named_projects"
    SEE_TEXT = "see_text"


class Coverage(StrEnum):
    """Whether a file claims to hold the whole list."""

    FULL = "full"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class Name:
    """One name as printed."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    strength: Strength = Strength.STRONG
    script: str = ""  # where the publisher names another than Latin: "Chinese Simplified"
    language: str = ""  # the publisher's two-letter code, where it gives one


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `text` is the publisher's own line, the parts are filled only where the publisher separates them."""

    text: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, or "" where the publisher gives none


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number under one scheme: ofac-uid, uscc, lei, isin, tax, registration, passport, imo, ..."""

    scheme: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class DesignationRecord:
    """One legal act against one entry, with the publisher's words and days."""

    measure: Measure
    programme: str = ""
    legal_bases: tuple[str, ...] = ()  # the law or order the act rests on, where the publisher names it
    citations: tuple[str, ...] = ()
    listed_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None
    divest_by: date | None = None  # NS-CMIC: last day for purchases or sales made to divest
    licence_requirement: str = ""
    licence_policy: str = ""
    licence_policy_class: LicencePolicy = LicencePolicy.NOT_STATED
    footnotes: tuple[str, ...] = ()
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One entry of one list as one file states it. `place` is where it stood (file and physical record)."""

    list: str
    native_id: str  # the publisher's own stable number, "" where there is none
    kind: Kind
    names: tuple[Name, ...]  # the first is the primary name
    parent: str = ""
    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    designations: tuple[DesignationRecord, ...] = ()
    birth_dates: tuple[str, ...] = ()  # as printed: "1973-03-25", "1965", "circa 1958"
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    title: str = ""
    remarks: str = ""
    details: tuple[tuple[str, str], ...] = ()  # vessel and aircraft particulars, other typed leftovers, sorted by key
    links: tuple[str, ...] = ()  # the publisher's web addresses: cosmetic
    place: str = field(default="", compare=False)

    @property
    def primary_name(self) -> str:
        """The first name, which every record has."""
        return self.names[0].text


@dataclass(frozen=True, slots=True)
class RowError:
    """One physical record that could not be used: where, what, why."""

    file: str
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedList:
    """One list's share of one parsed file set."""

    list: str
    records: tuple[ListedRecord, ...]
    rows_read: int  # physical records of this list that became records
    rows_rejected: int
    warnings: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()  # record fields this file set could not state ("addresses"): not stated is not emptied


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file set held: rows_read + rows_rejected of all lists + rows_unplaced = physical records, checked."""

    lists: tuple[ParsedList, ...]
    errors: tuple[RowError, ...] = ()
    rows_unplaced: int = 0  # rejected rows that name no list we know


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file handed to a source: its name (for messages and for telling prim, add and alt apart) and its bytes."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's file format: what it feeds and how it is read. `parse` raises reading.FileRejected."""

    code: str
    title: str
    feeds: tuple[str, ...]  # list codes; () = any list, named in the rows (table, house)
    parse: Callable[[tuple[SourceFile, ...]], Parsed]
    required_lists: tuple[str, ...] = ()  # lists whose absence from a file rejects it
    priority: int = 0  # of two feeds for one list the higher is the authority's own


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody to be screened: a supplier, its owner or officer, or the name typed in a question."""

    names: tuple[str, ...]
    kind: Kind = Kind.UNKNOWN
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score. No reason, no points."""

    rule: str  # "former-name", "same-identifier", "country-differs"
    points: float
    ours: str
    theirs: str
