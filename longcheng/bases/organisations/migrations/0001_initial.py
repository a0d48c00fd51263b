"""Organisations, their names, licences and appointments, and the acts they are made of."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import longcheng.core.protection.fields
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from longcheng.core.registry.tables import act_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('registry', '0001_registers'),
        ('access', '0005_subjects_without_accounts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='AppointmentAct',
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
                'indexes': [models.Index(fields=['subject_id', 'id'], name='organisations_appointing_of'), models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='organisations_appointing_key')],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('last_act_id', models.BigIntegerField(default=0)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(blank=True, default='', max_length=40)),
                ('number', models.CharField(blank=True, default='', max_length=60)),
                ('scope', models.TextField(blank=True, default='')),
                ('issuer', models.CharField(blank=True, default='', max_length=120)),
                ('issued_date', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('state', models.CharField(choices=[('valid', 'Valid'), ('suspended', 'Suspended'), ('revoked', 'Revoked'), ('cancelled', 'Licence cancelled')], default='valid', max_length=10)),
                ('state_date', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('division_code', models.CharField(blank=True, default='', max_length=12)),
                ('address', models.CharField(blank=True, default='', max_length=200)),
                ('address_id', models.BigIntegerField(null=True)),
                ('is_synthetic', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id', 'id'], name='organisations_licences_of'), models.Index(fields=['number'], name='organisations_licence_number', opclasses=['text_pattern_ops']), models.Index(fields=['issuer', 'valid_until'], name='organisations_licences_by'), models.Index(fields=['division_code', 'id'], name='organisations_licences_in', opclasses=['text_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.CreateModel(
            name='LicenceAct',
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
                'indexes': [models.Index(fields=['subject_id', 'id'], name='organisations_licenceact_of'), models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='organisations_licenceact_key')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('last_act_id', models.BigIntegerField(default=0)),
                ('code', models.CharField(blank=True, default='', max_length=18)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('kind', models.CharField(blank=True, choices=[('enterprise', 'Company'), ('individual', 'Individual business'), ('cooperative', "Farmers' cooperative"), ('institution', 'Public institution'), ('government', 'Government body'), ('society', 'Society or foundation'), ('committee', "Residents' or villagers' committee"), ('branch', 'Branch')], default='', max_length=12)),
                ('status', models.CharField(choices=[('active', 'In operation'), ('suspended', 'Business suspended'), ('revoked', 'Licence revoked'), ('dissolved', 'Dissolved')], default='active', max_length=10)),
                ('status_date', models.DateField(null=True)),
                ('representative_name', models.CharField(blank=True, default='', max_length=100)),
                ('representative_id', models.BigIntegerField(null=True)),
                ('industry', models.CharField(blank=True, default='', max_length=5)),
                ('scope', models.TextField(blank=True, default='')),
                ('founded_date', models.DateField(null=True)),
                ('ended_date', models.DateField(null=True)),
                ('capital_yuan', models.BigIntegerField(null=True)),
                ('division_code', models.CharField(blank=True, default='', max_length=12)),
                ('address', models.CharField(blank=True, default='', max_length=200)),
                ('address_id', models.BigIntegerField(null=True)),
                ('parent_id', models.BigIntegerField(null=True)),
                ('branch_of_id', models.BigIntegerField(null=True)),
                ('successor_id', models.BigIntegerField(null=True)),
                ('other_codes', models.JSONField(default=dict)),
                ('properties', models.JSONField(default=dict)),
                ('is_synthetic', models.BooleanField(default=False)),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisation', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrganisationAct',
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
                'indexes': [models.Index(fields=['subject_id', 'id'], name='organisations_acts_of'), models.Index(condition=models.Q(('source_key', ''), _negated=True), fields=['source', 'source_key'], name='organisations_acts_key')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=200)),
                ('core', models.CharField(blank=True, default='', max_length=200)),
                ('pinyin', models.CharField(blank=True, default='', max_length=400)),
                ('initials', models.CharField(blank=True, default='', max_length=80)),
                ('is_current', models.BooleanField(default=True)),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='names', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('last_act_id', models.BigIntegerField(default=0)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('person_id', models.BigIntegerField(null=True)),
                ('role', models.CharField(blank=True, choices=[('representative', 'Legal representative'), ('principal', 'Principal'), ('agent', 'Agent')], default='', max_length=16)),
                ('scopes', models.JSONField(default=list)),
                ('since_date', models.DateField(null=True)),
                ('until_date', models.DateField(null=True)),
                ('ended_date', models.DateField(null=True)),
                ('document', models.CharField(blank=True, default='', max_length=200)),
                ('mandate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.mandate')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id'], name='organisations_appointments_of'), models.Index(fields=['person_id'], name='organisations_appointments_to')],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='organisations_by_code', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['division_code', 'id'], name='organisations_by_division', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['industry', 'id'], name='organisations_by_industry', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('parent_id__isnull', False)), fields=['parent_id'], name='organisations_by_parent'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('branch_of_id__isnull', False)), fields=['branch_of_id'], name='organisations_by_head'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('successor_id__isnull', False)), fields=['successor_id'], name='organisations_by_successor'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('representative_id__isnull', False)), fields=['representative_id'], name='organisations_by_person'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('address_id__isnull', False)), fields=['address_id'], name='organisations_by_address'),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=models.Index(fields=['organisation'], name='organisations_names_of'),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=models.Index(fields=['key', 'id'], name='organisations_names_key', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=models.Index(fields=['core', 'id'], name='organisations_names_core', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=models.Index(fields=['pinyin', 'id'], name='organisations_names_pinyin', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=models.Index(fields=['initials', 'id'], name='organisations_names_initials', opclasses=['text_pattern_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='organisationname',
            index=django.contrib.postgres.indexes.GinIndex(fields=['core'], name='organisations_names_alike', opclasses=['gin_trgm_ops']),
        ),
        act_table('organisations_organisationact'),
        act_table('organisations_licenceact'),
        act_table('organisations_appointmentact'),
    ]
