"""Every write of the search. The table repeats what rooms keep, so no record of acts and no event goes with it."""

import hashlib
import zlib
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from longcheng.core.search.entry import TEXT_LONGEST, TITLE_LONGEST, Entry, checked
from longcheng.core.search.gathering import Contributor, contributors
from longcheng.core.search.lexemes import lexemes_of
from longcheng.core.search.models import SearchEntry
from longcheng.core.search.names import names_of

FORMAT = 1  # raised when the same entry makes other lexemes, so that a new version fills the index anew
BATCH = 500
MADE = (
    "url", "title_zh", "title_en", "text_zh", "text_en", "names", "permission", "needs_account", "area_code",
    "weight", "valid_until", "digest", "lexemes",
)  # fmt: skip


def put(entry: Entry, *, room: str) -> None:
    """Let one thing be found from now on, or as it is now. Call it in the transaction that changed the thing."""
    with transaction.atomic():
        _hold(room, shared=True)
        _write([_row(checked(entry, room=room), room=room)])


def remove(*, room: str, kind: str, key: str) -> None:
    """Let one thing be found no more; one that is not there is no matter."""
    with transaction.atomic():
        _hold(room, shared=True)
        SearchEntry.objects.filter(room=room, kind=kind, key=key).delete()


def refresh(contributor: Contributor) -> int:
    """Make one room's part of the table what the room says now; returns how many rows changed.

    Only what changed is made and written. What the room puts or removes by itself meanwhile waits, so that
    neither undoes the other.
    """
    room = contributor.room
    with transaction.atomic():
        _hold(room, shared=False)
        entries = {(entry.kind.value, entry.key): checked(entry, room=room) for entry in contributor.entries()}
        kept = {
            (kind, key): (pk, digest)
            for pk, kind, key, digest in SearchEntry.objects.filter(room=room).values_list(
                "pk", "kind", "key", "digest"
            )
        }
        gone = [kept[name][0] for name in kept.keys() - entries.keys()]
        SearchEntry.objects.filter(pk__in=gone).delete()
        changed = [entry for name, entry in entries.items() if kept.get(name, (0, ""))[1] != digest_of(entry)]
        for first in range(0, len(changed), BATCH):
            _write([_row(entry, room=room) for entry in changed[first : first + BATCH]])
    return len(gone) + len(changed)


def refresh_all() -> int:
    """Refresh every room's part and forget rooms that are gone and what is over; returns how many rows changed."""
    parts = contributors()
    with transaction.atomic():
        gone, _by_model = SearchEntry.objects.exclude(room__in=[part.room for part in parts]).delete()
        over, _by_model = SearchEntry.objects.filter(valid_until__lte=timezone.now()).delete()
    return gone + over + sum(refresh(part) for part in parts)


def digest_of(entry: Entry) -> str:
    """By this an unchanged entry is known."""
    return hashlib.sha256(f"{FORMAT}{entry!r}".encode()).hexdigest()[:32]


def _hold(room: str, *, shared: bool) -> None:
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtext('search'), %s)", [zlib.crc32(room.encode()) & 0x7FFFFFFF])


def _row(entry: Entry, *, room: str) -> SearchEntry:
    names = names_of(title_zh=entry.title_zh, title_en=entry.title_en, words=entry.words)
    return SearchEntry(
        room=room,
        kind=entry.kind.value,
        key=entry.key,
        url=entry.url,
        title_zh=entry.title_zh[:TITLE_LONGEST],
        title_en=entry.title_en[:TITLE_LONGEST],
        text_zh=entry.text_zh[:TEXT_LONGEST],
        text_en=entry.text_en[:TEXT_LONGEST],
        names=[name.to_keep() for name in names],
        permission=entry.permission,
        needs_account=entry.needs_account,
        area_code=entry.area_code,
        weight=entry.weight,
        valid_until=entry.valid_until,
        digest=digest_of(entry),
        lexemes=lexemes_of(entry, names),
    )


def _write(rows: Iterable[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        list(rows), update_conflicts=True, unique_fields=["room", "kind", "key"], update_fields=MADE
    )
