"""What persons and doubts have replaced goes; the indexes of persons come."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("population", "0005_residents_become_persons")]

    operations = [
        migrations.DeleteModel(
            name="Correction",
        ),
        migrations.DeleteModel(
            name="Resident",
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["division_code", "id"], name="population_by_division", opclasses=["text_pattern_ops", "int8_ops"]),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["number_index"], name="population_by_number"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "division_code"], name="population_by_name", opclasses=["text_pattern_ops", "text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["pinyin", "division_code"], name="population_by_pinyin", opclasses=["text_pattern_ops", "text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["initials", "division_code"], name="population_by_initials", opclasses=["text_pattern_ops", "text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth_date", "sex"], name="population_by_birth"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["household"], name="population_by_household"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("mother_id__isnull", False)), fields=["mother_id"], name="population_by_mother"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("father_id__isnull", False)), fields=["father_id"], name="population_by_father"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("spouse_id__isnull", False)), fields=["spouse_id"], name="population_by_spouse"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("merged_into_id__isnull", False)), fields=["merged_into_id"], name="population_by_merge"),
        ),
        migrations.AddIndex(
            model_name="countercase",
            index=models.Index(fields=["officer", "-opened_at"], name="population_cases_of"),
        ),
    ]
