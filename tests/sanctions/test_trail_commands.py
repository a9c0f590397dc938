"""The trail from the command line."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sanctions import audit
from sanctions.audit import SYSTEM, Verb
from sanctions.models import AuditHead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trail():
    for number in range(3):
        audit.record(Verb.LIST_LOADED, actor=SYSTEM, detail={"number": number})


def answer_of(*command: str) -> dict[str, object]:
    out = StringIO()
    call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_whole_trail_is_said_to_be_whole():
    assert answer_of("audit_verify") == {"events": 3, "first_bad": None, "kind": None}


def test_a_tampered_trail_ends_with_one():
    AuditHead.objects.update(hash="0" * 64)
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("audit_verify", "--json", stdout=out)

    assert end.value.code == 1
    assert json.loads(out.getvalue()) == {"events": 3, "first_bad": 3, "kind": "head"}


def test_the_trail_is_exported_line_by_line(tmp_path):
    path = tmp_path / "trail.jsonl"

    assert answer_of("audit_export", "--out", str(path)) == {"rows": 3}

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert lines[1]["prev"] == lines[0]["hash"]


def test_a_place_that_cannot_be_written_is_bad_input(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("audit_export", "--out", str(tmp_path / "nowhere" / "trail.jsonl"))

    assert refusal.value.returncode == 2
