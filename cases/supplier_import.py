"""Supplier files into the database: the good rows land, the bad ones go to an error file, nothing is done twice."""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from cases import supplier_file, supplier_records
from cases.cell_text import guarded
from cases.models import ActingEntity, Supplier, SupplierName
from cases.supplier_file import FileRow, Stream, SupplierFile
from cases.supplier_records import Landed
from cases.supplier_row import COLUMNS, KEY, REQUIRED, BadCell, parts_of
from sanctions import audit
from sanctions.audit import Actor, Verb
from sanctions.statistics import recount

BATCH = 1_000  # suppliers per transaction
SQLITE_PAUSE = 0.02  # seconds between two of them, so that the web can write too: SQLite has one writer at a time
_PATIENCE = 9  # times that other imports may come first with suppliers of a batch
ERROR_COLUMNS = ("line", "column", "reason", "value")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file: rows = created + updated + unchanged + rejected, always."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    errors_file: str | None


def import_file(
    name: str, source: bytes | Path, *, system: str, actor: Actor, errors_to: Path | None = None
) -> ImportReport:
    """Land a file's good rows under their keys. Raises FileRejected before anything is changed."""
    with _opened(source) as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        file = supplier_file.read(name, stream, required=REQUIRED, known=COLUMNS)
        rows = sum(1 for _ in file.rows())  # the file is understood to its end before its first row lands
        with _ErrorFile(errors_to, file.columns) as errors:
            landed = _land_all(file, system, errors)
    report = ImportReport(
        rows=rows,
        created=landed.created,
        updated=landed.updated,
        unchanged=landed.unchanged,
        rejected=errors.count,
        errors_file=errors.written_to,
    )
    with transaction.atomic():
        counts = {part: value for part, value in asdict(report).items() if part != "errors_file"}
        detail = {"file": name, "sha256": digest, "system": system, **counts}
        audit.record(Verb.SUPPLIER_IMPORTED, actor=actor, detail=detail)
    return report


@transaction.atomic
def save_one(values: Mapping[str, str], *, system: str, by: User) -> Supplier:
    """Land one typed supplier under its key, its cells written as in a file. Raises BadCell for a wrong one."""
    codes = frozenset(ActingEntity.objects.values_list("code", flat=True))
    parts = parts_of({column: values.get(column, "").strip() for column in COLUMNS}, acting_entities=codes)
    landed = _land([parts], system, states_all=True)
    key = {column: parts[column] for column in KEY}
    supplier = Supplier.objects.get(source_system=system, **key)
    if not landed.unchanged:
        verb = Verb.SUPPLIER_ENTERED if landed.created else Verb.SUPPLIER_EDITED
        detail = {"system": system, **key, "name": supplier.name, "version": supplier.version}
        audit.record(verb, actor=Actor.of(by), obj=supplier, detail=detail)
    return supplier


@contextmanager
def _opened(source: bytes | Path) -> Iterator[Stream]:
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as stream:
        yield stream


def _land_all(file: SupplierFile, system: str, errors: _ErrorFile) -> Landed:
    landed = Landed()
    states_all = set(file.columns) == set(COLUMNS)
    for batch in _batches(_accepted(file, errors)):
        landed += _land(batch, system, states_all=states_all)
        if connection.vendor == "sqlite":
            time.sleep(SQLITE_PAUSE)
    recount(Supplier, SupplierName, written=landed.created)
    return landed


def _land(batch: list[dict[str, Any]], system: str, *, states_all: bool) -> Landed:
    for _ in range(_PATIENCE):
        try:
            return supplier_records.land(batch, system=system, states_all=states_all)
        except IntegrityError:  # another import made one of these suppliers since we looked: now we see it
            continue
    return supplier_records.land(batch, system=system, states_all=states_all)


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _accepted(file: SupplierFile, errors: _ErrorFile) -> Iterator[dict[str, Any]]:
    """What the usable rows state; the others go to the error file."""
    codes = frozenset(ActingEntity.objects.values_list("code", flat=True))
    first_seen: dict[tuple[str, ...], int] = {}
    for row in file.rows():
        try:
            parts = _stated(row, codes)
            key = tuple(parts.get(column, "") for column in KEY)
            line = first_seen.setdefault(key, row.line)
            if line != row.line:
                raise BadCell("external_id", f"stands in this file already, at line {line}", parts["external_id"])
        except BadCell as bad:
            errors.write(row, bad)
        else:
            yield parts


def _stated(row: FileRow, codes: frozenset[str]) -> dict[str, Any]:
    if row.fault:
        raise BadCell("", row.fault.message, "")
    return parts_of(row.values, acting_entities=codes)


class _ErrorFile:
    """A CSV of the rows that did not land: where, what and why, then the row as it stood. Made at the first one."""

    def __init__(self, path: Path | None, columns: tuple[str, ...]) -> None:
        self.count = 0
        self._path, self._columns = path, columns
        self._files = ExitStack()
        self._cells: Any = None

    def __enter__(self) -> _ErrorFile:
        if self._path:
            self._path.unlink(missing_ok=True)  # what an earlier import rejected is not what this one rejects
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    @property
    def written_to(self) -> str | None:
        """Where the rejected rows stand, None where there are none or nobody asked for them."""
        return str(self._path) if self._path and self.count else None

    def write(self, row: FileRow, bad: BadCell) -> None:
        """Add one row."""
        self.count += 1
        if not self._path:
            return
        if self._cells is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # With a mark: spreadsheet programs take a UTF-8 file without one for something else.
            file = self._files.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
            self._cells = csv.writer(file)
            self._cells.writerow([*ERROR_COLUMNS, *self._columns])
        cells = (str(row.line), bad.column, bad.reason, bad.value, *row.cells)
        self._cells.writerow([guarded(cell) for cell in cells])
