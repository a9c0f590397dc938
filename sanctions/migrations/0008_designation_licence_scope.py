from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sanctions', '0007_index_segments_by_hash'),
    ]

    operations = [
        migrations.AddField(
            model_name='designation',
            name='licence_scope',
            field=models.CharField(choices=[('not_stated', 'not stated'), ('all_items', 'all items'), ('all_items_but_named', 'all items but named'), ('listed_items', 'listed items'), ('named_projects', 'named projects'), ('see_text', 'see text')], default='not_stated', max_length=30),
        ),
    ]
