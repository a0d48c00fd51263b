"""Making a home ready to be served: migrate, translate, collect, load the pack, found the demo life.

Runs as a program of its own, so that the supervisor stays small; tells each step as a line `title<TAB>seconds`.
"""

import hashlib
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django's settings must stand before its models
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.base import SystemCheckError  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from longcheng.core.datapack.demo_life import demo_entries  # noqa: E402
from longcheng.core.datapack.loading import load_pack  # noqa: E402
from longcheng.core.datapack.pack import PackError, read_pack  # noqa: E402
from longcheng.core.search.actions import refresh_all  # noqa: E402
from longcheng.core.sign_in.actions.passwords import close_known_passwords  # noqa: E402
from longcheng.portal.translations import compile_translations  # noqa: E402
from longcheng.program.configuration import CHECKOUT, configuration  # noqa: E402
from longcheng.program.demo import found_demo  # noqa: E402


def migrate() -> None:
    """Bring the tables to this version. Nothing is done, and nothing costs, when they are there already."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Lay the static files out for the door, if any of them changed."""
    stamp = settings.CITY_HOME.run / "static.stamp"
    print_now = fingerprint()
    if stamp.exists() and stamp.read_text() == print_now and any(settings.STATIC_ROOT.iterdir()):
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(print_now)


def fingerprint() -> str:
    """A digest over names, sizes and times of everything that becomes a static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load() -> None:
    """Load what is new in the city's pack."""
    load_pack(read_pack(settings.CITY_PACK, local_data=settings.LOCAL_DATA), report=lambda line: tell(f"  {line}", 0))


def found() -> None:
    """Found the demo life."""
    chosen = configuration()
    found_demo(
        people=chosen.people,
        password=settings.CITY_HOME.secrets.demo_password,
        buildings=chosen.buildings,
        addresses=chosen.addresses,
        organisations=chosen.organisations,
    )


def close_demo() -> None:
    """In a city that is no demo, let nobody in with a demo life's printed password, which this home may have had."""
    names = [person["username"] for person in demo_entries("person")]
    for name in close_known_passwords(usernames=names, password=settings.CITY_HOME.secrets.demo_password):
        tell(f"  {name} had the demo life's password and can sign in with it no longer", 0)


STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("Checking the city's declarations", lambda: call_command("check", stdout=io.StringIO())),
    ("Bringing the tables to this version", migrate),
    ("Compiling translations", lambda: compile_translations(CHECKOUT / "longcheng")),
    ("Laying out static files", collect_static),
    (f"Loading the data pack of {settings.CITY}", load),
    *([(f"Founding the demo life ({configuration().people:,} residents)", found)] if settings.IS_DEMO else []),
    *([] if settings.IS_DEMO else [("Closing the demo life's sign-ins", close_demo)]),
    ("Filling the search", refresh_all),
)


def tell(title: str, seconds: float) -> None:
    sys.stdout.write(f"{title}\t{seconds:.2f}\n")
    sys.stdout.flush()


def main() -> int:
    """Run every step; a defective pack stops with all its defects."""
    for title, step in STEPS:
        began_at = time.monotonic()
        try:
            step()
        except (PackError, SystemCheckError) as error:
            sys.stdout.writelines(f"!{line}\n" for line in str(error).splitlines())
            return 1
        tell(title, time.monotonic() - began_at)
    return 0


if __name__ == "__main__":
    sys.exit(main())
