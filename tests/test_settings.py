"""What the environment may say, and that nothing said is a safe laptop."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"\b(?:text|flag|words|lists_of_words)\(\s*\"([A-Z_]+)\"")
SHOW = """
import json, sys
from config import settings
json.dump({name: getattr(settings, name) for name in sys.argv[1:]}, sys.stdout, default=str)
"""


def settings_under(tmp_path: Path, *names: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The named settings as a fresh process sees them, with nothing in its environment but what is given."""
    clean = {"PATH": os.environ["PATH"], "CORDON_DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60
    )


def told(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_every_variable_has_its_line_in_the_example():
    code = "".join((ROOT / "config" / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py"))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(READ.findall(code)) == set(re.findall(r"^([A-Z_]+)=", example, flags=re.M))


def test_only_the_settings_read_the_environment():
    reading = re.compile(r"os\.environ(?!\.setdefault)|os\.getenv")
    elsewhere = [
        path.relative_to(ROOT)
        for room in ("config", "sanctions", "cases")
        for path in (ROOT / room).rglob("*.py")
        if reading.search(path.read_text(encoding="utf-8")) and path.name not in ("environment.py", "serving.py")
    ]

    assert elsewhere == []


def test_with_nothing_set_only_this_machine_is_served(tmp_path: Path):
    names = ("DEBUG", "BIND", "ALLOWED_HOSTS", "SECRET_KEY", "CELERY_BROKER_URL", "DATABASES")

    seen = told(settings_under(tmp_path, *names))

    assert (seen["DEBUG"], seen["BIND"]) == (False, "127.0.0.1")
    assert seen["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert seen["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    assert seen["CELERY_BROKER_URL"] == "filesystem://"


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path):
    first = told(settings_under(tmp_path, "SECRET_KEY"))
    second = told(settings_under(tmp_path, "SECRET_KEY"))

    assert first == second
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "given", [{}, {"SECRET_KEY": "x" * 50}, {"ALLOWED_HOSTS": "desk.example"}], ids=["nothing", "key", "hosts"]
)
def test_beyond_this_machine_it_refuses_to_start_half_configured(given: dict[str, str], tmp_path: Path):
    answer = settings_under(tmp_path, "BIND", BIND="192.0.2.10", **given)

    assert answer.returncode != 0
    assert "set SECRET_KEY and ALLOWED_HOSTS first" in answer.stderr


def test_beyond_this_machine_cookies_travel_encrypted_only(tmp_path: Path):
    given = {"BIND": "192.0.2.10", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "desk.example, other.example"}

    seen = told(settings_under(tmp_path, "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", **given))

    assert seen == {
        "ALLOWED_HOSTS": ["desk.example", "other.example"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }


def test_a_value_may_come_from_a_file(tmp_path: Path):
    secret = tmp_path / "database-url"
    secret.write_text("postgresql://desk:p%40ss@db.example:6432/cordon?sslmode=require\n", encoding="utf-8")

    database = told(settings_under(tmp_path, "DATABASES", DATABASE_URL_FILE=str(secret)))["DATABASES"]["default"]

    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        "desk",
        "p@ss",
        "db.example",
        "6432",
        "cordon",
    )
    assert database["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://db.example/cordon"}, "DATABASE_URL"),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE"),
    ],
)
def test_a_value_that_cannot_be_meant_stops_the_start_and_is_named(given: dict[str, str], said: str, tmp_path: Path):
    answer = settings_under(tmp_path, "DEBUG", **given)

    assert answer.returncode != 0
    assert said in answer.stderr.splitlines()[-1]


# The worked example with containers. No engine runs where this is tested, so it is read, not run.


COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_containers_know_only_documented_variables():
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.M))
    ours = ("web", "worker", "beat", "migrate")
    used = {name for service in ours for name in COMPOSE["services"][service]["environment"]}

    assert used - {"FORWARDED_ALLOW_IPS"} <= example


def test_no_secret_in_the_containers_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    secrets = re.findall(r"\$\{([A-Z_]*(?:PASSWORD|SECRET)[A-Z_]*)(:?[?-]?)", text)

    assert {name for name, _ in secrets} == {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY"}
    assert {how for _, how in secrets} == {":?"}


def test_every_container_waits_for_what_it_needs_in_health():
    services = COMPOSE["services"]

    assert {name for name, service in services.items() if "healthcheck" in service} >= {
        "web",
        "worker",
        "postgres",
        "redis",
    }
    for name in ("web", "worker", "beat"):
        assert {need["condition"] for need in services[name]["depends_on"].values()} == {
            "service_healthy",
            "service_completed_successfully",
        }
