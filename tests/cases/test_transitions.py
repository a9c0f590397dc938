"""The state table: every pair of state and act has one answer."""

from __future__ import annotations

import pytest

from cases.transitions import TABLE, Action, CaseState, NotAllowed, actions_in, after

MOVES = [
    (CaseState.UNASSIGNED, Action.ASSIGN, CaseState.IN_REVIEW),
    (CaseState.UNASSIGNED, Action.ADD_HIT, CaseState.UNASSIGNED),
    (CaseState.UNASSIGNED, Action.PROPOSE, CaseState.SECOND_REVIEW),
    (CaseState.FOLLOW_UP, Action.ASSIGN, CaseState.IN_REVIEW),
    (CaseState.FOLLOW_UP, Action.ADD_HIT, CaseState.FOLLOW_UP),
    (CaseState.FOLLOW_UP, Action.PROPOSE, CaseState.SECOND_REVIEW),
    (CaseState.IN_REVIEW, Action.ASSIGN, CaseState.IN_REVIEW),
    (CaseState.IN_REVIEW, Action.UNASSIGN, CaseState.UNASSIGNED),
    (CaseState.IN_REVIEW, Action.ADD_HIT, CaseState.IN_REVIEW),
    (CaseState.IN_REVIEW, Action.REQUEST_INFORMATION, CaseState.WAITING),
    (CaseState.IN_REVIEW, Action.PROPOSE, CaseState.SECOND_REVIEW),
    (CaseState.WAITING, Action.ASSIGN, CaseState.WAITING),
    (CaseState.WAITING, Action.UNASSIGN, CaseState.UNASSIGNED),
    (CaseState.WAITING, Action.ADD_HIT, CaseState.IN_REVIEW),
    (CaseState.WAITING, Action.RESUME, CaseState.IN_REVIEW),
    (CaseState.SECOND_REVIEW, Action.ADD_HIT, CaseState.IN_REVIEW),
    (CaseState.SECOND_REVIEW, Action.WITHDRAW, CaseState.IN_REVIEW),
    (CaseState.SECOND_REVIEW, Action.SEND_BACK, CaseState.IN_REVIEW),
    (CaseState.SECOND_REVIEW, Action.APPROVE, CaseState.CLOSED),
]
ALLOWED = {(state, action) for state, action, _ in MOVES}


@pytest.mark.parametrize(("state", "action", "expected"), MOVES)
def test_an_act_leads_where_the_table_says(state: CaseState, action: Action, expected: CaseState) -> None:
    assert after(state, action) == expected


@pytest.mark.parametrize(
    ("state", "action"), [(s, a) for s in CaseState for a in Action if (s, a) not in ALLOWED], ids=str
)
def test_every_other_act_is_refused_with_what_is_possible(state: CaseState, action: Action) -> None:
    with pytest.raises(NotAllowed) as refused:
        after(state, action)
    assert refused.value.state == state
    assert refused.value.action == action
    assert all(act.value.replace("_", " ") in str(refused.value) for act in actions_in(state))


def test_a_closed_case_never_changes() -> None:
    assert actions_in(CaseState.CLOSED) == ()


def test_only_an_approval_closes_a_case() -> None:
    closing = {action for row in TABLE.values() for action, state in row.items() if state == CaseState.CLOSED}
    assert closing == {Action.APPROVE}


def test_a_case_nobody_proposed_on_cannot_be_approved() -> None:
    assert [state for state in CaseState if Action.APPROVE in actions_in(state)] == [CaseState.SECOND_REVIEW]


def test_a_state_read_from_the_database_as_text_works_too() -> None:
    assert after(CaseState("in_review"), Action("propose")) == "second_review"
