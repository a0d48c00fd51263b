"""The demo sign-ins, read from the data pack without loading Django into the supervisor."""

import tomllib

from longcheng.program.configuration import CHECKOUT, Configuration
from longcheng.program.home import Home


def demo_lines(home: Home, settings: Configuration) -> list[str]:
    """Who can sign in to the demo life, and with which password."""
    path = CHECKOUT / "cities" / settings.city / "demo.toml"
    if not settings.demo or not path.is_file():
        return []
    lines = [f"Demo sign-ins, all with the password [bold]{home.secrets.demo_password}[/bold]:"]
    for person in tomllib.loads(path.read_text(encoding="utf-8"))["person"]:
        roles = ", ".join(role["role"] for role in person.get("roles", []))
        lines.append(f"  {person['username']:<14}{person['name']}{f'  ({roles})' if roles else ''}")
    return lines
