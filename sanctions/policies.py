"""The matching policy: proposed by one person as a new version, measured, put into force by another, never edited.

What a measurement is and when it allows a policy into force is decided where the suppliers are, in `cases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from sanctions import audit
from sanctions.audit import SYSTEM, Actor, Verb
from sanctions.matching.policy import MatchPolicy, PolicyInvalid
from sanctions.matching.scorecard import Scorecard, ScorecardInvalid
from sanctions.matching.tables import VERSIONS
from sanctions.models import Policy, PolicyState
from sanctions.policy_errors import (
    AnotherIsMeasured,
    NothingChanges,
    NotPermitted,
    NotUsable,
    ReasonMissing,
    SamePerson,
    WrongState,
)

MAY_PROPOSE = "sanctions.propose_policy"
MAY_ACTIVATE = "sanctions.activate_policy"
THRESHOLDS = ("possible", "probable", "strong")
MEASURABLE = (PolicyState.PROPOSED, PolicyState.MEASURED)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a proposal changes; what is None, and every weight that is not named, stays as it is in force."""

    possible: float | None = None
    probable: float | None = None
    strong: float | None = None
    tables: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One number or word a policy says otherwise than another."""

    name: str
    before: float | str
    after: float | str


def match_policy(policy: Policy) -> MatchPolicy:
    """The policy as the matcher takes it; raises NotUsable where it cannot be matched by."""
    try:
        scorecard = Scorecard.from_mapping(policy.weights)
        return MatchPolicy(
            policy.version, policy.tables, policy.possible, policy.probable, policy.strong, scorecard=scorecard
        )
    except (PolicyInvalid, ScorecardInvalid) as fault:
        raise NotUsable(str(fault)) from fault


def known_tables() -> list[str]:
    """The versions of the word tables this program comes with, newest first."""
    return sorted((folder.name for folder in VERSIONS.iterdir() if folder.is_dir()), reverse=True)


def differences(policy: Policy, *, since: Policy) -> list[Difference]:
    """What `policy` says otherwise than `since`: tables, thresholds, then weights in the order of the scorecard."""
    names = ("tables", *THRESHOLDS)
    before = {name: getattr(since, name) for name in names} | since.weights
    after = {name: getattr(policy, name) for name in names} | policy.weights
    ordered = [*names, *Scorecard().as_mapping()]
    return [Difference(name, before[name], after[name]) for name in ordered if before[name] != after[name]]


@transaction.atomic
def propose(changes: Changes, *, by: User, reason: str) -> Policy:
    """A new version: what is in force, with these changes. It matches nothing until it is measured and activated."""
    _require(by, MAY_PROPOSE, to="propose a matching policy")
    policies = _locked()
    standing = next(policy for policy in policies if policy.state == PolicyState.ACTIVE)
    proposal = Policy(
        version=max(policy.version for policy in policies) + 1,
        proposed_by=by,
        reason=_said(reason, "a proposal"),
        **_with(standing, changes),
    )
    _check(proposal)
    changed = differences(proposal, since=standing)
    if not changed:
        raise NothingChanges(f"The proposal says what {standing} says already: change a number or the tables.")
    proposal.save(force_insert=True)
    detail = {"reason": proposal.reason, "changes": [asdict(one) for one in changed], "since": standing.version}
    audit.record(Verb.POLICY_PROPOSED, actor=Actor.of(by), obj=proposal, detail=detail | says(proposal))
    return proposal


def says(policy: Policy) -> dict[str, Any]:
    """Everything a policy decides, as the trail keeps it."""
    return {name: getattr(policy, name) for name in ("version", "tables", *THRESHOLDS, "weights")}


def _with(standing: Policy, changes: Changes) -> dict[str, Any]:
    asked = {name: getattr(changes, name) for name in ("tables", *THRESHOLDS)}
    kept = {name: getattr(standing, name) if value is None else value for name, value in asked.items()}
    return kept | {"weights": {**standing.weights, **changes.weights}}


def _check(proposal: Policy) -> None:
    """Raises NotUsable for numbers out of bounds, a weight nobody knows, or tables that are not there."""
    for name in THRESHOLDS:
        if not isinstance(getattr(proposal, name), float | int):
            raise NotUsable(f"{proposal}: {name} is {getattr(proposal, name)!r}, which is no number.")
    match_policy(proposal)
    if proposal.tables not in known_tables():
        raise NotUsable(f"There are no word tables {proposal.tables!r}; there are {', '.join(known_tables())}.")


@transaction.atomic
def withdraw(policy: Policy, *, by: User, reason: str) -> Policy:
    """Put a proposal away: its author takes it back, or somebody who may activate turns it down."""
    proposal = _at(policy, *MEASURABLE)
    if by != proposal.proposed_by:
        _require(by, MAY_ACTIVATE, to=f"turn down {proposal}")
    _require(by, MAY_PROPOSE, MAY_ACTIVATE, to=f"withdraw {proposal}")
    proposal.withdrawn_reason = _said(reason, "a withdrawal")
    proposal.state, proposal.withdrawn_by, proposal.withdrawn_at = PolicyState.WITHDRAWN, by, timezone.now()
    proposal.save()
    audit.record(Verb.POLICY_WITHDRAWN, actor=Actor.of(by), obj=proposal, detail={"reason": proposal.withdrawn_reason})
    return proposal


def begin_measuring(policy: Policy, *, by: User | None) -> Policy:
    """Mark a proposal as being measured, in the transaction that plans it; whoever plans it records that."""
    _require_if_named(by, to=f"measure {policy}")
    proposal = _at(policy, *MEASURABLE)
    if other := Policy.objects.filter(state=PolicyState.MEASURING).first():
        raise AnotherIsMeasured(f"{other} is being measured: wait for it, or stop it first.")
    _check(proposal)  # the tables may have been taken away since it was proposed
    proposal.state, proposal.measured_at = PolicyState.MEASURING, None
    proposal.save()
    return proposal


def stop_measuring(policy: Policy, *, by: User | None) -> Policy:
    """Make it a mere proposal again, in the transaction that stops its run."""
    _require_if_named(by, to=f"stop measuring {policy}")
    proposal = _at(policy, PolicyState.MEASURING)
    proposal.state = PolicyState.PROPOSED
    proposal.save()
    audit.record(Verb.POLICY_STOPPED, actor=Actor.of(by) if by else SYSTEM, obj=proposal)
    return proposal


def end_measuring(version: int, *, detail: Mapping[str, Any]) -> Policy:
    """Mark it as measured, in the transaction that closes its run."""
    proposal = _at(Policy.objects.get(version=version), PolicyState.MEASURING)
    proposal.state, proposal.measured_at = PolicyState.MEASURED, timezone.now()
    proposal.save()
    audit.record(Verb.POLICY_MEASURED, actor=SYSTEM, obj=proposal, detail=detail)
    return proposal


def lock_measured(policy: Policy, *, by: User) -> tuple[Policy, Policy]:
    """The policy in force and a measured proposal, both held until the transaction ends, where `by` may decide."""
    _require(by, MAY_ACTIVATE, to=f"put {policy} into force")
    proposal = _at(policy, PolicyState.MEASURED)
    if by == proposal.proposed_by:
        raise SamePerson(f"{by.get_username()} proposed {proposal}: another person puts it into force.")
    return Policy.objects.in_force(), proposal


def put_into_force(policy: Policy, *, by: User, reason: str, detail: Mapping[str, Any]) -> Policy:
    """Replace the policy in force, in the transaction that has made sure of what the measurement says."""
    standing, proposal = lock_measured(policy, by=by)
    now, words = timezone.now(), _said(reason, "an activation")
    standing.state, standing.retired_at = PolicyState.RETIRED, now
    standing.save()
    proposal.state, proposal.activated_by, proposal.activated_at = PolicyState.ACTIVE, by, now
    proposal.activated_reason = words
    proposal.save()
    said = {"reason": words, "retired": standing.version, "proposed_by": _name(proposal.proposed_by)}
    audit.record(Verb.POLICY_ACTIVATED, actor=Actor.of(by), obj=proposal, detail={**said, **detail, **says(proposal)})
    return proposal


def _locked() -> list[Policy]:
    """Every policy, held until the transaction ends: they are few, and this way two people wait for each other.

    Read again once they are held: whoever waited does not see by the same question what was added meanwhile.
    """
    list(Policy.objects.select_for_update().order_by("pk").values_list("pk"))
    return list(Policy.objects.select_related("proposed_by").order_by("pk"))


def _at(policy: Policy, *states: PolicyState) -> Policy:
    """The policy as it stands now, held; raises WrongState where it stands elsewhere than asked."""
    found = next(row for row in _locked() if row.pk == policy.pk)
    if found.state not in states:
        wanted = " or ".join(states)
        raise WrongState(f"{found} is {found.state}, not {wanted}: this cannot be done now.")
    return found


def _require(person: User, *permissions: str, to: str) -> None:
    if not any(person.has_perm(permission) for permission in permissions):
        raise NotPermitted(f"{person.get_username()} may not {to}: this user has no such right, or is switched off.")


def _require_if_named(person: User | None, *, to: str) -> None:
    """Whoever sits at the machine itself has no user, and measuring changes nothing."""
    if person is not None:
        _require(person, MAY_PROPOSE, MAY_ACTIVATE, to=to)


def _said(reason: str, what: str) -> str:
    if not reason.strip():
        raise ReasonMissing(f"Say why: {what} is written down with its reason.")
    return reason.strip()


def _name(person: User | None) -> str:
    return person.get_username() if person else ""
