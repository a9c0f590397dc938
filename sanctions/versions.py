"""The rows of a list and its versions: made on first need, numbered, found again, and put away as history."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from sanctions import audit, staging
from sanctions.audit import SYSTEM, Actor, Verb
from sanctions.catalogue import list_facts
from sanctions.diff import Change
from sanctions.loading_errors import LoadInProgress
from sanctions.models import ListVersion, RawFile, RestrictedList, VersionState
from sanctions.records import Coverage, RowError, Source

_KEPT_ERRORS = 200  # of a file that is wrong throughout the first two hundred say enough


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file set as it arrived: from which source, by whom, and what its bringer says of it."""

    source: Source
    kept: tuple[RawFile, ...]
    published_on: date
    published_assumed: bool
    coverage: Coverage
    actor: Actor
    shrunk: tuple[str, ...] = ()  # the lists of which it has far fewer entries than are in force
    progress: Callable[[int, int], None] | None = None  # told how many changes of a list are written, and of how many
    new_feed: str = ""  # why it is to feed a list that another source has fed until now

    @property
    def fingerprint(self) -> str:
        """One hash for the set, whatever the order it came in."""
        return hashlib.sha256("\n".join(sorted(file.sha256 for file in self.kept)).encode()).hexdigest()


def the_list(code: str) -> RestrictedList:
    """The list's row, made from the catalogue when it is first needed."""
    facts = asdict(list_facts(code))
    return RestrictedList.objects.select_related("active_version").get_or_create(code=code, defaults=facts)[0]


def new_version(
    restricted: RestrictedList,
    delivery: Delivery,
    *,
    state: VersionState,
    reason: str = "",
    rows: tuple[int, int] = (0, 0),
    errors: Sequence[RowError] = (),
) -> ListVersion:
    """The next version of a list."""
    try:
        with transaction.atomic():
            RestrictedList.objects.select_for_update(no_key=True).get(pk=restricted.pk)
            last = restricted.versions.aggregate(last=Max("number"))["last"] or 0
            version = ListVersion.objects.create(
                list=restricted,
                number=last + 1,
                source=delivery.source.code,
                fingerprint=delivery.fingerprint,
                published_on=delivery.published_on,
                published_assumed=delivery.published_assumed,
                coverage=delivery.coverage,
                state=state,
                reason=reason,
                rows_read=rows[0],
                rows_rejected=rows[1],
                errors=[asdict(error) for error in errors[:_KEPT_ERRORS]],
                loaded_by=delivery.actor.name,
            )
            version.files.set(delivery.kept)
    except IntegrityError as error:
        raise LoadInProgress(f"{restricted.pk}: another load of this list has begun") from error
    return version


def same_file(restricted: RestrictedList, delivery: Delivery) -> ListVersion | None:
    """The version that already is this file: in force, held, or put away as older."""
    if delivery.new_feed:
        return None
    mine = Q(state__in=[VersionState.ACTIVE, VersionState.HELD])
    if not delivery.published_assumed:
        mine |= Q(state=VersionState.SUPERSEDED, published_on=delivery.published_on, seq=None)
    same = restricted.versions.filter(source=delivery.source.code, coverage=delivery.coverage)
    return same.filter(mine, fingerprint=delivery.fingerprint).order_by("number").last()


def why_only_history(restricted: RestrictedList, delivery: Delivery) -> str:
    """Why a file is stored without being able to come into force; empty where it may."""
    standing = restricted.active_version
    if restricted.feed and restricted.feed != delivery.source.code and not delivery.new_feed:
        return f"{restricted.feed} feeds this list; another source is kept for comparison only"
    if standing is None:
        return ""
    if delivery.coverage is Coverage.EXCERPT and standing.coverage == Coverage.FULL:
        return f"an excerpt does not replace full version {standing.number}"
    if delivery.published_on < standing.published_on and not standing.published_assumed:
        return f"published before version {standing.number} of {standing.published_on}, which is in force"
    return ""


def clear_interrupted(restricted: RestrictedList) -> None:
    """Put away what a killed load left; the caller holds the list, so nobody is still at it."""
    for version in restricted.versions.filter(state=VersionState.FETCHED):
        staging.unstage(version)
        with transaction.atomic():
            version.state, version.reason = VersionState.REJECTED, "the load was interrupted before it was complete"
            version.save()
            audit.record(Verb.LIST_INTERRUPTED, actor=SYSTEM, obj=version, detail=summary(version))


def summary(version: ListVersion) -> dict[str, object]:
    """A version as the trail keeps it."""
    return {
        "list": version.list_id,
        "version": version.number,
        "source": version.source,
        "files": sorted(version.files.values_list("sha256", flat=True)),
        "published_on": version.published_on,
        "published_assumed": version.published_assumed,
        "coverage": str(version.coverage),
        "state": str(version.state),
        "reason": version.reason,
        "seq": version.seq,
        "rows_read": version.rows_read,
        "rows_rejected": version.rows_rejected,
        "entities": version.entities,
        **{change.value: getattr(version, change) for change in Change},
    }
