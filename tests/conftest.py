"""What every test may ask for."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase

from sanctions import screening

# The suite keeps its state away from a desk that runs from the same checkout, and every process of it its own: locks on
# lists are files there. Settings are read before this file is, so subprocesses are told as well.
settings.DATA_DIR = Path(tempfile.mkdtemp(prefix="cordon-tests-"))
os.environ["CORDON_DATA_DIR"] = str(settings.DATA_DIR)
atexit.register(shutil.rmtree, settings.DATA_DIR, ignore_errors=True)

# Commands work off what they planned, broker or not; what needs a broker reads its address from the environment.
settings.REDIS_URL = ""


class QuickHasher(PBKDF2PasswordHasher):
    """A password is slow to hash on purpose, four tenths of a second each; hundreds of people are made here."""

    iterations = 1


settings.PASSWORD_HASHERS = ["tests.conftest.QuickHasher"]

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real lists beside the checkout; tests over it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real lists are not beside this checkout (../shared is absent)")
    return SHARED


@pytest.fixture(autouse=True)
def no_names_of_another_test():
    """The index a process holds belongs to one database; every test has its own."""
    screening.forget()


@pytest.fixture(scope="session", autouse=True)
def flush_between_committing_tests():
    """Tests that commit end by emptying every table: the triggers on what is kept are lifted for that moment only.

    The rows migrations made are put back, so that every test finds the same first day.
    """
    trail = importlib.import_module("sanctions.migrations.0002_audit_is_append_only")
    rules = importlib.import_module("sanctions.migrations.0003_effect_rules")
    first = importlib.import_module("sanctions.migrations.0004_first_rows")
    policies = importlib.import_module("sanctions.migrations.0005_policies_are_kept")
    floor = importlib.import_module("cases.migrations.0002_screened_floor")
    flush = TransactionTestCase._fixture_teardown

    def flush_and_restore(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            for statement in [*trail.REMOVE[connection.vendor], *policies.REMOVE[connection.vendor]]:
                cursor.execute(statement)
        flush(case)
        with connection.schema_editor() as editor:
            trail.install(apps, editor)
            rules.install(apps, editor)
            first.add_first_rows(apps, editor)
            floor.add_floor(apps, editor)
        with connection.schema_editor() as editor:  # PostgreSQL alters no table in the transaction that filled it
            policies.install(apps, editor)

    TransactionTestCase._fixture_teardown = flush_and_restore
    yield
    TransactionTestCase._fixture_teardown = flush
