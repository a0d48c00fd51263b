"""Registering programs, and what the staff decide about them."""

import secrets
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, AccountKind
from longcheng.core.access.permissions import Actor, record, require
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.sign_ins import end_all_of
from longcheng.core.openid.models import Program, ProgramState
from longcheng.core.openid.registration import Registration
from longcheng.core.openid.tokens import checksum

APPROVE = "openid.approve"
WAITING_MAX = 200
REASON_MAX = 500


class NotNow(ValueError):
    """The decision does not fit the state of the program; the text says why."""


class TooManyWait(ValueError):
    """Nobody can register until the staff have decided on some of those that wait."""


def register_program(said: Registration, *, is_by_hand: bool = False) -> tuple[Program, str]:
    """Keep a program that waits for approval; returns it and its secret, which is told once and kept as a hash.

    A public program has no secret: the text is empty. Raises TooManyWait.
    """
    secret = "" if said.is_public else secrets.token_urlsafe(48)
    with transaction.atomic():
        if Program.objects.filter(state=ProgramState.WAITING).count() >= WAITING_MAX:
            raise TooManyWait
        program = Program.objects.create(
            name=said.name,
            organisation=said.organisation,
            purpose=said.purpose,
            contact=said.contact,
            redirect_uris=" ".join(said.redirect_uris),
            post_logout_redirect_uris=" ".join(said.post_logout_redirect_uris),
            allowed_origins=" ".join(_origins(said)),
            scopes=list(said.scopes),
            grants=list(said.grants),
            authorization_grant_type=said.grants[0],
            client_type=Program.CLIENT_PUBLIC if said.is_public else Program.CLIENT_CONFIDENTIAL,
            # A public one gets a secret that nobody knows, since an empty one would be everybody's. Ours are too long
            # to guess: a password's slow hash would protect nothing, and strangers could keep the city busy with it.
            client_secret=checksum(secret or secrets.token_urlsafe(48)),
            hash_client_secret=False,
            algorithm=Program.RS256_ALGORITHM,
            registration_source=(Program.RegistrationSource.MANUAL if is_by_hand else Program.RegistrationSource.DCR),
        )
        record(None, "openid.register", subject=f"program:{program.pk}", by_hand=is_by_hand)
    return program, secret


def approve_program(actor: Actor | None, program: Program) -> Program:
    """From now on the program works, for the scopes it asked for; it gets an account to act as. Raises NotNow.

    `actor` None is the one who holds the machine.
    """
    _check(actor)
    with transaction.atomic():
        program = _held(program, ProgramState.WAITING, ProgramState.REFUSED)
        if program.user is None:
            program.user = Account.objects.create_user(
                f"program-{program.client_id[:20].lower()}", display_name=program.name, kind=AccountKind.PROGRAM
            )
        _decide(actor, program, ProgramState.APPROVED, reason="")
    return program


def refuse_program(actor: Actor, program: Program, *, reason: str) -> None:
    """The program will not work; its makers read why. Raises NotNow."""
    _check(actor)
    with transaction.atomic():
        _decide(actor, _held(program, ProgramState.WAITING), ProgramState.REFUSED, reason=_reason(reason))


def suspend_program(actor: Actor, program: Program, *, reason: str) -> None:
    """The program stops working this moment, and its tokens are void. Raises NotNow."""
    _check(actor)
    with transaction.atomic():
        program = _held(program, ProgramState.APPROVED)
        _decide(actor, program, ProgramState.SUSPENDED, reason=_reason(reason))
        end_all_of(program)


def resume_program(actor: Actor, program: Program) -> None:
    """The program works again; people sign in anew, what they agreed to still counts. Raises NotNow."""
    _check(actor)
    with transaction.atomic():
        _decide(actor, _held(program, ProgramState.SUSPENDED), ProgramState.APPROVED, reason="")


def forget_undecided_programs() -> int:
    """Remove registrations that nobody decided on in a quarter; returns how many."""
    before = timezone.now() - lifetimes.WAITING
    return Program.objects.filter(state=ProgramState.WAITING, created__lt=before).delete()[0]


def _check(actor: Actor | None) -> None:
    if actor is not None:
        require(actor, APPROVE, area_code="")  # the whole city: a program reaches people wherever they live


def _held(program: Program, *states: ProgramState) -> Program:
    """The program as it is now, locked, if it is in one of these states."""
    held = Program.objects.select_for_update(of=("self",)).select_related("user").get(pk=program.pk)
    if held.state not in states:
        raise NotNow(
            _("“%(name)s” is %(state)s by now. Look at it again before you decide.")
            % {"name": held.name, "state": held.get_state_display()}
        )
    return held


def _decide(actor: Actor | None, program: Program, state: ProgramState, *, reason: str) -> None:
    was = program.state
    program.state, program.reason, program.decided_at = state, reason, timezone.now()
    program.decided_by = actor if isinstance(actor, Account) else None
    program.save(update_fields=["state", "reason", "decided_at", "decided_by", "user", "updated"])
    record(actor, "openid.decide", subject=f"program:{program.pk}", was=was, now=str(state))


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise NotNow(_("A reason is required: the makers of the program read it."))
    if len(reason) > REASON_MAX:
        raise NotNow(_("The reason must have at most %(n)s signs.") % {"n": REASON_MAX})
    return reason


def _origins(said: Registration) -> list[str]:
    """The web origins of a program that runs in browsers: only from there may its pages ask us."""
    if not said.is_public:
        return []
    parts = [urlsplit(uri) for uri in said.redirect_uris]
    return sorted({f"{part.scheme}://{part.netloc}".lower() for part in parts if part.scheme == "https"})
