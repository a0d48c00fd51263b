"""Why somebody may not, in words that help: the rule, what is missing, how to get it right."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.core.access.policies import Request, Rule, Verdict, judge, permissions_by_name
from longcheng.core.access.purposes import DUTY, MANDATE, FoundPurpose, duties, mandate_scopes, purpose_kinds
from longcheng.core.declaration import rooms

LIVE = "live purpose"  # the house's own forbid; what it lacks is told by how the claimed purpose stands


class Denied(Exception):
    """The actor may not do this. `rule`, `missing` and `how` are sentences in the reader's language."""

    def __init__(self, rule: str, *, missing: str = "", how: str = "", permission: str = "") -> None:
        super().__init__(" ".join(filter(None, (rule, missing, how))))
        self.rule, self.missing, self.how, self.permission = rule, missing, how, permission

    def as_data(self) -> dict[str, str]:
        """For programs: the whole sentence and its parts."""
        parts = {"rule": self.rule, "missing": self.missing, "how": self.how, "permission": self.permission}
        return {"error": str(self), **{name: words for name, words in parts.items() if words}}


def explain(asked: Request, *, verdict: Verdict, found: FoundPurpose, has_it_elsewhere: bool) -> Denied:
    """The Denied for a refused request. Asks the judge what would have helped; some milliseconds, on refusal only."""
    language = get_language() or "zh"
    if has_it_elsewhere:
        return _elsewhere(asked)
    if final := [rule for rule in verdict.rules if rule.name != LIVE]:  # a rule itself stands in the way
        return _worded(asked, final, language, missing="")
    if permissions_by_name()[asked.permission].is_personal:
        return _for_want_of_purpose(asked, found, language) or _for_want_of_role(asked, language)
    return _for_want_of_role(asked, language)


def _worded(asked: Request, rules: Iterable[Rule], language: str, *, missing: str) -> Denied:
    told = list(dict.fromkeys(filter(None, (rule.told(language) for rule in rules))))
    how = next(filter(None, (rule.how(language) for rule in rules)), "")
    return Denied(" ".join(told), missing=missing, how=how, permission=asked.permission)


def _elsewhere(asked: Request) -> Denied:
    title = permissions_by_name()[asked.permission].title
    return Denied(
        _("You may do this in your own area, but not there: “%(permission)s”.") % {"permission": title},
        how=_("Choose a place inside your area, or ask your organisation for the role there."),
        permission=asked.permission,
    )


def live_forms(asked: Request) -> Iterable[Request]:
    """The same request with each purpose that there is, as if it were live and this actor's."""
    scopes = frozenset(mandate_scopes())
    live = replace(asked, purpose_is_live=True, purpose_is_mine=True, scopes=scopes)
    yield replace(live, purpose_kind=MANDATE, purpose_reference="0")
    for kind in purpose_kinds():
        yield replace(live, purpose_kind=kind, purpose_reference="0")
    for name in duties():
        yield replace(live, purpose_kind=DUTY, purpose_reference=name)


def _for_want_of_purpose(asked: Request, found: FoundPurpose, language: str) -> Denied | None:
    """If the actor's roles would do with a live purpose: which rules would let them in."""
    helpful: dict[str, Rule] = {}
    is_of_use = False  # the claimed kind would let this actor in, were it live
    for form in live_forms(asked):
        verdict = judge().decide(form)
        if verdict.is_allowed:
            # The claimed kind first: its rule is the one that the reader tried to use.
            rules = {rule.name: rule for rule in verdict.rules}
            is_claimed = form.purpose_kind == asked.purpose_kind
            helpful = rules | helpful if is_claimed else helpful | rules
            is_of_use = is_of_use or is_claimed
    if asked.roles:
        # Whoever holds a role is told what that role is for; a mandate, which anybody can have, comes last.
        with_role = {name: rule for name, rule in helpful.items() if rule.roles() & asked.roles}
        helpful = with_role or helpful
    if not helpful:
        return None
    return _worded(asked, list(helpful.values())[:3], language, missing=_missing(asked, found, is_of_use=is_of_use))


def _missing(asked: Request, found: FoundPurpose, *, is_of_use: bool) -> str:
    if asked.purpose_kind in purpose_kinds() and not is_of_use:
        # Whether something is open about a person is a secret to all whom it would not let in.
        return _("This purpose opens nothing to you here, whether it is open or not.")
    if asked.purpose_is_live and asked.purpose_is_mine:
        if asked.purpose_kind == MANDATE:
            return _("The mandate is live, but its scope does not cover this.")
        return _("The purpose is live, but it does not cover this.")
    return found.why_not


def _for_want_of_role(asked: Request, language: str) -> Denied:
    """The actor's roles do not reach it with any purpose: which roles would."""
    rules = [rule for rule in judge().rules_for(asked.permission) if rule.is_permit]
    named = frozenset().union(*(rule.roles() for rule in rules)) if rules else frozenset()
    titles = "、".join(str(role.title) for room in rooms() for role in room.roles if role.name in named)
    permission = permissions_by_name()[asked.permission]
    how = _("Ask your organisation for it if your work needs it.")
    if not titles:
        return Denied(
            _("Nobody may do this: “%(permission)s”. No policy allows it.") % {"permission": permission.title},
            permission=asked.permission,
        )
    return Denied(
        _("This is for those who hold the role %(roles)s: “%(permission)s”.")
        % {"roles": titles, "permission": permission.title},
        missing=_("You do not hold it."),
        how=how,
        permission=asked.permission,
    )
