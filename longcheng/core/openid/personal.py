"""What programs are told of a person, as the access ledger names it. Nobody reads it as a record: it is released."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.access.models import Account
from longcheng.core.access.personal import Part, PersonalRecord
from longcheng.core.openid.declaration import declared_scopes


def _subject(account: Account) -> int:
    return int(account.pk)


def _nowhere(account: Account) -> str:
    """A person's consent reaches as far as they say, whatever the area."""
    return ""


TOLD = PersonalRecord(
    name="openid.told",
    title=_("What you agreed to tell"),
    permission="openid.read_told",
    parts=tuple(
        Part(name=field.claim, title=field.title, value=field.read)
        for scope in declared_scopes().values()
        for field in scope.fields
    ),
    subject=_subject,
    area=_nowhere,
)
RECORDS = (TOLD,)
