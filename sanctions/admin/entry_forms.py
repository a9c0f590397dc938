"""Forms of the admin for entries of the house's own list and for one more designation of such an entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from sanctions.canonical import from_canonical
from sanctions.forms import ActFields, EntityFields, act_initial, entity_initial
from sanctions.loading import HOUSE
from sanctions.models import Designation, ListedEntity
from sanctions.records import DesignationRecord, ListedRecord

if TYPE_CHECKING:  # Django's own class takes no parameters at run time
    _EntityForm = forms.ModelForm[ListedEntity]
    _ActForm = forms.ModelForm[Designation]
else:
    _EntityForm = _ActForm = forms.ModelForm

T = TypeVar("T")

# What the two forms ask for; what they do not ask for stays as it is when an entry is edited.
ENTITY_FIELDS = tuple(EntityFields.base_fields)
ACT_FIELDS = tuple(ActFields.base_fields)
_STATED = (
    *("kind", "names", "parent", "countries", "addresses", "identifiers"),
    *("designations", "birth_dates", "remarks"),
)
_SEEN = "This entry has changed since you opened it. Open it again, so that you do not undo what another person typed."


class _Refusable:
    """A form that the service may have refused a moment ago."""

    refusal = ""

    def refuse(self) -> None:
        """Say so, with everything that was typed still there."""
        if self.refusal:
            raise ValidationError(self.refusal)


class HouseEntryForm(_Refusable, EntityFields, ActFields, _EntityForm):
    """One entry with its first designation; further ones are added as designations and stay as they are here."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ListedEntity
        fields = ("name", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        entity = kwargs.get("instance")
        self.before = last_record(entity) if entity else None
        if entity and self.before:
            acts = self.before.designations
            stated = {**entity_initial(self.before), **(act_initial(acts[0]) if acts else {})}
            kwargs["initial"] = {**stated, "seen": _last(entity), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        """Refuses what the service refused, an act that ends before it begins, and a form gone stale."""
        cleaned: dict[str, Any] | None = super().clean()
        self.refuse()
        self.check_days()
        if self.instance.pk and self.cleaned_data.get("seen") != _last(self.instance):
            raise ValidationError(_SEEN, code="stale")
        return cleaned

    def record_typed(self) -> ListedRecord:
        """The entry as typed, with all that this form does not ask for."""
        if self.before is None:
            return self.record((self.act,))
        before = self.before
        acts = (_kept_act(self.act, before.designations), *before.designations[1:])
        typed = self.record(acts)
        stated: dict[str, Any] = {name: getattr(typed, name) for name in _STATED}
        stated["addresses"] = _kept(typed.addresses, before.addresses, lambda address: address.text)
        stated["identifiers"] = _kept(typed.identifiers, before.identifiers, lambda one: (one.scheme, one.value))
        return replace(before, **stated)


class HouseActForm(_Refusable, ActFields, _ActForm):
    """One more designation of an entry of the house's own list."""

    entity = forms.ModelChoiceField(
        queryset=ListedEntity.objects.none(), label="Entry", help_text="Entries of the house's own list."
    )

    class Meta:
        model = Designation
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "entity" in self.fields:
            entries = ListedEntity.objects.in_force().filter(list_id=HOUSE).order_by("name", "pk")
            self.fields["entity"] = forms.ModelChoiceField(
                queryset=entries.select_related("current"),
                label="Entry",
                help_text="Entries of the house's own list.",
            )

    def clean(self) -> dict[str, Any] | None:
        """Refuses what the service refused, and an act the entry bears already."""
        cleaned: dict[str, Any] | None = super().clean()
        self.refuse()
        self.check_days()
        entity = self.cleaned_data.get("entity")
        if entity and not self.errors and self.act in _record(entity).designations:
            raise ValidationError(f"{entity} bears exactly this designation already.")
        return cleaned

    def record_typed(self) -> ListedRecord:
        """The entry with the new designation last."""
        before = _record(self.cleaned_data["entity"])
        return replace(before, designations=(*before.designations, self.act))


def last_record(entity: ListedEntity) -> ListedRecord | None:
    """What the house last said of an entry, on the list or withdrawn."""
    last = entity.revisions.last()
    return from_canonical(last.canonical) if last else None


def _record(entity: ListedEntity) -> ListedRecord:
    if entity.current is None:
        raise ValidationError(f"{entity} is not on the list any more.")
    return from_canonical(entity.current.canonical)


def _last(entity: ListedEntity) -> int | None:
    return entity.revisions.order_by("-pk").values_list("pk", flat=True).first()


def _kept(typed: Iterable[T], before: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """The typed values; where one was there before, with all that was known of it."""
    known = {key(item): item for item in before}
    return tuple(known.get(key(item), item) for item in typed)


def _kept_act(typed: DesignationRecord, before: tuple[DesignationRecord, ...]) -> DesignationRecord:
    if not before:
        return typed
    return replace(before[0], **{name: getattr(typed, name) for name in ACT_FIELDS})
