"""Finding people by a duty: where a name stays hidden, no hit tells it."""

from longcheng.bases.population import finding
from longcheng.bases.population.models import Person
from longcheng.core.access.models import RoleHeld
from longcheng.core.access.purposes import duties, for_duty


def test_a_name_is_looked_for_only_where_the_duty_shows_names(people, monkeypatch):
    wu, wang = people["wu"], Person.objects.get(account__username="wangxiuying")
    shown = {wang.division_code: {"address"}, "320481": {"name"}}

    class NeverMind:
        def __init__(self, *_args, **_kept):
            self.held = [RoleHeld(account=wu, area_code=code) for code in shown]

    monkeypatch.setattr(finding, "Reader", NeverMind)
    monkeypatch.setattr(finding, "_parts", lambda _reader, one, _found: shown[one.division_code])
    monkeypatch.setattr(finding, "read_many", lambda rows, *_args, **_kept: rows)
    purpose = for_duty(next(iter(duties())))
    find = lambda words: finding._among_all(wu, purpose, {None: None}, words).people  # noqa: E731
    assert find("王秀英") == []
    assert find("wangxiuying") == [wang], "by user name the clerk has it from the person"
    shown[wang.division_code] = {"name"}
    assert find("王秀英") == [wang]
