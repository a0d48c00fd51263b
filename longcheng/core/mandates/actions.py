"""Giving, recording and ending mandates."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, AccountKind, Act, Mandate, MandateBasis
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import mandate_scopes, personal_scopes, scopes_told
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.mandates.events import MandateEnded
from longcheng.core.mandates.rules import LONGEST_DAYS, LONGEST_GUARDIANSHIP_DAYS, MISSES_A_DAY, MOST_LIVE, defects
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language

RECORD, MISSED = "mandates.record", "mandates.miss_agent"


def give_mandate(
    giver: Account, *, username: str, display_name: str, scopes: Collection[str], until: date | None
) -> Mandate:
    """Let another resident act for oneself, until the end of a day. Raises Unfit with all defects.

    Both the user name and the name of the agent are asked, so that a slip of the finger empowers nobody; which of
    the two is wrong is not told, so that names cannot be looked up.
    """
    errors = _told(
        defects(scopes=scopes, known=personal_scopes(), until=until, today=timezone.localdate()), LONGEST_DAYS
    )
    agent = _agent_after_few_tries(giver, username, display_name)
    if agent is None:
        errors["username"] = _("Nobody has both this user name and this name. Ask them for both, exactly as written.")
    elif agent.pk == giver.pk:
        errors["username"] = _("You act for yourself without a mandate.")
    if Mandate.objects.live().filter(giver=giver).count() >= MOST_LIVE:
        errors["username"] = _("You have given %(n)s mandates already. End one first.") % {"n": MOST_LIVE}
    if errors or agent is None or until is None:
        raise Unfit(errors)
    with transaction.atomic():
        return _made(giver=giver, agent=agent, scopes=scopes, until=until, by=giver, basis=MandateBasis.GIVEN)


def record_mandate(
    officer: Account,
    *,
    giver_username: str,
    agent_username: str,
    agent_name: str,
    basis: str,
    document: str,
    scopes: Collection[str],
    until: date | None,
) -> Mandate:
    """Record a guardianship or a representation from its paper, at the counter. Raises Denied, Unfit."""
    require(officer, RECORD)
    is_child = basis == MandateBasis.GUARDIANSHIP
    longest = LONGEST_GUARDIANSHIP_DAYS if is_child else LONGEST_DAYS
    errors = _told(
        defects(scopes=scopes, known=mandate_scopes(), until=until, today=timezone.localdate(), longest_days=longest),
        longest,
    )
    giver = Account.objects.filter(username=giver_username, is_active=True).first()
    agent = _agent(agent_username, agent_name)
    errors |= _defects_of_paper(basis, document, giver=giver, agent=agent, officer=officer)
    if errors or giver is None or agent is None or until is None:
        raise Unfit(errors)
    with transaction.atomic():
        return _made(
            giver=giver,
            agent=agent,
            scopes=scopes,
            until=until,
            by=officer,
            basis=MandateBasis(basis),
            document=document.strip(),
        )


def _defects_of_paper(
    basis: str, document: str, *, giver: Account | None, agent: Account | None, officer: Account
) -> dict[str, str]:
    errors: dict[str, str] = {}
    if basis not in {MandateBasis.GUARDIANSHIP, MandateBasis.REPRESENTATIVE}:
        errors["basis"] = _("Choose guardianship or representation.")
    if not document.strip():
        errors["document"] = _("Name the paper that you have seen, with its date.")
    elif len(document) > 200 or "\0" in document:
        errors["document"] = _("Name the paper in at most 200 signs.")
    wants_person = basis != MandateBasis.REPRESENTATIVE
    # Never a member of staff: behind that account stands a person, who gives their own mandate.
    if giver is None or giver.kind != (AccountKind.RESIDENT if wants_person else AccountKind.DEPARTMENT):
        errors["giver"] = (
            _("There is no such child.") if wants_person else _("There is no such organisation's account.")
        )
    if agent is None:
        errors["username"] = _("Nobody has both this user name and this name. Ask them for both, exactly as written.")
    elif giver is not None and agent.pk == giver.pk:
        errors["username"] = _("Nobody acts for themselves by a mandate.")
    if officer.pk in {one.pk for one in (giver, agent) if one is not None}:
        errors["username"] = _("You are part of this mandate yourself; a colleague must record it.")
    return errors


def _agent_after_few_tries(giver: Account, username: str, display_name: str) -> Account | None:
    """The agent; each miss is recorded, and a day has so many of them. Raises Unfit beyond."""
    subject = f"account:{giver.pk}"
    since = timezone.now() - timedelta(days=1)
    if Act.objects.filter(subject=subject, verb=MISSED, at__gt=since).count() >= MISSES_A_DAY:
        raise Unfit(
            {"username": _("Those were too many names for one day. Try again tomorrow, with both written down.")}
        )
    agent = _agent(username, display_name)
    if agent is None:
        record(giver, MISSED, subject=subject)
    return agent


def _agent(username: str, display_name: str) -> Account | None:
    if not username.strip() or not display_name.strip() or "\0" in username + display_name:
        return None
    return Account.objects.filter(
        username=username.strip(), display_name=display_name.strip(), kind=AccountKind.RESIDENT, is_active=True
    ).first()


def _told(found: Mapping[str, str], longest_days: int) -> dict[str, str]:
    words = {
        ("scopes", "none"): _("Choose at least one thing to be done for you."),
        ("scopes", "unknown"): _("One of the chosen things does not exist. Choose again."),
        ("until", "none"): _("Say until which day."),
        ("until", "past"): _("The last day lies in the past."),
        ("until", "long"): _("A mandate lasts %(n)s years at most. Choose an earlier day.")
        % {"n": longest_days // 366},
    }
    return {field: words[field, defect] for field, defect in found.items()}


def _made(
    *,
    giver: Account,
    agent: Account,
    scopes: Collection[str],
    until: date,
    by: Account | None,
    basis: MandateBasis,
    document: str = "",
) -> Mandate:
    ends_at = midnight(until + timedelta(days=1))
    mandate = Mandate.objects.create(
        giver=giver,
        agent=agent,
        scopes=sorted(set(scopes)),
        basis=basis,
        document=document,
        given_by=by,
        ends_at=ends_at,
    )
    record(by, "mandates.give", subject=f"mandate:{mandate.pk}", scopes=mandate.scopes, basis=str(basis))
    words = {"giver": giver.display_name, "agent": agent.display_name, "until": str(until)}
    _tell(
        mandate,
        "given",
        lambda: (
            _("%(agent)s may act for %(giver)s until %(until)s: %(scopes)s.")
            % (words | {"scopes": scopes_told(mandate.scopes)})
        ),
    )
    return mandate


def _tell(mandate: Mandate, what: str, title: Callable[[], str]) -> None:
    send(
        key=f"mandate {mandate.pk} {what}",
        sender=in_each_language(lambda: _("Act for somebody")),
        account_ids=[mandate.giver_id, mandate.agent_id],
        title=in_each_language(title),
        body=in_each_language(
            lambda: _("Each use is written down and both of you can read it. Either of you can end it at any time.")
        ),
        url=f"/mandates/{mandate.pk}/",
    )


def end_mandate(actor: Account, *, mandate_id: int) -> Mandate:
    """End a mandate at once: its giver, its agent, or the registrar for one recorded from a paper.

    A child cannot end its guardianship; the registrar does. Ending an ended one changes nothing. Raises Denied,
    Mandate.DoesNotExist.
    """
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().select_related("giver", "agent").get(pk=mandate_id)
        _require_side(actor, mandate)
        if not mandate.is_live() and mandate.begins_at <= timezone.now():
            return mandate
        mandate.ended_at, mandate.ended_by = timezone.now(), actor
        mandate.save(update_fields=["ended_at", "ended_by"])
        record(actor, "mandates.end", subject=f"mandate:{mandate.pk}")
        _tell_ended(mandate)
        emit(MandateEnded(mandate_id=mandate.pk, basis=mandate.basis), actor=actor)
    return mandate


def _tell_ended(mandate: Mandate) -> None:
    words = {"giver": mandate.giver.display_name, "agent": mandate.agent.display_name}
    _tell(mandate, "ended", lambda: _("%(agent)s no longer acts for %(giver)s: the mandate has ended.") % words)


def _require_side(actor: Account, mandate: Mandate) -> None:
    is_child = mandate.basis == MandateBasis.GUARDIANSHIP and actor.pk == mandate.giver_id
    if is_child:
        raise Denied(
            _("A guardianship ends by its paper, not by the child."),
            how=_("Come to the counter together with the paper that ends it."),
        )
    if actor.pk in {mandate.giver_id, mandate.agent_id}:
        return
    require(actor, RECORD)
    if mandate.basis == MandateBasis.GIVEN:
        raise Denied(_("Only the two people of a mandate can end it."))


def give_by_register(
    *, giver: Account, agent: Account, scopes: Collection[str], until: date, document: str, by: Account | None
) -> Mandate:
    """The mandate of somebody whom a register names as acting for an organisation; both sides are told.

    Called by the action of the register, which has asked for the right and looked at the paper. `by` is nobody where a
    program carries out what an officer has entered earlier. Raises Unfit; RuntimeError for a giver who is a person.
    """
    if giver.kind != AccountKind.DEPARTMENT:
        raise RuntimeError("A register gives mandates in the name of organisations only.")
    found = defects(scopes=scopes, known=mandate_scopes(), until=until, today=timezone.localdate())
    if found:
        raise Unfit(_told(found, LONGEST_DAYS))
    with transaction.atomic():
        return _made(
            giver=giver,
            agent=agent,
            scopes=scopes,
            until=until,
            by=by,
            basis=MandateBasis.REPRESENTATIVE,
            document=document,
        )


def end_by_register(mandate_id: int, *, by: Account | None, because: str) -> bool:
    """End one mandate that a register has given, and tell both sides; False where it had ended already.

    Called by the action of the register, which has asked for the right. `because` is a word for the record of acts.
    """
    with transaction.atomic():
        return bool(_end_running(Q(pk=mandate_id), by=by, because=because, tell=_tell_ended))


def end_mandates_of(account: Account, *, by: Account | None, because: str) -> int:
    """End every mandate that this account has given or holds, and tell both sides; returns how many.

    民法典 第一百七十三条（五）: an authority ends with the organisation that gave it. Called by the action that ends
    the organisation, which asks for the right.
    """
    with transaction.atomic():
        return len(_end_running(Q(giver=account) | Q(agent=account), by=by, because=because, tell=_tell_ended))


def end_mandates_by_death(account: Account, *, by: Account) -> int:
    """End every mandate that this account has given or holds; returns how many.

    民法典 第一百七十三条 and 第一百七十五条: an authority ends when its giver or its agent dies. Called by the action
    that enters the death, which asks for the right; only the other side is told.
    """
    with transaction.atomic():
        theirs = Q(giver=account) | Q(agent=account)
        return len(_end_running(theirs, by=by, because="death", tell=lambda one: _tell_of_death(one, account)))


def _end_running(which: Q, *, by: Account | None, because: str, tell: Callable[[Mandate], None]) -> list[Mandate]:
    now = timezone.now()
    running = Mandate.objects.filter(which, ended_at=None, ends_at__gt=now)
    mandates = list(running.select_for_update(of=("self",)).select_related("giver", "agent").order_by("pk"))
    for mandate in mandates:
        mandate.ended_at, mandate.ended_by = now, by
        mandate.save(update_fields=["ended_at", "ended_by"])
        record(by, "mandates.end", subject=f"mandate:{mandate.pk}", because=because)
        tell(mandate)
    return mandates


def _tell_of_death(mandate: Mandate, account: Account) -> None:
    words = {"giver": mandate.giver.display_name, "agent": mandate.agent.display_name}
    send(
        key=f"mandate {mandate.pk} ended by death",
        sender=in_each_language(lambda: _("Act for somebody")),
        account_ids=[mandate.agent_id if mandate.giver_id == account.pk else mandate.giver_id],
        title=in_each_language(lambda: _("%(agent)s no longer acts for %(giver)s: the mandate has ended.") % words),
        body=in_each_language(lambda: _("An authority ends with the life of either side (Civil Code, Article 173).")),
        url=f"/mandates/{mandate.pk}/",
    )
