"""The door to the lists: files, typed entries and a second person's word, and nothing else, change what is in force.

A file is kept, parsed and split into its lists. Each list is laid beside what is in force, written invisibly, judged by
the guard, and then activated or held in one short transaction that ends with its audit event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from sanctions import activation, audit, rawfiles, sources, staging
from sanctions.audit import Actor, Verb
from sanctions.canonical import canonical, from_canonical
from sanctions.comparing import field_changes, is_cosmetic
from sanctions.diff import Change, EntryChange
from sanctions.guard import Arrival, Outline, judge, outline
from sanctions.in_force import Comparison, compare, known_entries, records_in_force, shrunk_lists
from sanctions.list_lock import list_lock
from sanctions.load_report import FileReport, ListReport, LoadRejected, LoadReport
from sanctions.loading_errors import (
    LoadInProgress,
    NoSuchEntry,
    NotAnotherFeed,
    NotHeld,
    NotPermitted,
    NotPlausible,
    NotTypedHere,
    ReasonMissing,
    SamePerson,
)
from sanctions.models import EntityChange, EntityRevision, ListedEntity, ListVersion, RestrictedList, VersionState
from sanctions.reading import FileRejected, RowRejected
from sanctions.records import Coverage, ListedRecord, Parsed, ParsedList, RowError, Source, SourceFile
from sanctions.sources.plausible import plausible
from sanctions.versions import Delivery, clear_interrupted, new_version, same_file, summary, the_list, why_only_history

HOUSE = "house"
MAY_DECIDE = "sanctions.change_listversion"
MAY_TYPE = "sanctions.change_listedentity"
_PATIENCE = 10.0  # seconds a person waits for a list that is being loaded
_KEPT_WARNINGS = 200


def load(
    source_code: str,
    files: Sequence[SourceFile],
    *,
    published_on: date | None,
    actor: Actor,
    coverage: Coverage = Coverage.FULL,
    progress: Callable[[int, int], None] | None = None,
) -> LoadReport:
    """Take a publisher's file set into the lists it holds. Without a published day, today is assumed and said so.

    Raises LoadRejected where the file set as a whole cannot be used; then every list stands as it stood.
    """
    source = sources.source(source_code)
    delivery = Delivery(
        source=source,
        kept=tuple(rawfiles.keep(file) for file in files),
        published_on=published_on or timezone.now().date(),
        published_assumed=published_on is None,
        coverage=coverage,
        actor=actor,
        progress=progress,
    )
    told = LoadReport(source.code, tuple(FileReport(f.name, rawfiles.digest(f.raw), len(f.raw)) for f in files))
    try:
        parsed = source.parse(tuple(files))
    except FileRejected as error:
        fault = RowError(error.file, error.line, error.code, error.message)
        raise _refused(delivery, replace(told, errors=(fault,)), str(error)) from error
    if parsed.errors and not parsed.lists:
        raise _refused(delivery, replace(told, errors=parsed.errors), "no row names a list this house knows")
    delivery = replace(delivery, shrunk=shrunk_lists(source, parsed))
    reports = tuple(_load_list(delivery, part, parsed) for part in parsed.lists if _concerns(part, source))
    return replace(told, lists=reports, errors=parsed.errors)


def _concerns(part: ParsedList, source: Source) -> bool:
    """A list without rows matters where this source had filled it; a list that was always empty does not."""
    fed = RestrictedList.objects.filter(pk=part.list, active_version__source=source.code)
    return bool(part.records or part.rows_rejected) or fed.exists()


@transaction.atomic
def _refused(delivery: Delivery, report: LoadReport, message: str) -> LoadRejected:
    """Put a refused file set on record: a rejected version for each list it would have changed, and the trail."""
    lists = {found.pk: found for found in RestrictedList.objects.filter(feed=delivery.source.code)}
    if not lists and len(delivery.source.feeds) == 1:
        lists = {delivery.source.feeds[0]: the_list(delivery.source.feeds[0])}
    for restricted in lists.values():
        last = restricted.versions.order_by("number").last()
        if last and (last.state, last.fingerprint) == (VersionState.REJECTED, delivery.fingerprint):
            continue  # offered again every hour, a broken file is still one broken file
        new_version(restricted, delivery, state=VersionState.REJECTED, reason=message, errors=report.errors)
    detail = {
        "source": delivery.source.code,
        "files": [file.sha256 for file in report.files],
        "lists": sorted(lists),
        "errors": [asdict(error) for error in report.errors[:1]],
    }
    audit.record(Verb.LIST_FILE_REFUSED, actor=delivery.actor, detail=detail)
    return LoadRejected(report, message)


def _load_list(delivery: Delivery, part: ParsedList, parsed: Parsed) -> ListReport:
    try:
        with list_lock(part.list):
            restricted = the_list(part.list)
            clear_interrupted(restricted)
            report = _load_locked(restricted, delivery, part, parsed)
            RestrictedList.objects.filter(pk=part.list).update(checked_at=timezone.now())
            return report
    except LoadInProgress as busy:
        return ListReport.skipped(
            part.list,
            published_on=delivery.published_on,
            assumed=delivery.published_assumed,
            coverage=delivery.coverage,
            reason=str(busy),
        )


def _load_locked(restricted: RestrictedList, delivery: Delivery, part: ParsedList, parsed: Parsed) -> ListReport:
    if same := same_file(restricted, delivery):
        return ListReport.unchanged(same, reason=f"same file as version {same.number}")
    if why := why_only_history(restricted, delivery):
        return ListReport.of(_keep_as_history(restricted, delivery, part, parsed, why))
    found = compare(part, coverage=delivery.coverage)
    held = restricted.versions.filter(state=VersionState.HELD).first()
    if held and _says_the_same(held, found):
        return ListReport.unchanged(held, reason=f"the same changes as version {held.number}, which is held")
    version = new_version(
        restricted,
        delivery,
        state=VersionState.FETCHED,
        rows=(part.rows_read, part.rows_rejected),
        errors=parsed.errors if part.rows_rejected else (),
    )
    staging.stage(version, found.diff.changes, known=found.known, progress=delivery.progress)
    beside = tuple(code for code in delivery.shrunk if code != part.list)
    holds = _judged(version, restricted.active_version, part, parsed, found, beside=beside)
    _finish(version, held=held, holds=(*_new_feed(restricted, delivery), *holds), actor=delivery.actor)
    return ListReport.of(version)


def _new_feed(restricted: RestrictedList, delivery: Delivery) -> tuple[str, ...]:
    """Another feed is always looked at by a second person, however little it changes."""
    if not delivery.new_feed:
        return ()
    return (f"{delivery.source.code} is to feed this list instead of {restricted.feed}: {delivery.new_feed}",)


def propose_feed(version: ListVersion, *, by: User, reason: str) -> ListVersion:
    """Let the source of a version kept for comparison feed the list from now on, once a second person releases it.

    The kept files are read again and held: what they change of the list in force is the preview. Raises NotAnotherFeed
    where the version's source feeds the list already.
    """
    _require(by, MAY_DECIDE, to=f"change the feed of {version.list_id}")
    if not reason.strip():
        raise ReasonMissing(f"{version.list_id}: say why another source should feed it")
    if version.source == version.list.feed or version.coverage != Coverage.FULL or version.seq is not None:
        raise NotAnotherFeed(f"{version} is not a full version of another source kept for comparison")
    standing = version.list.active_version
    if standing and version.published_on < standing.published_on:
        raise NotAnotherFeed(f"{version} was published before version {standing.number}, which is in force")
    source = sources.source(version.source)
    files = tuple(version.files.order_by("name"))
    delivery = Delivery(
        source=source,
        kept=files,
        published_on=version.published_on,
        published_assumed=version.published_assumed,
        coverage=Coverage.FULL,
        actor=Actor.of(by),
        new_feed=reason.strip(),
    )
    parsed = source.parse(tuple(SourceFile(file.name, rawfiles.read(file)) for file in files))
    part = next(part for part in parsed.lists if part.list == version.list_id)
    with list_lock(version.list_id, wait=_PATIENCE):
        restricted = the_list(version.list_id)
        clear_interrupted(restricted)
        _load_locked(restricted, delivery, part, parsed)
        return restricted.versions.latest("number")


def _keep_as_history(
    restricted: RestrictedList, delivery: Delivery, part: ParsedList, parsed: Parsed, why: str
) -> ListVersion:
    rows = (part.rows_read, part.rows_rejected)
    errors = parsed.errors if part.rows_rejected else ()
    with transaction.atomic():
        version = new_version(restricted, delivery, state=VersionState.SUPERSEDED, reason=why, rows=rows, errors=errors)
        _describe(version, outline(part.records))
        version.save()
        audit.record(Verb.LIST_LOADED, actor=delivery.actor, obj=version, detail=summary(version))
    return version


def _says_the_same(held: ListVersion, found: Comparison) -> bool:
    """Whether a file would change exactly what a held version already waits to change."""
    waiting = EntityChange.objects.filter(version=held).values_list("after__sha256", "entity__uid")
    offered = (
        (rawfiles.digest(canonical(item.after).encode()), "") if item.after else ("", item.uid)
        for item in found.diff.changes
    )
    return {(sha256, "") if sha256 else ("", uid) for sha256, uid in waiting} == set(offered)


def _judged(
    version: ListVersion,
    standing: ListVersion | None,
    part: ParsedList,
    parsed: Parsed,
    found: Comparison,
    *,
    beside: tuple[str, ...],
) -> tuple[str, ...]:
    """Write down what the version holds and changes; returns why it must wait, if it must."""
    base = None
    if standing and standing.coverage == Coverage.FULL:
        base = Outline(standing.entities, standing.programmes, standing.fill)
    seen = _carried(outline(found.records), base, part)
    arrival = Arrival(
        outline=seen,
        in_force=standing.entities if standing else 0,
        delisted=found.diff.count(Change.DELISTED),
        rows_rejected=part.rows_rejected,
        rows_unplaced=parsed.rows_unplaced,
        native_ids=found.diff.native_ids,
        unrelated=found.diff.unrelated,
        shrunk_beside=beside,
    )
    verdict = judge(arrival, base=base)
    _describe(version, seen)
    for change in Change:
        setattr(version, change, found.diff.count(change))
    version.linked = dict(found.diff.linked)
    version.warnings = _warnings(part, found, verdict.warnings)
    return verdict.holds


def _carried(seen: Outline, base: Outline | None, part: ParsedList) -> Outline:
    """Fields the file set could not state count as full as they were."""
    before = {field: share for field, share in (base.fill if base else {}).items() if field in part.absent}
    return replace(seen, fill={**seen.fill, **before})


def _describe(version: ListVersion, seen: Outline) -> None:
    version.entities = seen.entries
    version.programmes = dict(seen.programmes)
    version.fill = dict(seen.fill)


def _warnings(part: ParsedList, found: Comparison, guarded: Sequence[str]) -> list[str]:
    missing = [f"this file set does not state {', '.join(part.absent)}: kept as they were"] if part.absent else []
    every = [*guarded, *missing, *part.warnings, *found.diff.warnings]
    more = len(every) - _KEPT_WARNINGS
    return [*every[:_KEPT_WARNINGS], *([f"and {more} more"] if more > 0 else [])]


@transaction.atomic
def _finish(version: ListVersion, *, held: ListVersion | None, holds: Sequence[str], actor: Actor) -> None:
    """Activate or hold, in one short transaction; a version that was waiting until now is overtaken."""
    if held:
        activation.withdraw(held, state=VersionState.SUPERSEDED, reason=f"overtaken by version {version.number}")
        audit.record(Verb.LIST_OVERTAKEN, actor=actor, obj=held, detail=summary(held))
    if holds:
        activation.hold(version, reason="; ".join(holds))
    else:
        activation.put_in_force(version)
    verb = Verb.LIST_HELD if holds else Verb.LIST_ACTIVATED
    audit.record(verb, actor=actor, obj=version, detail=summary(version))


def release(version: ListVersion, *, by: User, reason: str) -> ListVersion:
    """Let a held version come into force with its delistings, on a second person's word."""
    with list_lock(version.list_id, wait=_PATIENCE), transaction.atomic():
        held = _decided(version, by=by, reason=reason)
        activation.put_in_force(held)
        audit.record(Verb.LIST_RELEASED, actor=Actor.of(by), obj=held, detail=summary(held) | {"decided": reason})
    return held


def reject(version: ListVersion, *, by: User, reason: str) -> ListVersion:
    """Put a held version away on a second person's word; what it added provisionally is withdrawn."""
    with list_lock(version.list_id, wait=_PATIENCE), transaction.atomic():
        held = _decided(version, by=by, reason=reason)
        activation.withdraw(held, state=VersionState.REJECTED, reason=held.reason)
        audit.record(Verb.LIST_REJECTED, actor=Actor.of(by), obj=held, detail=summary(held) | {"decided": reason})
    return held


def _decided(version: ListVersion, *, by: User, reason: str) -> ListVersion:
    _require(by, MAY_DECIDE, to=f"decide {version}")
    held = ListVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if held.state != VersionState.HELD:
        raise NotHeld(f"{held} is {held.state}, not held: there is nothing to decide")
    if by.get_username() == held.loaded_by:
        raise SamePerson(f"{held} was loaded by {held.loaded_by}: another person decides")
    if not reason.strip():
        raise ReasonMissing(f"{held}: say why")
    held.decided_by, held.decided_reason = by, reason.strip()
    return held


def _require(person: User, permission: str, *, to: str) -> None:
    if not person.has_perm(permission):
        raise NotPermitted(f"{person.get_username()} may not {to}: this user has no such right, or is switched off")


def enter_by_hand(record: ListedRecord, *, by: User, uid: str = "") -> ListedEntity:
    """Put a typed entry on the house's own list, or let it replace the entry of that uid; a new version either way."""
    if record.list != HOUSE:
        raise NotTypedHere(f"{record.list}: entries are typed into the list {HOUSE!r} only")
    _require(by, MAY_TYPE, to=f"type into the list {HOUSE!r}")
    try:
        plausible(record)
    except RowRejected as fault:
        raise NotPlausible(f"{record.primary_name}: {fault.message}") from fault
    with list_lock(HOUSE, wait=_PATIENCE), transaction.atomic():
        change = _typed(record, uid)
        if change.before == record and change.change is not Change.RELISTED:
            return ListedEntity.objects.get(list_id=HOUSE, uid=uid)  # saved again without a change
        version = _by_hand(change, by=by)
        entity = ListedEntity.objects.get(changes__version=version)
        audit.record(Verb.HOUSE_ENTERED, actor=Actor.of(by), obj=entity, detail=summary(version) | {"uid": entity.uid})
    return entity


def withdraw_by_hand(entity: ListedEntity, *, by: User, reason: str) -> ListVersion:
    """Take an entry off the house's own list; the row and its history stay."""
    if entity.list_id != HOUSE:
        raise NotTypedHere(f"{entity}: only entries of the list {HOUSE!r} are withdrawn by hand")
    _require(by, MAY_TYPE, to=f"withdraw {entity}")
    if not reason.strip():
        raise ReasonMissing(f"{entity}: say why it is withdrawn")
    with list_lock(HOUSE, wait=_PATIENCE), transaction.atomic():
        before = records_in_force(HOUSE).get(entity.uid)
        if before is None:
            raise NoSuchEntry(f"{entity} is not on the list {HOUSE!r} any more")
        version = _by_hand(EntryChange(Change.DELISTED, entity.uid, before, None), by=by)
        detail = summary(version) | {"uid": entity.uid, "why": reason.strip()}
        audit.record(Verb.HOUSE_WITHDRAWN, actor=Actor.of(by), obj=entity, detail=detail)
    return version


def _typed(record: ListedRecord, uid: str) -> EntryChange:
    if not uid:
        return EntryChange(Change.ADDED, "", None, record)
    last = EntityRevision.objects.filter(entity__list_id=HOUSE, entity__uid=uid).select_related("entity").last()
    if last is None:
        raise NoSuchEntry(f"{uid!r} is not an entry of the list {HOUSE!r}")
    before = from_canonical(last.canonical)
    change = Change.COSMETIC if is_cosmetic(before, record) else Change.AMENDED
    if last.entity.is_delisted:
        change = Change.RELISTED
    return EntryChange(change, uid, before, record, None, field_changes(before, record))


def _by_hand(change: EntryChange, *, by: User) -> ListVersion:
    """One typed change as a version of its own; the whole list as it then stands is the file that is kept."""
    restricted, known, entries = the_list(HOUSE), known_entries(HOUSE), records_in_force(HOUSE)
    clear_interrupted(restricted)
    entries.pop(change.uid, None)
    records = [*entries.values(), *([change.after] if change.after else [])]
    text = "".join(f"{canonical(record)}\n" for record in records)
    delivery = Delivery(
        source=sources.source(HOUSE),
        kept=(rawfiles.keep(SourceFile("house.jsonl", text.encode())),),
        published_on=timezone.now().date(),
        published_assumed=False,
        coverage=Coverage.FULL,
        actor=Actor.of(by),
    )
    version = new_version(restricted, delivery, state=VersionState.FETCHED, rows=(len(records), 0))
    staging.stage(version, [change], known=known)
    _describe(version, outline(records))
    setattr(version, change.change, 1)
    activation.put_in_force(version)
    return version
