"""Adding and removing passkeys."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.limits import PASSKEY_NAME_MAX, PASSKEYS_MAX
from longcheng.core.sign_in.models import Passkey
from longcheng.core.sign_in.passkeys import NotProved, registered, user_handle
from longcheng.core.sign_in.telling import tell


def name_defect(name: str) -> str:
    if not name:
        return _("A name is required, such as “My phone”.")
    if len(name) > PASSKEY_NAME_MAX or not name.isprintable():
        return _("A name has at most %(n)s signs, and none that cannot be seen.") % {"n": PASSKEY_NAME_MAX}
    return ""


def add_passkey(account: Account, session: Any, answer: Any, *, name: str) -> Passkey:
    """Keep the passkey that the browser has made. Raises NotProved and Unfit."""
    defect = name_defect(name)
    if defect:
        raise Unfit({"passkey": defect})
    try:
        data = registered(session, account, answer)
        if data.credential_data is None:
            raise NotProved("the answer holds no credential")
    except NotProved as error:
        record(account, "sign_in.refuse_passkey", subject=f"account:{account.pk}", why=str(error))
        raise
    try:
        with transaction.atomic():
            Account.objects.select_for_update().get(pk=account.pk)
            if Passkey.objects.filter(account=account).count() >= PASSKEYS_MAX:
                raise Unfit(
                    {"passkey": _("An account has at most %(n)s passkeys. Remove one first.") % {"n": PASSKEYS_MAX}}
                )
            passkey = Passkey.objects.create(
                account=account,
                name=name,
                credential_id=data.credential_data.credential_id,
                credential=bytes(data.credential_data),
                user_handle=user_handle(account),
                sign_count=data.counter,
            )
            record(account, "sign_in.add_passkey", subject=f"account:{account.pk}", passkey=passkey.pk)
            tell(
                [account.pk],
                title=gettext_noop("A passkey was added to your account"),
                body=gettext_noop("It is called “%(name)s”."),
                values={"name": name},
            )
    except IntegrityError as error:
        raise Unfit({"passkey": _("This passkey belongs to an account already.")}) from error
    return passkey


def remove_passkey(account: Account, *, passkey_id: int) -> str:
    """Remove one's own passkey; returns its name. Raises Passkey.DoesNotExist, and Unfit for the last way in."""
    with transaction.atomic():
        # Two browsers that remove two last passkeys at once wait for each other here.
        locked = Account.objects.select_for_update().get(pk=account.pk)
        passkey = Passkey.objects.get(account=account, pk=passkey_id)
        if is_last_way_in(locked):
            raise Unfit(
                {"passkey": _("This is your only way in. Set a password or add another passkey before you remove it.")}
            )
        passkey.delete()
        record(account, "sign_in.remove_passkey", subject=f"account:{account.pk}", passkey=passkey_id)
        tell(
            [account.pk],
            title=gettext_noop("A passkey was removed from your account"),
            body=gettext_noop("It was called “%(name)s”."),
            values={"name": passkey.name},
        )
    return passkey.name


def is_last_way_in(account: Account) -> bool:
    """Whether the account has one passkey and no password."""
    return not account.has_usable_password() and Passkey.objects.filter(account=account).count() <= 1
