"""Restricted lists, their versions as published, and the house-wide sequence that orders every change."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanctions.models.choices import choices
from sanctions.records import Coverage, Measure


def nothing() -> list[object]:
    """An empty list; the field `list` of a version hides the built-in of that name in its class."""
    return []


class VersionState(StrEnum):
    """Where a version stands between the publisher and being in force."""

    FETCHED = "fetched"
    HELD = "held"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


class RestrictedList(models.Model):
    """One list by one authority: its facts come from `sanctions/data/lists.csv`, what is in force from loading."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=60)
    authority = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=10)
    measure = models.CharField(max_length=40, choices=choices(Measure))
    url = models.URLField(max_length=400, blank=True)
    feed = models.CharField(
        max_length=40, blank=True, help_text="The source that feeds this list; empty until the first full version."
    )
    active_version = models.OneToOneField(
        "sanctions.ListVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    next_uid = models.PositiveIntegerField(default=1, help_text="Number of the next uid this house gives an entry.")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When a file was last offered, changed or not.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_title


class RawFile(models.Model):
    """A publisher's file, kept byte for byte under its hash in the data folder."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    def in_force(self) -> ListVersionQuerySet:
        """The version each list stands on today."""
        return self.filter(state=VersionState.ACTIVE)

    def to_be_screened(self) -> ListVersionQuerySet:
        """Versions that changed what suppliers are measured against: activated, held (provisionally) or withdrawn."""
        return self.exclude(seq=None)


class ListVersion(models.Model):
    """One publication of one list, as loaded."""

    list = models.ForeignKey(RestrictedList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts the versions of this list, from 1.")
    source = models.CharField(max_length=40)
    files = models.ManyToManyField(RawFile, related_name="versions")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 over the hashes of the files, in order of name.")
    published_on = models.DateField()
    published_assumed = models.BooleanField(default=False)
    coverage = models.CharField(max_length=10, choices=choices(Coverage), default=Coverage.FULL)
    state = models.CharField(max_length=12, choices=choices(VersionState), default=VersionState.FETCHED)
    reason = models.TextField(blank=True, help_text="Why it is held, rejected or only history.")
    seq = models.PositiveBigIntegerField(
        null=True, blank=True, unique=True, help_text="House-wide order of the last change this version made."
    )
    provisional_seq = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="While held: since when its additions and amendments are screened."
    )
    rows_read = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    entities = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    amended = models.PositiveIntegerField(default=0)
    cosmetic = models.PositiveIntegerField(default=0)
    delisted = models.PositiveIntegerField(default=0)
    relisted = models.PositiveIntegerField(default=0)
    linked = models.JSONField(default=dict, help_text="Entries linked to the version before, by linking pass.")
    fill = models.JSONField(default=dict, help_text="Share of rows in which each field is filled: the guard's measure.")
    programmes = models.JSONField(default=dict, help_text="Entries per programme: the guard's measure.")
    warnings = models.JSONField(default=nothing)
    errors = models.JSONField(default=nothing, help_text="Rejected rows: file, line, code, message.")
    loaded_by = models.CharField(max_length=150)
    loaded_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_reason = models.TextField(blank=True)

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="version_number_once_per_list"),
            models.UniqueConstraint(
                fields=["list"], condition=Q(state=VersionState.ACTIVE), name="one_active_version_per_list"
            ),
            models.UniqueConstraint(
                fields=["list"], condition=Q(state=VersionState.FETCHED), name="one_load_at_a_time_per_list"
            ),
            models.UniqueConstraint(
                fields=["list"], condition=Q(state=VersionState.HELD), name="one_held_version_per_list"
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.ACTIVE) | Q(seq__isnull=False), name="active_version_has_a_seq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.number}"


class SequenceHead(models.Model):
    """The one counter over all lists: row 1 holds the last `seq` given out."""

    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_sequence_head")]
