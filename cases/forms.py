"""What people fill in about a case: findings and outcomes, a reason, a remark, a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib.auth.models import Permission, User
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import standing_facts
from cases.findings import Finding, ReasonCode
from cases.models import Disposition, Hit, Outcome, SupplierCase
from cases.standing_facts import Facts, line_of
from cases.words import DISPOSITIONS, OUTCOMES, REASON_CODES
from sanctions.effects import Dealing, DealingEffect, Effect
from sanctions.forms import WordsForm
from sanctions.words import DEALINGS

__all__ = ["AssignForm", "ProposalForm", "WordsForm", "at_stake", "outcome_by_law", "proposal_form", "reviewers"]

FINDINGS = (Disposition.FALSE_POSITIVE, Disposition.INCONCLUSIVE, Disposition.TRUE_MATCH)

# What an outcome starts from: the law as it stands that day, for the case that the hit is true.
BY_EFFECT: Mapping[Effect, Outcome] = MappingProxyType(
    {
        Effect.PROHIBITED: Outcome.REJECT,
        Effect.LICENCE: Outcome.LICENCE,
        Effect.PRESUMPTION: Outcome.HOLD,
        Effect.UNKNOWN: Outcome.HOLD,
        Effect.RED_FLAG: Outcome.CONDITIONS,
        Effect.NOTE: Outcome.PROCEED,
        Effect.NONE: Outcome.PROCEED,
    }
)


def outcome_by_law(effect: DealingEffect) -> Outcome:
    """What the law leaves open that day; what is still to come is a condition from today on."""
    today = BY_EFFECT[effect.today]
    return Outcome.CONDITIONS if effect.pending and today == Outcome.PROCEED else today


class ProposalForm(forms.Form):
    """One finding per live hit, one outcome per dealing at stake, a reason in words."""

    reason = forms.CharField(
        label="In your words",
        widget=forms.Textarea(attrs={"rows": 4, "data-reason": ""}),
        help_text="The second person and the evidence read this.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, case: SupplierCase, hits: Sequence[Hit], effects: Sequence[DealingEffect], data: Any = None
    ) -> None:
        super().__init__(data, initial={"version": case.version})
        self.case, self.hits = case, hits
        self.effects = [e for e in effects if e.dealing in case.supplier.dealings or e.is_touched]
        for hit in hits:
            self._add_finding(hit)
        for effect in self.effects:
            self._add_outcome(effect)

    def _add_finding(self, hit: Hit) -> None:
        self.fields[f"finding_{hit.pk}"] = forms.ChoiceField(
            label=f"Finding on {hit.listed_entity.name}",
            choices=[(word.value, DISPOSITIONS[word].words) for word in FINDINGS],
            widget=forms.RadioSelect,
            error_messages={"required": "Say what you found about this hit."},
        )
        self.fields[f"code_{hit.pk}"] = forms.ChoiceField(
            label="What contradicts it",
            required=False,
            choices=[
                ("", "Nothing, or not a false positive"),
                *((code.value, REASON_CODES[code]) for code in ReasonCode),
            ],
        )

    def _add_outcome(self, effect: DealingEffect) -> None:
        self.fields[f"outcome_{effect.dealing.value}"] = forms.ChoiceField(
            label=DEALINGS[effect.dealing].words,
            choices=[(word.value, OUTCOMES[word]) for word in Outcome],
            initial=outcome_by_law(effect).value,
        )

    @property
    def hit_rows(self) -> Iterator[tuple[Hit, forms.BoundField, forms.BoundField]]:
        """Each hit with its finding and what contradicts it."""
        return ((hit, self[f"finding_{hit.pk}"], self[f"code_{hit.pk}"]) for hit in self.hits)

    @property
    def dealing_rows(self) -> Iterator[tuple[DealingEffect, forms.BoundField]]:
        """Each dealing at stake with its outcome."""
        return ((effect, self[f"outcome_{effect.dealing.value}"]) for effect in self.effects)

    def clean(self) -> dict[str, Any]:
        """Refuses to hold a dealing back when nothing was found against the supplier."""
        cleaned = super().clean() or {}
        for hit in self.hits:
            if cleaned.get(f"finding_{hit.pk}") == Disposition.FALSE_POSITIVE and not cleaned.get(f"code_{hit.pk}"):
                self.add_error(f"code_{hit.pk}", "A false positive needs what contradicts it.")
        found = {cleaned.get(f"finding_{hit.pk}") for hit in self.hits}
        if found == {Disposition.FALSE_POSITIVE}:
            for effect in self.effects:
                if cleaned.get(f"outcome_{effect.dealing.value}") != Outcome.PROCEED:
                    words = "Every hit is a false positive, so nothing stands against this dealing: choose Proceed."
                    self.add_error(f"outcome_{effect.dealing.value}", words)
        return cleaned

    @property
    def findings(self) -> dict[int, Finding]:
        """What was found, by hit."""
        return {
            hit.pk: Finding(Disposition(self.cleaned_data[f"finding_{hit.pk}"]), self.cleaned_data[f"code_{hit.pk}"])
            for hit in self.hits
        }

    @property
    def outcomes(self) -> dict[Dealing, Outcome]:
        """What follows, by dealing."""
        return {e.dealing: Outcome(self.cleaned_data[f"outcome_{e.dealing.value}"]) for e in self.effects}


def proposal_form(case: SupplierCase, data: Any = None) -> ProposalForm:
    """The form for what a person found about every live hit, and what follows for the dealings at stake today."""
    facts = standing_facts.read([case.supplier], day=timezone.now().date())
    live = list(case.hits.live().select_related("listed_entity__list"))
    return ProposalForm(case, live, at_stake(case, live, facts), data)


def at_stake(case: SupplierCase, live: Sequence[Hit], facts: Facts) -> list[DealingEffect]:
    """What the live hits touch; once all have ended, what was confirmed and goes on holding until it is let go here."""
    return line_of(live or facts.hits.get(case.supplier_id, ()), facts)


class AssignForm(forms.Form):
    """Who is to have the case: anybody who may work on cases."""

    person = forms.ModelChoiceField(queryset=User.objects.none(), label="Assign to", empty_label="Choose a person")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=reviewers(), label="Assign to", empty_label="Choose a person"
        )


def reviewers() -> QuerySet[User]:
    """People who may work on cases, by name."""
    holds = Q(codename="propose_decision", content_type__app_label="cases")
    by_group = Q(groups__permissions__in=_permission(holds))
    own = Q(user_permissions__in=_permission(holds))
    return User.objects.filter(by_group | own | Q(is_superuser=True), is_active=True).distinct().order_by("username")


def _permission(holds: Q) -> QuerySet[Permission]:
    return Permission.objects.filter(holds)
