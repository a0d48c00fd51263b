"""The declaration of the registers."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Room


class Registry(Room):
    name = "longcheng.core.registry"
    title = _("Registers")
    summary = _("Acts with source and two clocks, records as of any date, doubts, feeds, imports.")
    plan_ids = ("B1", "B2", "B3", "B4")
    standards = ("RFC 4180", "ISO/IEC 29500 (XLSX)", "JSON Lines", "Apache Parquet", "TOML 1.0")
    menu = (
        MenuItem(
            audience=Audience.STAFF,
            label=_("Files of departments"),
            url="imports:every",
            hint=_("Check a department's file and load it into a register"),
            permission="registry.import_files",
            words=("导入", "上传", "表格", "台账", "import", "csv", "excel"),
        ),
    )
    loads: ClassVar[dict[str, str]] = {"import-sample": "read_sample"}
    permissions = (
        # Each register has a permission of its own beside it; this one only opens the pages of imports.
        Permission(name="registry.import_files", title=_("Load files of departments into registers")),
    )
    emits = ("DoubtDecided", "DoubtOpened")
