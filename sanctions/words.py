"""How the lists' side reads on a page: one badge (glyph, words, tone) for every effect, state and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanctions.effects import Dealing, Effect
from sanctions.matching.policy import Band
from sanctions.models import Change, EntityStanding, PolicyState, VersionState
from sanctions.records import Coverage, Kind, LicencePolicy, Measure, NameKind, Strength


@dataclass(frozen=True, slots=True)
class Badge:
    """One word of a page with the glyph and the tone it always comes with."""

    icon: str
    words: str
    tone: str = ""
    short: str = ""

    @property
    def brief(self) -> str:
        """The shorter words where a chip has to share a line."""
        return self.short or self.words


EFFECTS: Mapping[Effect, Badge] = MappingProxyType(
    {
        Effect.PROHIBITED: Badge("stop", "Prohibited", "stop"),
        Effect.LICENCE: Badge("licence", "Licence required", "licence", "Licence"),
        Effect.PRESUMPTION: Badge("presume", "Presumption", "presume"),
        Effect.UNKNOWN: Badge("unknown", "No rule: ask counsel", "flag", "Ask counsel"),
        Effect.RED_FLAG: Badge("flag", "Red flag", "flag"),
        Effect.NOTE: Badge("note", "Note", "note"),
        Effect.NONE: Badge("none", "No effect", "none"),
    }
)

DEALINGS: Mapping[Dealing, Badge] = MappingProxyType(
    {
        Dealing.BUY: Badge("", "Buy", short="Buy"),
        Dealing.SELL: Badge("", "Sell", short="Sel"),
        Dealing.INVEST: Badge("", "Invest", short="Inv"),
        Dealing.IMPORT: Badge("", "Import", short="Imp"),
        Dealing.PROCURE: Badge("", "Procure", short="Pro"),
        Dealing.TELECOM: Badge("", "Telecom", short="Tel"),
        Dealing.TRAVEL: Badge("", "Travel", short="Trv"),
    }
)

VERSION_STATES: Mapping[VersionState, Badge] = MappingProxyType(
    {
        VersionState.FETCHED: Badge("clock", "Being loaded"),
        VersionState.HELD: Badge("hold", "Held", "licence"),
        VersionState.ACTIVE: Badge("agree", "Current", "good"),
        VersionState.SUPERSEDED: Badge("open", "Superseded"),
        VersionState.REJECTED: Badge("x", "Rejected", "stop"),
    }
)
ENTITY_STATES: Mapping[EntityStanding, Badge] = MappingProxyType(
    {
        EntityStanding.LISTED: Badge("agree", "On the list"),
        EntityStanding.DELISTED: Badge("minus", "Delisted", "stop"),
        EntityStanding.PROVISIONAL: Badge("hold", "On a held version only", "licence"),
    }
)
POLICY_STATES: Mapping[PolicyState, Badge] = MappingProxyType(
    {
        PolicyState.PROPOSED: Badge("note", "Proposed"),
        PolicyState.MEASURING: Badge("run", "Being measured"),
        PolicyState.MEASURED: Badge("two", "Measured, waiting for a second person"),
        PolicyState.ACTIVE: Badge("agree", "In force", "good"),
        PolicyState.RETIRED: Badge("open", "Retired"),
        PolicyState.WITHDRAWN: Badge("x", "Withdrawn"),
    }
)
STALE = Badge("stale", "Stale", "flag")
NEVER_LOADED = Badge("missing", "Never loaded")

CHANGES: Mapping[Change, Badge] = MappingProxyType(
    {
        Change.ADDED: Badge("plus", "Added", "good"),
        Change.AMENDED: Badge("edit", "Amended", "licence"),
        Change.COSMETIC: Badge("same", "Cosmetic"),
        Change.DELISTED: Badge("minus", "Delisted", "stop"),
        Change.RELISTED: Badge("back", "Relisted", "licence"),
    }
)

BANDS: Mapping[Band, str] = MappingProxyType(
    {Band.POSSIBLE: "Possible", Band.PROBABLE: "Strong", Band.STRONG: "Very strong"}
)

MEASURES: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.EXPORT_LICENCE: "Export licence",
        Measure.DENIAL_ORDER: "Denial of export privileges",
        Measure.MILITARY_END_USE: "Military end use",
        Measure.UNVERIFIED: "Unverified end user",
        Measure.INVESTMENT_BAN: "Investment ban",
        Measure.ASSET_BLOCK: "Asset block",
        Measure.SECTORAL: "Sectoral sanctions",
        Measure.FOREIGN_SANCTIONS_EVADER: "Foreign sanctions evader",
        Measure.BANKING_RESTRICTION: "Banking restriction",
        Measure.MENU_BASED: "Menu-based sanctions",
        Measure.LEGISLATIVE_COUNCIL: "Legislative council",
        Measure.NONPROLIFERATION: "Nonproliferation",
        Measure.ARMS_DEBARMENT: "Arms debarment",
        Measure.VISA_RESTRICTION: "Visa restriction",
        Measure.IMPORT_PRESUMPTION: "Import presumption",
        Measure.WITHHOLD_RELEASE: "Withhold release",
        Measure.TELECOM_EXCLUSION: "Telecom exclusion",
        Measure.PROCUREMENT_BAR: "Procurement bar",
        Measure.RESEARCH_SECURITY: "Research security",
        Measure.COUNTERMEASURE: "Countermeasure",
        Measure.HOUSE: "House entry",
    }
)

LICENCE_POLICIES: Mapping[LicencePolicy, str] = MappingProxyType(
    {
        LicencePolicy.NOT_STATED: "Not stated",
        LicencePolicy.PRESUMPTION_OF_DENIAL: "Presumption of denial",
        LicencePolicy.POLICY_OF_DENIAL: "Policy of denial",
        LicencePolicy.CASE_BY_CASE: "Case by case",
        LicencePolicy.MIXED: "Case by case for some items, denial presumed for others",
        LicencePolicy.SEE_REGULATION: "See the regulation cited",
    }
)

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.COMPANY: "Company",
        Kind.INSTITUTE: "Institute",
        Kind.PUBLIC_BODY: "Public body",
        Kind.PERSON: "Person",
        Kind.VESSEL: "Vessel",
        Kind.AIRCRAFT: "Aircraft",
        Kind.ADDRESS: "Address only",
        Kind.UNKNOWN: "Not stated",
    }
)

NAME_KINDS: Mapping[NameKind, str] = MappingProxyType(
    {
        NameKind.PRIMARY: "primary name",
        NameKind.AKA: "a.k.a.",
        NameKind.FKA: "f.k.a.",
        NameKind.NKA: "n.k.a.",
        NameKind.DBA: "d.b.a.",
    }
)

STRENGTHS: Mapping[Strength, str] = MappingProxyType({Strength.STRONG: "strong", Strength.WEAK: "weak"})
COVERAGES: Mapping[Coverage, str] = MappingProxyType(
    {Coverage.FULL: "Whole list", Coverage.EXCERPT: "Excerpt only: a missing name proves nothing"}
)
