"""The judge: what the texts say is what is decided, and a wrong text stops the start."""

from dataclasses import replace

import pytest

from longcheng.core.access.policies import Judge, PolicyError, Request, Rule, defects, judge, read_rules
from longcheng.core.declaration import Permission

WORDS = '@id("{name}") @zh("规则") @en("A rule.") '
READ = Permission(name="sample.read", title="Read", is_personal=True)
WRITE = Permission(name="sample.write", title="Write")


def judge_of(text: str) -> Judge:
    return Judge(read_rules(text, room="sample"), {"sample.read": READ, "sample.write": WRITE})


def worded(*policies: str) -> str:
    return "\n".join(WORDS.format(name=f"p{n}") + policy for n, policy in enumerate(policies))


def test_nothing_is_allowed_that_no_policy_permits():
    empty = judge_of("")
    assert not empty.decide(Request("sample.read")).is_allowed
    assert not empty.decide(Request("sample.write", roles=frozenset({"sample.clerk"}))).is_allowed


def test_a_role_opens_only_what_its_policy_names():
    judged = judge_of(worded('permit (principal in Role::"clerk", action == Action::"sample.write", resource);'))
    clerk = frozenset({"clerk"})
    assert judged.decide(Request("sample.write", roles=clerk)).is_allowed
    assert not judged.decide(Request("sample.read", roles=clerk)).is_allowed
    assert not judged.decide(Request("sample.write", roles=frozenset({"other"}))).is_allowed


def test_a_forbid_stands_above_every_permit_and_is_named():
    judged = judge_of(
        worded(
            "permit (principal, action, resource);",
            'forbid (principal, action in Action::"personal", resource) unless { context.purpose.live };',
        )
    )
    verdict = judged.decide(Request("sample.read"))
    assert not verdict.is_allowed
    assert [rule.name for rule in verdict.rules] == ["p1"]
    assert judged.decide(Request("sample.read", purpose_is_live=True)).is_allowed
    assert judged.decide(Request("sample.write")).is_allowed


def test_each_permission_is_judged_by_its_own_few_policies():
    others = [f'permit (principal, action == Action::"sample.other{n}", resource);' for n in range(200)]
    judged = judge_of(worded('permit (principal, action == Action::"sample.write", resource);', *others))
    assert len(judged.rules_for("sample.write")) == 1
    assert judged.decide(Request("sample.write")).is_allowed


def test_parts_and_scopes_decide_field_by_field():
    judged = judge_of(
        worded(
            'permit (principal, action, resource) when { context.part == "name" };',
            'permit (principal, action, resource) when { context.purpose.scopes.contains("health") };',
        )
    )
    assert judged.decide(Request("sample.read", part="name")).is_allowed
    assert not judged.decide(Request("sample.read", part="address")).is_allowed
    assert judged.decide(Request("sample.read", part="address", scopes=frozenset({"health"}))).is_allowed


def test_a_policy_can_speak_of_people_whose_whereabouts_are_secret():
    judged = judge_of(
        worded(
            "permit (principal, action, resource);",
            'forbid (principal, action, resource) when { context.protected && context.part == "address" };',
        )
    )
    asked = Request("sample.read", part="address", is_protected=True)
    assert not judged.decide(asked).is_allowed
    assert judged.decide(replace(asked, part="name")).is_allowed
    assert judged.decide(replace(asked, is_protected=False)).is_allowed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("permit (principal, action, resource", "cannot be read"),
        ("permit (principal, action, resource);", "lacks @id, @zh, @en"),
        (WORDS.format(name="a") + 'permit (principal, action == Action::"no.such", resource);', "no.such"),
        (WORDS.format(name="a") + 'permit (principal in Role::"no.role", action, resource);', "'no.role'"),
        (WORDS.format(name="a") + "permit (principal, action, resource) when { context.colour };", "colour"),
        (WORDS.format(name="a") + "permit (principal, action, resource) when { principal.score > 3 };", "score"),
    ],
)
def test_a_wrong_text_is_named_before_the_city_starts(text, says):
    assert any(says in defect for defect in defects(text, room="sample"))


def test_two_policies_of_one_name_are_a_defect():
    twice = WORDS.format(name="a") + "permit (principal, action, resource);"
    assert any("used 2 times" in defect for defect in defects(twice + twice, room="sample"))


def test_a_policy_that_fails_while_judging_is_no_silent_refusal():
    rule = Rule(name="broken", room="sample", words={}, body={
        "effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"},
        "conditions": [{"kind": "when", "body": {".": {"left": {"Var": "context"}, "attr": "nothing"}}}],
    })  # fmt: skip
    with pytest.raises(PolicyError, match=r"sample\.read"):
        Judge([rule], {"sample.read": READ}).decide(Request("sample.read"))


def test_no_personal_permission_of_the_house_opens_without_a_live_purpose_of_ones_own():
    every_role = frozenset(role for rule in judge().rules for role in rule.roles())
    for name, permission in judge().permissions.items():
        if permission.is_personal:
            for kind in ("", "own", "mandate", "duty", *{rule.name for rule in judge().rules}):
                for live, mine in ((False, False), (True, False), (False, True)):
                    asked = Request(name, "staff", every_role, kind, "1", live, mine, frozenset({"health"}), "name")
                    assert not judge().decide(asked).is_allowed, (name, kind)
