import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='preferences', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('theme', models.CharField(choices=[('auto', 'As my device'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=8)),
                ('size', models.CharField(choices=[('normal', 'Normal'), ('large', 'Large')], default='normal', max_length=8)),
                ('contrast', models.CharField(choices=[('normal', 'Normal'), ('more', 'Stronger')], default='normal', max_length=8)),
                ('area_code', models.CharField(blank=True, max_length=12)),
                ('is_own', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('area_code', ''), _negated=True), fields=['area_code', 'account'], name='preferences_by_area', opclasses=['text_pattern_ops', 'int8_ops'])],
            },
        ),
    ]
