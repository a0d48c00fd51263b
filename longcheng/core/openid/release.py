"""The one place where personal data leaves towards a program of others."""

from longcheng.core.access.models import Account
from longcheng.core.access.whence import came_from
from longcheng.core.openid.declaration import Field, chosen_scopes
from longcheng.core.openid.models import Consent, Program
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.writing import append

PURPOSE, WHAT = "openid.consent", "openid.told"


def agreed_fields(scopes: list[str]) -> list[Field]:
    """The fields that these scopes open."""
    return [field for scope in chosen_scopes(scopes) for field in scope.fields]


def release(*, program: Program, account: Account, scopes: list[str], consent: Consent) -> dict[str, str]:
    """The values of the agreed fields; the line of the access ledger is durable before they are given.

    What the city does not know is left out. Raises LedgerUnavailable: then nothing may be told.
    """
    values = {field.claim: value for field in agreed_fields(scopes) if (value := field.read(account))}
    if values:
        _write_down(program, account, consent=consent, fields=tuple(values))
    return values


def _write_down(program: Program, account: Account, *, consent: Consent, fields: tuple[str, ...]) -> None:
    """The line that the person reads in “who looked”."""
    append(
        [
            Reading(
                reader_id=program.user_id,
                role="",
                organisation=program.organisation,
                subject_id=account.pk,
                what=WHAT,
                fields=fields,
                purpose=PURPOSE,
                reference=str(consent.pk),
                came_from=came_from(),
            )
        ]
    )
