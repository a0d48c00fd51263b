"""The notices of the pack's demo life, published through the desk's own action."""

from longcheng.core.access.models import Account
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.services.community.notices.actions import publish_notice


def found() -> None:
    """Publish the demo notices; their request keys make a second call harmless."""
    for entry in demo_entries("notice"):
        values = dict(entry)
        author = Account.objects.get(username=values.pop("username"))
        publish_notice(author, **values)
