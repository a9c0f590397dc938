"""Names of suppliers as rows of words, to be searched when a listing changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_a_policy_in_the_shadow"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stamp",
                    models.CharField(
                        help_text="How the names were read: rows read otherwise are not used.", max_length=80
                    ),
                ),
                ("lo", models.PositiveBigIntegerField(help_text="The least supplier key in it.")),
                ("hi", models.PositiveBigIntegerField(help_text="The greatest supplier key in it.")),
                ("suppliers", models.PositiveIntegerField()),
                (
                    "checksum",
                    models.PositiveBigIntegerField(help_text="Over both columns below: a damaged block is not used."),
                ),
                ("keys", models.BinaryField(help_text="For each supplier its key and the version that was read.")),
                ("rows", models.BinaryField()),
            ],
            options={
                "ordering": ["lo", "pk"],
                "indexes": [models.Index(fields=["stamp", "lo", "hi"], name="name_block_range")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lo__lte", models.F("hi"))), name="name_block_range_rises"
                    )
                ],
            },
        ),
    ]
