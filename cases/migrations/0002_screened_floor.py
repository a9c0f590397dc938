"""The one row that says how far every unchanged supplier is screened."""

from django.db import migrations


def add_floor(apps, schema_editor):
    apps.get_model("cases", "ScreenedFloor").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


def remove_floor(apps, schema_editor):
    apps.get_model("cases", "ScreenedFloor").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(add_floor, remove_floor)]
