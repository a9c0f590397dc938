"""Designations: the legal acts that put entries on lists, with their days, citations and licence text."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from sanctions.models.choices import choices
from sanctions.models.entities import EntityRevision
from sanctions.records import LicencePolicy, LicenceScope, Measure


class DesignationQuerySet(models.QuerySet["Designation"]):
    def current(self) -> DesignationQuerySet:
        """Designations of the revisions the lists stand on today."""
        return self.filter(revision__from_seq__isnull=False, revision__to_seq__isnull=True)

    def in_force(self, *, on: date) -> DesignationQuerySet:
        """Current designations whose effect has begun and not ended on that day."""
        begun = Q(effective_on__lte=on) | Q(effective_on__isnull=True, listed_on__lte=on)
        return self.current().filter(begun).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def under(self, measure: Measure) -> DesignationQuerySet:
        """Designations of one measure."""
        return self.filter(measure=measure)


class Designation(models.Model):
    """One legal act against one entry, projected from one revision."""

    revision = models.ForeignKey(EntityRevision, on_delete=models.CASCADE, related_name="designations")
    position = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=40, choices=choices(Measure))
    programme = models.CharField(max_length=300, blank=True)
    legal_bases = models.TextField(
        blank=True, help_text="The laws or orders it rests on, where the publisher names them."
    )
    listed_on = models.DateField(null=True, blank=True)
    listed_derived = models.BooleanField(
        default=False, help_text="The publisher gives no day: this is the day of the first full version with the entry."
    )
    effective_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    divest_by = models.DateField(null=True, blank=True)
    licence_requirement = models.TextField(blank=True)
    licence_scope = models.CharField(max_length=30, choices=choices(LicenceScope), default=LicenceScope.NOT_STATED)
    licence_policy = models.TextField(blank=True)
    licence_policy_class = models.CharField(
        max_length=30, choices=choices(LicencePolicy), default=LicencePolicy.NOT_STATED
    )
    footnotes = models.CharField(max_length=100, blank=True)
    source_url = models.CharField(max_length=400, blank=True)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        ordering = ["revision_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(effective_on__isnull=True) | Q(ended_on__gte=F("effective_on")),
                name="designation_ends_after_it_takes_effect",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.programme}".strip()


class Citation(models.Model):
    """Where an act was published: "86 FR 71557"."""

    designation = models.ForeignKey(Designation, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["designation_id", "position"]
        indexes = [models.Index(fields=["text"], name="citation_text")]

    def __str__(self) -> str:
        return self.text
