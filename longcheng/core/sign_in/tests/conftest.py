"""Who lives in these tests: Wang with a password, two clerks of the recovery desk, and the owner's passkey."""

import pytest
from django.utils.translation import override

from longcheng.core.access.actions.accounts import make_account
from longcheng.core.sign_in.actions.passkeys import add_passkey
from longcheng.core.sign_in.passkeys import registration_options
from longcheng.core.sign_in.tests.soft_key import ORIGIN, SoftKey

PASSWORD = "a bridge over the canal"


@pytest.fixture(autouse=True)
def _public_address_in_english(settings):
    settings.PUBLIC_URL = ORIGIN
    with override("en"):
        yield


def account(username, *, kind="resident", roles=()):
    return make_account(username=username, password=PASSWORD, display_name=username.title(), kind=kind, roles=roles)


@pytest.fixture
def wang(db):
    return account("wang")


@pytest.fixture
def clerk(db):
    return account("clerk", kind="staff", roles=[("sign_in.recovery_clerk", "")])


@pytest.fixture
def second(db):
    return account("second", kind="staff", roles=[("sign_in.recovery_clerk", "")])


@pytest.fixture
def passkey(wang):
    """Wang's passkey, registered as a browser would."""
    key, session = SoftKey(), {}
    options = registration_options(session, wang, city="Longcheng")
    add_passkey(wang, session, key.make(options), name="My phone")
    return key
