"""Doubts, what falls due, and the rule that acts stay."""

import django.db.models.deletion
import django.utils.timezone
import longcheng.core.protection.fields
from django.conf import settings
from django.db import migrations, models
from longcheng.core.registry.tables import FORGET, STAY


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(STAY, FORGET),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('register', 'subject_id', 'at'), name='registry_due_once')],
            },
        ),
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('field', models.CharField(max_length=60)),
                ('owner', models.CharField(max_length=40)),
                ('stated', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('note', longcheng.core.protection.fields.SealedTextField(blank=True, null=True)),
                ('source', models.CharField(blank=True, default='', max_length=40)),
                ('act_id', models.BigIntegerField(null=True)),
                ('area_code', models.CharField(blank=True, default='', max_length=12)),
                ('state', models.CharField(choices=[('open', 'Being checked'), ('accepted', 'Corrected'), ('refused', 'Not changed'), ('withdrawn', 'Withdrawn')], default='open', max_length=16)),
                ('filed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doubts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['register', 'subject_id', '-filed_at'], name='registry_doubts_of'), models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='registry_doubts_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('register', 'subject_id', 'field', 'source', 'filed_by'), name='registry_one_open_doubt', nulls_distinct=False)],
            },
        ),
    ]
