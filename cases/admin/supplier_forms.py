"""The form of one supplier: the cells of a supplier file, several values one per line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from cases.models import ActingEntity, Supplier
from cases.supplier_records import content_of
from cases.supplier_row import COLUMNS, KEY, MANY, SEPARATOR, BadCell, parts_of
from sanctions.countries import country_code
from sanctions.effects import Dealing
from sanctions.words import DEALINGS

if TYPE_CHECKING:  # Django's own class takes no parameters at run time
    _SupplierForm = forms.ModelForm[Supplier]
else:
    _SupplierForm = forms.ModelForm

KEY_FIELDS = ("source_system", *KEY)
_SEEN = "This supplier has changed since you opened it. Open it again, so that you do not undo what came in meanwhile."


def _lines(label: str, help_text: str = "One per line.") -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3}))


class SupplierForm(_SupplierForm):
    """One supplier as an ERP would state it."""

    name = forms.CharField(max_length=500)
    other_names = _lines("Other names")
    country = forms.CharField(required=False, max_length=60, help_text="Code or English name.")
    address = forms.CharField(required=False, max_length=2000)
    identifiers = _lines("Identifiers", "One per line, scheme:value, such as uscc:91310000MA1K4XXXXX.")
    owners = _lines("Owners", "One per line, with the share where it is known: Hengtong Group (51%).")
    officers = _lines("Officers")
    sites = _lines("Sites", "Places where goods are made or shipped from, one per line.")
    products = _lines("Products")
    dealings = forms.MultipleChoiceField(
        required=False,
        choices=[(dealing.value, DEALINGS[dealing].words) for dealing in Dealing],
        widget=forms.CheckboxSelectMultiple,
        help_text="What we do with the supplier.",
    )
    acting_entity = forms.ModelMultipleChoiceField(
        queryset=ActingEntity.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Companies of ours that deal with it",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Supplier
        fields = (*KEY_FIELDS, "name", "country", "address", "city", "region", "buyer", "status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        supplier = kwargs.get("instance")
        if supplier:
            kwargs["initial"] = {**_initial(supplier), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        """Refuses what a supplier file would refuse, at the field that is wrong, and a form gone stale."""
        cleaned: dict[str, Any] | None = super().clean()
        if self.instance.pk and self.cleaned_data.get("seen") != _stored_hash(self.instance):
            raise ValidationError(_SEEN, code="stale")
        if not self.errors:
            self._check_cells()
        return cleaned

    def _check_cells(self) -> None:
        codes = frozenset(ActingEntity.objects.values_list("code", flat=True))
        try:
            parts_of(self.values, acting_entities=codes)
        except BadCell as bad:
            self.add_error(bad.column if bad.column in self.fields else None, f"“{bad.value}” {bad.reason}.")

    def clean_country(self) -> str:
        """An ISO code, or nothing."""
        text: str = self.cleaned_data["country"].strip()
        if text and not country_code(text):
            raise ValidationError(f"“{text}” is no country we know: use its two-letter code.")
        return country_code(text)

    @property
    def values(self) -> dict[str, str]:
        """The cells a supplier file would hold for what was typed."""
        return {column: self._cell(column) for column in COLUMNS}

    def _cell(self, column: str) -> str:
        if column in KEY and self.instance.pk:
            return str(getattr(self.instance, column))
        value = self.cleaned_data.get(column, "")
        if column == "acting_entity":
            return SEPARATOR.join(company.code for company in value)
        if column == "dealings":
            return SEPARATOR.join(value)
        text = str(value).strip()
        return SEPARATOR.join(line.strip() for line in text.splitlines()) if column in MANY else text


def lines_of(supplier: Supplier) -> dict[str, list[str]]:
    """What is stored of every part that holds several values, as it is typed."""
    content = content_of(supplier)
    plain: dict[str, list[str]] = {column: list(getattr(content, column)) for column in MANY}
    return {
        **plain,
        "identifiers": [f"{scheme}:{value}" for scheme, value in content.identifiers],
        "owners": [f"{name} ({percent}%)" if percent else name for name, percent in content.owners],
    }


def _initial(supplier: Supplier) -> dict[str, Any]:
    chosen = ("dealings", "acting_entity")
    lines = lines_of(supplier).items()
    cells = {column: values if column in chosen else "\n".join(values) for column, values in lines}
    return {**cells, "seen": supplier.content_sha256}


def _stored_hash(supplier: Supplier) -> str | None:
    return Supplier.objects.filter(pk=supplier.pk).values_list("content_sha256", flat=True).first()
