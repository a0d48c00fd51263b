"""Whoever closes an account, and by whatever means: its sessions end in the same transaction."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION sign_in_end_sessions_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN DELETE FROM sign_in_session WHERE account_id = NEW.id; RETURN NULL; END $$;
CREATE TRIGGER sign_in_closed_account AFTER UPDATE OF is_active ON access_account
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION sign_in_end_sessions_of_closed();
"""
BACKWARD = """
DROP TRIGGER sign_in_closed_account ON access_account;
DROP FUNCTION sign_in_end_sessions_of_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("sign_in", "0001_initial"), ("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
