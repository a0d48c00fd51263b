"""What the form of “this is wrong” shows: what stands, from whom, what is being checked, who answers and by when."""

from typing import Any

from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose
from longcheng.core.registry.declaring import source_named
from longcheng.core.registry.doubts.queries import open_doubts
from longcheng.core.registry.doubts.rules import NOTE_MAX, TEXT_MAX, owed_by
from longcheng.core.registry.doubts.words import marks
from longcheng.core.registry.doubts.wrong import Aim, needs_value


def wrong_page(account: Account, aim: Aim, *, purpose: Purpose) -> dict[str, Any]:
    """The context of the form for one value. The reader sees the value, so the marks show theirs."""
    waiting = [one for one in open_doubts(aim.register.name, [aim.subject_id]) if one.field == aim.field.name]
    return {
        "aim": aim,
        "owner": source_named(aim.field.owner),
        "answer_by": owed_by(aim.register.answer_terms, filed_at=timezone.localtime()),
        "marks": marks(waiting, shows=lambda doubt: True),
        "needs_value": needs_value(account, purpose=purpose),
        "text_max": TEXT_MAX,
        "note_max": NOTE_MAX,
    }
