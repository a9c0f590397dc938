"""What a reviewer says about hits and dealings, checked before it becomes a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from cases.models import Disposition, Hit, Outcome, SupplierCase
from cases.workflow_errors import ForeignHits, MissingReason, UndecidedHits, UnknownWord
from sanctions.effects import Dealing

Word = TypeVar("Word", bound=StrEnum)


class ReasonCode(StrEnum):
    """Why a hit is a false positive: what contradicts it."""

    DIFFERENT_IDENTIFIER = "different_identifier"
    DIFFERENT_NAME = "different_name"
    DIFFERENT_COUNTRY = "different_country"
    DIFFERENT_ADDRESS = "different_address"
    DIFFERENT_KIND = "different_kind"
    DIFFERENT_BUSINESS = "different_business"
    DIFFERENT_BIRTH_DATE = "different_birth_date"
    DIFFERENT_OWNER = "different_owner"
    ONLY_A_WEAK_ALIAS = "only_a_weak_alias"
    ONLY_A_SHORT_NAME = "only_a_short_name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer found about one hit; a false positive says by a reason code what contradicts it."""

    disposition: Disposition
    reason_code: str = ""


def check_findings(case: SupplierCase, hits: Mapping[int, Hit], findings: Mapping[int, Finding]) -> None:
    """Refuses findings that leave a live hit open, speak of another case's hits, or clear one without saying why."""
    if foreign := set(findings) - set(hits):
        raise ForeignHits(case, foreign)
    decided = {key for key, finding in findings.items() if finding.disposition != Disposition.UNDECIDED}
    if missing := [hit for key, hit in hits.items() if key not in decided]:
        raise UndecidedHits(case, missing)
    for key, finding in findings.items():
        _known(Disposition, finding.disposition)
        if finding.disposition == Disposition.FALSE_POSITIVE and not finding.reason_code:
            raise MissingReason(f"{case.reference}: say what contradicts the hit on {hits[key].matched_name}.")
        if finding.reason_code:
            _known(ReasonCode, finding.reason_code)


def checked_dealings(dealings: Mapping[Dealing, Outcome]) -> dict[str, str]:
    """The outcomes as they are stored, in the fixed order of dealings."""
    known = {_known(Dealing, dealing): _known(Outcome, outcome) for dealing, outcome in dealings.items()}
    return {dealing.value: known[dealing].value for dealing in Dealing if dealing in known}


def _known(words: type[Word], value: str) -> Word:
    try:
        return words(value)
    except ValueError:
        raise UnknownWord(f'"{value}" is not one of {", ".join(words)}.') from None
