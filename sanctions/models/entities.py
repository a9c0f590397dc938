"""Listed entities, their immutable revisions, and the projected rows people search."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from sanctions.diff import Change as Change  # the word list is the diff's; re-exported for whoever reads the rows
from sanctions.models.choices import choices
from sanctions.models.lists import ListVersion, RestrictedList, VersionState
from sanctions.records import Kind, NameKind, Strength


class EntityStanding(StrEnum):
    """Whether an entry is on its list today."""

    LISTED = "listed"
    DELISTED = "delisted"
    PROVISIONAL = "provisional"


class ListedEntityQuerySet(models.QuerySet["ListedEntity"]):
    def listed(self) -> ListedEntityQuerySet:
        """Entries in force today, beside those a held version adds provisionally."""
        return self.filter(Q(current__isnull=False) | Q(revisions__version__state=VersionState.HELD)).distinct()

    def in_force(self) -> ListedEntityQuerySet:
        """Entries of the versions in force."""
        return self.filter(current__isnull=False)


class ListedEntity(models.Model):
    """One entry on one list. `current` is its revision in force, empty while provisional or once delisted."""

    list = models.ForeignKey(RestrictedList, on_delete=models.PROTECT, related_name="listed_entities")
    uid = models.CharField(max_length=80)
    native_id = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=choices(Kind))
    name = models.CharField(max_length=500, help_text="Primary name of the newest revision.")
    current = models.OneToOneField(
        "sanctions.EntityRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    delisted_on = models.DateField(null=True, blank=True)

    objects = ListedEntityQuerySet.as_manager()

    class Meta:
        ordering = ["list_id", "name", "pk"]
        verbose_name_plural = "listed entities"
        constraints = [models.UniqueConstraint(fields=["list", "uid"], name="uid_once_per_list")]
        indexes = [models.Index(fields=["list", "native_id"], name="entity_native_id")]

    def __str__(self) -> str:
        return f"{self.name} ({self.list_id} {self.uid})"

    def get_absolute_url(self) -> str:
        return f"/lists/{self.list_id}/entities/{self.uid}/"

    @property
    def is_delisted(self) -> bool:
        return self.delisted_on is not None

    @property
    def standing(self) -> EntityStanding:
        """On the list, no longer, or only on a version that waits for a second person."""
        if self.is_delisted:
            return EntityStanding.DELISTED
        return EntityStanding.LISTED if self.current_id else EntityStanding.PROVISIONAL


class EntityRevisionQuerySet(models.QuerySet["EntityRevision"]):
    def in_force(self) -> EntityRevisionQuerySet:
        """Revisions the lists stand on today."""
        return self.filter(from_seq__isnull=False, to_seq__isnull=True)

    def screened(self) -> EntityRevisionQuerySet:
        """What suppliers are measured against: revisions in force and, provisionally, those of held versions."""
        return self.filter(
            Q(from_seq__isnull=False, to_seq__isnull=True)
            | Q(version__state=VersionState.HELD, provisional_seq__isnull=False, to_seq__isnull=True)
        )

    def ever_screened(self) -> EntityRevisionQuerySet:
        """What suppliers were measured against at any time: all but what is staged and not yet decided."""
        return self.filter(Q(from_seq__isnull=False) | Q(provisional_seq__isnull=False))


class EntityRevision(models.Model):
    """What a list said of an entry from one sequence to another: immutable, the truth for diff, evidence and replay."""

    entity = models.ForeignKey(ListedEntity, on_delete=models.PROTECT, related_name="revisions")
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="revisions")
    change = models.CharField(max_length=10, choices=choices(Change))
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    screening_sha256 = models.CharField(max_length=64, help_text="Over the fields that can change a decision.")
    from_seq = models.PositiveBigIntegerField(null=True, blank=True)
    to_seq = models.PositiveBigIntegerField(null=True, blank=True)
    provisional_seq = models.PositiveBigIntegerField(null=True, blank=True)

    objects = EntityRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "version"], name="one_revision_per_entity_and_version"),
            models.UniqueConstraint(
                fields=["entity"],
                condition=Q(from_seq__isnull=False, to_seq__isnull=True),
                name="one_revision_in_force_per_entity",
            ),
            models.CheckConstraint(
                condition=Q(to_seq__isnull=True) | Q(from_seq__isnull=True) | Q(to_seq__gt=F("from_seq")),
                name="revision_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["from_seq"], name="revision_from"),
            models.Index(fields=["to_seq"], name="revision_to"),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} in {self.version_id}"


class ListedName(models.Model):
    """A projected name of one revision."""

    revision = models.ForeignKey(EntityRevision, on_delete=models.CASCADE, related_name="names")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000)
    kind = models.CharField(max_length=10, choices=choices(NameKind))
    strength = models.CharField(max_length=10, choices=choices(Strength))
    script = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["revision_id", "position"]

    def __str__(self) -> str:
        return self.text


class ListedAddress(models.Model):
    """A projected address of one revision."""

    revision = models.ForeignKey(EntityRevision, on_delete=models.CASCADE, related_name="addresses")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["revision_id", "position"]
        verbose_name_plural = "listed addresses"

    def __str__(self) -> str:
        return self.text or self.country


class ListedIdentifier(models.Model):
    """A projected identifier of one revision."""

    revision = models.ForeignKey(EntityRevision, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["revision_id", "pk"]
        indexes = [models.Index(fields=["scheme", "value"], name="listed_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class EntityChange(models.Model):
    """What one version did to one entry, field by field."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="changes")
    entity = models.ForeignKey(ListedEntity, on_delete=models.PROTECT, related_name="changes")
    change = models.CharField(max_length=10, choices=choices(Change))
    linked_by = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=list, help_text="[{field, before, after}], empty for additions.")
    before = models.ForeignKey(EntityRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(EntityRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "entity"], name="one_change_per_entity_and_version")]

    def __str__(self) -> str:
        return f"{self.change} {self.entity_id}"
