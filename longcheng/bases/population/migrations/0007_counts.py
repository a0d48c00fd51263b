"""Published figures of the population."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("population", "0006_residents_leave")]

    operations = [
        migrations.CreateModel(
            name="PopulationRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("day", models.DateField()),
                ("base_length", models.PositiveSmallIntegerField()),
                ("acts", models.BigIntegerField()),
                ("took_ms", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PopulationCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("division_code", models.CharField(blank=True, max_length=12)),
                (
                    "residency",
                    models.CharField(
                        choices=[("local", "Local"), ("floating", "Floating"), ("registered", "Registered")],
                        max_length=12,
                    ),
                ),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("total", models.PositiveIntegerField()),
                (
                    "by_age",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), null=True, size=None
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="population.populationrelease",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "division_code", "residency", "sex"), name="population_one_count"
                    )
                ]
            },
        ),
    ]
