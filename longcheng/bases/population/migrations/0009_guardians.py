"""Finding those whose guardian somebody is, when that one dies or is merged."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('population', '0008_linkage')]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(('guardian_ids', []), _negated=True),
                fields=['guardian_ids'],
                name='population_by_guardian',
            ),
        ),
    ]
