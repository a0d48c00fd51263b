"""The code app and the printed sheet: setting up, making anew, turning off."""

import time

from django.db import transaction
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.sign_in import codes
from longcheng.core.sign_in.actions.entering import SHEET
from longcheng.core.sign_in.limits import CODE_MAX
from longcheng.core.sign_in.models import CodeApp, SheetCode
from longcheng.core.sign_in.telling import tell


def set_up_code_app(account: Account, *, secret: str, code: str) -> bool:
    """Turn codes on if this code proves that the app has the secret; the code cannot be used again."""
    step = codes.step_of(secret, code[:CODE_MAX], now_s=time.time(), after=0)
    if step is None:
        return False
    with transaction.atomic():
        bound = codes.bound(secret, account_id=account.pk)
        CodeApp.objects.update_or_create(account=account, defaults={"secret": bound, "last_step": step})
        record(account, "sign_in.set_up_code_app", subject=f"account:{account.pk}")
        tell(
            [account.pk],
            title=gettext_noop("Codes were turned on for your account"),
            body=gettext_noop("Your password now asks for a code as well."),
        )
    return True


def turn_off_code_app(account: Account) -> None:
    """From now on the password alone is enough. A second call changes nothing."""
    with transaction.atomic():
        if not CodeApp.objects.filter(account=account).delete()[0]:
            return
        record(account, "sign_in.turn_off_code_app", subject=f"account:{account.pk}")
        tell(
            [account.pk],
            title=gettext_noop("Codes were turned off for your account"),
            body=gettext_noop("Your password alone is now enough to sign in."),
        )


def make_sheet(account: Account) -> list[str]:
    """Ten new printed codes, shown this once; those of an older sheet no longer count."""
    made = codes.new_sheet()
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        SheetCode.objects.filter(account=account).delete()
        SheetCode.objects.bulk_create(
            SheetCode(account=account, digest=codes.digest(code, purpose=SHEET, account_id=account.pk)) for code in made
        )
        record(account, "sign_in.make_sheet", subject=f"account:{account.pk}")
        tell(
            [account.pk],
            title=gettext_noop("New printed codes were made for your account"),
            body=gettext_noop("Codes of an older sheet no longer count."),
        )
    return made
