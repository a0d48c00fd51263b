"""The demo life: programs of others that wait for approval."""

from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.openid.actions.programs import register_program
from longcheng.core.openid.models import Program
from longcheng.core.openid.registration import read_registration


def found() -> None:
    """Register each once; what was decided in the demo stays decided."""
    for entry in demo_entries("program"):
        if not Program.objects.filter(name=entry["client_name"], organisation=entry["organisation"]).exists():
            register_program(read_registration(dict(entry)))
