"""The city's own program for sets: a program like others, so that what a person lets in is ended in one place."""

from django.conf import settings
from django.db import connection, transaction

from longcheng.core.openid.actions.programs import approve_program, register_program
from longcheng.core.openid.models import Program
from longcheng.core.openid.registration import Registration
from longcheng.core.openid.server import DEVICE_GRANT
from longcheng.core.television.queries import CLIENT_ID, program

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('longcheng television program'))"
SCOPES = ("openid",)


def ensure_program() -> Program:
    """The program, approved. It is made once; what the staff decide about it later stands."""
    found = program()
    if found is not None:
        return found
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        return program() or _make()


def _make() -> Program:
    made, _secret = register_program(_registration(), is_by_hand=True)
    # Its name is fixed, and it has no grant: the endpoints for programs of others know nothing of it, since a set
    # asks at /tv/pair/ alone.
    Program.objects.filter(pk=made.pk).update(client_id=CLIENT_ID, grants=[])
    made.refresh_from_db()
    return approve_program(None, made)


def _registration() -> Registration:
    return Registration(
        name="电视 · Television",
        organisation=settings.CITY.capitalize(),
        purpose="在您家电视上显示城市的页面。Shows the city's pages on your television.",
        contact="",
        redirect_uris=(),
        post_logout_redirect_uris=(),
        scopes=SCOPES,
        grants=(DEVICE_GRANT,),
        is_public=True,
    )
