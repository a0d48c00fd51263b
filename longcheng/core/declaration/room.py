"""The declaration itself: an AppConfig with the attributes that every room of the house may set."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from django.apps import AppConfig, apps

from longcheng.core.declaration.parts import (
    Duty,
    LiveTopic,
    MandateScope,
    MenuItem,
    Permission,
    PurposeKind,
    Role,
    TvPage,
    WallTile,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Room(AppConfig):
    """A base, platform or service. Everything here is optional except `name` and `title`.

    `emits` names the room's own events (classes of its `events.py`). `handles` maps another room's
    event, named lazily as `"<room>.<Event>"`, to functions of this room's `handlers.py`.
    `loads` maps a kind of file of a city's data pack to a function of this room's `loaders.py`.
    `purposes`, `duties` and `mandate_scopes` are what personal data may be read for; the room's `policies.cedar`
    says by whom, and its `personal.py` lists the records (`RECORDS`).
    `founds_after` names the rooms whose demo life must stand before this room's `demo.found`.
    """

    default_auto_field = "django.db.models.BigAutoField"
    default = False  # Django looks for the one AppConfig of an apps.py; this base is imported into each

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    title: ClassVar["_StrOrPromise"] = ""
    summary: ClassVar["_StrOrPromise"] = ""
    plan_ids: ClassVar[tuple[str, ...]] = ()
    standards: ClassVar[tuple[str, ...]] = ()
    url_prefix: ClassVar[str] = ""
    menu: ClassVar[tuple[MenuItem, ...]] = ()
    tv_pages: ClassVar[tuple[TvPage, ...]] = ()
    permissions: ClassVar[tuple[Permission, ...]] = ()
    roles: ClassVar[tuple[Role, ...]] = ()
    purposes: ClassVar[tuple[PurposeKind, ...]] = ()
    duties: ClassVar[tuple[Duty, ...]] = ()
    mandate_scopes: ClassVar[tuple[MandateScope, ...]] = ()
    live_topics: ClassVar[tuple[LiveTopic, ...]] = ()
    wall_tiles: ClassVar[tuple[WallTile, ...]] = ()
    emits: ClassVar[tuple[str, ...]] = ()
    handles: ClassVar[dict[str, tuple[str, ...]]] = {}
    loads: ClassVar[dict[str, str]] = {}
    founds_after: ClassVar[tuple[str, ...]] = ()

    def ready(self) -> None:
        """Load the room's system checks, which stop a start that would go wrong later."""
        if self.has_part("checks"):
            self.part("checks")

    def has_part(self, part: str) -> bool:
        """Whether the room has a module of this name, such as `handlers`."""
        return find_spec(f"{self.name}.{part}") is not None

    def part(self, part: str) -> ModuleType:
        """The room's module of this name. Raises ModuleNotFoundError if it has none."""
        return import_module(f"{self.name}.{part}")

    @property
    def floor(self) -> str:
        """The floor the room stands on: core, bases, platforms, services or portal."""
        return self.name.split(".")[1]

    @property
    def is_service(self) -> bool:
        return self.floor == "services"


def rooms() -> Iterator[Room]:
    """Every installed room, from the lowest floor up."""
    for config in apps.get_app_configs():
        if isinstance(config, Room):
            yield config
