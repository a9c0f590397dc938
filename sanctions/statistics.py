"""Tells PostgreSQL how large its tables have become: a plan made for an empty table takes minutes on a full one."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

# Fewer new rows than this leave the server's own bookkeeping right enough.
WORTH_COUNTING = 500


def recount(*models: type[Model], written: int) -> None:
    """Have the statistics of these tables taken anew after `written` rows were added to them in bulk.

    The server does so by itself only some minutes later, and never for rows of a transaction that is still open. A role
    that does not own the tables is told so by a warning and waits for the server.
    """
    if connection.vendor != "postgresql" or written < WORTH_COUNTING:
        return
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
