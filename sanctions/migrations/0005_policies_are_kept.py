"""Let the database itself refuse to edit or delete a matching policy: hits are stored under its version for ever.

What a policy says and who proposed it stands from the first day; what is retired or withdrawn never moves again; the one
in force can only be retired. Everything else about its way is decided by `sanctions/policies.py` and the constraints.

Tests that commit end in a flush, which deletes: tests/conftest.py lifts the triggers around it.
"""

from django.db import migrations

SAID = ("version", "tables", "possible", "probable", "strong", "weights", "reason", "proposed_by_id", "proposed_at")
ACTIVATED = ("activated_by_id", "activated_at", "activated_reason", "measured_at")
REFUSAL = "a matching policy is never edited or deleted: propose a new version"


def _moved(columns, differs):
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def _edited(differs):
    return (
        f"{_moved(SAID, differs)} OR OLD.state IN ('retired', 'withdrawn')"
        f" OR (OLD.state = 'active' AND (NEW.state NOT IN ('active', 'retired') OR {_moved(ACTIVATED, differs)}))"
    )


INSTALL = {
    "postgresql": [
        f"""
        CREATE FUNCTION sanctions_policy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"""
        CREATE TRIGGER policy_no_edit BEFORE UPDATE ON sanctions_policy
        FOR EACH ROW WHEN ({_edited("IS DISTINCT FROM")}) EXECUTE FUNCTION sanctions_policy_refuse()
        """,
        """
        CREATE TRIGGER policy_no_delete BEFORE DELETE ON sanctions_policy
        FOR EACH ROW EXECUTE FUNCTION sanctions_policy_refuse()
        """,
        "ALTER TABLE sanctions_policy ENABLE ALWAYS TRIGGER policy_no_edit",
        "ALTER TABLE sanctions_policy ENABLE ALWAYS TRIGGER policy_no_delete",
    ],
    "sqlite": [
        f"""
        CREATE TRIGGER policy_no_edit BEFORE UPDATE ON sanctions_policy WHEN {_edited("IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """,
        f"""
        CREATE TRIGGER policy_no_delete BEFORE DELETE ON sanctions_policy
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """,
    ],
}
REMOVE = {
    "postgresql": [
        "DROP TRIGGER policy_no_edit ON sanctions_policy",
        "DROP TRIGGER policy_no_delete ON sanctions_policy",
        "DROP FUNCTION sanctions_policy_refuse",
    ],
    "sqlite": ["DROP TRIGGER policy_no_edit", "DROP TRIGGER policy_no_delete"],
}


def install(apps, schema_editor):
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0004_first_rows")]
    operations = [migrations.RunPython(install, remove)]
