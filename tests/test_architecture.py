"""The house keeps its shape: rooms and floors, migrations, settings, and no address of a package registry."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.validation import validate_schema
from importlinter.cli import lint_imports

from sanctions import catalogue, sources
from sanctions.records import SourceFile

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "sanctions", "cases", "tests")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACTS = {contract["id"]: contract for contract in PROJECT["importlinter"]["contracts"]}


def _files() -> list[Path]:
    """What belongs to the project: what git tracks, or in an unpacked archive everything outside .venv and var."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not {".venv", "var"} & set(path.relative_to(ROOT).parts)]
    return [path for path in found if path.is_file()]


def _modules() -> list[Path]:
    return [path for path in _files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ROOMS]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_rooms_keep_to_their_floors(contract: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = lint_imports(limit_to_contracts=(contract,), cache_dir=str(tmp_path), is_debug_mode=False)

    assert broken == 0, capsys.readouterr().out


def test_the_whole_house_is_typed_strictly():
    assert PROJECT["mypy"]["strict"] is True


def test_no_migration_is_missing(db: None):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_module_opens_with_what_it_is_for():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _modules() if "migrations" not in path.parts}

    assert [path for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


# Taken apart so that this file does not hold them either.
ADDRESSES = ("pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian", "--index" + "-url")


def test_no_file_names_a_package_registry():
    named = [(path, address) for path in _files() for address in ADDRESSES if address.encode() in path.read_bytes()]

    assert named == []


def _read_with(code: str) -> str:
    """The sources that feed a list of themselves; every other list comes in by a dated table or is typed in."""
    own = sorted(source.code for source in sources.all_sources() if code in source.feeds)
    return ", ".join(f"`{name}`" for name in own or ["house" if code == "house" else "table"])


def _table_of_lists() -> str:
    """The README's table as the catalogue and the sources would have it."""
    file = ROOT / "sanctions" / "data" / "lists.csv"
    known = catalogue.lists(SourceFile(file.name, file.read_bytes()))
    rows = [f"| `{code}` | {facts.title} | {_read_with(code)} |" for code, facts in known.items()]
    return "\n".join(["| list | title | read with |", "| --- | --- | --- |", *rows])


def test_the_readme_names_every_list_there_is():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.search(r"<!-- lists: begin[^>]*-->\n(.*?)<!-- lists: end -->", readme, flags=re.S)

    assert told is not None
    assert told[1].strip() == _table_of_lists()


def test_the_openapi_document_has_no_fault(client: Client):
    document = client.get("/api/v1/openapi.json").json()

    validate_schema(document)
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=StringIO())


def test_the_openapi_document_tells_every_address_of_the_api(client: Client):
    told = set(client.get("/api/v1/openapi.json").json()["paths"])

    assert {path.removeprefix("/api/v1") for path in told} >= {
        "/suppliers", "/suppliers/{id}", "/suppliers/{id}/status", "/statuses", "/cases", "/cases/{reference}", "/hits",
        "/suppliers/by-external/{system}/{company_code}/{external_id}", "/decisions", "/lists",
        "/lists/{code}/versions", "/entities", "/designations", "/screen", "/me",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-prove.txt"])
def test_every_requirement_is_pinned_with_its_hashes(name: str):
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    assert lines
    assert [line for line in lines if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
