"""What a program gets of a person, field by field with the value, for the pages on which they decide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from longcheng.core.access.models import Account
from longcheng.core.openid.declaration import chosen_scopes
from longcheng.core.openid.models import Program
from longcheng.core.openid.subjects import subject_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Told:
    """One scope as a person reads it; a value that is empty is not known to the city."""

    title: "_StrOrPromise"
    explanation: "_StrOrPromise"
    fields: tuple[tuple["_StrOrPromise", str], ...]


def told_by(account: Account, *, program: Program, scopes: list[str]) -> list[Told]:
    """Everything that these scopes give away about this account."""
    return [
        Told(
            title=scope.title,
            explanation=scope.explanation,
            fields=tuple((field.title, field.read(account)) for field in scope.fields)
            or (((_("Your number"), subject_of(account, program=program)),) if scope.name == "openid" else ()),
        )
        for scope in chosen_scopes(scopes)
    ]
