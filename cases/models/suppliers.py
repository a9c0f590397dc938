"""Suppliers as the ERP knows them, and the companies of ours that deal with them."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Greatest

from sanctions.models.choices import choices


class SupplierStatus(StrEnum):
    """Whether we still deal with the supplier."""

    ACTIVE = "active"
    RETIRED = "retired"


class RelationKind(StrEnum):
    """How a person or company stands to the supplier."""

    OWNER = "owner"
    OFFICER = "officer"


class ActingEntity(models.Model):
    """A company of ours: effects are asked per acting entity."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    jurisdiction = models.CharField(max_length=2)
    is_us_person = models.BooleanField(default=False)
    is_dod_contractor = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "acting entities"

    def __str__(self) -> str:
        return self.name


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def active(self) -> SupplierQuerySet:
        """Suppliers we still deal with: those that have to be screened."""
        return self.filter(status=SupplierStatus.ACTIVE)

    def unscreened(self, *, seq: int, floor: int, policy_version: int) -> SupplierQuerySet:
        """Active suppliers not proven to be measured against everything up to `seq` under the policy in force."""
        reached = Greatest(Coalesce(F("screened_seq"), 0), Value(floor))
        return (
            self.active()
            .annotate(reached_seq=reached)
            .exclude(
                screened_version=F("version"),
                screened_policy=policy_version,
                screening_error="",
                reached_seq__gte=seq,
                screened_version__isnull=False,
            )
        )


class Supplier(models.Model):
    """A party we buy from, with the ERP's own reference. `version` counts the changes that matter to screening."""

    source_system = models.CharField(max_length=40)
    company_code = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=500)
    country = models.CharField(max_length=2, blank=True)
    address = models.TextField(blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, blank=True, help_text="person or company, where the ERP knows.")
    dealings = models.JSONField(default=list, help_text="What we do with the supplier: buy, sell, invest, ...")
    products = models.JSONField(default=list)
    buyer = models.CharField(max_length=150, blank=True, help_text="User name or mail of the buyer, who never decides.")
    acting_entities = models.ManyToManyField(ActingEntity, blank=True, related_name="suppliers")
    status = models.CharField(max_length=10, choices=choices(SupplierStatus), default=SupplierStatus.ACTIVE)
    content_sha256 = models.CharField(max_length=64, help_text="Over everything imported: equal means unchanged.")
    version = models.PositiveIntegerField(default=1)
    screened_version = models.PositiveIntegerField(null=True, blank=True)
    screened_policy = models.PositiveIntegerField(null=True, blank=True)
    screened_seq = models.PositiveBigIntegerField(null=True, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    screening_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(help_text="Last change that matters to screening, by the database's clock.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SupplierQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source_system", "company_code", "external_id"], name="supplier_key_once"),
            models.CheckConstraint(condition=~Q(name=""), name="supplier_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["external_id"], name="supplier_external_id"),
            models.Index(fields=["changed_at"], name="supplier_changed"),
            models.Index(fields=["updated_at", "id"], name="supplier_updated"),
            models.Index(fields=["screened_seq"], name="supplier_screened_seq"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/suppliers/{self.pk}/"

    @property
    def key(self) -> str:
        """The ERP's reference as people read it: "SAP 1000/0000104718"."""
        code = f"{self.company_code}/" if self.company_code else ""
        return f"{self.source_system} {code}{self.external_id}"


class SupplierName(models.Model):
    """Another name the supplier trades or invoices under, as the ERP holds it."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="other_names")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["supplier_id", "position"]

    def __str__(self) -> str:
        return self.text


class SupplierIdentifier(models.Model):
    """A number of the supplier's under one scheme."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=300)

    class Meta:
        ordering = ["supplier_id", "pk"]
        indexes = [models.Index(fields=["scheme", "value"], name="supplier_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class SupplierRelation(models.Model):
    """An owner or officer of the supplier, screened with it."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=choices(RelationKind))
    name = models.CharField(max_length=500)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["supplier_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | (Q(percent__gt=0) & Q(percent__lte=100)),
                name="relation_percent_within_100",
            )
        ]

    def __str__(self) -> str:
        share = f" ({self.percent.normalize():f} %)" if self.percent is not None else ""
        return f"{self.name}{share}"


class SupplierSite(models.Model):
    """A place where the supplier makes or ships goods."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="sites")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["supplier_id", "pk"]

    def __str__(self) -> str:
        return self.text
