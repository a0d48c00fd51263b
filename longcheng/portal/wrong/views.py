"""“This is wrong” 这里不对: of a value that stands in any register, by whoever may see it there."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import OWN_RECORD, Purpose
from longcheng.core.access.reading import read_none, read_one
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.doubts.desks import DoubtDesk, desks
from longcheng.core.registry.doubts.queries import refuse_own_doubt
from longcheng.core.registry.doubts.wrong import NoSuchValue, aim_at, file_doubt, values_to_doubt
from longcheng.core.registry.doubts.wrong_page import wrong_page

NUMBER_SIGNS = 18


@dataclass(frozen=True)
class Asked:
    """What the address names: one value of one record, and for what it is read."""

    desk: DoubtDesk
    number: int
    field: str
    purpose: Purpose
    purpose_text: str

    def href(self, field: str) -> str:
        """The same page for one field."""
        subject = str(self.number)
        asked = {"register": self.desk.register, "subject": subject, "field": field, "purpose": self.purpose_text}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def _asked(request: HttpRequest) -> Asked:
    """Raises Http404 for a register that nobody declares and for what is no number."""
    desk = desks().get(request.GET.get("register", ""))
    number = request.GET.get("subject", "")
    if desk is None or not (number.isascii() and number.isdigit() and len(number) <= NUMBER_SIGNS):
        raise Http404
    text = request.GET.get("purpose", "")
    purpose = Purpose.parse(text) if text else OWN_RECORD
    return Asked(desk, int(number), request.GET.get("field", "")[:60], purpose, text)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def wrong(request: HttpRequest) -> HttpResponse:
    """First which value, where the address does not say; then what it should be and why."""
    account = signed_in_account(request)
    asked = _asked(request)
    typed = {name: request.POST.get(name, "") for name in ("value", "note")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            doubt = file_doubt(
                account, asked.desk, number=asked.number, field=asked.field, purpose=asked.purpose, **typed
            )
        except NoSuchValue:
            raise Http404 from None
        except Unfit as unfit:
            errors = unfit.defects
        else:
            day = f"{doubt.due_at:%Y-%m-%d}"
            messages.success(request, _("We check it and answer by %(day)s.") % {"day": day})
            return redirect(_back(asked, account))
    row = _read(account, asked)
    back = _back(asked, account)
    if not asked.field:
        values = values_to_doubt(account, asked.desk, row=row, purpose=asked.purpose)
        rows = [{"aim": aim, "href": asked.href(aim.field.name)} for aim in values]
        return render(request, "portal/wrong/choose.html", {"rows": rows, "back": back})
    try:
        aim = aim_at(account, asked.desk, number=asked.number, field=asked.field, purpose=asked.purpose)
    except NoSuchValue:
        raise Http404 from None
    context = wrong_page(account, aim, purpose=asked.purpose) | {"form": typed, "errors": errors, "back": back}
    return render(request, "portal/wrong/value.html", context, status=422 if errors else 200)


def _read(account: Account, asked: Asked) -> Any:
    """The row that the page is about, with its line in the ledger where it is a person's.

    Raises Denied, in the same words for those who have a record and those who have none; Http404.
    """
    refuse_own_doubt(account, asked.purpose)
    row = asked.desk.row(asked.number)
    record = asked.desk.record
    if row is None:
        if record is not None:
            read_none(asked.desk.nobody(asked.number), record, by=account, purpose=asked.purpose)
        raise Http404
    if record is not None:
        read_one(row, record, by=account, purpose=asked.purpose)
    return row


def _back(asked: Asked, account: Account) -> str:
    """Where the reader came from: the record, or their own page."""
    return asked.desk.record_page(asked.number, account, asked.purpose)
