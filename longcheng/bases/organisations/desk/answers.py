"""What an officer has typed into the form of an act, read: days, places, organisations, people; all defects at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.organisations.actions.appointments import person_named
from longcheng.bases.organisations.desk.fields import ActForm, FormField, Subject, day_of
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.rules import LENGTH, normal_code
from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit

PLACES_MOST, PLACES_LISTED, OTHERS_MOST = 8, 1_200, 20
NUMBER_MOST = 2**63 - 1


@dataclass
class Answers:
    """The form as it was typed, what it means, and what is wrong. `several` are the ticks of a field of many."""

    typed: dict[str, str]
    several: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    defects: dict[str, str] = field(default_factory=dict)

    def hidden(self) -> list[tuple[str, str]]:
        """Everything once more, for the page that asks before it is entered."""
        return [(name, text) for name, text in self.typed.items() if text] + [
            (name, one) for name, chosen in self.several.items() for one in chosen
        ]


def begun(form: ActForm, subject: Subject, given: Mapping[str, str]) -> Answers:
    """The empty form with what it can know beforehand; `given` stands in the address, such as the number of an act."""
    answers = Answers({one.name: one.begins(subject) if one.begins else "" for one in form.fields})
    for one in form.fields:
        if one.kind in {"choice", "number"} and one.name in given:
            answers.typed[one.name] = given[one.name][: one.most]
        if one.kind == "several":
            answers.several[one.name] = [answers.typed.pop(one.name)]
    return answers


def read(form: ActForm, subject: Subject, officer: Account, posted: QueryDict) -> Answers:
    """Every answer, or what is wrong with it. Whom a paper names is compared with the register, and a miss recorded."""
    answers = Answers({
        one.name: posted.get(one.name, "").replace("\0", "")[: one.most].strip()
        for one in form.fields
        if one.kind != "several"
    })  # fmt: skip
    for one in form.fields:
        if one.kind == "several":
            answers.several[one.name] = posted.getlist(one.name)[:20]
            answers.values[one.name] = answers.several[one.name]
        elif not answers.typed[one.name]:
            if one.is_needed:
                answers.defects[one.name] = _("“%(what)s” is required.") % {"what": one.title}
        else:
            _read_one(one, subject, officer, answers)
    if form.kind == "correct" and answers.values.get("field") == "division_code" and "value" in answers.values:
        _keep("value", answers, *place_meant(answers.values["value"]))
    return answers


def _read_one(one: FormField, subject: Subject, officer: Account, answers: Answers) -> None:
    text = answers.typed[one.name]
    if one.kind == "date":
        day = day_of(text)
        defect = "" if day else _("“%(what)s” must be a day, such as 2026-11-23.") % {"what": one.title}
        _keep(one.name, answers, day, defect)
    elif one.kind == "choice" and one.choices is not None and not one.is_open:
        is_offered = text in {value for value, _label in one.choices(subject, officer)}
        _keep(one.name, answers, text, "" if is_offered else _("Choose one of these."))
    elif one.kind == "number":
        is_number = text.isascii() and text.isdigit() and int(text) <= NUMBER_MOST
        defect = "" if is_number else _("“%(what)s” must be a number.") % {"what": one.title}
        _keep(one.name, answers, int(text) if is_number else None, defect)
    elif one.kind == "numbers":
        _keep(one.name, answers, *organisations_meant(text))
    elif one.kind == "place":
        _keep(one.name, answers, *place_meant(text))
    elif one.kind == "person":
        _read_person(one, officer, answers)
    else:
        _keep(one.name, answers, text, one.check(text) if one.check else "")


def _keep(name: str, answers: Answers, value: Any, defect: str) -> None:
    if defect:
        answers.defects[name] = defect
    else:
        answers.values[name] = value


def _read_person(one: FormField, officer: Account, answers: Answers) -> None:
    try:
        person = person_named(officer, name=answers.typed.get("name", ""), number=answers.typed[one.name])
    except Unfit as unfit:
        answers.defects[one.name] = unfit.defects["person_id"]
    else:
        answers.values[one.name] = person.pk


def organisations_meant(text: str) -> tuple[list[int], str]:
    """The numbers of the organisations whose codes or numbers were typed, or what is wrong."""
    found: list[int] = []
    words = [word for word in re.split(r"[\s,，、;；]+", text) if word]
    if len(words) > OTHERS_MOST:
        return [], _("At most %(n)s organisations at once.") % {"n": OTHERS_MOST}
    for word in words:
        code = normal_code(word)
        by_code = (
            Organisation.objects.filter(code=code).values_list("pk", flat=True).first() if len(code) == LENGTH else None
        )
        if by_code is not None:
            found.append(by_code)
        elif word.isascii() and word.isdigit() and len(word) < LENGTH:
            found.append(int(word))
        else:
            return [], _("There is no organisation with the code or number %(word)s.") % {"word": word}
    return found, ""


def place_meant(text: str) -> tuple[str, str]:
    """The code of the town or community that is meant, or what is wrong."""
    fitting = places_named(text)
    wanted = "".join(text.split())
    exact = [code for code, name in fitting if wanted in {name, code}]
    if len(fitting) == 1 or exact:
        return (exact or [fitting[0][0]])[0], ""
    if not fitting:
        return "", _("No town or community has this name. Type a part of it, such as the first two signs.")
    shown = _(", ").join(name for _code, name in fitting[:PLACES_MOST])
    return "", _("Several places fit; type more of the name: %(places)s") % {"places": shown}


def places_named(text: str, *, within: str = "") -> list[tuple[str, str]]:
    """Towns and communities by a part of their whole name, or by their code."""
    wanted = "".join(text.split())
    every = Division.objects.filter(level__gte=DivisionLevel.DISTRICT).order_by("code").values_list("code", "name")
    names = dict(every)
    found = []
    for code, name in names.items():
        if len(code) < DivisionLevel.TOWN or not code.startswith(within):
            continue
        outer = [
            code[: level.value] for level in (DivisionLevel.DISTRICT, DivisionLevel.TOWN) if level.value < len(code)
        ]
        whole = "".join(names.get(one, "") for one in outer) + name
        if wanted in whole or wanted == code:
            found.append((code, whole))
    return found
