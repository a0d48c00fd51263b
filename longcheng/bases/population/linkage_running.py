"""One linkage of the register from reading to merging, as a run that can be watched and that bears being killed."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from longcheng.bases.population.actions.linking import (
    claim_run,
    decided_apart,
    end_run,
    follow_splits,
    keep_doubtful,
    keeper,
    tell_progress,
)
from longcheng.bases.population.actions.pairs import merge_sure
from longcheng.bases.population.linkage.engine import USED, link
from longcheng.bases.population.linkage.outcome import FoundPair, doubtful_pairs, sure_pairs
from longcheng.bases.population.linkage.preparing import opened
from longcheng.bases.population.linkage.reading import read_register
from longcheng.bases.population.linkage.record import linkable
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun, RunStep

TOLD_EVERY = 50  # merges


def run_linkage(run_id: int) -> LinkageRun | None:
    """Do the run, if no other process has it; it ends done, or stopped with the kind of error that stopped it.

    What the comparison needs stays in memory; what is more goes encrypted into a folder that is gone afterwards. A run
    that was killed begins anew: what it has merged is no longer compared.
    """
    run = claim_run(run_id)
    if run is None:
        return None
    try:
        end_run(run, counts=_work(run))
    except Exception as error:
        end_run(run, counts={}, why_stopped=type(error).__name__)
        raise
    return run


def _work(run: LinkageRun) -> dict[str, int | float]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="longcheng-linkage-") as folder:
        base = opened(temporary=Path(folder))
        try:
            total = linkable().count()
            read_register(
                base, by=keeper(), tell=lambda done: tell_progress(run, step=RunStep.READ, done=done, total=total)
            )
            follow_splits()
            found = link(base, apart=decided_apart(), tell=lambda step: tell_progress(run, step=step))
            sure = base.execute(f"SELECT count(*) FROM {USED}").fetchall()[0][0]  # noqa: S608  a name of ours
            merged = _merge(run, sure_pairs(base, found), int(sure))
            waiting = keep_doubtful(run, _rows(run, doubtful_pairs(base, found)))
        finally:
            base.close()
    return {
        "records": found.records,
        "sure": int(sure),
        "merged": merged,
        "doubtful": waiting,
        "compare_s": round(sum(found.seconds.values()), 1),
        "took_s": round(time.monotonic() - began, 1),
    }


def _rows(run: LinkageRun, pairs: Iterable[FoundPair]) -> Iterator[LinkagePair]:
    for one in pairs:
        yield _row(run, one)


def _row(run: LinkageRun, one: FoundPair) -> LinkagePair:
    return LinkagePair(
        run=run,
        left_id=one.left_id,
        right_id=one.right_id,
        weight=one.weight,
        probability=one.probability,
        details=one.details,
    )


def _merge(run: LinkageRun, pairs: Iterable[FoundPair], total: int) -> int:
    """Merge pair by pair, each in a transaction of its own; returns how many the register took."""
    merged = 0
    for done, one in enumerate(pairs):
        if done % TOLD_EVERY == 0:
            tell_progress(run, step=RunStep.MERGE, done=done, total=total)
        merged += merge_sure(run, _row(run, one))
    return merged
