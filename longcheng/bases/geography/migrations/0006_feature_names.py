"""Finding things on the map by the beginning of their names."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('geography', '0005_imports'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mapfeature',
            index=models.Index(condition=models.Q(('is_ended', False), models.Q(('name', ''), _negated=True)), fields=['name'], name='geography_feature_name', opclasses=['text_pattern_ops']),
        ),
    ]
