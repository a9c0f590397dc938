"""Let the database itself refuse any change to the trail.

PostgreSQL: the triggers are ENABLE ALWAYS, because a session in `session_replication_role = replica` skips ordinary ones;
only the owner of the table can drop them, so the application connects as another role. SQLite: INSERT OR REPLACE deletes
without firing a delete trigger unless recursive_triggers is on, hence the guard on insert. There is no way back.

Tests that commit (`transaction=True`) end in a flush, which these triggers refuse: tests/conftest.py lifts them around it.
"""

from django.db import migrations

INSTALL = {
    "postgresql": [
        """
        CREATE FUNCTION sanctions_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit trail is append-only';
        END $$
        """,
        """
        CREATE FUNCTION sanctions_audit_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM sanctions_auditevent) THEN
                RAISE EXCEPTION 'the audit trail has no gaps and no second copies';
            END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON sanctions_auditevent
        FOR EACH ROW EXECUTE FUNCTION sanctions_audit_refuse()
        """,
        """
        CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON sanctions_auditevent
        FOR EACH STATEMENT EXECUTE FUNCTION sanctions_audit_refuse()
        """,
        """
        CREATE TRIGGER audit_next_only BEFORE INSERT ON sanctions_auditevent
        FOR EACH ROW EXECUTE FUNCTION sanctions_audit_next()
        """,
        "ALTER TABLE sanctions_auditevent ENABLE ALWAYS TRIGGER audit_no_change",
        "ALTER TABLE sanctions_auditevent ENABLE ALWAYS TRIGGER audit_no_truncate",
        "ALTER TABLE sanctions_auditevent ENABLE ALWAYS TRIGGER audit_next_only",
    ],
    "sqlite": [
        """
        CREATE TRIGGER audit_no_update BEFORE UPDATE ON sanctions_auditevent
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
        """,
        """
        CREATE TRIGGER audit_no_delete BEFORE DELETE ON sanctions_auditevent
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
        """,
        """
        CREATE TRIGGER audit_next_only BEFORE INSERT ON sanctions_auditevent
        WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM sanctions_auditevent)
        BEGIN SELECT RAISE(ABORT, 'the audit trail has no gaps and no second copies'); END
        """,
    ],
}
REMOVE = {
    "postgresql": [
        "DROP TRIGGER audit_no_change ON sanctions_auditevent",
        "DROP TRIGGER audit_no_truncate ON sanctions_auditevent",
        "DROP TRIGGER audit_next_only ON sanctions_auditevent",
        "DROP FUNCTION sanctions_audit_refuse",
        "DROP FUNCTION sanctions_audit_next",
    ],
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_next_only"],
}  # for the flush between tests; no migration runs it


def install(apps, schema_editor):
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0001_initial")]
    operations = [migrations.RunPython(install)]
