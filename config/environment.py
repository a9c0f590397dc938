"""Typed reading of environment variables, each also as `NAME_FILE`; used by settings alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the contents of the file NAME_FILE points at, or the default."""
    path = os.environ.get(f"{name}_FILE", "")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else is refused."""
    value = text(name).casefold()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}: {value!r} is neither yes nor no")


def words(name: str) -> list[str]:
    """A comma-separated value as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def lists_of_words(name: str) -> dict[str, list[str]]:
    """A JSON object of lists of words, such as {"us-csl": ["https://..."]}."""
    value = text(name)
    try:
        read = json.loads(value) if value else {}
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"{name}: not JSON ({error})") from error
    if not isinstance(read, dict) or not all(_are_words(found) for found in read.values()):
        raise ImproperlyConfigured(f"{name}: expected a JSON object whose values are lists of words")
    return read


def _are_words(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(word, str) for word in found)


def database(url: str, *, sqlite_path: Path) -> dict[str, object]:
    """Django's settings for DATABASE_URL; empty means SQLite at the given path.

    SQLite runs in WAL with IMMEDIATE transactions: Django's deferred default fails with "database is locked"
    as soon as a reader turns writer, and no busy timeout helps that.
    """
    if not url:
        return _sqlite(str(sqlite_path))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path) or ":memory:")
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL: {parts.scheme!r} is neither postgresql nor sqlite")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
            ),
        },
    }


def secret_key(data_dir: Path) -> str:
    """SECRET_KEY, or one made once into the data folder, readable by its owner only."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = data_dir / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = os.urandom(48).hex()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(key)
    return key


def is_loopback(bind: str) -> bool:
    """Whether an address serves this machine only."""
    return bind in {"127.0.0.1", "::1", "localhost"}
