"""The transaction that wrote a signal, by which the live line knows what it has certainly seen.

PostgreSQL's xid8 has no field in Django; only the live line reads the column, and the database fills it.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE messaging_signal ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX messaging_signal_transaction ON messaging_signal (transaction_id);
"""
BACKWARD = "ALTER TABLE messaging_signal DROP COLUMN transaction_id;"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
