import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_purposes_and_mandates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.db.models.functions.text.Lower('username'), name='access_username_any_case'),
        ),
    ]
