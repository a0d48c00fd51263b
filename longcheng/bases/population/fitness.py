"""What stands against an act, with the rule, its article and the input; and what is told without refusing: pure.

Defects are by the field of the form, so that all of them are shown at once. Nothing here repeats an identity number.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from longcheng.bases.population import laws
from longcheng.bases.population.kinship import Kinship, bars_marriage
from longcheng.bases.population.names import normal_name, surname_of
from longcheng.bases.population.rules import FEMALE, MALE, birth_in, identity_number_defect, normal_number, sex_in

if TYPE_CHECKING:
    from longcheng.bases.population.models import Person

MARRIED, WIDOWED, DIVORCED, SINGLE = "20", "30", "40", "10"  # GB/T 2261.2-2003
OLDEST_YEARS = 125  # nobody is known to have lived longer than 122 years
PARENT_FROM_YEARS = 12  # below it, one of the two days of birth is mistyped
AFTER_THE_FATHER = timedelta(days=310)
TEXT_MAX = 500


def day_defect(day: date, *, today: date, not_before: date | None = None) -> str:
    """What is wrong with the day of an act; empty when nothing is."""
    if day > today:
        return _("%(day)s lies in the future. An act is filed when it has happened.") % {"day": day}
    if not_before is not None and day < not_before:
        return _("%(day)s lies before the day of birth, %(birth)s.") % {"day": day, "birth": not_before}
    if day < today - timedelta(days=OLDEST_YEARS * 366):
        return _("%(day)s lies more than %(n)s years back.") % {"day": day, "n": OLDEST_YEARS}
    return ""


def text_defect(text: str, *, missing: str) -> str:
    """What is wrong with a reason or the name of a paper; `missing` is said where there is none."""
    if not text.strip():
        return missing
    if len(text) > TEXT_MAX or not text.strip().isprintable():
        return _("It must be one line of at most %(n)s signs.") % {"n": TEXT_MAX}
    return ""


def number_defect(number: str, *, birth_date: date, sex: str) -> str:
    """What is wrong with an identity number for somebody of that birth and sex; empty for none given."""
    if not number.strip():
        return ""
    if defect := identity_number_defect(number):
        return defect
    plain = normal_number(number)
    if birth_in(plain) != birth_date:
        return _("The identity number tells another day of birth than %(day)s (GB 11643-1999).") % {"day": birth_date}
    if sex_in(plain) != sex:
        return _("The identity number tells the other sex (GB 11643-1999: the 17th digit is odd for men).")
    return ""


def parent_defect(parent: "Person", *, sex: str, birth_date: date) -> str:
    """What stands against somebody being the mother (or father, by `sex`) of a child born that day."""
    if parent.sex and parent.sex != sex:
        return _("A mother is a woman.") if sex == FEMALE else _("A father is a man.")
    if parent.birth_date and laws.age_on(parent.birth_date, birth_date) < PARENT_FROM_YEARS:
        return _("Born on %(born)s, they were not %(n)s years old on %(day)s. Check both days of birth.") % {
            "born": parent.birth_date, "n": PARENT_FROM_YEARS, "day": birth_date,
        }  # fmt: skip
    if parent.death_date is None:
        return ""
    last = parent.death_date if sex == FEMALE else parent.death_date + AFTER_THE_FATHER
    if birth_date > last:
        return _("They died on %(death)s, before a child of %(day)s. Check both days.") % {
            "death": parent.death_date, "day": birth_date,
        }  # fmt: skip
    return ""


def marriage_defects(first: "Person", second: "Person", *, day: date, kin: Kinship | None) -> dict[str, str]:
    """Everything that stands against a marriage on that day, with its article."""
    found: dict[str, str] = {}
    if first.pk == second.pk:
        return {"second": _("Nobody marries themselves.")}
    for field, person in (("first", first), ("second", second)):
        found |= _marriage_defect_of(person, field=field, day=day)
    if first.sex and first.sex == second.sex:
        article = laws.binding(laws.ONE_HUSBAND_ONE_WIFE, on=day)
        found.setdefault(
            "second", _("The law knows the marriage of a man and a woman (%(article)s).") % {"article": article}
        )
    article, generations = laws.kin_generations(day)
    if kin is not None and bars_marriage(kin, generations=generations):
        told = {"kin": kin.told, "n": generations, "article": article}
        found["second"] = (
            _("They are %(kin)s: relatives in the direct line do not marry (%(article)s).") % told
            if kin.is_direct
            else _("They are %(kin)s: relatives within %(n)s generations do not marry (%(article)s).") % told
        )
    return found


def _marriage_defect_of(person: "Person", *, field: str, day: date) -> dict[str, str]:
    if person.death_date is not None:
        return {field: _("%(name)s died on %(day)s.") % {"name": person.name, "day": person.death_date}}
    if person.marital_status == MARRIED:
        article = laws.binding(laws.NO_BIGAMY, on=day)
        return {field: _("%(name)s is married already (%(article)s: nobody has two spouses). End that marriage first, "
                         "or correct it if it is an error.") % {"name": person.name, "article": article}}  # fmt: skip
    article, ages = laws.marriage_ages(day)
    if person.birth_date is None or person.sex not in ages:
        return {
            field: _("Sex and day of birth of %(name)s are not known. Correct the record first.")
            % {"name": person.name}
        }
    age, needed = laws.age_on(person.birth_date, day), ages[person.sex]
    if age < needed:
        told = {"name": person.name, "age": age, "n": needed, "day": day, "article": article}
        if person.sex == MALE:
            words = _("%(name)s is %(age)s years old on %(day)s; a man marries from %(n)s years (%(article)s).")
        else:
            words = _("%(name)s is %(age)s years old on %(day)s; a woman marries from %(n)s years (%(article)s).")
        return {field: words % told}
    return {}


def guardian_defect(ward: "Person", guardian: "Person", *, today: date) -> str:
    """What stands against somebody becoming the guardian of another; empty when nothing does."""
    if guardian.pk == ward.pk:
        return _("Nobody is their own guardian.")
    if guardian.death_date is not None:
        return _("%(name)s died on %(day)s.") % {"name": guardian.name, "day": guardian.death_date}
    if guardian.birth_date is not None and not laws.is_of_age(guardian.birth_date, today):
        return _("%(name)s is a minor; a guardian must be able to guard (%(article)s).") % {
            "name": guardian.name, "article": laws.PARENTS_ARE_GUARDIANS,
        }  # fmt: skip
    if guardian.guardian_ids:
        return _("%(name)s has a guardian too (%(article)s: a guardian must be able to guard).") % {
            "name": guardian.name, "article": laws.GUARDIANS_OF_ADULTS,
        }  # fmt: skip
    return ""


def birth_cautions(*, name: str, birth_date: date, parents: Iterable["Person"], today: date) -> list[str]:
    """What an officer is told before a birth is registered, and what does not stand against it."""
    told = []
    latest = laws.months_after(birth_date, laws.BIRTH_WITHIN_MONTHS)
    if today > latest:
        told.append(
            _("The birth is reported %(n)s days late (%(article)s: within a month). It is registered all the same.")
            % {"n": (today - latest).days, "article": laws.BIRTH_IS_REPORTED}
        )
    surnames = [surname_of(parent.name) for parent in parents if parent.name]
    if surnames and surname_of(name) not in surnames:
        told.append(
            _("The family name is neither the mother's nor the father's (%(article)s). Another one needs a good "
              "reason; note it.")
            % {"article": laws.SURNAME_OF_A_PARENT}
        )  # fmt: skip
    return told


def death_cautions(*, death_date: date, today: date) -> list[str]:
    """What an officer is told before a death is registered."""
    latest = laws.months_after(death_date, laws.DEATH_WITHIN_MONTHS)
    if today <= latest:
        return []
    return [
        _("The death is reported %(n)s days late (%(article)s: in towns before the burial, in villages within "
          "a month). It is registered all the same.")
        % {"n": (today - latest).days, "article": laws.DEATH_IS_REPORTED}
    ]  # fmt: skip


def move_cautions(*, day: date, today: date) -> list[str]:
    """What an officer is told before a move is filed."""
    latest = day + laws.IN_VILLAGES_WITHIN
    if today <= latest:
        return []
    return [
        _("The move is reported %(n)s days late (%(article)s: in towns within three days, in villages within "
          "ten). It is filed all the same.")
        % {"n": (today - latest).days, "article": laws.MOVING_IN}
    ]  # fmt: skip


def name_cautions(person: "Person", *, name: str, parents: Iterable["Person"], today: date) -> list[str]:
    """What an officer is told before a name is changed."""
    told = []
    surnames = [surname_of(parent.name) for parent in parents if parent.name]
    kept = surname_of(normal_name(name))
    if kept != surname_of(person.name) and surnames and kept not in surnames:
        told.append(
            _("The new family name is neither the mother's nor the father's (%(article)s). Note the reason.")
            % {"article": laws.SURNAME_OF_A_PARENT}
        )
    if not laws.is_of_age(person.birth_date, today):
        told.append(
            _("For a minor the parents ask for the change of name (%(article)s).") % {"article": laws.CHANGE_OF_NAME}
        )
    return told


def guardian_cautions(ward: "Person", guardian: "Person", *, parents: Iterable["Person"], today: date) -> list[str]:
    """What an officer is told before a guardian is entered: whom the law names first."""
    if not laws.is_of_age(ward.birth_date, today):
        living = [one for one in parents if one.death_date is None]
        if living and guardian.pk not in {one.pk for one in living}:
            return [
                _("A parent is alive; the parents are a minor's guardians (%(article)s). Another one needs the paper "
                  "that puts them in their place.")
                % {"article": laws.PARENTS_ARE_GUARDIANS}
            ]  # fmt: skip
        return []
    near = {ward.spouse_id, ward.mother_id, ward.father_id}
    if guardian.pk in near or ward.pk in {guardian.mother_id, guardian.father_id}:
        return []
    return [
        _("The law names the spouse, parents and children first (%(article)s). Another guardian needs the "
          "agreement of the residents' committee or of civil affairs.")
        % {"article": laws.GUARDIANS_OF_ADULTS}
    ]  # fmt: skip
