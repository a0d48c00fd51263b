"""Policies 访问策略: Cedar texts of the rooms, compiled once, asked on every decision.

Each room may have a `policies.cedar` beside its `apps.py`; the roles of its declaration are compiled into
policies too, so there is one judge. Nothing is allowed that no policy permits.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cedarpy import Entities, PolicySet, Schema, is_authorized, policies_to_json_str, validate_policies

from longcheng.core.declaration import Permission, Room, rooms

GROUP = "personal"  # the action group of every personal permission
ANNOTATIONS = ("id", "zh", "en")  # a written policy carries its name and its rule in both languages


class PolicyError(ValueError):
    """A policy text is wrong; says the room and what the parser or the schema found."""


@dataclass(frozen=True)
class Rule:
    """One policy: who it is for people, and its Cedar form."""

    name: str
    room: str
    words: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def is_permit(self) -> bool:
        return bool(self.body["effect"] == "permit")

    def told(self, language: str) -> str:
        """The rule in the reader's language; `how` to meet it follows if the policy says it."""
        short = "en" if language.startswith("en") else "zh"
        return self.words.get(short, "")

    def how(self, language: str) -> str:
        short = "en" if language.startswith("en") else "zh"
        return self.words.get(f"{short}_how", "")

    def concerns(self, permission: Permission) -> bool:
        """Whether the policy's action part can match this permission."""
        action = self.body["action"]
        named = [*action.get("entities", []), *([action["entity"]] if "entity" in action else [])]
        names = {entity["id"] for entity in named}
        return action["op"] == "All" or permission.name in names or (permission.is_personal and GROUP in names)

    def roles(self) -> frozenset[str]:
        """The roles that the policy speaks of, in its head or in its conditions."""
        return frozenset(re.findall(r'"type": "Role", "id": "([^"]+)"', json.dumps(self.body)))


@dataclass(frozen=True)
class Request:
    """What is asked of the judge; equal requests have equal answers.

    `roles` are those that the account holds now and whose area reaches the person; `part` is the group of
    fields, empty where the permission has none. `is_protected` says that the person's whereabouts are kept secret.
    """

    permission: str
    account_kind: str = ""
    roles: frozenset[str] = frozenset()
    purpose_kind: str = ""
    purpose_reference: str = ""
    purpose_is_live: bool = False
    purpose_is_mine: bool = False
    scopes: frozenset[str] = frozenset()
    part: str = ""
    is_bulk: bool = False
    is_protected: bool = False


@dataclass(frozen=True)
class Verdict:
    """The answer: allowed or not, and the names of the policies that decided."""

    is_allowed: bool
    rules: tuple[Rule, ...]


def read_rules(text: str, *, room: str) -> list[Rule]:
    """The rules of one policy text. Raises PolicyError for a text that Cedar refuses or that lacks its words."""
    try:
        parsed = json.loads(policies_to_json_str(text))
    except ValueError as error:
        raise PolicyError(f"The policies of {room} cannot be read: {error}") from error
    found = []
    for body in parsed["staticPolicies"].values():
        words = body.get("annotations", {})
        missing = [f"@{name}" for name in ANNOTATIONS if not words.get(name)]
        if missing:
            raise PolicyError(f"A policy of {room} ({words.get('id', 'unnamed')}) lacks {', '.join(missing)}.")
        found.append(Rule(name=words["id"], room=room, words=words, body=body))
    return found


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the house: the written ones and those that the declared roles make."""
    found: list[Rule] = []
    for room in rooms():
        path = Path(room.path) / "policies.cedar"
        if path.is_file():
            found += read_rules(path.read_text(encoding="utf-8"), room=room.label)
        found += _rules_of_roles(room)
    return tuple(found)


def _rules_of_roles(room: Room) -> Iterable[Rule]:
    personal = {permission.name for other in rooms() for permission in other.permissions if permission.is_personal}
    for role in room.roles:
        for permission in role.permissions:
            if permission not in personal:
                text = f'permit (principal in Role::"{role.name}", action == Action::"{permission}", resource);'
                body = next(iter(json.loads(policies_to_json_str(text))["staticPolicies"].values()))
                yield Rule(name=f"role {role.name} {permission}", room=room.label, words={}, body=body)


@cache
def permissions_by_name() -> Mapping[str, Permission]:
    """Every declared permission."""
    return {permission.name: permission for room in rooms() for permission in room.permissions}


class Judge:
    """The rules compiled for one set of permissions: for each only those that can concern it, parsed once."""

    def __init__(self, rules: Iterable[Rule], permissions: Mapping[str, Permission]) -> None:
        self.rules = tuple(rules)
        self.permissions = permissions
        self._sets = {name: self._compiled(permission) for name, permission in permissions.items()}
        actions = [
            {
                "uid": {"type": "Action", "id": name},
                "attrs": {},
                "parents": [{"type": "Action", "id": GROUP}] if permission.is_personal else [],
            }
            for name, permission in permissions.items()
        ]
        self._base = Entities.from_json_str(json.dumps(actions))

    def _compiled(self, permission: Permission) -> tuple[PolicySet, dict[str, Rule]]:
        chosen = {f"p{n}": rule for n, rule in enumerate(self.rules) if rule.concerns(permission)}
        bodies = {key: rule.body for key, rule in chosen.items()}
        return PolicySet.from_json_str(
            json.dumps({"templates": {}, "staticPolicies": bodies, "templateLinks": []})
        ), chosen

    def rules_for(self, permission: str) -> list[Rule]:
        """The rules that can concern this permission."""
        return list(self._sets[permission][1].values())

    def decide(self, request: Request) -> Verdict:
        """Allow only what a permit allows and no forbid forbids. Some 0.05 ms; no database, no clock."""
        policies, chosen = self._sets[request.permission]
        entities = self._base.with_added_json_str(_entities(request))
        answer = is_authorized(_question(request), policies, entities)
        if answer.diagnostics.errors:
            raise PolicyError(f"A policy for {request.permission} failed: {'; '.join(answer.diagnostics.errors)}")
        return Verdict(answer.allowed, tuple(chosen[key] for key in answer.diagnostics.reasons))


def _entities(request: Request) -> str:
    roles = [{"type": "Role", "id": role} for role in sorted(request.roles)]
    account = {"uid": {"type": "Account", "id": "actor"}, "attrs": {"kind": request.account_kind}, "parents": roles}
    return json.dumps([account])


def _question(request: Request) -> dict[str, Any]:
    purpose = {
        "kind": request.purpose_kind,
        "reference": request.purpose_reference,
        "live": request.purpose_is_live,
        "mine": request.purpose_is_mine,
        "scopes": sorted(request.scopes),
    }
    return {
        "principal": {"type": "Account", "id": "actor"},
        "action": {"type": "Action", "id": request.permission},
        "resource": {"type": "Subject", "id": "subject"},
        "context": {
            "purpose": purpose,
            "part": request.part,
            "bulk": request.is_bulk,
            "protected": request.is_protected,
        },
    }


@cache
def judge() -> Judge:
    """The judge of the whole house. Raises PolicyError if a text is wrong; the system checks ask this at start."""
    return Judge(all_rules(), permissions_by_name())


def schema_text(permissions: Iterable[Permission]) -> str:
    """The Cedar schema that every policy text is validated against: what a policy can speak of."""
    head = """entity Role; entity Subject; entity Account in [Role] { kind: String };
type Purpose = { kind: String, reference: String, live: Bool, mine: Bool, scopes: Set<String> };
action "personal";
"""
    line = (
        'action "{name}"{group} appliesTo {{ principal: Account, resource: Subject, '
        "context: {{ purpose: Purpose, part: String, bulk: Bool, protected: Bool }} }};"
    )
    return head + "\n".join(
        line.format(name=permission.name, group=' in ["personal"]' if permission.is_personal else "")
        for permission in permissions
    )


def defects(text: str, *, room: str) -> list[str]:
    """Everything that is wrong with one policy text, against the schema and the declarations."""
    try:
        rules = read_rules(text, room=room)
    except PolicyError as error:
        return [str(error)]
    result = validate_policies(text, Schema.from_str(schema_text(permissions_by_name().values())))
    found = [f"{room}: {error}" for error in result.errors]
    known = {role.name for other in rooms() for role in other.roles}
    found += [
        f"{room}: {rule.name} speaks of the role {role!r}, which does not exist."
        for rule in rules
        for role in sorted(rule.roles() - known)
    ]
    counted: dict[str, int] = defaultdict(int)
    for rule in rules:
        counted[rule.name] += 1
    return found + [f"{room}: the policy name {name!r} is used {n} times." for name, n in counted.items() if n > 1]
