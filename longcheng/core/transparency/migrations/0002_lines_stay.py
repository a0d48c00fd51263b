"""The ledger can only grow: the database itself refuses a change or removal; counters may only rise."""

from django.db import migrations

STAY = ("line", "span", "node", "signedcheckpoint", "refusal")
RISE = {"writer": "accepted", "progress": "number"}

FORWARD = """
CREATE SEQUENCE transparency_line_ids INCREMENT BY 1000;
ALTER TABLE transparency_span ALTER COLUMN leaves SET STORAGE EXTERNAL;
CREATE FUNCTION transparency_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The access ledger is append-only.'; END $$;
CREATE FUNCTION transparency_writer_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.accepted < OLD.accepted OR (NEW.id, NEW.began_at, NEW.process, NEW.key_id)
        IS DISTINCT FROM (OLD.id, OLD.began_at, OLD.process, OLD.key_id) THEN
        RAISE EXCEPTION 'The access ledger is append-only; a count can only rise.';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION transparency_progress_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number < OLD.number OR NEW.writer_id <> OLD.writer_id THEN
        RAISE EXCEPTION 'The access ledger is append-only; a count can only rise.';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARD = ""
for name in STAY:
    FORWARD += f"""
CREATE TRIGGER transparency_{name}_stays BEFORE UPDATE OR DELETE ON transparency_{name}
    FOR EACH STATEMENT EXECUTE FUNCTION transparency_stays();
"""
for name in RISE:
    FORWARD += f"""
CREATE TRIGGER transparency_{name}_stays BEFORE DELETE ON transparency_{name}
    FOR EACH STATEMENT EXECUTE FUNCTION transparency_stays();
CREATE TRIGGER transparency_{name}_rises BEFORE UPDATE ON transparency_{name}
    FOR EACH ROW EXECUTE FUNCTION transparency_{name}_rises();
"""
    BACKWARD += f"""
DROP TRIGGER transparency_{name}_rises ON transparency_{name};
DROP FUNCTION transparency_{name}_rises();
"""
for name in (*STAY, *RISE):
    FORWARD += f"""
CREATE TRIGGER transparency_{name}_not_emptied BEFORE TRUNCATE ON transparency_{name}
    FOR EACH STATEMENT EXECUTE FUNCTION transparency_stays();
"""
    BACKWARD += f"""
DROP TRIGGER transparency_{name}_not_emptied ON transparency_{name};
DROP TRIGGER transparency_{name}_stays ON transparency_{name};
"""
BACKWARD += "DROP FUNCTION transparency_stays(); DROP SEQUENCE transparency_line_ids;"


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
