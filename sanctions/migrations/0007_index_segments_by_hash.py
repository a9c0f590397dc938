"""A stored index is told by its hash and by the program that read its names; older ones are built anew by a worker."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def drop_segments(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """They are derived from the revisions, and say nothing the lists do not say."""
    apps.get_model("sanctions", "IndexSegment").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0006_published_file")]

    operations = [
        migrations.RunPython(drop_segments, drop_segments),
        migrations.RemoveConstraint("indexsegment", "one_segment_per_seq_and_tables"),
        migrations.AlterModelOptions("indexsegment", {"ordering": ["-seq", "-pk"]}),
        migrations.AddField(
            "indexsegment",
            "program",
            models.CharField(
                default="",
                help_text="Which program read the names: another may read them otherwise.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "indexsegment",
            "sha256",
            models.CharField(
                default="", help_text="Of the index itself, before it was packed for storing.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "indexsegment",
            models.UniqueConstraint(
                fields=("seq", "tables", "program"), name="one_segment_per_seq_tables_and_program"
            ),
        ),
    ]
