"""The server knows how large a table is as soon as a load has filled it."""

from __future__ import annotations

import pytest
from django.db import connection

from sanctions.models import AuditHead, ListedEntity
from sanctions.statistics import WORTH_COUNTING, recount
from tests.factories import a_listed_entity

pytestmark = pytest.mark.django_db


def rows_known_to_the_server(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("written, known", [(WORTH_COUNTING - 1, False), (WORTH_COUNTING, True)])
def test_the_server_counts_after_many_rows_and_not_after_few(written: int, known: bool):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no such count: set DATABASE_URL to a PostgreSQL server")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0 WHERE relname = %s", [ListedEntity._meta.db_table])
    for number in range(3):
        a_listed_entity(f"Hengli Optics {number}")

    recount(ListedEntity, AuditHead, written=written)

    assert rows_known_to_the_server(ListedEntity._meta.db_table) == (3 if known else 0)
