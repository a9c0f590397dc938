"""What people type about a matching policy: a proposal that starts from the one in force, and a word on another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from sanctions.forms import WordsForm
from sanctions.matching.policy import LOWEST_THRESHOLD
from sanctions.models import Policy
from sanctions.policies import THRESHOLDS, Changes, known_tables
from sanctions.weight_words import grouped, weight_words
from sanctions.words import BANDS

_ANY_STEP = {"step": "any", "inputmode": "decimal"}


class PolicyForm(forms.Form):
    """Thresholds, tables, weights and why. Filled in with what is in force, so that only what is changed is typed."""

    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), help_text="The second person and the trail read this."
    )

    def __init__(self, standing: Policy, data: Any = None) -> None:
        super().__init__(data)
        self._standing = standing
        self.fields["tables"] = forms.ChoiceField(
            label="Word tables",
            choices=[(version, version) for version in known_tables()],
            initial=standing.tables,
            help_text="What words mean and how much they say.",
        )
        for band, words in BANDS.items():
            self._add(band.value, f"{words} from", getattr(standing, band.value), least=LOWEST_THRESHOLD)
        for name, value in standing.weights.items():
            self._add(f"weight_{name}", weight_words(name), value)

    def _add(self, name: str, label: str, value: float, *, least: float = 0.0) -> None:
        widget = forms.NumberInput(attrs=_ANY_STEP)
        self.fields[name] = forms.FloatField(
            label=label, initial=value, min_value=least, max_value=1.0, widget=widget, required=False
        )

    @property
    def thresholds(self) -> list[forms.BoundField]:
        """The three thresholds, lowest first."""
        return [self[name] for name in THRESHOLDS]

    @property
    def weights(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Every weight, under the heading it belongs to."""
        for heading, names in grouped(self._standing.weights).items():
            yield heading, [self[f"weight_{name}"] for name in names]

    @property
    def changes(self) -> Changes:
        """What was typed that differs from what is in force; an emptied field stays as it is."""
        said = self.cleaned_data
        return Changes(
            **{name: said[name] for name in (*THRESHOLDS, "tables")},
            weights={
                name: said[f"weight_{name}"]
                for name in self._standing.weights
                if said[f"weight_{name}"] not in (None, self._standing.weights[name])
            },
        )


class ActivateForm(WordsForm):
    """A second person's reason, and whether a report older than the suppliers or lists is good enough."""

    accepts_stale = forms.BooleanField(
        required=False, label="I accept the report although suppliers or lists have changed since"
    )

    def __init__(self, data: Any = None, *, is_stale: bool) -> None:
        super().__init__(data, label="Why it may come into force", prefix="activate")
        if not is_stale:
            del self.fields["accepts_stale"]
