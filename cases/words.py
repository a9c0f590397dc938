"""How the company's side reads on a page: a badge for every state, finding, outcome and status; the clock in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from cases.comparing import UNSCORED, Verdict
from cases.findings import ReasonCode
from cases.models import (
    ChunkState,
    DecisionState,
    Disposition,
    EndReason,
    Outcome,
    Priority,
    RunReason,
    RunShape,
    RunState,
    Shift,
)
from cases.standing import STALE_AFTER, Status
from cases.transitions import CaseState
from sanctions.models import RestrictedList, VersionState
from sanctions.words import NEVER_LOADED, STALE, VERSION_STATES, Badge

CASE_STATES: Mapping[CaseState, Badge] = MappingProxyType(
    {
        CaseState.UNASSIGNED: Badge("open", "Unassigned"),
        CaseState.IN_REVIEW: Badge("open", "In review"),
        CaseState.WAITING: Badge("hold", "Waiting for supplier"),
        CaseState.SECOND_REVIEW: Badge("two", "Second review"),
        CaseState.FOLLOW_UP: Badge("back", "Follow-up"),
        CaseState.CLOSED: Badge("agree", "Closed"),
    }
)

PRIORITIES: Mapping[Priority, Badge] = MappingProxyType(
    {Priority.URGENT: Badge("warn", "Urgent"), Priority.NORMAL: Badge("none", "Normal")}
)

DISPOSITIONS: Mapping[Disposition, Badge] = MappingProxyType(
    {
        Disposition.UNDECIDED: Badge("open", "To decide"),
        Disposition.FALSE_POSITIVE: Badge("x", "False positive"),
        Disposition.TRUE_MATCH: Badge("agree", "True match"),
        Disposition.INCONCLUSIVE: Badge("unknown", "Inconclusive"),
    }
)

DECISION_STATES: Mapping[DecisionState, Badge] = MappingProxyType(
    {
        DecisionState.PROPOSED: Badge("two", "Proposed, waiting for a second person"),
        DecisionState.APPROVED: Badge("agree", "Approved", "good"),
        DecisionState.SENT_BACK: Badge("back", "Sent back"),
        DecisionState.WITHDRAWN: Badge("minus", "Withdrawn"),
    }
)

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.PROCEED: "Proceed",
        Outcome.CONDITIONS: "Proceed with conditions",
        Outcome.LICENCE: "Hold until licensed",
        Outcome.HOLD: "Hold",
        Outcome.REJECT: "Do not deal",
    }
)

REASON_CODES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.DIFFERENT_IDENTIFIER: "A registration or other number differs",
        ReasonCode.DIFFERENT_NAME: "The telling words of the name differ",
        ReasonCode.DIFFERENT_COUNTRY: "Another country",
        ReasonCode.DIFFERENT_ADDRESS: "Another address",
        ReasonCode.DIFFERENT_KIND: "Another kind of party",
        ReasonCode.DIFFERENT_BUSINESS: "Another business",
        ReasonCode.DIFFERENT_BIRTH_DATE: "Another birth date",
        ReasonCode.DIFFERENT_OWNER: "Other owners",
        ReasonCode.ONLY_A_WEAK_ALIAS: "Nothing but a weak alias",
        ReasonCode.ONLY_A_SHORT_NAME: "Nothing but a short name",
        ReasonCode.OTHER: "Something else, said in words",
    }
)

# What the ERP is told for one dealing.
STATUSES: Mapping[Status, Badge] = MappingProxyType(
    {
        Status.CLEAR: Badge("agree", "Clear", "good"),
        Status.CONDITIONS: Badge("note", "Proceed with conditions", "note"),
        Status.REVIEW: Badge("flag", "Review first", "flag"),
        Status.LICENCE: Badge("licence", "Only with a licence", "licence"),
        Status.HOLD: Badge("hold", "Hold", "licence"),
        Status.PROHIBITED: Badge("stop", "Prohibited", "stop"),
        Status.UNKNOWN: Badge("unknown", "Unknown: do not rely on it", "flag"),
    }
)

RUN_REASONS: Mapping[RunReason, str] = MappingProxyType(
    {
        RunReason.LIST_CHANGE: "A list changed",
        RunReason.SUPPLIER_CHANGE: "Suppliers are new or changed",
        RunReason.POLICY: "The matching policy changed",
        RunReason.SWEEP: "Full sweep",
        RunReason.SHADOW: "A policy is measured before it comes into force",
    }
)
RUN_SHAPES: Mapping[RunShape, str] = MappingProxyType(
    {
        RunShape.BY_LISTING: "changed entries against all suppliers",
        RunShape.BY_SUPPLIER: "suppliers against all lists",
        RunShape.SHADOW: "suppliers against all lists under two policies, nothing changed",
    }
)
RUN_STATES: Mapping[RunState, Badge] = MappingProxyType(
    {
        RunState.OPEN: Badge("run", "Running"),
        RunState.CLOSED: Badge("agree", "Finished", "good"),
        RunState.STOPPED: Badge("minus", "Stopped"),
    }
)

CHUNK_STATES: Mapping[ChunkState, Badge] = MappingProxyType(
    {
        ChunkState.WAITING: Badge("open", "Waiting"),
        ChunkState.CLAIMED: Badge("run", "Running"),
        ChunkState.DONE: Badge("agree", "Done", "good"),
        ChunkState.SPLIT: Badge("conflict", "Split to find the row"),
        ChunkState.FAILED: Badge("warn", "Set aside", "stop"),
        ChunkState.DROPPED: Badge("minus", "Stopped"),
    }
)

END_REASONS: Mapping[EndReason, str] = MappingProxyType(
    {
        EndReason.DELISTED: "The entry was delisted",
        EndReason.NO_LONGER_MATCHES: "It no longer matches",
        EndReason.WOKEN: "Woken: something that counts changed",
        EndReason.WITHDRAWN: "The held version was rejected",
        EndReason.RETIRED: "The supplier was retired",
    }
)

# Rules of a score in the words of a reviewer; a rule without a line here is shown by its own name.
SCORE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "same-word": "Same word",
        "same-meaning": "Same meaning",
        "near-meaning": "Near in meaning",
        "other-spelling": "Another form of the name",
        "joined-word": "Written together or apart",
        "joined-similar": "Written together or apart, with a slip",
        "similar-word": "Spelling or sound close",
        "initial": "Initial for a name",
        "cut-short": "Name cut off by a system",
        "other-words": "Other words",
        "other-trade": "Other trade",
        "extra-trade": "A trade one side lacks",
        "other-wording": "The trade in another word",
        "nothing-telling": "Nothing that tells who",
        "other-initial": "Another initial",
        "other-father": "Another father's name",
        "other-number": "Other number",
        "missing-number": "A number one side lacks",
        "other-place": "Other place",
        "missing-place": "A place one side lacks",
        "other-branch": "Branch in one country",
        "foreign-place": "Place outside the entry's countries",
        "other-form": "Other legal form",
        "common-words": "Only common words",
        "lone-similar-word": "One similar word alone",
        "single-word": "One word of a person's name",
        "bounded": "Within 0 and 1",
        "primary-name": "Primary name",
        "alias": "Also known as",
        "former-name": "Former name",
        "new-name": "New name",
        "trading-name": "Trading name",
        "weak-alias": "Weak alias",
        "weak-alias-alone": "Weak alias alone",
        "weak-alias-confirmed": "Weak alias, confirmed",
        "short-name": "Short name",
        "possible-affiliate": "Listed name inside a longer one",
        "same-identifier": "Same number",
        "same-identifier-unchecked": "Same number, not proven",
        "same-contact": "Same telephone, mail or bank",
        "other-identifier": "Another number",
        "same-country": "Same country",
        "country-differs": "Other country",
        "other-kind": "Other kind of party",
        "same-address": "Same address",
        "same-po-box": "Same post box",
        "same-postcode": "Same postcode",
        "same-city": "Same town",
    }
)

# What a proposed policy does to a hit.
SHIFTS: Mapping[Shift, Badge] = MappingProxyType(
    {
        Shift.GAINED: Badge("plus", "Gained", "good"),
        Shift.LOST: Badge("minus", "Lost", "stop"),
        Shift.MOVED: Badge("edit", "Another band", "licence"),
        Shift.SAME: Badge("same", "Same band"),
    }
)

VERDICTS: Mapping[Verdict, Badge] = MappingProxyType(
    {
        Verdict.AGREE: Badge("agree", "Agree", "good"),
        Verdict.PARTLY: Badge("partial", "Partly", "licence"),
        Verdict.CONFLICT: Badge("conflict", "Conflict", "stop"),
        Verdict.MISSING: Badge("missing", "Missing"),
    }
)

# How two words laid beside each other read, and how the pair is drawn.
READINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "same-word": ("same", "eq"),
        "same-meaning": ("same meaning", "tr"),
        "joined-word": ("same, written apart", "eq"),
        "similar-word": ("spelling or sound close", "fz"),
        "initial": ("initial", "fz"),
        "other-words": ("different", "ex"),
        "other-trade": ("different trade", "ex"),
        "other-number": ("different number", "ex"),
        "missing-number": ("number on one side", "ex"),
        "other-place": ("different place", "ex"),
        UNSCORED: ("adds nothing", "fm"),
    }
)


def rule_words(rule: str) -> str:
    """A score rule as a reviewer reads it."""
    return SCORE_RULES.get(rule) or rule.replace("-", " ").capitalize()


def clock(due_at: datetime, *, now: datetime, state: CaseState = CaseState.IN_REVIEW) -> Badge:
    """How much time is left, words first: "Overdue 4 days", "Today 16:00", "Mon 20 Dec"."""
    if state == CaseState.CLOSED:
        return Badge("agree", "Closed")
    if state == CaseState.WAITING:
        return Badge("hold", "Paused")
    if due_at < now:
        return Badge("clock", f"Overdue {_span(now - due_at)}", "stop")
    if due_at.date() == now.date():
        return Badge("clock", f"Today {due_at:%H:%M}")
    words = f"{due_at:%a} {due_at.day} {due_at:%b}"
    return Badge("clock", words if due_at.year == now.year else f"{words} {due_at.year}")


def list_state(restricted: RestrictedList, *, is_held: bool, now: datetime) -> Badge:
    """Whether a list may be relied on: a held version first, then one nobody looked after, then current."""
    if is_held:
        return VERSION_STATES[VersionState.HELD]
    if restricted.active_version_id is None:
        return NEVER_LOADED
    checked_at = restricted.checked_at
    if checked_at is None or now - checked_at > STALE_AFTER:
        return STALE
    return VERSION_STATES[VersionState.ACTIVE]


def age(since: datetime, *, now: datetime) -> str:
    """How long ago, in one unit: "3 days"."""
    return _span(now - since)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "a moment"
