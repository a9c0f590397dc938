"""Rows for what a proposed policy would find, and the words for the run that finds it."""

import cases.models.screening
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_screened_floor'),
        ('sanctions', '0005_policies_are_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShadowHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score_before', models.FloatField(blank=True, help_text='Under the policy in force; empty: no hit.', null=True)),
                ('band_before', models.CharField(blank=True, choices=[('possible', 'possible'), ('probable', 'probable'), ('strong', 'strong')], max_length=10)),
                ('score_after', models.FloatField(blank=True, help_text='Under the proposed policy; empty: no hit.', null=True)),
                ('band_after', models.CharField(blank=True, choices=[('possible', 'possible'), ('probable', 'probable'), ('strong', 'strong')], max_length=10)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='against_policy',
            field=models.PositiveIntegerField(blank=True, help_text='In the shadow: the policy in force that was compared with.', null=True),
        ),
        migrations.AlterField(
            model_name='screeningchunk',
            name='shape',
            field=models.CharField(choices=[('by_listing', 'by listing'), ('by_supplier', 'by supplier'), ('shadow', 'shadow')], help_text='A by-listing run may need chunks by supplier to close.', max_length=12),
        ),
        migrations.AlterField(
            model_name='screeningchunk',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('claimed', 'claimed'), ('done', 'done'), ('split', 'split'), ('failed', 'failed'), ('dropped', 'dropped')], default=cases.models.screening.ChunkState['WAITING'], max_length=8),
        ),
        migrations.AlterField(
            model_name='screeningrun',
            name='reason',
            field=models.CharField(choices=[('list_change', 'list change'), ('supplier_change', 'supplier change'), ('policy', 'policy'), ('sweep', 'sweep'), ('shadow', 'shadow')], max_length=20),
        ),
        migrations.AlterField(
            model_name='screeningrun',
            name='shape',
            field=models.CharField(choices=[('by_listing', 'by listing'), ('by_supplier', 'by supplier'), ('shadow', 'shadow')], max_length=12),
        ),
        migrations.AlterField(
            model_name='screeningrun',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('closed', 'closed'), ('stopped', 'stopped')], default=cases.models.screening.RunState['OPEN'], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='screeningrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('against_policy__isnull', False), ('reason', cases.models.screening.RunReason['SHADOW']), ('shape', cases.models.screening.RunShape['SHADOW'])), models.Q(models.Q(('reason', cases.models.screening.RunReason['SHADOW']), _negated=True), models.Q(('shape', cases.models.screening.RunShape['SHADOW']), _negated=True), ('against_policy__isnull', True)), _connector='OR'), name='shadow_run_compares_two_policies'),
        ),
        migrations.AddField(
            model_name='shadowhit',
            name='listed_entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sanctions.listedentity'),
        ),
        migrations.AddField(
            model_name='shadowhit',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shadow_hits', to='cases.screeningrun'),
        ),
        migrations.AddField(
            model_name='shadowhit',
            name='supplier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.supplier'),
        ),
        migrations.AddConstraint(
            model_name='shadowhit',
            constraint=models.UniqueConstraint(fields=('run', 'supplier', 'listed_entity'), name='one_shadow_hit_per_pair_and_run'),
        ),
        migrations.AddConstraint(
            model_name='shadowhit',
            constraint=models.CheckConstraint(condition=models.Q(('score_before__isnull', False), ('score_after__isnull', False), _connector='OR'), name='shadow_hit_is_found'),
        ),
    ]
