"""The world in which every address of the city is tried by everybody, and what each gets."""

import json
import re
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from longcheng.bases.geography.import_models import MapExport, MapImport
from longcheng.bases.geography.models import Address, MapFeature
from longcheng.bases.geography.registers import ADDRESS_OFFICE, ADDRESSES
from longcheng.bases.organisations.actions.appointments import appoint_in
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.registers import LICENCES, LICENSING, ORGANISATIONS, REGISTRATION, TAX
from longcheng.bases.population.actions.corrections import file_correction
from longcheng.bases.population.doubts import corrections_of
from longcheng.bases.population.linkage_models import LinkagePair
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, POLICE
from longcheng.core.access.models import Account, AccountKind, MandateBasis, RoleHeld
from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import read_pack
from longcheng.core.declaration import rooms
from longcheng.core.disclosure.actions import ask_about_line
from longcheng.core.disclosure.models import DisclosureDelay
from longcheng.core.events.models import Delivery
from longcheng.core.lists.models import BulkRun, SavedView
from longcheng.core.mandates.actions import give_mandate, record_mandate
from longcheng.core.openid.actions.programs import approve_program, register_program
from longcheng.core.openid.actions.sign_ins import agree
from longcheng.core.openid.declaration import declared_scopes
from longcheng.core.openid.models import AccessToken, Program
from longcheng.core.openid.registration import Registration
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.import_models import ImportRun
from longcheng.core.sign_in.actions.recoveries import file_recovery
from longcheng.core.sign_in.fresh import PROVED
from longcheng.core.sign_in.models import DocumentKind, Passkey
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.reading import Reading
from longcheng.core.transparency.writing import append
from longcheng.portal.open_apis import api
from longcheng.services.community.notices.actions import publish_notice

ACTORS = (
    "stranger", "resident", "other resident", "mandate holder", "staff without role", "staff without purpose",
    "staff with purpose", "staff of another organisation", "program",
)  # fmt: skip
TOWN, ELSEWHERE = "320411103", "320412100"
NOBODY = 999_999_999
# Roles that only mean something for the city as a whole; the staff of the other organisation hold them in a town.
CITYWIDE = {"access.operator", "disclosure.delay_officer", "openid.approver", "population.importer"}
# Written so that no other text of a page can be taken for it.
SECRET_ADDRESS = "只有本人知道的地址"
SECRETS = (SECRET_ADDRESS, "张秘密")


@dataclass(frozen=True)
class Operation:
    """One method on one address, and the names of what it takes."""

    method: str
    address: str

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.address))


@dataclass
class World:
    """The accounts, and for each kind of thing the one that belongs to each account; `further` ones by target."""

    accounts: dict[str, Account] = field(default_factory=dict)
    things: dict[str, dict[int, int | str]] = field(default_factory=dict)
    further: dict[str, dict[str, int]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def keep(self, name: str, owner: Account, number: int) -> None:
        self.things.setdefault(name, {})[owner.pk] = number


def operations() -> Iterator[Operation]:
    """Every method that is tried on every address: pages by GET and POST, the API by what it declares."""
    for address in pages():
        yield Operation("GET", address)
        yield Operation("POST", address)
    for path, item in api.get_openapi_schema()["paths"].items():
        for method in item:
            yield Operation(method.upper(), re.sub(r"\{(\w+)\}", r"<\1>", path))


def pages(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """The address of every URL pattern outside the API's operations."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and not (
            prefix == "/api/" and entry.name not in {"openapi-json", "openapi-view", "api-root"}
        ):
            yield prefix + str(entry.pattern)


def world() -> World:
    """Found everybody and one thing of each kind for each of them."""
    made = World()
    load_pack(read_pack(settings.CITY_PACK))
    people = {name: Account.objects.get(username=name) for name in ("limin", "qian", "wanglei", "zhou")}
    made.accounts = {
        "resident": people["limin"], "other resident": people["qian"], "mandate holder": people["wanglei"],
        "staff without role": people["zhou"],
    }  # fmt: skip
    staff = _staff("matrix-staff", TOWN, "薛家派出所")
    made.accounts["staff without purpose"] = made.accounts["staff with purpose"] = staff
    made.accounts["staff of another organisation"] = _staff("matrix-far", ELSEWHERE, "湖塘派出所")
    made.accounts["program"], made.token = _program()
    Account.objects.filter(pk=people["limin"].pk).update(display_name=SECRETS[1])
    limin = people["limin"]
    limin.refresh_from_db()
    person, name, place = limin.resident, {"name": SECRETS[1]}, {"address": SECRET_ADDRESS}
    state(PERSONS, Statement(kind="correction", source=POLICE, subject_id=person.pk, values=name), by=None)
    state(HOUSEHOLDS, Statement(kind="correction", source=GRID, subject_id=person.household_id, values=place), by=None)
    limin.refresh_from_db()
    for owner in dict.fromkeys(made.accounts.values()):
        _things_of(made, owner)
    mandate = give_mandate(
        limin,
        username="wanglei",
        display_name="王磊",
        scopes=["health"],
        until=timezone.localdate() + timedelta(days=9),
    )
    made.keep("mandate_id", limin, mandate.pk)
    other = give_mandate(
        people["qian"], username="zhangjianguo", display_name="张建国", scopes=["home"], until=timezone.localdate()
    )
    made.keep("mandate_id", people["qian"], other.pk)
    # From a paper, and so a registrar's too: the resident is its agent.
    paper = record_mandate(
        staff, giver_username="xiaojie", agent_username="limin", agent_name=SECRETS[1],
        basis=MandateBasis.GUARDIANSHIP, document="A paper", scopes=["health"], until=timezone.localdate(),
    )  # fmt: skip
    made.further["paper"] = {"mandate_id": paper.pk}
    _shared_things(made, staff, account=limin)
    case = f"population.correction:{made.things['correction_id'][limin.pk]}"
    made.queries = {
        "mandate holder": f"mandate:{mandate.pk}",
        "staff with purpose": case,
        "staff of another organisation": case,
        "staff without role": case,
        "program": case,
        "resident": "own",
        "other resident": "own",
    }
    return made


def _staff(username: str, area: str, organisation: str) -> Account:
    """A member of staff who holds every role there is, in one organisation and one area."""
    account = Account.objects.create_user(username, display_name=username, kind=AccountKind.STAFF)
    for room in rooms():
        for role in room.roles:
            if role.name != "population.register_keeper":
                reach = "" if role.name in CITYWIDE and area == TOWN else area
                RoleHeld.objects.create(account=account, role=role.name, organisation=organisation, area_code=reach)
    return account


def _program() -> tuple[Account, str]:
    """A program that was let in, with a token of its own for every scope there is."""
    scopes = tuple(name for name, scope in declared_scopes().items() if scope.for_programs)
    said = Registration(
        name="A program", organisation="A firm", purpose="To be tried.", contact="", redirect_uris=(),
        post_logout_redirect_uris=(), scopes=scopes, grants=("client-credentials",), is_public=False,
    )  # fmt: skip
    program, _secret = register_program(said, is_by_hand=True)
    program = approve_program(None, program)
    token = "a-token-of-the-matrix"
    AccessToken.objects.create(
        application=program, token=token, scope=" ".join(scopes),
        expires=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    return program.user, token


def _things_of(made: World, owner: Account) -> None:
    """One of each kind that this account can own."""
    made.keep("account_id", owner, owner.pk)
    made.keep("subject_id", owner, owner.pk)
    if hasattr(owner, "resident"):
        made.keep("household_id", owner, owner.resident.household_id)
        correction = corrections_of(owner).first()
        correction = correction or file_correction(owner, field="address", value="改成这里")
        made.keep("correction_id", owner, correction.pk)
    line = _line_about(owner)
    made.keep("line_id", owner, line.pk)
    made.keep("question_id", owner, ask_about_line(owner, line_id=line.pk, text="为什么看？").pk)
    key = f"{owner.pk:016d}".encode()
    passkey = Passkey.objects.create(account=owner, name="Key", credential_id=key, credential=key, user_handle=key)
    made.keep("passkey_id", owner, passkey.pk)
    made.keep("consent_id", owner, agree(owner, program=Program.objects.get(name="A program"), scopes=["openid"]).pk)
    # A role that is over opens nothing to its holder, but stands on the page of those who keep roles.
    over = timezone.now() - timedelta(days=1)
    held = RoleHeld.objects.create(
        account=owner,
        role="notices.publisher",
        area_code=f"{TOWN}006",
        begins_at=over - timedelta(days=1),
        ends_at=over,
    )
    made.keep("held_id", owner, held.pk)
    view = SavedView.objects.create(account=owner, list_name="notices.desk", name="A view")
    made.keep("view_id", owner, view.pk)
    run = BulkRun.objects.create(account=owner, list_name="notices.desk", action="withdraw", language="en")
    made.keep("run_id", owner, run.pk)


def _line_about(owner: Account) -> Line:
    reader = Account.objects.get(username="wu")
    append([Reading(
        reader_id=reader.pk, role="population.registrar", organisation="薛家派出所", subject_id=owner.pk,
        what="population.resident", fields=("name",), purpose="population.correction", reference="1",
    )])  # fmt: skip
    return Line.objects.filter(subject_id=owner.pk).latest("pk")


def _shared_things(made: World, staff: Account, *, account: Account) -> None:
    """Things that belong to no actor, each under the account 0."""
    notice = publish_notice(staff, title="A notice", body="A text.", area_code=TOWN)
    recovery, _code = file_recovery(staff, account, document=DocumentKind.values[0], reason="Lost the phone.")
    waiting, _secret = register_program(
        Registration(
            name="Waits", organisation="A firm", purpose="To wait.", contact="", redirect_uris=(),
            post_logout_redirect_uris=(), scopes=("openid",), grants=("client-credentials",), is_public=False,
        ),
        is_by_hand=True,
    )  # fmt: skip
    delay = DisclosureDelay.objects.create(
        purpose="population.correction", reference="0", law="Law", article="1", reason="R", ordered_by=staff,
        until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    for name, number in {
        "notice_id": notice.pk, "recovery_id": recovery.pk, "program_id": waiting.pk, "delay_id": delay.pk,
    }.items():  # fmt: skip
        made.things[name] = {0: number}
    shared = {
        "day": "2026-10-01",
        "code": TOWN[:6],
        "z": 9,
        "x": 426,
        "y": 207,
        "name": "towns",
        "key": TOWN,
        "scheme": "WebMercatorQuad",
    }
    shared["sample"] = "police_household_register.csv"
    shared |= {"topic": "mandate", "event": "health", "kind": "move", "licence_act": "suspend"}
    made.things |= {name: {0: thing} for name, thing in shared.items()}
    made.things["pair_id"] = {0: LinkagePair.objects.earliest("pk").pk}
    made.things["import_id"] = {0: _import(staff).pk}
    file = {"account": staff, "file_name": "shops.geojson", "token": "matrix"}
    made.things["map_import_id"] = {0: MapImport.objects.create(kind="geojson", sha256="0" * 64, size=1, **file).pk}
    export = {"layer_name": "towns", "choices": {"kind": "gpkg"}}
    made.things["map_export_id"] = {0: MapExport.objects.create(**file, **export).pk}
    made.things["delivery_id"] = {0: Delivery.objects.latest("pk").pk}
    made.things["address_id"] = {0: _address().pk}
    hospital = MapFeature.objects.filter(layer="hospitals").earliest("pk")
    made.things |= {"feature_id": {0: hospital.pk}, "feature_act_id": {0: hospital.last_act_id}}
    made.things |= {name: {0: thing} for name, thing in _organisation_things(staff).items()}


def _organisation_things(staff: Account) -> dict[str, int | str]:
    """A company of the town with a licence, which the tax bureau doubts; the other resident acts for it."""
    place = {"division_code": f"{TOWN}001"}
    with transaction.atomic():
        company = {"name": "示例商行", "kind": "individual", "address": "示例新村1号", **place}
        said = Statement(kind="founded", source=REGISTRATION, values=company)
        number = state(ORGANISATIONS, said, by=None).act.subject_id
        holds = {"organisation_id": number, "kind": "食品经营许可证", "number": "JY1", "issuer": "行政审批局", **place}
        licence = state(LICENCES, Statement(kind="granted", source=LICENSING, values=holds), by=None).act.subject_id
        agent = {
            "person": Account.objects.get(username="qian").resident,
            "role": "agent",
            "until": timezone.localdate(),
        }
        appoint_in(staff, Organisation.objects.get(pk=number), "act:matrix", document="A paper", **agent)
        differs = Statement(kind="row", source=TAX, values={"address": "示例新村2号"}, subject_id=number)
        doubt = state(ORGANISATIONS, differs, by=None).doubts[0].pk
    things: dict[str, int | str] = {"organisation_id": number, "licence_id": licence, "doubt_id": doubt}
    return things | {"reference": str(number), "file_name": "licences.csv.gz"}


def _address() -> Address:
    values = {"division_code": f"{TOWN}001", "street": "示例新村", "building": "1"}
    with transaction.atomic():
        said = Statement(kind="entered", source=ADDRESS_OFFICE, values=values)
        entered: Address = state(ADDRESSES, said, by=None).record
    return entered


def _import(staff: Account) -> ImportRun:
    return ImportRun.objects.create(
        register="population.person", source="police.household_register", account=staff, language="en",
        file_name="people.csv", kind="table_csv", sha256="0" * 64, size=1, token="matrix", file_key="",
        columns=[{"name": "姓名", "shape": ""}],
    )  # fmt: skip


def targets(operation: Operation, made: World) -> tuple[str, ...]:
    """Whose thing the address can name; a dash where it names none. Raises LookupError for an unknown argument."""
    if not operation.arguments:
        return ("-",)
    unknown = [name for name in operation.arguments if name not in made.things]
    if unknown:
        raise LookupError(f"{operation.address}: say in tests/access_matrix.py what {unknown} names.")
    is_shared = any(0 in made.things[name] for name in operation.arguments)
    further = tuple(name for name, things in made.further.items() if set(operation.arguments) <= things.keys())
    return ("other", "none") if is_shared else ("own", "other", "none", *further)


def address_of(operation: Operation, made: World, *, actor: str, target: str) -> str | None:
    """The address with the thing of the target in it; None if this actor has no such thing."""
    address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.address)
    chosen = {}
    for name in operation.arguments:
        owners = made.things[name]
        account = made.accounts.get(actor)
        if target == "none":
            chosen[name] = NOBODY
        elif target in made.further:
            chosen[name] = made.further[target][name]
        elif 0 in owners:
            chosen[name] = owners[0]
        elif target == "own":
            chosen[name] = owners.get(account.pk) if account else None
        else:
            subject = made.accounts["other resident" if actor == "resident" else "resident"]
            chosen[name] = owners[subject.pk]
    return None if None in chosen.values() else address.format(**chosen)


def client_of(made: World, actor: str) -> Client:
    """A browser in which this actor has just shown who they are; the program has its token instead."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    if actor == "program":
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {made.token}"
    elif actor in made.accounts:
        client.force_login(made.accounts[actor])
        session = client.session
        session[PROVED] = {"at_s": time.time(), "by": "password"}
        session.save()
    return client


def observed(made: World) -> dict[tuple[str, str, str], str]:
    """What each actor gets at each operation, for each target: one letter each. Nothing stays changed."""
    clients = {actor: client_of(made, actor) for actor in ACTORS}
    found = {}
    for operation in operations():
        for target in targets(operation, made):
            letters = " ".join(_letter(made, clients[actor], operation, actor=actor, target=target) for actor in ACTORS)
            found[operation.method, operation.address, target] = letters
    return found


def _letter(made: World, client: Client, operation: Operation, *, actor: str, target: str) -> str:
    address = address_of(operation, made, actor=actor, target=target)
    if address is None:
        return "."
    if purpose := made.queries.get(actor):
        address += f"?purpose={purpose}"
    cookies = deepcopy(client.cookies)
    about_resident = Line.objects.filter(subject_id=made.accounts["resident"].pk)
    with transaction.atomic():
        lines = about_resident.count()
        answer = client.generic(operation.method, address, content_type="application/x-www-form-urlencoded")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_written_down = about_resident.count() > lines
        transaction.set_rollback(True)
    client.cookies = cookies  # who signed out is back
    letter = letter_of(answer.status_code, answer.headers.get("Location", ""))
    text = body.decode(errors="replace")
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)  # where signs may stand as escapes
    told = [secret for secret in SECRETS if secret in text]
    if actor == "resident" or not told:
        return letter
    case = f"{operation.method} {address} tells {actor} {told}"
    assert letter == "Y", f"{case} although it answers {answer.status_code}"
    assert is_written_down or SECRET_ADDRESS not in told, f"{case} without a line in the ledger"
    return "D"


def letter_of(status: int, location: str) -> str:
    """S: sign in (a television: pair it) first. N: refused or not to be found. M: no such method. Y: let pass.

    503 is the health page's own word for a city whose other parts do not run, as here.
    """
    if status == 401 or (status == 302 and location.startswith(("/sign-in/?", "/tv/pair/?"))):
        return "S"
    if status in {403, 404}:
        return "N"
    if status == 405:
        return "M"
    assert status < 500 or status == 503, f"an error of our own: {status}"
    return "Y"
