from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sanctions', '0008_designation_licence_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='designation',
            name='legal_bases',
            field=models.TextField(blank=True, default='', help_text='The laws or orders it rests on, where the publisher names them.'),
            preserve_default=False,
        ),
    ]
