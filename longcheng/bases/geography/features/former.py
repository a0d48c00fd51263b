"""How things on the map were before: one row for each earlier state, worked out from the acts.

What was true on a day counts as it is known now, also where it was filed late. A mistake is another matter: what was
corrected or taken back later stays on the map of the days on which everybody saw it so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from longcheng.bases.geography.features.projecting import LATER, project_features
from longcheng.bases.geography.kept_tiles import map_changed
from longcheng.bases.geography.models import FeatureAct, FormerFeature, MapFeature
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.folding import State, Stated, fold
from longcheng.core.registry.reading import owners_of, stated_of

REGISTER = "geography.feature"
ALWAYS = datetime(1, 1, 2, tzinfo=UTC)
BATCH = 1_000
APART = ("layer_id", "geometry", "box", "is_ended", "since")  # columns of their own, or told by the row's being there


def derive_former(subject_ids: Iterable[int]) -> None:
    """Bring the earlier states of these things up to date, and tell the map that they changed."""
    ids = list(subject_ids)
    several = _with_several_acts(ids)
    if several:
        _derive(several)
    map_changed(ids, with_former=several)


def _with_several_acts(ids: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id FROM geography_featureact WHERE subject_id = ANY(%s) GROUP BY 1 HAVING count(*) > 1",
            [list(ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def _derive(ids: list[int]) -> None:
    acts: dict[int, list[Stated]] = {}
    for act in FeatureAct.objects.filter(subject_id__in=ids).order_by("id").iterator(chunk_size=BATCH):
        acts.setdefault(act.subject_id, []).append(stated_of(act))
    now = timezone.now()
    runs = [(subject, start, state) for subject, own in acts.items() for start, state in states_over_time(own, now=now)]
    columns = project_features({number: state for number, (_subject, _start, state) in enumerate(runs)})
    by_subject: dict[int, list[tuple[datetime, dict[str, Any]]]] = {subject: [] for subject in acts}
    for number, (subject, start, _state) in enumerate(runs):
        by_subject[subject].append((start, columns[number]))
    former, since = [], {}
    for subject, found in by_subject.items():
        own = _joined(found)
        former += [
            _former(subject, start, end, content)
            for (start, content), (end, _next) in pairwise(own)
            if not content["is_ended"]
        ]
        if own:
            since[subject] = own[-1][0]
    FormerFeature.objects.filter(feature_id__in=ids).delete()
    FormerFeature.objects.bulk_create(former, batch_size=BATCH)
    changed = [one for one in MapFeature.every.filter(pk__in=since).only("since") if one.since != since[one.pk]]
    for one in changed:
        one.since = since[one.pk]
    MapFeature.every.bulk_update(changed, ["since"], batch_size=BATCH)


def states_over_time(acts: Sequence[Stated], *, now: datetime) -> list[tuple[datetime, State]]:
    """The states of one thing from each moment on at which one may have begun, until now; in order of time."""
    owners = owners_of(register_named(REGISTER))
    # Known always, unless it corrects or takes back: so `known` leaves a later correction out of an earlier day.
    heard = [act if act.kind in LATER or act.voids_id else replace(act, recorded_at=ALWAYS) for act in acts]
    moments = {act.recorded_at if act.recorded_at != ALWAYS else act.valid_from for act in heard}
    moments |= {act.valid_from for act in heard if act.recorded_at != ALWAYS and act.valid_from > act.recorded_at}
    moments |= {act.valid_to for act in acts if act.valid_to is not None}
    found = []
    for moment in sorted(one for one in moments if one <= now):
        state = fold(heard, subject_id=acts[0].subject_id, owners=owners, valid=moment, known=moment)
        if state is not None:
            found.append((moment, state))
    return found


def _joined(runs: list[tuple[datetime, dict[str, Any]]]) -> list[tuple[datetime, dict[str, Any]]]:
    """Those at which something did change: a moment at which all stayed as it was begins nothing."""
    found: list[tuple[datetime, dict[str, Any]]] = []
    for start, columns in runs:
        if not found or _content(columns) != _content(found[-1][1]):
            found.append((start, columns))
    return found


def _content(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != "since"}


def _former(subject: int, start: datetime, end: datetime, columns: dict[str, Any]) -> FormerFeature:
    content = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in columns.items()
        if name not in APART
    }
    return FormerFeature(
        feature_id=subject,
        layer_id=columns["layer_id"],
        valid_from=start,
        valid_to=end,
        box=columns["box"],
        geometry=columns["geometry"],
        content=content,
    )
