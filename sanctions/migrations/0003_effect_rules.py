"""The first rule pack: every row of `sanctions/data/effect_rules.csv`."""

from pathlib import Path

from django.db import migrations

from sanctions.effect_rules import read_rules

TABLE = Path(__file__).resolve().parent.parent / "data" / "effect_rules.csv"


def install(apps, schema_editor):
    model = apps.get_model("sanctions", "EffectRule")
    rules = read_rules(TABLE.read_text(encoding="utf-8"))
    rows = [
        model(
            pack=rule.pack,
            list_code=rule.list,
            measure=rule.measure,
            programme=rule.programme,
            dealing=rule.dealing.value,
            nexus=str(rule.nexus),
            effect=rule.effect.value,
            from_day=rule.from_day,
            to_day=rule.to_day,
            delay_days=rule.delay_days,
            basis=rule.basis,
            wording=rule.wording,
            is_verified=rule.is_verified,
        )
        for rule in rules
    ]
    model.objects.using(schema_editor.connection.alias).all().delete()
    model.objects.using(schema_editor.connection.alias).bulk_create(rows)


def remove(apps, schema_editor):
    apps.get_model("sanctions", "EffectRule").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0002_audit_is_append_only")]
    operations = [migrations.RunPython(install, remove)]
