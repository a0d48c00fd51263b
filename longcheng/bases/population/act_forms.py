"""The acts that an officer files at the counter: what each asks, and which action it ends in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.actions import (
    births,
    correcting,
    deaths,
    guardianship,
    marriages,
    moves,
    name_changes,
    protection,
    undoing,
)
from longcheng.bases.population.actions.correcting import CORRECTABLE, OF_THE_HOUSEHOLD
from longcheng.bases.population.actions.counter_cases import record_why_another
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS, ROLES, SEXES
from longcheng.bases.population.wording import ETHNIC_GROUPS, ethnic_group
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

TEXT_MAX = 300
Values = Mapping[str, Any]
Choices = list[tuple[str, "_StrOrPromise"]]


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One question of an act. `kind` is text, long, date, choice, number, person, opened, place or address.

    A person is typed by name or number and found; one who is opened stands at the counter too and has an open case of
    the officer; a place is typed by the name of the community. `on` names another field and the value by which this
    one is asked at all.
    """

    name: str
    title: "_StrOrPromise"
    kind: str = "text"
    hint: "_StrOrPromise" = ""
    is_needed: bool = True
    choices: Callable[[Person], Choices] | None = None
    begins: Callable[[Person], str] | None = None
    on: tuple[str, str] | None = None
    most: int = TEXT_MAX

    def is_asked(self, typed: Mapping[str, str]) -> bool:
        return self.on is None or typed.get(self.on[0]) == self.on[1]


@dataclass(frozen=True, kw_only=True)
class ActForm:
    """One kind of act: its questions, the words on its button, and what it does with the answers."""

    kind: str
    title: "_StrOrPromise"
    button: "_StrOrPromise"
    says: "_StrOrPromise"
    icon: str
    fields: tuple[FormField, ...]
    do: Callable[[Account, Person, Values, Purpose], Any]
    fits: Callable[[Person], bool]

    def field(self, name: str) -> FormField | None:
        return next((one for one in self.fields if one.name == name), None)


def _living(person: Person) -> bool:
    return person.is_living


def _today(_person: Person) -> str:
    return timezone.localdate().isoformat()


def day_of(text: str) -> date | None:
    """A day such as 2026-11-23; None for anything else."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _birth(officer: Account, person: Person, values: Values, purpose: Purpose) -> Any:
    child = births.register_birth(
        officer,
        name=values["name"],
        sex=values["sex"],
        birth_date=values["birth_date"],
        mother_id=person.pk,
        father_id=values.get("father_id"),
        number=values.get("number", ""),
        despite_duplicates=bool(values.get("despite")),
        purpose=purpose,
    )
    if values.get("despite"):
        record_why_another(officer, person_id=child.pk, why=values["despite"])
    return child


def _move(officer: Account, person: Person, values: Values, purpose: Purpose) -> Any:
    place = {"division_code": values.get("division_code", ""), "address": values.get("address", "")}
    if values["who"] == "household":
        home_id = person.household_id or 0
        return moves.move_household(officer, household_id=home_id, day=values["day"], purpose=purpose, **place)
    return moves.move_person(
        officer,
        person_id=person.pk,
        household_id=values.get("household_id"),
        household_role=values.get("household_role", ""),
        day=values["day"],
        purpose=purpose,
        **place,
    )


def _guardianship(officer: Account, person: Person, values: Values, purpose: Purpose) -> Any:
    do = guardianship.set_guardian if values["what"] == "set" else guardianship.end_guardian
    return do(
        officer,
        person_id=person.pk,
        guardian_id=values["guardian_id"],
        document=values["document"],
        purpose=purpose,
    )


def _who_moves(person: Person) -> Choices:
    alone: Choices = [("person", _("This person alone"))]
    return [("household", _("The whole household: one act for all of them")), *alone] if person.household_id else alone


def _what_of_guardianship(person: Person) -> Choices:
    begin: Choices = [("set", _("Somebody becomes guardian"))]
    return [*begin, ("end", _("The guardianship ends"))] if person.guardian_ids else begin


def _sides(_person: Person) -> Choices:
    return [("person", _("The person")), ("household", _("The household"))]


def _correctable(person: Person) -> Choices:
    named = [one for one in CORRECTABLE if person.household_id or one not in OF_THE_HOUSEHOLD]
    return [(one, (HOUSEHOLDS if one in OF_THE_HOUSEHOLD else PERSONS).field(one).title) for one in named]


DOCUMENT = FormField(
    name="document", title=gettext_lazy("The paper that you have seen, with its date"),
    hint=gettext_lazy("Its kind, never its number."), most=200,
)  # fmt: skip
REASON = FormField(
    name="reason", title=gettext_lazy("Reason"), kind="long", hint=gettext_lazy("The person reads it."), most=500
)
DAY = FormField(name="day", title=gettext_lazy("From which day"), kind="date", begins=_today)

BIRTH = ActForm(
    kind="birth",
    title=gettext_lazy("Register a birth"),
    button=gettext_lazy("Register the birth"),
    says=gettext_lazy("From the record of the mother. The child joins her household."),
    icon="baby-carriage",
    fields=(
        FormField(name="name", title=gettext_lazy("Name of the child"), most=60),
        FormField(name="sex", title=gettext_lazy("Sex"), kind="choice", choices=lambda _person: list(SEXES)),
        FormField(name="birth_date", title=gettext_lazy("Date of birth"), kind="date"),
        FormField(
            name="father_id", title=gettext_lazy("Father"), kind="person", is_needed=False,
            begins=lambda person: str(person.spouse_id or ""),
            hint=gettext_lazy("Name or number; leave it empty if none is to be stated."),
        ),
        FormField(
            name="number", title=gettext_lazy("Identity number"), is_needed=False, most=24,
            hint=gettext_lazy("Leave it empty if none has been given yet."),
        ),
    ),
    do=_birth,
    fits=lambda person: person.is_living and person.sex != "1",
)  # fmt: skip
DEATH = ActForm(
    kind="death",
    title=gettext_lazy("Register a death"),
    button=gettext_lazy("Register the death"),
    says=gettext_lazy("The record stays and is closed to new acts. The spouse counts as widowed from that day."),
    icon="flower",
    fields=(FormField(name="death_date", title=gettext_lazy("Date of death"), kind="date"), DOCUMENT),
    do=lambda officer, person, values, purpose: deaths.register_death(
        officer,
        person_id=person.pk,
        death_date=values["death_date"],
        document=values["document"],
        purpose=purpose,
    ),
    fits=_living,
)
MARRIAGE = ActForm(
    kind="marriage",
    title=gettext_lazy("Register a marriage"),
    button=gettext_lazy("Register the marriage"),
    says=gettext_lazy("Both stand at the counter. Each becomes the other's spouse; where they live does not change."),
    icon="heart-handshake",
    fields=(
        FormField(
            name="second_id", title=gettext_lazy("The other one"), kind="opened",
            hint=gettext_lazy("Both come themselves, so each has a case that you have opened at the counter."),
        ),
        FormField(name="day", title=gettext_lazy("Day of the marriage"), kind="date", begins=_today),
        DOCUMENT,
    ),
    do=lambda officer, person, values, purpose: marriages.register_marriage(
        officer,
        first_id=person.pk,
        second_id=values["second_id"],
        day=values["day"],
        document=values["document"],
        purpose=purpose,
    ),
    fits=lambda person: person.is_living and person.marital_status != "20",
)  # fmt: skip
DIVORCE = ActForm(
    kind="divorce",
    title=gettext_lazy("Register a divorce"),
    button=gettext_lazy("Register the divorce"),
    says=gettext_lazy("Both count as divorced from that day. Where they live does not change."),
    icon="users",
    fields=(
        FormField(name="day", title=gettext_lazy("Day of the divorce"), kind="date", begins=_today),
        DOCUMENT,
    ),
    do=lambda officer, person, values, purpose: marriages.register_divorce(
        officer, person_id=person.pk, day=values["day"], document=values["document"], purpose=purpose
    ),
    fits=lambda person: person.is_living and person.marital_status == "20",
)
MOVE = ActForm(
    kind="move",
    title=gettext_lazy("Register a move"),
    button=gettext_lazy("Register the move"),
    says=gettext_lazy("The whole household by one act, or one person alone. What stood before can still be read."),
    icon="home",
    fields=(
        FormField(name="who", title=gettext_lazy("Who moves"), kind="choice", choices=_who_moves,
                  begins=lambda person: "household" if person.household_id else "person"),
        FormField(name="division_code", title=gettext_lazy("Village or community"), kind="place",
                  hint=gettext_lazy("Begin with the town or the community; the list helps.")),
        FormField(name="address", title=gettext_lazy("Address"), kind="address", most=120,
                  hint=gettext_lazy("Estate, building, entrance, door. The community is filled with it.")),
        FormField(name="household_id", title=gettext_lazy("Joins the household no."), kind="number", is_needed=False,
                  on=("who", "person"),
                  hint=gettext_lazy("Only for moving in with others; then leave community and address empty.")),
        FormField(name="household_role", title=gettext_lazy("Role in the household"), kind="choice", is_needed=False,
                  on=("who", "person"), choices=lambda _person: list(ROLES),
                  hint=gettext_lazy("Leave it open, and it follows from the kinship to the head.")),
        DAY,
    ),
    do=_move,
    fits=_living,
)  # fmt: skip
NAME_CHANGE = ActForm(
    kind="name-change",
    title=gettext_lazy("Register a change of name"),
    button=gettext_lazy("Register the new name"),
    says=gettext_lazy("The old name stays in the history and is found no more by the search."),
    icon="signature",
    fields=(FormField(name="name", title=gettext_lazy("New name"), most=60), DAY, DOCUMENT),
    do=lambda officer, person, values, purpose: name_changes.change_name(
        officer,
        person_id=person.pk,
        name=values["name"],
        day=values["day"],
        document=values["document"],
        purpose=purpose,
    ),
    fits=_living,
)
GUARDIANSHIP = ActForm(
    kind="guardianship",
    title=gettext_lazy("Register a guardianship"),
    button=gettext_lazy("Register the guardianship"),
    says=gettext_lazy("Who acts by law for a child, or for an adult who cannot."),
    icon="shield-check",
    fields=(
        FormField(name="what", title=gettext_lazy("What happens"), kind="choice", choices=_what_of_guardianship,
                  begins=lambda _person: "set"),
        FormField(name="guardian_id", title=gettext_lazy("Guardian"), kind="person",
                  hint=gettext_lazy("Name or number")),
        DOCUMENT,
    ),
    do=_guardianship,
    fits=_living,
)  # fmt: skip
PROTECTION = ActForm(
    kind="protection",
    title=gettext_lazy("Protect the address"),
    button=gettext_lazy("State it"),
    says=gettext_lazy("A protected address is shown to nobody but the person; nobody finds them by a place."),
    icon="shield-lock",
    fields=(
        FormField(name="on", title=gettext_lazy("Protected address"), kind="choice",
                  choices=lambda _person: [("yes", _("Protect the address")), ("no", _("End the protection"))],
                  begins=lambda person: "no" if person.is_protected else "yes"),
        REASON,
    ),
    do=lambda officer, person, values, purpose: protection.protect_address(
        officer, person_id=person.pk, on=values["on"] == "yes", reason=values["reason"], purpose=purpose
    ),
    fits=_living,
)  # fmt: skip
CORRECTION = ActForm(
    kind="correction",
    title=gettext_lazy("Correct a mistake"),
    button=gettext_lazy("Correct it"),
    says=gettext_lazy("For what was entered wrongly. What really changed, a move or a name, has an act of its own."),
    icon="pencil",
    fields=(
        FormField(name="field", title=gettext_lazy("What is wrong"), kind="choice", choices=_correctable),
        FormField(name="value", title=gettext_lazy("It should read"), most=120, is_needed=False,
                  hint=gettext_lazy("A day as 2026-11-23, a place or a code by its name. Empty says there is none.")),
        REASON,
    ),
    do=lambda officer, person, values, purpose: correcting.correct(
        officer,
        person_id=person.pk,
        field=values["field"],
        value=values.get("value", ""),
        reason=values["reason"],
        purpose=purpose,
    ),
    fits=lambda person: True,
)  # fmt: skip
UNDO = ActForm(
    kind="undo",
    title=gettext_lazy("Take an act back"),
    button=gettext_lazy("Take this act back"),
    says=gettext_lazy("It counts no more, and stands in the history with your reason. Nothing is deleted."),
    icon="arrow-back-up",
    fields=(
        FormField(name="act", title=gettext_lazy("Number of the act"), kind="number"),
        FormField(name="side", title=gettext_lazy("It was filed for"), kind="choice", choices=_sides,
                  begins=lambda _person: "person"),
        REASON,
    ),
    do=lambda officer, person, values, purpose: undoing.undo_act(
        officer,
        act_id=values["act"],
        reason=values["reason"],
        of_household=values["side"] == "household",
        purpose=purpose,
    ),
    fits=lambda person: True,
)  # fmt: skip
FORMS = (BIRTH, MOVE, MARRIAGE, DIVORCE, NAME_CHANGE, GUARDIANSHIP, PROTECTION, CORRECTION, DEATH, UNDO)


def form_named(kind: str) -> ActForm | None:
    """The form of this kind; None if there is none."""
    return next((one for one in FORMS if one.kind == kind), None)


def forms_for(person: Person) -> list[ActForm]:
    """What can be filed about this person now; taking back begins at the act in the history."""
    return [one for one in FORMS if one is not UNDO and one.fits(person)]


def code_meant(field: str, text: str) -> str:
    """A code for the words that were typed: 女 or female for 2. What is no word of the field stays as it is."""
    wanted = text.strip().casefold()
    if field == "ethnicity":
        spelt = {
            code: {code, ethnic_group(code).casefold(), *said.casefold().split(" ")}
            for code, said in ETHNIC_GROUPS.items()
        }
        return next((code for code, words in spelt.items() if wanted in words), text.strip())
    choices = PERSONS.field(field).choices if PERSONS.has_field(field) else ()
    return next((code for code, title in choices if wanted in {code, str(title).casefold()}), text.strip())
