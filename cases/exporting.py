"""Rows for other people's tools: suppliers, hits, cases, decisions, designations, changes and the trail."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import models
from openpyxl import Workbook

from cases import standing
from cases.cell_text import guarded
from cases.models import Decision, Hit, Supplier, SupplierCase
from sanctions.models import AuditEvent, Designation, EntityChange

Row = dict[str, Any]
_PAGE = 500
_Model = TypeVar("_Model", bound=models.Model)


class NothingToExport(ValueError):
    """The kind or the file's ending is not one there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to leave out: rows from before a day, or of other runs (hits only). Standing is asked for `today`."""

    today: date
    since: date | None = None
    run: int | None = None


def export(kind: str, path: Path, asked: Asked) -> int:
    """Write all rows of a kind to a .jsonl, .csv or .xlsx file and return how many there were."""
    if kind not in KINDS:
        raise NothingToExport(f"{kind!r} is none of {', '.join(KINDS)}")
    if path.suffix not in WRITERS:
        raise NothingToExport(f"{path.name}: the ending is none of {', '.join(WRITERS)}")
    if asked.run is not None and kind != "hits":
        raise NothingToExport("only hits belong to a run")
    return WRITERS[path.suffix](path, KINDS[kind](asked))


def _key(supplier: Supplier) -> Row:
    return {
        "supplier": supplier.external_id,
        "source_system": supplier.source_system,
        "company_code": supplier.company_code,
    }


def _suppliers(asked: Asked) -> Iterator[Row]:
    rows = Supplier.objects.order_by("pk")
    if asked.since:
        rows = rows.filter(updated_at__date__gte=asked.since)
    for page in _pages(rows):
        answers = standing.dealings_for(page, day=asked.today)
        for supplier in page:
            yield {
                **_key(supplier),
                "name": supplier.name,
                "country": supplier.country,
                "status": {answer.dealing.value: answer.status.value for answer in answers[supplier.pk].dealings},
                "screened_at": _moment(supplier.screened_at),
            }


def _hits(asked: Asked) -> Iterator[Row]:
    rows = Hit.objects.live().select_related("supplier", "listed_entity", "case", "revision__version").order_by("pk")
    if asked.since:
        rows = rows.filter(created_at__date__gte=asked.since)
    if asked.run is not None:
        rows = rows.filter(run=asked.run)
    for hit in rows.iterator(_PAGE):
        yield {
            **_key(hit.supplier),
            "list": hit.listed_entity.list_id,
            "uid": hit.listed_entity.uid,
            "name": hit.listed_entity.name,
            "matched_name": hit.matched_name,
            "score": round(hit.score, 4),
            "band": hit.band,
            "disposition": hit.disposition,
            "provisional": hit.is_provisional,
            "run": hit.run_id,
            "list_version": hit.revision.version.number,
            "case": hit.case.reference,
        }


def _cases(asked: Asked) -> Iterator[Row]:
    rows = SupplierCase.objects.select_related("supplier", "follows").order_by("pk")
    if asked.since:
        rows = rows.filter(updated_at__date__gte=asked.since)
    for page in _pages(rows):
        answers = standing.dealings_for([case.supplier for case in page], day=asked.today)
        for case in page:
            yield {
                "case": case.reference,
                **_key(case.supplier),
                "state": case.state,
                "opened_at": _moment(case.opened_at),
                "due_at": _moment(case.due_at),
                "follows": case.follows.reference if case.follows else None,
                "dealings": {a.dealing.value: a.status.value for a in answers[case.supplier_id].dealings},
            }


def _decisions(asked: Asked) -> Iterator[Row]:
    rows = Decision.objects.select_related("case__supplier", "proposed_by", "decided_by").order_by("pk")
    if asked.since:
        rows = rows.filter(proposed_at__date__gte=asked.since)
    for decision in rows.iterator(_PAGE):
        yield {
            "case": decision.case.reference,
            **_key(decision.case.supplier),
            "state": decision.state,
            "dealings": decision.dealings,
            "reason": decision.reason,
            "proposed_by": decision.proposed_by.get_username(),
            "proposed_at": _moment(decision.proposed_at),
            "decided_by": decision.decided_by.get_username() if decision.decided_by else None,
            "decided_at": _moment(decision.decided_at),
            "decided_reason": decision.decided_reason,
        }


def _designations(asked: Asked) -> Iterator[Row]:
    rows = Designation.objects.current().select_related("revision__entity").prefetch_related("citations")
    if asked.since:
        rows = rows.filter(listed_on__gte=asked.since)
    for act in rows.order_by("pk").iterator(_PAGE):
        yield {
            "list": act.revision.entity.list_id,
            "uid": act.revision.entity.uid,
            "name": act.revision.entity.name,
            "measure": act.measure,
            "programme": act.programme,
            "citations": [citation.text for citation in act.citations.all()],
            "listed_on": _moment(act.listed_on),
            "listed_derived": act.listed_derived,
            "effective_on": _moment(act.effective_on),
            "ended_on": _moment(act.ended_on),
            "divest_by": _moment(act.divest_by),
            "licence_requirement": act.licence_requirement,
            "licence_scope": act.licence_scope,
            "licence_policy": act.licence_policy,
            "licence_policy_class": act.licence_policy_class,
        }


def _changes(asked: Asked) -> Iterator[Row]:
    rows = EntityChange.objects.exclude(version__seq=None).select_related("version", "entity").order_by("pk")
    if asked.since:
        rows = rows.filter(version__published_on__gte=asked.since)
    for change in rows.iterator(_PAGE):
        yield {
            "list": change.entity.list_id,
            "version": change.version.number,
            "published_on": _moment(change.version.published_on),
            "uid": change.entity.uid,
            "name": change.entity.name,
            "change": change.change,
            "linked_by": change.linked_by,
            "fields": change.fields,
        }


def _trail(asked: Asked) -> Iterator[Row]:
    rows = AuditEvent.objects.order_by("seq")
    if asked.since:
        rows = rows.filter(at__date__gte=asked.since)
    for event in rows.iterator(_PAGE):
        yield {
            "seq": event.seq,
            "at": _moment(event.at),
            "actor_kind": event.actor_kind,
            "actor": event.actor,
            "verb": event.verb,
            "object_type": event.object_type,
            "object_id": event.object_id,
            "payload": json.loads(event.payload),
        }


KINDS: Mapping[str, Callable[[Asked], Iterator[Row]]] = MappingProxyType(
    {
        "suppliers": _suppliers,
        "hits": _hits,
        "cases": _cases,
        "decisions": _decisions,
        "designations": _designations,
        "changes": _changes,
        "audit": _trail,
    }
)


def _pages(rows: models.QuerySet[_Model]) -> Iterator[list[_Model]]:
    found = rows.iterator(_PAGE)
    while page := list(islice(found, _PAGE)):
        yield page


def _moment(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _write_lines(path: Path, rows: Iterable[Row]) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        return sum(bool(out.write(json.dumps(row, ensure_ascii=False) + "\n")) for row in rows)


def _write_csv(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for count, row in enumerate(rows, 1):
            if count == 1:
                writer.writerow(row)
            writer.writerow([_cell(value) for value in row.values()])
    return count


def _write_workbook(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cordon")
    for count, row in enumerate(rows, 1):
        if count == 1:
            sheet.append(list(row))
        sheet.append([_cell(value) for value in row.values()])
    book.save(path)
    return count


def _cell(value: Any) -> Any:
    """A value as a spreadsheet may hold it: text that would run as a formula is defused."""
    if isinstance(value, dict | list):
        return guarded(json.dumps(value, ensure_ascii=False))
    return guarded(value) if isinstance(value, str) else value


WRITERS: Mapping[str, Callable[[Path, Iterable[Row]], int]] = MappingProxyType(
    {".jsonl": _write_lines, ".csv": _write_csv, ".xlsx": _write_workbook}
)
