"""What a load did, list by list, as it is told to whoever loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sanctions.diff import Change
from sanctions.loading_errors import LoadingError
from sanctions.models import ListVersion, VersionState
from sanctions.records import Coverage, RowError

SKIPPED = "skipped"  # not a state of any version: another load of the list was running


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it was kept."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ListReport:
    """What one file set did to one list. `version` is empty where nothing was stored."""

    list: str
    version: int | None
    published_on: date
    published_assumed: bool
    coverage: str
    state: str
    reason: str
    rows_read: int
    rows_rejected: int
    entities: int
    added: int = 0
    amended: int = 0
    cosmetic: int = 0
    delisted: int = 0
    relisted: int = 0
    linked: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, version: ListVersion) -> ListReport:
        """A version with everything it changed."""
        changes = {change.value: getattr(version, change) for change in Change}
        return cls(**_facts(version), **changes, linked=version.linked)

    @classmethod
    def unchanged(cls, version: ListVersion, *, reason: str) -> ListReport:
        """A version that already says what the file says."""
        return cls(**{**_facts(version), "reason": reason})

    @classmethod
    def skipped(cls, code: str, *, published_on: date, assumed: bool, coverage: Coverage, reason: str) -> ListReport:
        """A list another loader holds."""
        return cls(code, None, published_on, assumed, coverage.value, SKIPPED, reason, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a file set did to all its lists."""

    source: str
    files: tuple[FileReport, ...]
    lists: tuple[ListReport, ...] = ()
    errors: tuple[RowError, ...] = ()

    @property
    def has_finding(self) -> bool:
        """Whether somebody has to look: a held version, a list left out, rows that could not be read."""
        waiting = {VersionState.HELD.value, SKIPPED}
        return bool(self.errors) or any(part.state in waiting for part in self.lists)

    def plain(self) -> dict[str, Any]:
        """The report in words, numbers and lists only."""
        lists = [{**asdict(part), "published_on": part.published_on.isoformat()} for part in self.lists]
        return {
            "source": self.source,
            "files": [asdict(part) for part in self.files],
            "lists": lists,
            "errors": [asdict(part) for part in self.errors],
        }


class LoadRejected(LoadingError):
    """The whole file set was refused; the report names the place. Every list stands as it stood."""

    def __init__(self, report: LoadReport, message: str) -> None:
        super().__init__(message)
        self.report = report


def _facts(version: ListVersion) -> dict[str, Any]:
    return {
        "list": version.list_id,
        "version": version.number,
        "published_on": version.published_on,
        "published_assumed": version.published_assumed,
        "coverage": str(version.coverage),
        "state": str(version.state),
        "reason": version.reason,
        "rows_read": version.rows_read,
        "rows_rejected": version.rows_rejected,
        "entities": version.entities,
    }
