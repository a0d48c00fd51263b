"""Whether a program may work, and in plain words why not.

These texts go to programs as `error_description`, which is English by RFC 6749.
"""

from longcheng.core.openid.models import Program, ProgramState

_WHY = {
    ProgramState.WAITING: "This program waits for approval by the city. It can be used as soon as it is approved.",
    ProgramState.REFUSED: "The city refused this program: {reason} Register it again when that is mended.",
    ProgramState.SUSPENDED: "The city suspended this program on {date}. Its makers can ask the city why.",
}


def why_not_usable(program: Program) -> str:
    """What stands in the way, and what to do; empty if nothing does."""
    if program.state == ProgramState.APPROVED:
        if program.user is not None and program.user.is_active:
            return ""
        return "The account of this program is closed. Its makers can ask the city why."
    date = program.decided_at.date().isoformat() if program.decided_at else ""
    return _WHY[ProgramState(program.state)].format(reason=program.reason, date=date)
