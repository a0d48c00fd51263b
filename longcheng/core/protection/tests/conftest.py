"""A table with a sealed and indexed field that lives as long as one test, and a key ring of its own."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from longcheng.core.protection import columns
from longcheng.core.protection.fields import BlindIndexField, SealedTextField
from longcheng.core.protection.private_files import write_private
from longcheng.core.protection.querysets import SealedQuerySet
from longcheng.core.protection.ring_file import new_ring, to_text


@pytest.fixture
def key_ring(settings, tmp_path):
    """A ring in a file of its own, so that changing keys here changes nothing elsewhere."""
    settings.KEY_RING = tmp_path / "keys.json"
    write_private(settings.KEY_RING, to_text(new_ring()))
    return settings.KEY_RING


@pytest.fixture
def contact(db, key_ring, monkeypatch):
    """A model as a room would write it."""
    with isolate_apps("longcheng.core.protection") as isolated:

        class Contact(models.Model):
            name = models.CharField(max_length=40)
            phone = SealedTextField(null=True)
            phone_index = BlindIndexField(source="phone", null=True, db_index=True)
            note = SealedTextField(blank=True, default="")

            objects = SealedQuerySet.as_manager()

            class Meta:
                app_label = "protection"

        with connection.schema_editor() as editor:
            editor.create_model(Contact)
        monkeypatch.setattr(columns, "apps", isolated)
        yield Contact
