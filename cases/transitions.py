"""The state table of a case: which act leads from where to where, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CaseState(StrEnum):
    """Where a case stands between being opened and being closed."""

    UNASSIGNED = "unassigned"
    IN_REVIEW = "in_review"
    WAITING = "waiting"  # for an answer of the supplier
    SECOND_REVIEW = "second_review"
    FOLLOW_UP = "follow_up"  # opened after a closed case, nobody has it yet
    CLOSED = "closed"


class Action(StrEnum):
    """What a person, or a screening, can do to a case."""

    ASSIGN = "assign"
    UNASSIGN = "unassign"
    ADD_HIT = "add_hit"
    REQUEST_INFORMATION = "request_information"
    RESUME = "resume"
    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    APPROVE = "approve"


class NotAllowed(ValueError):
    """The act does not exist in this state."""

    def __init__(self, state: CaseState, action: Action) -> None:
        self.state = state
        self.action = action
        possible = ", ".join(words(act) for act in actions_in(state)) or "nothing: it never changes again"
        super().__init__(f'Cannot {words(action)} a case that is "{words(state)}"; possible now: {possible}.')


# A closed case is in no row: it never changes, a later fact opens a case that follows it.
TABLE: Mapping[CaseState, Mapping[Action, CaseState]] = MappingProxyType(
    {
        CaseState.UNASSIGNED: {
            Action.ASSIGN: CaseState.IN_REVIEW,
            Action.ADD_HIT: CaseState.UNASSIGNED,
            Action.PROPOSE: CaseState.SECOND_REVIEW,
        },
        CaseState.FOLLOW_UP: {
            Action.ASSIGN: CaseState.IN_REVIEW,
            Action.ADD_HIT: CaseState.FOLLOW_UP,
            Action.PROPOSE: CaseState.SECOND_REVIEW,
        },
        CaseState.IN_REVIEW: {
            Action.ASSIGN: CaseState.IN_REVIEW,
            Action.UNASSIGN: CaseState.UNASSIGNED,
            Action.ADD_HIT: CaseState.IN_REVIEW,
            Action.REQUEST_INFORMATION: CaseState.WAITING,
            Action.PROPOSE: CaseState.SECOND_REVIEW,
        },
        CaseState.WAITING: {
            Action.ASSIGN: CaseState.WAITING,
            Action.UNASSIGN: CaseState.UNASSIGNED,
            Action.ADD_HIT: CaseState.IN_REVIEW,  # new facts do not wait for the supplier's letter
            Action.RESUME: CaseState.IN_REVIEW,
        },
        CaseState.SECOND_REVIEW: {
            Action.ADD_HIT: CaseState.IN_REVIEW,  # the proposal did not see the new hit
            Action.WITHDRAW: CaseState.IN_REVIEW,
            Action.SEND_BACK: CaseState.IN_REVIEW,
            Action.APPROVE: CaseState.CLOSED,
        },
    }
)


def after(state: CaseState, action: Action) -> CaseState:
    """The state an act leads to; raises NotAllowed where the table has no such act."""
    row = TABLE.get(state, {})
    if action not in row:
        raise NotAllowed(state, action)
    return row[action]


def actions_in(state: CaseState) -> tuple[Action, ...]:
    """The acts the table knows in a state, in the order they are declared."""
    row = TABLE.get(state, {})
    return tuple(action for action in Action if action in row)


def words(word: str) -> str:
    """A state or act as a person reads it."""
    return word.replace("_", " ")
