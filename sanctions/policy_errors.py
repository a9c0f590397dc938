"""Why a matching policy is not proposed, withdrawn or put into force: each name says what was not done."""

from __future__ import annotations


class PolicyError(Exception):
    """Nothing was changed; the policy in force still is."""


class NotPermitted(PolicyError):
    """This person has no right to do this, or is switched off."""


class SamePerson(PolicyError):
    """Whoever proposed a policy cannot be the second pair of eyes on it."""


class ReasonMissing(PolicyError):
    """What is done about a policy is written down with its reason."""


class NotUsable(PolicyError):
    """Thresholds, weights or tables that names could not be matched by."""


class NothingChanges(PolicyError):
    """The proposal says what the policy in force says already."""


class WrongState(PolicyError):
    """The policy does not stand where this could be done."""


class AnotherIsMeasured(PolicyError):
    """One proposal is measured at a time."""
