"""What the database itself holds of a table of acts: it only grows, and its rows have the order of their commits."""

from django.db import migrations

STAY = """
CREATE FUNCTION registry_acts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'sealed' = to_jsonb(NEW) - 'sealed' THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'Acts of a register are never changed or removed. State another one.';
END $$;
"""
FORGET = "DROP FUNCTION registry_acts_stay();"


def act_table(table: str) -> migrations.RunSQL:
    """The operation for a migration that has created a table of acts: only the seal of a row may be renewed.

    `xact` is the transaction that wrote the row, by which the feed knows what is certainly complete.
    """
    forward = f"""
    ALTER TABLE {table} ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
    CREATE INDEX {table}_feed ON {table} (xact, id);
    CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION registry_acts_stay();
    CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION registry_acts_stay();
    """
    backward = f"""
    DROP TRIGGER {table}_not_emptied ON {table};
    DROP TRIGGER {table}_stay ON {table};
    ALTER TABLE {table} DROP COLUMN xact;
    """
    return migrations.RunSQL(forward, backward)
