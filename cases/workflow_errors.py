"""Why a step in a case is refused: what happened, to what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User

from cases.models import Hit, SupplierCase
from cases.transitions import words


class WorkflowError(Exception):
    """A step in a case that the house refuses."""


class NotPermitted(WorkflowError):
    """This person may not do this."""

    def __init__(self, user: User, act: str) -> None:
        why = "has no such right" if user.is_active else "is switched off"
        super().__init__(f"{user.get_username()} may not {act}: this user {why}.")


class SameReviewer(WorkflowError):
    """Nobody judges their own proposal."""

    def __init__(self, case: SupplierCase, user: User) -> None:
        super().__init__(
            f"{case.reference}: {user.get_username()} proposed this decision, so another person must approve it or "
            "send it back. You can withdraw it."
        )


class SupplierBuyer(WorkflowError):
    """The supplier's own buyer never decides about it."""

    def __init__(self, case: SupplierCase, user: User) -> None:
        super().__init__(
            f"{case.reference}: {user.get_username()} buys from this supplier and may not work on its case."
        )


class StaleCase(WorkflowError):
    """Somebody else was quicker; `case` is how it stands now."""

    def __init__(self, case: SupplierCase) -> None:
        self.case = case
        self.state = case.state
        self.version = case.version
        holder = f", with {case.assignee.get_username()}" if case.assignee else ""
        super().__init__(
            f"{case.reference} has changed since you opened it: it is now {words(case.state)}{holder} "
            f"(version {case.version}). Look again before you decide."
        )


class WrongState(WorkflowError):
    """The case is not where this step begins."""


class AssignedToAnother(WorkflowError):
    """Somebody already has the case."""

    def __init__(self, case: SupplierCase) -> None:
        holder = case.assignee.get_username() if case.assignee else "nobody"
        super().__init__(f"{case.reference} is with {holder}: ask for it to be assigned to you.")


class MissingReason(WorkflowError):
    """A decision without a reason proves nothing."""


class UndecidedHits(WorkflowError):
    """A proposal has to say what was found about every hit of the case."""

    def __init__(self, case: SupplierCase, hits: Iterable[Hit]) -> None:
        self.hits = list(hits)
        names = "; ".join(hit.matched_name for hit in self.hits)
        super().__init__(f"{case.reference}: {len(self.hits)} hit(s) still need a finding: {names}.")


class ForeignHits(WorkflowError):
    """A proposal speaks of hits that are not live in this case."""

    def __init__(self, case: SupplierCase, keys: Iterable[int]) -> None:
        numbers = ", ".join(str(key) for key in sorted(keys))
        super().__init__(f"{case.reference}: hit(s) {numbers} are not live hits of this case. Look at the case again.")


class UnknownWord(WorkflowError):
    """A dealing, outcome or reason code the house does not know."""


class OpenCaseExists(WorkflowError):
    """The supplier already has an open case; follow up there."""

    def __init__(self, case: SupplierCase) -> None:
        self.case = case
        super().__init__(f"{case.supplier} already has the open case {case.reference}: go on there.")
