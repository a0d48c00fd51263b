"""What an officer has typed into the form of an act, read: days, places, people; every defect at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.searching import resolve
from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.act_forms import ActForm, FormField, code_meant, day_of
from longcheng.bases.population.actions.counter_cases import search_at_counter
from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.names import name_defect
from longcheng.bases.population.rules import identity_number_defect
from longcheng.bases.population.searching import Filters, Hit, masked, masked_of
from longcheng.bases.population.wording import DIVISIONS
from longcheng.core.access.models import Account

CHOSEN = "population.chosen person"
CHOSEN_FOR_S = 3_600
PLACES_MOST = 8
NUMBER_MOST = 2**63 - 1


@dataclass
class Answers:
    """The form as it was typed, what it means, and what is wrong; `people` are those who fit a typed person."""

    typed: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    defects: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[tuple[str, Hit]]] = field(default_factory=dict)


def begun(form: ActForm, person: Person, officer: Account, given: Mapping[str, str]) -> Answers:
    """The empty form, with what it can know beforehand; `given` stands in the address, such as the number of an act."""
    typed = {one.name: one.begins(person) if one.begins else "" for one in form.fields}
    typed |= {
        one.name: given[one.name][: one.most]
        for one in form.fields
        if one.kind in {"choice", "number"} and one.name in given
    }
    answers = Answers(typed)
    for one in form.fields:
        if one.kind == "opened":
            answers.people[one.name] = opened_people(officer, but=person)
        if one.kind == "person" and typed[one.name]:
            known = Person.objects.filter(pk=int(typed[one.name])).first()
            answers.typed[one.name] = ""
            if known is not None:
                token = chosen_token(officer, known.pk)
                answers.people[one.name] = [(token, masked_of(known))]
                answers.typed[f"{one.name}_chosen"] = token
    return answers


def read(form: ActForm, person: Person, officer: Account, posted: QueryDict) -> Answers:
    """Every answer, or what is wrong with it. Looking for a person counts as a search of the officer."""
    typed = {one.name: posted.get(one.name, "").replace("\0", "")[: one.most].strip() for one in form.fields}
    typed |= {
        f"{one.name}_chosen": posted.get(f"{one.name}_chosen", "")[:300]
        for one in form.fields
        if one.kind in {"person", "opened"}
    }
    answers = Answers(typed)
    for one in form.fields:
        if not one.is_asked(typed):
            continue
        if one.kind == "person":
            _read_person(one, officer, answers)
        elif one.kind == "opened":
            _read_opened(one, person, officer, answers)
        elif not typed[one.name]:
            if one.name == "division_code" and (code := _told_by_address(typed)):
                answers.values[one.name] = code
            elif one.is_needed and not _is_told_by_household(one, typed):
                answers.defects[one.name] = _("“%(what)s” is required.") % {"what": one.title}
        else:
            _read_one(one, person, answers)
    if form.kind == "correction" and "value" in answers.values and "field" in answers.values:
        _read_correct_value(answers)
    return answers


def _read_correct_value(answers: Answers) -> None:
    """A place or a code is typed by its name."""
    field_name, text = answers.values["field"], answers.values["value"]
    if field_name not in DIVISIONS:
        answers.values["value"] = code_meant(field_name, text)
        return
    code, defect = _place(text)
    if defect:
        answers.defects["value"] = defect
    else:
        answers.values["value"] = code


def _is_told_by_household(one: FormField, typed: Mapping[str, str]) -> bool:
    """Whoever moves in with others names their household and no place."""
    return one.name in {"division_code", "address"} and typed.get("who") == "person" and bool(typed.get("household_id"))


def _told_by_address(typed: Mapping[str, str]) -> str:
    """The community in which the map has this very address; empty where it does not say so for certain."""
    found = resolve(typed["address"]) if typed.get("address") else None
    is_certain = found is not None and found.address is not None and found.certainty == "certain"
    code = found.address.division_code if is_certain and found and found.address else ""
    return code if len(code) == DivisionLevel.COMMUNITY else ""


def _read_one(one: FormField, person: Person, answers: Answers) -> None:
    text = answers.typed[one.name]
    value: Any = text
    defect = ""
    if one.kind == "date":
        value = day_of(text)
        defect = "" if value else _("“%(what)s” must be a day, such as 2026-11-23.") % {"what": one.title}
    elif one.kind == "choice" and one.choices is not None:
        defect = "" if text in dict(one.choices(person)) else _("Choose one of these.")
    elif one.kind == "number":
        is_number = text.isascii() and text.isdigit() and int(text) <= NUMBER_MOST
        value = int(text) if is_number else None
        defect = "" if is_number else _("“%(what)s” must be a number.") % {"what": one.title}
    elif one.kind == "place":
        value, defect = _place(text)
    elif one.name == "name":
        defect = name_defect(text)
    elif one.name == "number":
        defect = identity_number_defect(text)
    if defect:
        answers.defects[one.name] = defect
    else:
        answers.values[one.name] = value


def _place(text: str) -> tuple[str, str]:
    """The code of the community that is meant, or what is wrong."""
    fitting = places_named(text)
    exact = [code for code, name in fitting if name == "".join(text.split())]
    if len(fitting) == 1 or exact:
        return (exact or [fitting[0][0]])[0], ""
    if not fitting:
        return "", _("No village or community has this name. Type a part of it, such as the first two signs.")
    shown = _(", ").join(name for _code, name in fitting[:PLACES_MOST])
    return "", _("Several places fit; type more of the name: %(places)s") % {"places": shown}


def places_named(text: str, *, within: str = "") -> list[tuple[str, str]]:
    """Communities by a part of their whole name, district and town included, or by their code."""
    wanted = "".join(text.split())
    divisions = Division.objects.order_by("code")
    outer = dict(divisions.exclude(level=DivisionLevel.COMMUNITY).values_list("code", "name"))
    inner = divisions.filter(level=DivisionLevel.COMMUNITY, code__startswith=within).values_list("code", "name")
    whole = [
        (code, outer.get(code[: DivisionLevel.DISTRICT], "") + outer.get(code[: DivisionLevel.TOWN], "") + name)
        for code, name in inner
    ]
    return [(code, name) for code, name in whole if wanted in name or wanted == code]


def chosen_token(officer: Account, person_id: int) -> str:
    """Says that this officer was shown this person, so that no other number can be put in its place."""
    return signing.dumps([officer.pk, person_id], salt=CHOSEN)


def _read_person(one: FormField, officer: Account, answers: Answers) -> None:
    chosen = _chosen(officer, answers.typed[f"{one.name}_chosen"])
    text = answers.typed[one.name]
    if chosen is not None and not text:
        answers.values[one.name] = chosen.pk
        answers.people[one.name] = [(answers.typed[f"{one.name}_chosen"], masked_of(chosen))]
        return
    if not text:
        if one.is_needed:
            answers.defects[one.name] = _("“%(what)s” is required.") % {"what": one.title}
        return
    found = search_at_counter(officer, words=text, filters=Filters())
    offered = [(chosen_token(officer, hit.person_id), hit) for hit in found.hits]
    meant = [pair for pair in offered if chosen is not None and pair[1].person_id == chosen.pk]
    if len(meant or offered) == 1:
        token, hit = (meant or offered)[0]
        answers.values[one.name], answers.typed[one.name] = hit.person_id, ""
        answers.typed[f"{one.name}_chosen"] = token
        answers.people[one.name] = [(token, hit)]
    elif offered:
        answers.people[one.name] = offered
        answers.defects[one.name] = _("Several people fit. Choose whom you mean, or type the person number.")
    else:
        answers.defects[one.name] = _("Nobody of your area fits. Type the whole identity number of somebody elsewhere.")


def opened_people(officer: Account, *, but: Person) -> list[tuple[str, Hit]]:
    """The others who stand at this officer's counter now: those of the open cases."""
    live = CounterCase.objects.filter(officer=officer, closed_at=None, closes_at__gt=timezone.now())
    people = {case.person_id: case.person for case in live.exclude(person=but).select_related("person").order_by("-pk")}
    return [
        (chosen_token(officer, one.pk), hit) for one, hit in zip(people.values(), masked(people.values()), strict=True)
    ]


def _read_opened(one: FormField, person: Person, officer: Account, answers: Answers) -> None:
    answers.people[one.name] = opened_people(officer, but=person)
    chosen = _chosen(officer, answers.typed[f"{one.name}_chosen"])
    if chosen is None:
        answers.defects[one.name] = _("Choose who it is. Open their case at the counter first.")
        return
    answers.values[one.name] = chosen.pk
    # A token carries its time; the one that was chosen stays the one that is shown.
    answers.people[one.name] = [
        (answers.typed[f"{one.name}_chosen"] if hit.person_id == chosen.pk else token, hit)
        for token, hit in answers.people[one.name]
    ]


def _chosen(officer: Account, token: str) -> Person | None:
    try:
        said = signing.loads(token, salt=CHOSEN, max_age=CHOSEN_FOR_S)
    except signing.BadSignature:
        return None
    is_mine = isinstance(said, list) and len(said) == 2 and said[0] == officer.pk
    return Person.objects.filter(pk=said[1], merged_into_id=None).first() if is_mine else None
