"""The registers of things on the map and of addresses; the history of the divisions."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import longcheng.bases.geography.boxes
import longcheng.bases.geography.points
import longcheng.core.protection.fields
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

from longcheng.core.registry.tables import act_table


class Migration(migrations.Migration):

    dependencies = [
        ('geography', '0002_map_layers'),
        ('registry', '0001_registers'),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('last_act_id', models.BigIntegerField(default=0)),
                ('division_code', models.CharField(blank=True, default='', max_length=12)),
                ('street', models.CharField(blank=True, default='', max_length=80)),
                ('gate', models.CharField(blank=True, default='', max_length=20)),
                ('building', models.CharField(blank=True, default='', max_length=20)),
                ('stair', models.CharField(blank=True, default='', max_length=20)),
                ('room', models.CharField(blank=True, default='', max_length=20)),
                ('level', models.CharField(choices=[('gate', 'gate number'), ('building', 'building'), ('stair', 'stair'), ('room', 'flat')], max_length=10)),
                ('parent_id', models.BigIntegerField(null=True)),
                ('number_key', models.CharField(blank=True, default='', max_length=90)),
                ('text', models.CharField(blank=True, default='', max_length=200)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('point', longcheng.bases.geography.points.PointField(null=True)),
                ('feature_id', models.BigIntegerField(null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('is_ended', models.BooleanField(default=False)),
                ('since', models.DateTimeField(null=True)),
            ],
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AddressAct',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('source', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('sealed', longcheng.core.protection.fields.SealedTextField(null=True)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_by_id', models.BigIntegerField(null=True)),
                ('voids_id', models.BigIntegerField(null=True)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('source_key', models.CharField(blank=True, default='', max_length=80)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AddressName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('road', 'road or lane'), ('estate', 'housing estate'), ('hamlet', 'hamlet or village group')], max_length=10)),
                ('town_code', models.CharField(max_length=9)),
                ('pinyin', models.CharField(blank=True, default='', max_length=200)),
                ('initials', models.CharField(blank=True, default='', max_length=80)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('addresses', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='DivisionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('level', models.PositiveSmallIntegerField(choices=[(4, 'city'), (6, 'district'), (9, 'town or street'), (12, 'village or community')])),
                ('parent_code', models.CharField(blank=True, default='', max_length=12)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('change', models.CharField(max_length=12)),
                ('into_code', models.CharField(blank=True, default='', max_length=12)),
                ('law', models.CharField(blank=True, default='', max_length=200)),
                ('source', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['code', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='FeatureAct',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('source', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('sealed', longcheng.core.protection.fields.SealedTextField(null=True)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('recorded_by_id', models.BigIntegerField(null=True)),
                ('voids_id', models.BigIntegerField(null=True)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('source_key', models.CharField(blank=True, default='', max_length=80)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormerFeature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feature_id', models.BigIntegerField()),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField()),
                ('box', longcheng.bases.geography.boxes.BoxField(null=True)),
                ('geometry', models.BinaryField(null=True)),
                ('content', models.JSONField(default=dict)),
            ],
        ),
        migrations.AlterModelManagers(
            name='mapfeature',
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='mapfeature',
            name='geography_feature_box',
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='address',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='address_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='checked_date',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='hours',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='is_ended',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='is_synthetic',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='kind',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='last_act_id',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='organisation_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='maplayer',
            name='fresh_for_days',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='maplayer',
            name='is_editable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='maplayer',
            name='is_synthetic',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='maplayer',
            name='least_zoom',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='maplayer',
            name='shape',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='accuracy',
            field=models.CharField(choices=[('exact', 'its exact place'), ('locality', 'near this place, up to some hundred metres off'), ('district', 'only the district is known'), ('city', 'only the city is known'), ('none', 'its place is not known yet')], default='none', max_length=10),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='division_code',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='id',
            field=models.BigAutoField(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='key',
            field=models.CharField(max_length=60),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='layer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='features', to='geography.maplayer'),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='name',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AlterField(
            model_name='mapfeature',
            name='name_en',
            field=models.CharField(blank=True, default='', max_length=160),
        ),
        migrations.AddIndex(
            model_name='mapfeature',
            index=django.contrib.postgres.indexes.GistIndex(condition=models.Q(('is_ended', False)), fields=['layer', 'box'], name='geography_feature_box'),
        ),
        migrations.AddIndex(
            model_name='mapfeature',
            index=models.Index(fields=['layer', 'order', 'id'], name='geography_feature_order'),
        ),
        migrations.AddIndex(
            model_name='mapfeature',
            index=models.Index(fields=['division_code', 'layer'], name='geography_feature_in', opclasses=['text_pattern_ops', 'varchar_ops']),
        ),
        migrations.AddIndex(
            model_name='mapfeature',
            index=models.Index(condition=models.Q(('organisation_id__isnull', False)), fields=['organisation_id'], name='geography_feature_org'),
        ),
        migrations.AddIndex(
            model_name='mapfeature',
            index=models.Index(condition=models.Q(('address_id__isnull', False)), fields=['address_id'], name='geography_feature_addr'),
        ),
        migrations.AddIndex(
            model_name='addressact',
            index=models.Index(fields=['subject_id', 'id'], name='geography_addressact_of'),
        ),
        migrations.AddIndex(
            model_name='addressact',
            index=models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='geography_addressact_key'),
        ),
        migrations.AddIndex(
            model_name='addressname',
            index=models.Index(fields=['name'], name='geography_names', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='addressname',
            index=models.Index(fields=['pinyin'], name='geography_names_pinyin', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='addressname',
            index=models.Index(fields=['initials'], name='geography_names_initials', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='addressname',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name'], name='geography_names_alike', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='addressname',
            constraint=models.UniqueConstraint(fields=('town_code', 'name', 'kind'), name='geography_one_name_a_town'),
        ),
        migrations.AddField(
            model_name='address',
            name='name',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='geography.addressname'),
        ),
        migrations.AddIndex(
            model_name='divisionversion',
            index=models.Index(fields=['code', 'valid_from'], name='geography_division_versions'),
        ),
        migrations.AddIndex(
            model_name='featureact',
            index=models.Index(fields=['subject_id', 'id'], name='geography_featureact_of'),
        ),
        migrations.AddIndex(
            model_name='featureact',
            index=models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='geography_featureact_key'),
        ),
        migrations.AddField(
            model_name='formerfeature',
            name='layer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='geography.maplayer'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(fields=['name', 'number_key'], name='geography_address_number', opclasses=['int8_ops', 'text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(fields=['division_code', 'id'], name='geography_address_in', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(condition=models.Q(('parent_id__isnull', False)), fields=['parent_id'], name='geography_address_parent'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(condition=models.Q(('feature_id__isnull', False)), fields=['feature_id'], name='geography_address_of'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=django.contrib.postgres.indexes.GistIndex(condition=models.Q(('is_ended', False), models.Q(('level', 'room'), _negated=True)), fields=['point'], name='geography_address_near'),
        ),
        migrations.AddIndex(
            model_name='formerfeature',
            index=models.Index(fields=['feature_id', 'valid_from'], name='geography_former_of'),
        ),
        migrations.AddIndex(
            model_name='formerfeature',
            index=django.contrib.postgres.indexes.GistIndex(fields=['layer', 'box'], name='geography_former_box'),
        ),
        act_table('geography_featureact'),
        act_table('geography_addressact'),
    ]
