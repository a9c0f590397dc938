"""The desk as a newcomer finds it: people, lists in the order they were published, suppliers, cases waiting."""

from __future__ import annotations

import csv
import json
import os
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from cases import keys, rescreening, roles, supplier_import
from cases.keys import Scope
from cases.models import ActingEntity, ApiKey, Hit, Supplier, SupplierCase
from sanctions import loading, rawfiles
from sanctions.audit import SYSTEM
from sanctions.models import ListVersion, VersionState
from sanctions.records import Coverage, SourceFile

SUPPLIERS = Path(__file__).parent / "data" / "sample_suppliers.csv"
SYSTEM_CODE = "SAP"
ROLES = ("officer", "approver", "admin", "auditor")
KEY_NAME = "demo ERP"
OUR_COMPANIES = (
    {"code": "US01", "name": "Our company in the United States", "jurisdiction": "US", "is_us_person": True},
    {"code": "DE01", "name": "Our company in Germany", "jurisdiction": "DE", "is_us_person": False},
)


def set_up(*, starter: Path, logins: Path, say: Callable[[str], None]) -> dict[str, int]:
    """Bring the database to the demo's state; what stands already is left as it is. Returns what stands then."""
    write_logins(logins)
    for company in OUR_COMPANIES:
        ActingEntity.objects.get_or_create(code=company["code"], defaults=company)
    supplier_import.import_file(SUPPLIERS.name, SUPPLIERS, system=SYSTEM_CODE, actor=SYSTEM)
    rescreening.work_off()  # so that every later run is a list's doing, as it was then
    for path, published_on in starter_files(starter):
        if load_starter(path, published_on=published_on):
            say(f"{published_on}: {path.name}")
            rescreening.work_off()
    rescreening.work_off()
    return {
        "suppliers": Supplier.objects.count(),
        "lists": ListVersion.objects.in_force().count(),
        "hits": Hit.objects.live().count(),
        "cases": SupplierCase.objects.open().count(),
    }


def starter_files(folder: Path) -> list[tuple[Path, date]]:
    """The starter lists with their published days, oldest first, as their index states them."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as handle:
        return [(folder / row["file"], date.fromisoformat(row["published_on"])) for row in csv.DictReader(handle)]


def load_starter(path: Path, *, published_on: date) -> bool:
    """Load one starter list unless this very file was loaded before; whether it was."""
    raw = path.read_bytes()
    if ListVersion.objects.exclude(state=VersionState.FETCHED).filter(files=rawfiles.digest(raw)).exists():
        return False
    files = (SourceFile(path.name, raw),)
    loading.load("table", files, published_on=published_on, coverage=Coverage.EXCERPT, actor=SYSTEM)
    return True


@transaction.atomic
def write_logins(path: Path) -> None:
    """Make the demo's people and key, and write their passwords where only the owner of the desk can read them.

    Passwords are made at random, and made anew where the file is gone or a person in it is.
    """
    groups = roles.sync()
    known = _read(path)
    logins: dict[str, Any] = {}
    for role in ROLES:
        login = known.get(role)
        user, is_new = User.objects.get_or_create(username=role, defaults={"is_staff": True})
        user.groups.set([groups[role], *([groups["data_entry"]] if role == "admin" else [])])
        if is_new or not login or not user.check_password(login["password"]):
            login = {"username": role, "password": secrets.token_urlsafe(12)}
            user.set_password(login["password"])
            user.save(update_fields=["password"])
        logins[role] = login
    stands = ApiKey.objects.filter(name=KEY_NAME, revoked_at__isnull=True).exists()
    logins["api_key"] = (known.get("api_key") if stands else None) or keys.issue(KEY_NAME, scopes=tuple(Scope)).plain
    _write(path, logins)


def _read(path: Path) -> dict[str, Any]:
    try:
        logins = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return logins if isinstance(logins, dict) else {}


def _write(path: Path, logins: dict[str, Any]) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(logins, handle, indent=1)
    new.replace(path)
