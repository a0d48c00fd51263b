"""Runs of the linkage and the pairs that may be one person."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('population', '0007_counts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkageRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'waits for its turn'), ('running', 'at work'), ('done', 'done'), ('failed', 'stopped')], default='queued', max_length=8)),
                ('step', models.CharField(blank=True, choices=[('read', 'Reading the records'), ('prepare', 'Spelling names and addresses'), ('train', 'Learning how telling each likeness is'), ('compare', 'Comparing'), ('sort', 'Sorting the pairs'), ('join', 'Making groups'), ('merge', 'Merging what is sure')], default='', max_length=8)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('why_stopped', models.CharField(blank=True, default='', max_length=300)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('alive_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('queued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LinkagePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('left_id', models.BigIntegerField()),
                ('right_id', models.BigIntegerField(db_index=True)),
                ('weight', models.FloatField()),
                ('probability', models.FloatField()),
                ('details', models.JSONField()),
                ('area_code', models.CharField(blank=True, default='', max_length=12)),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('same', 'one person'), ('different', 'two people'), ('undone', 'split again')], default='open', max_length=9)),
                ('kept_id', models.BigIntegerField(null=True)),
                ('merged_id', models.BigIntegerField(null=True)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='population.linkagerun')),
            ],
        ),
        migrations.AddConstraint(
            model_name='linkagerun',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('state__in', ['queued', 'running'])), name='population_one_linkage_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='linkagepair',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-weight', 'id'], name='population_pairs_open'),
        ),
        migrations.AddIndex(
            model_name='linkagepair',
            index=models.Index(condition=models.Q(('state', 'open'), _negated=True), fields=['-decided_at'], name='population_pairs_decided'),
        ),
        migrations.AddConstraint(
            model_name='linkagepair',
            constraint=models.UniqueConstraint(fields=('left_id', 'right_id'), name='population_a_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='linkagepair',
            constraint=models.CheckConstraint(condition=models.Q(('left_id__lt', models.F('right_id'))), name='population_pairs_in_order'),
        ),
    ]
