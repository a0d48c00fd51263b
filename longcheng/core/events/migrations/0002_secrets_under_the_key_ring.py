"""The secrets of partners move under the key ring; what version 0.1 sealed stays readable and is sealed anew later.

Fernet's text has no backslash, so PostgreSQL's plain cast from text to bytea keeps its signs as they are.
"""

from django.db import migrations

import longcheng.core.protection.fields


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        operation
        for model in ("webhook", "source")
        for operation in (
            migrations.RenameField(model, "sealed_secret", "secret"),
            migrations.AlterField(model, "secret", longcheng.core.protection.fields.SealedTextField()),
        )
    ]
