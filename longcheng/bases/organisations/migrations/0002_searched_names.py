"""The table by which organisations are found."""

import django.contrib.postgres.indexes
import longcheng.core.search.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedName',
            fields=[
                ('name_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('organisation_id', models.BigIntegerField()),
                ('is_current', models.BooleanField()),
                ('core', models.CharField(max_length=120)),
                ('own', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=120)),
                ('pinyin', models.CharField(max_length=400)),
                ('initials', models.CharField(max_length=120)),
                ('place', models.IntegerField()),
                ('lexemes', longcheng.core.search.models.LexemesField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id'], name='organisations_searched_of'), models.Index(fields=['own', 'name_id'], name='organisations_searched_own', opclasses=['text_pattern_ops', 'int8_ops']), models.Index(fields=['key', 'name_id'], name='organisations_searched_key', opclasses=['text_pattern_ops', 'int8_ops']), models.Index(fields=['pinyin', 'name_id'], name='organisations_searched_pinyin', opclasses=['text_pattern_ops', 'int8_ops']), models.Index(fields=['initials', 'name_id'], name='organisations_searched_letters', opclasses=['text_pattern_ops', 'int8_ops']), models.Index(fields=['place', 'name_id'], name='organisations_searched_place'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['lexemes'], name='organisations_searched_lexemes')],
            },
        ),
    ]
