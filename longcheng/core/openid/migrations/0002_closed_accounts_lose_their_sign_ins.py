"""Whoever closes an account, and by whatever means: where programs had signed it in ends, as its sessions do."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION openid_end_sign_ins_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE openid_signin SET ended_at = now() WHERE account_id = NEW.id AND ended_at IS NULL; RETURN NULL; END $$;
CREATE TRIGGER openid_closed_account AFTER UPDATE OF is_active ON access_account
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION openid_end_sign_ins_of_closed();
"""
BACKWARD = """
DROP TRIGGER openid_closed_account ON access_account;
DROP FUNCTION openid_end_sign_ins_of_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("openid", "0001_the_provider"), ("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
