"""What we know of each file at its publisher: when we last asked, and what to ask with next time."""

from __future__ import annotations

from django.db import models

from sanctions.models.lists import RawFile


class PublishedFileQuerySet(models.QuerySet["PublishedFile"]):
    def failing(self) -> PublishedFileQuerySet:
        """Files their publisher did not deliver when last asked, or that could not be read."""
        return self.exclude(failing_since=None)


class PublishedFile(models.Model):
    """One address of one source. What the publisher said of the bytes is kept only once they were loaded."""

    source = models.CharField(max_length=40)
    address = models.CharField(max_length=500)
    raw = models.ForeignKey(RawFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher last answered.")
    failing_since = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, help_text="What went wrong the last time; empty where nothing did.")

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        ordering = ["source", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "address"], name="published_file_once_per_source")]

    def __str__(self) -> str:
        return f"{self.source}: {self.address}"
