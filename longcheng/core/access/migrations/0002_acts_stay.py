"""The record of acts can only grow: the database itself refuses a change or removal."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_acts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The record of acts is append-only.'; END $$;
CREATE TRIGGER access_acts_stay BEFORE UPDATE OR DELETE ON access_act
    FOR EACH STATEMENT EXECUTE FUNCTION access_acts_stay();
CREATE TRIGGER access_acts_not_emptied BEFORE TRUNCATE ON access_act
    FOR EACH STATEMENT EXECUTE FUNCTION access_acts_stay();
"""
BACKWARD = """
DROP TRIGGER access_acts_not_emptied ON access_act;
DROP TRIGGER access_acts_stay ON access_act;
DROP FUNCTION access_acts_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
