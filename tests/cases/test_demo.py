"""The demo: everything a first look needs, told in the order it happened, and again at any time."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from pytest_django import Settings

from cases import demo, keys, planning
from cases.models import ApiKey, Hit, ScreeningRun, Supplier, SupplierCase
from sanctions import audit
from sanctions.models import ListVersion


def run() -> dict[str, int]:
    """What the command says stands."""
    out = StringIO()
    call_command("demo", "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def folder(transactional_db: None, settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_demo_tells_the_story_and_may_be_run_again(folder: Path):
    told = run()

    assert told["suppliers"] == Supplier.objects.count() >= 50
    assert told["cases"] == SupplierCase.objects.open().count() >= 30
    assert told["lists"] == ListVersion.objects.in_force().count() >= 5
    assert planning.completeness().is_complete
    assert audit.verify().is_whole

    logins = json.loads((folder / "demo-logins.json").read_text())
    assert stat.S_IMODE((folder / "demo-logins.json").stat().st_mode) == 0o600
    assert set(logins) == {"officer", "approver", "admin", "auditor", "api_key"}
    assert all(authenticate(**logins[role]) for role in demo.ROLES)
    assert keys.recognise(logins["api_key"]).name == demo.KEY_NAME

    before = (Hit.objects.count(), SupplierCase.objects.count(), ScreeningRun.objects.count(), ApiKey.objects.count())
    assert run() == told
    assert json.loads((folder / "demo-logins.json").read_text()) == logins
    after = (Hit.objects.count(), SupplierCase.objects.count(), ScreeningRun.objects.count(), ApiKey.objects.count())
    assert after == before


def test_the_demo_s_suppliers_are_found_by_the_names_the_notices_print(folder: Path):
    run()

    found = {
        (hit.supplier.name, hit.listed_entity.list_id)
        for hit in Hit.objects.live().select_related("supplier", "listed_entity")
    }
    names = {name for name, _ in found}
    assert len(names) >= 35
    assert ("Huawei Marine International Ltd", "us-bis-el") in found
    assert Supplier.objects.active().exclude(hits__ended_at__isnull=True, hits__isnull=False).count() >= 10
