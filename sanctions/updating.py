"""The newest of a source, fetched from its publisher and taken through the one door; the last good stays in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from sanctions import audit, loading, rawfiles, sources
from sanctions.audit import Actor, Verb
from sanctions.fetching.door import Door, FetchFailed, FetchRefused
from sanctions.fetching.publisher import Fetched, Limits, Seen, Unchanged, fetch
from sanctions.load_report import SKIPPED, FileReport, ListReport, LoadRejected, LoadReport
from sanctions.models import ListVersion, PublishedFile, RawFile, RestrictedList
from sanctions.records import SourceFile


class NoAddress(LookupError):
    """A source whose publisher's address is not known here: its files are loaded by hand."""


@dataclass(frozen=True, slots=True)
class Publishers:
    """Where the files of each source are found, which hosts may be asked, and within which limits."""

    addresses: Mapping[str, Sequence[str]]
    door: Door
    limits: Limits

    @classmethod
    def known(
        cls, addresses: Mapping[str, Sequence[str]], *, hosts: Sequence[str] = (), private: Sequence[str] = ()
    ) -> Publishers:
        """The hosts of the addresses themselves may be asked, and those they may send us on to."""
        own = [urlsplit(address).hostname or "" for some in addresses.values() for address in some]
        return cls(addresses, Door(frozenset([*own, *hosts]), frozenset(private)), Limits())


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What became of one source: what was loaded of it, or why nothing could be."""

    source: str
    load: LoadReport | None
    failure: str = ""

    @property
    def has_finding(self) -> bool:
        """Whether a person should look."""
        return bool(self.failure) or self.load is None or self.load.has_finding

    def plain(self) -> dict[str, Any]:
        """As told by the command: the load's own report, and what went wrong."""
        told = self.load.plain() if self.load else LoadReport(self.source, ()).plain()
        return {**told, "failure": self.failure}


def update(source_code: str, *, publishers: Publishers, actor: Actor) -> UpdateReport:
    """Fetch a source's files and load what is new in them. Raises UnknownSource, or NoAddress for one fed by hand.

    Where a file cannot be had, or is refused once read, nothing changes but the record of the failure.
    """
    source = sources.source(source_code)
    addresses = publishers.addresses.get(source.code, ())
    if not addresses:
        raise NoAddress(f"{source.code}: no publisher's address is set (LIST_ADDRESSES); load its files by hand")
    known = [PublishedFile.objects.get_or_create(source=source.code, address=address)[0] for address in addresses]
    found: list[Fetched | Unchanged] = []
    for file in known:
        try:
            found.append(fetch(file.address, door=publishers.door, limits=publishers.limits, seen=_seen(file)))
        except (FetchFailed, FetchRefused) as error:
            return _failed(file, str(error), actor=actor)
    if all(isinstance(one, Unchanged) for one in found):
        return _nothing_newer(source.code, known)
    return _loaded(source.code, known, found, actor=actor)


def _seen(file: PublishedFile) -> Seen:
    """What to ask with; nothing where the bytes are no longer kept, so that they come again."""
    if file.raw is None or not rawfiles.is_kept(file.raw):
        return Seen()
    return Seen(file.etag, file.last_modified)


def _loaded(
    source: str, known: Sequence[PublishedFile], found: Sequence[Fetched | Unchanged], *, actor: Actor
) -> UpdateReport:
    files = [_file(one, kept) for kept, one in zip(known, found, strict=True)]
    days = [one.modified_on for one in found if isinstance(one, Fetched) and one.modified_on]
    try:
        report = loading.load(source, files, published_on=max(days, default=None), actor=actor)
    except LoadRejected as error:
        failed = _failed(known[0], str(error), actor=actor)
        return UpdateReport(source, error.report, failed.failure)
    is_done = all(part.state != SKIPPED for part in report.lists)
    for kept, one, file in zip(known, found, files, strict=True):
        _remember(kept, one if is_done else Unchanged(), file)
    return UpdateReport(source, report)


def _file(found: Fetched | Unchanged, known: PublishedFile) -> SourceFile:
    if isinstance(found, Fetched):
        return SourceFile(found.name, found.raw)
    if known.raw is None:
        raise FetchFailed(f"{known.address}: unchanged since bytes we do not hold", is_passing=False)
    return SourceFile(known.raw.name, rawfiles.read(known.raw))


def _remember(known: PublishedFile, found: Fetched | Unchanged, file: SourceFile) -> None:
    known.checked_at, known.failing_since, known.failure = timezone.now(), None, ""
    if isinstance(found, Fetched):
        known.raw = RawFile.objects.get(sha256=rawfiles.digest(file.raw))
        known.etag, known.last_modified = found.seen.etag, found.seen.last_modified
    known.save()


@transaction.atomic
def _nothing_newer(source: str, known: Sequence[PublishedFile]) -> UpdateReport:
    """The publisher was asked and has nothing newer: that is what makes a list's age count from today."""
    now = timezone.now()
    keys = [file.pk for file in known]
    PublishedFile.objects.filter(pk__in=keys).update(checked_at=now, failing_since=None, failure="")
    RestrictedList.objects.filter(active_version__source=source).update(checked_at=now)
    versions = ListVersion.objects.in_force().filter(source=source).order_by("list")
    lists = tuple(ListReport.unchanged(version, reason="the publisher has nothing newer") for version in versions)
    kept = [file.raw for file in known if file.raw]
    return UpdateReport(
        source, LoadReport(source, tuple(FileReport(raw.name, raw.sha256, raw.size) for raw in kept), lists=lists)
    )


@transaction.atomic
def _failed(file: PublishedFile, failure: str, *, actor: Actor) -> UpdateReport:
    """Put a failure on record; the trail is told once of each, not once an hour."""
    if failure != file.failure:
        audit.record(Verb.LIST_NOT_FETCHED, actor=actor, detail={"source": file.source, "failure": failure[:1000]})
    file.failing_since = file.failing_since or timezone.now()
    file.failure = failure
    file.save(update_fields=["failing_since", "failure"])
    return UpdateReport(file.source, None, failure)
