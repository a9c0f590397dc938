"""Suppliers and our own companies in the admin: typed as a supplier file would state them, and audited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from cases import companies, supplier_import
from cases.admin.supplier_forms import KEY_FIELDS, SupplierForm, lines_of
from cases.models import ActingEntity, Supplier
from cases.supplier_row import COLUMNS, KEY, MANY, BadCell
from sanctions.admin.reading import KeepingAdmin, ServiceAdmin, bullets, person_of, table

_KNOWN_AS = ("source_system", "company_code", "external_id")
_SINGLE = tuple(column for column in COLUMNS if column not in (*KEY, *MANY))
_STANDING = (
    *("version", "screened_version", "screened_at", "screening_error"),
    *("created_at", "changed_at", "updated_at"),
)


@admin.register(Supplier)
class SupplierAdmin(ServiceAdmin):
    """Parties we buy from. What an ERP sends next replaces what was typed here."""

    list_display = ("name", "country", *_KNOWN_AS, "status", "version", "screened_at")
    list_filter = ("status", "source_system", "country", "acting_entities")
    search_fields = ("name", "external_id", "other_names__text", "identifiers__value")
    search_help_text = "Any name, the ERP's number, or an identifier."
    refusals = (BadCell,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The ERP's own order, to type in or to read."""
        if obj and not self.has_change_permission(request, obj):
            return ((None, {"fields": (*KEY_FIELDS, "stated")}), ("Screening", {"fields": _STANDING}))
        typed = (
            ("Known as", {"fields": KEY_FIELDS}),
            ("Name", {"fields": ("name", "other_names", "identifiers")}),
            ("Place", {"fields": ("country", "address", "city", "region", "sites")}),
            ("People", {"fields": ("owners", "officers", "buyer")}),
            ("Dealings", {"fields": ("dealings", "products", "acting_entity", "status", "seen")}),
        )
        return (*typed, ("Screening", {"fields": _STANDING})) if obj else typed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The ERP's reference stays: another one would be another supplier."""
        return (*KEY_FIELDS, *_STANDING, "stated") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form for those who type; none of its fields for those who read."""
        reads = obj and not self.has_change_permission(request, obj)
        form = forms.ModelForm if reads else SupplierForm
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    @admin.display(description="what is stated")
    def stated(self, supplier: Supplier) -> str:
        """Every part of what the ERP or a person said."""
        single = [(column, getattr(supplier, column)) for column in _SINGLE]
        several = [(column, bullets(lines)) for column, lines in lines_of(supplier).items()]
        return table(("part", "value"), ((column.replace("_", " "), value) for column, value in (*single, *several)))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Lands as one row of a supplier file."""
        before = Supplier.objects.filter(pk=obj.pk).values_list("version", flat=True).first()
        supplier = supplier_import.save_one(form.values, system=obj.source_system, by=person_of(request))
        obj.pk = supplier.pk
        obj.refresh_from_db()
        if obj.version == before:
            messages.info(request, "Nothing changed that screening reads.")
        else:
            messages.info(request, f"Version {obj.version} is screened within half a minute, wherever a worker runs.")


@admin.register(ActingEntity)
class ActingEntityAdmin(KeepingAdmin):
    """Companies of ours: effects are asked for each of them."""

    list_display = ("code", "name", "jurisdiction", "is_us_person", "is_dod_contractor")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Supplier files name a company by its code."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Stored with its line in the trail."""
        companies.save(obj, by=person_of(request))
