"""What the pages read."""

from django.db.models import Max, Q, QuerySet

from longcheng.core.access.models import Account
from longcheng.core.openid.models import Consent, DeviceGrant, Program, ProgramState


def programs(*, state: str = "", wanted: str = "") -> QuerySet[Program]:
    """Programs, those that wait longest first, else the newest decision first; with a search in their words."""
    found = Program.objects.select_related("decided_by")
    if state in ProgramState.values:
        found = found.filter(state=state)
    if wanted:
        found = found.filter(
            Q(name__icontains=wanted) | Q(organisation__icontains=wanted) | Q(purpose__icontains=wanted)
        )
    return found.order_by("created", "pk") if state == ProgramState.WAITING else found.order_by("-created", "-pk")


def live_consent(account: Account, *, program: Program) -> Consent | None:
    """What the person agreed to for this program, if it still counts."""
    return Consent.objects.live().filter(account=account, program=program).first()


def consents_of(account: Account) -> QuerySet[Consent]:
    """The live consents of a person, newest first, each with the moment its program last signed them in."""
    live = Consent.objects.live().filter(account=account).select_related("program")
    return live.annotate(last_used_at=Max("sign_ins__began_at")).order_by("-given_at", "-pk")


def open_question(user_code: str) -> tuple[DeviceGrant, Program] | None:
    """The device that shows this code and waits, and its program; None for any other code."""
    grant = DeviceGrant.objects.filter(user_code=user_code).order_by("-asked_at").first()
    if grant is None or not grant.is_open:
        return None
    program = Program.objects.select_related("user").filter(client_id=grant.client_id).first()
    return (grant, program) if program is not None else None
