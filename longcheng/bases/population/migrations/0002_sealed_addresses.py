"""Addresses are sealed: the plain column goes when each has been sealed."""

from django.db import migrations

import longcheng.core.protection.fields

BATCH = 5_000


def seal_addresses(apps, schema_editor):
    """Residents without an address keep none; the others are sealed one by one."""
    Resident = apps.get_model("population", "Resident")
    for resident in Resident.objects.exclude(plain_address="").iterator(BATCH):
        resident.address = resident.plain_address
        resident.save(update_fields=["address"])


def open_addresses(apps, schema_editor):
    Resident = apps.get_model("population", "Resident")
    for resident in Resident.objects.exclude(address=None).iterator(BATCH):
        resident.plain_address = resident.address
        resident.save(update_fields=["plain_address"])


class Migration(migrations.Migration):

    dependencies = [
        ("population", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(model_name="resident", old_name="address", new_name="plain_address"),
        migrations.AddField(
            model_name="resident",
            name="address",
            field=longcheng.core.protection.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.RunPython(seal_addresses, open_addresses),
        migrations.RemoveField(model_name="resident", name="plain_address"),
    ]
