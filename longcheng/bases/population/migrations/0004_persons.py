"""Persons and households, the acts they are made of, and the counter's cases."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import longcheng.bases.population.rules
import longcheng.core.protection.fields
from longcheng.core.registry.tables import act_table
from django.conf import settings
from django.db import migrations, models

# What lists are read as of a date by (registry.reading.as_of_list).
LISTED = """
CREATE INDEX population_acts_household ON population_personact ((fields -> 'household_id'), subject_id)
    WHERE (fields -> 'household_id') IS NOT NULL;
CREATE INDEX population_acts_merge ON population_personact ((fields -> 'merged_into_id')) WHERE kind = 'merge';
CREATE INDEX population_acts_division ON population_householdact ((fields -> 'division_code'), subject_id)
    WHERE (fields -> 'division_code') IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('population', '0003_corrections'),
        ('registry', '0001_registers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('last_act_id', models.BigIntegerField(default=0)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('division_code', models.CharField(blank=True, default='', max_length=12)),
                ('address', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('address_index', longcheng.core.protection.fields.BlindIndexField(normalise=longcheng.bases.population.rules.normal_address, null=True, source='address')),
                ('building_index', longcheng.core.protection.fields.BlindIndexField(normalise=longcheng.bases.population.rules.building_of, null=True, source='address')),
                ('head_id', models.BigIntegerField(null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['division_code', 'id'], name='population_households_in', opclasses=['text_pattern_ops', 'int8_ops']), models.Index(fields=['address_index'], name='population_by_address'), models.Index(fields=['building_index'], name='population_by_building')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdAct',
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
                'indexes': [models.Index(fields=['subject_id', 'id'], name='population_householdact_of'), models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='population_householdact_key')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('last_act_id', models.BigIntegerField(default=0)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('number_index', longcheng.core.protection.fields.BlindIndexField(normalise=longcheng.bases.population.rules.normal_number, null=True, source='number')),
                ('name', models.CharField(blank=True, default='', max_length=100)),
                ('pinyin', models.CharField(blank=True, default='', max_length=200)),
                ('initials', models.CharField(blank=True, default='', max_length=40)),
                ('sex', models.CharField(blank=True, default='', max_length=1)),
                ('birth_date', models.DateField(null=True)),
                ('ethnicity', models.CharField(blank=True, default='', max_length=2)),
                ('registered_division', models.CharField(blank=True, default='', max_length=12)),
                ('registered_address', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('household_role', models.CharField(blank=True, default='', max_length=2)),
                ('division_code', models.CharField(blank=True, default='', max_length=12)),
                ('marital_status', models.CharField(blank=True, default='', max_length=2)),
                ('spouse_id', models.BigIntegerField(null=True)),
                ('mother_id', models.BigIntegerField(null=True)),
                ('father_id', models.BigIntegerField(null=True)),
                ('guardian_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('phone', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('death_date', models.DateField(null=True)),
                ('is_protected', models.BooleanField(default=False)),
                ('merged_into_id', models.BigIntegerField(null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resident', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='members', to='population.household')),
            ],
        ),
        migrations.CreateModel(
            name='CounterCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(choices=[('identity_card', 'Resident identity card'), ('passport', 'Passport'), ('residence_permit', 'Residence permit of Hong Kong, Macao or Taiwan residents'), ('foreign_permanent', 'Foreign permanent resident identity card')], max_length=20)),
                ('reason', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='counter_cases', to='population.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonAct',
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
                'indexes': [models.Index(fields=['subject_id', 'id'], name='population_personact_of'), models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='population_personact_key')],
            },
        ),
        act_table("population_personact"),
        act_table("population_householdact"),
        migrations.RunSQL(LISTED, migrations.RunSQL.noop),
        migrations.RunSQL(
            "ALTER TABLE population_person ALTER COLUMN id RESTART WITH 1000000001", migrations.RunSQL.noop
        ),
    ]
