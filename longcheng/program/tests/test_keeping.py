"""Backup and restore: what was changed in between is named."""

import tarfile

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from longcheng.core.access.models import Account
from longcheng.program.keeping import KeepingError, backup, compare, read_manifest, restore

pytestmark = pytest.mark.django_db(transaction=True)


def address(name: str | None = None) -> str:
    parameters = connection.get_connection_params()
    kept = {n: v for n, v in parameters.items() if n in {"host", "port", "user", "password", "dbname"}}
    return make_conninfo("", **(kept | ({"dbname": name} if name else {})))


@pytest.fixture
def empty_database():
    name = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        yield address(name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def kept(tmp_path):
    """A backup of a city with one account and one file."""
    Account.objects.create(username="wang", display_name="王秀英")
    files = tmp_path / "files"
    (files / "letters").mkdir(parents=True)
    (files / "letters" / "one.txt").write_text("一")
    target = tmp_path / "monday.city"
    backup(address(), files, target, city="test")
    return target


def test_a_restored_city_is_the_same_and_a_later_change_is_named(kept, empty_database, tmp_path):
    folder = tmp_path / "restored"
    assert restore(kept, empty_database, folder) == []
    assert (folder / "letters" / "one.txt").read_text() == "一"
    with psycopg.connect(empty_database) as other:
        other.execute("UPDATE access_account SET display_name = 'another'")
    (folder / "letters" / "one.txt").write_text("二")
    assert compare(read_manifest(kept), empty_database, folder) == [
        "the table access_account has 1 rows instead of 1, or other content",
        "the file letters/one.txt is missing or differs",
    ]


def test_a_city_is_not_restored_over_another(kept, tmp_path):
    with pytest.raises(KeepingError, match="not empty"):
        restore(kept, address(), tmp_path / "restored")


def test_a_damaged_dump_is_refused_before_anything_is_written(kept, empty_database, tmp_path):
    damaged = tmp_path / "damaged.city"
    with tarfile.open(kept) as source, tarfile.open(damaged, "w") as target:
        for member in source:
            content = source.extractfile(member) if member.isfile() else None
            if member.name == "database.dump":
                whole = content.read()
                (tmp_path / "dump").write_bytes(whole[:-10] + b"0123456789")
                target.add(tmp_path / "dump", "database.dump")
            else:
                target.addfile(member, content)
    with pytest.raises(KeepingError, match="does not fit its checksum"):
        restore(damaged, empty_database, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_a_backup_is_for_its_owner_alone(kept):
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_city_restored_on_a_server_that_writes_dates_and_bytes_otherwise_is_the_same(kept, empty_database, tmp_path):
    name = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        for setting in ("timezone = 'Asia/Shanghai'", "datestyle = 'SQL, DMY'", "bytea_output = 'escape'",
                        "intervalstyle = 'iso_8601'", "extra_float_digits = -3"):  # fmt: skip
            server.execute(f'ALTER DATABASE "{name}" SET {setting}')
    assert restore(kept, empty_database, tmp_path / "restored") == []
