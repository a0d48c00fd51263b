"""A linkage of the register: queued by an officer, claimed by a process, its progress, its pairs and its end."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.linkage.pair_queries import LINK, PAIR
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun, PairState, RunState, RunStep
from longcheng.bases.population.models import Person, PersonAct
from longcheng.core.access.actions.programs import program_with_role
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.topics import publish

TOPIC = "population.linkage"
DEAD_AFTER = timedelta(seconds=60)  # a process says every few seconds that it lives
PROTECTED = "protected"
MOST_WAITING = 100_000  # more doubtful pairs than this nobody can decide: the likeliest wait, the rest come again


def keeper() -> Account:
    """The register's own program."""
    return program_with_role("population-register-keeper", title="人口登记程序", role="population.register_keeper")


def start_linkage(officer: Account) -> LinkageRun:
    """Queue a linkage of the whole register; the worker begins within seconds. Raises Denied; Unfit while one runs."""
    require(officer, LINK, area_code="")
    try:
        with transaction.atomic():
            run = LinkageRun.objects.create(queued_by=officer)
            record(officer, "population.start_linkage", subject=f"linkage:{run.pk}")
            publish(TOPIC, run=run.pk)
    except IntegrityError as error:
        raise Unfit({"run": _("A linkage is at work or waits already. Let it end first.")}) from error
    return run


def waiting_run() -> LinkageRun | None:
    """The run that a process may take: queued, or left by a process that has died. One query."""
    dead = Q(state=RunState.RUNNING, alive_at__lt=timezone.now() - DEAD_AFTER)
    return LinkageRun.objects.filter(Q(state=RunState.QUEUED) | dead).order_by("pk").first()


def claim_run(run_id: int) -> LinkageRun | None:
    """Take the run for this process; None if another one has it."""
    with transaction.atomic():
        found = waiting_run()
        if found is None or found.pk != run_id:
            return None
        run = LinkageRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=run_id).first()
        if run is None:
            return None
        now = timezone.now()
        run.state, run.started_at, run.alive_at, run.step = RunState.RUNNING, run.started_at or now, now, RunStep.READ
        run.done = run.total = 0
        run.save()
    return run


def tell_progress(run: LinkageRun, *, step: str, done: int = 0, total: int = 0) -> None:
    """Write down how far it is, and tell open pages."""
    run.step, run.done, run.total, run.alive_at = step, done, total, timezone.now()
    with transaction.atomic():
        run.save(update_fields=["step", "done", "total", "alive_at"])
        publish(TOPIC, run=run.pk)


def say_alive(run_id: int) -> None:
    """The process that has the run is at work."""
    LinkageRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(alive_at=timezone.now())


def end_run(run: LinkageRun, *, counts: dict[str, int | float], why_stopped: str = "") -> None:
    """The run is done, or has stopped for this reason."""
    run.state = RunState.FAILED if why_stopped else RunState.DONE
    run.counts, run.why_stopped, run.ended_at = counts, why_stopped[:300], timezone.now()
    with transaction.atomic():
        run.save(update_fields=["state", "counts", "why_stopped", "ended_at"])
        record(keeper(), "population.end_linkage", subject=f"linkage:{run.pk}", **counts)
        publish(TOPIC, run=run.pk)


def decided_apart() -> list[tuple[int, int]]:
    """What officers have called two people or split again, here or in a record: never joined by the program."""
    apart = LinkagePair.objects.filter(state__in=(PairState.DIFFERENT, PairState.UNDONE))
    found = set(apart.values_list("left_id", "right_id"))
    taken_back = PersonAct.objects.filter(kind="undo", voids_id__isnull=False).values("voids_id")
    merges = PersonAct.objects.filter(kind="merge", pk__in=taken_back)
    for other_id, keep_id in merges.values_list("subject_id", "fields__merged_into_id"):
        found.add((min(other_id, keep_id), max(other_id, keep_id)))
    return sorted(found)


def follow_splits() -> int:
    """Pairs whose merge was taken back in a record's history stand as split again; returns how many."""
    parted = Person.objects.filter(pk=OuterRef("merged_id"), merged_into_id=None)
    return LinkagePair.objects.filter(Exists(parted), state=PairState.SAME).update(state=PairState.UNDONE)


def keep_doubtful(run: LinkageRun, pairs: Iterable["LinkagePair"]) -> int:
    """Keep the pairs that a person decides, and let go those of earlier runs that are none any more.

    A pair that waits already keeps its number and gets the new weights; one that is decided stays so, and one that an
    officer has in hand stays theirs. Returns how many wait.
    """
    with transaction.atomic():
        rows = list(islice(pairs, MOST_WAITING))
        areas = _areas(rows)
        for one in rows:
            left, right = areas.get(one.left_id, ""), areas.get(one.right_id, "")
            # Where a protected person lives stands in no list: such a pair is decided for the whole city.
            one.run, one.area_code = run, "" if PROTECTED in {left, right} else left or right
        known = LinkagePair.objects.exclude(state=PairState.OPEN).values_list("left_id", "right_id")
        decided = set(known.filter(left_id__in=[one.left_id for one in rows]))
        LinkagePair.objects.bulk_create(
            [one for one in rows if (one.left_id, one.right_id) not in decided],
            update_conflicts=True,
            unique_fields=["left_id", "right_id"],
            update_fields=["run", "weight", "probability", "details", "area_code"],
            batch_size=1_000,
        )
        held = OpenMatter.objects.live().filter(kind=PAIR).values_list("reference", flat=True)
        in_hand = [int(reference) for reference in held]
        LinkagePair.objects.filter(state=PairState.OPEN).exclude(run=run).exclude(pk__in=in_hand).delete()
        return LinkagePair.objects.filter(state=PairState.OPEN).count()


def _areas(pairs: Iterable[LinkagePair]) -> dict[int, str]:
    numbers = {number for one in pairs for number in (one.left_id, one.right_id)}
    found = Person.objects.filter(pk__in=numbers)
    rows = found.values_list("pk", "division_code", "registered_division", "is_protected")
    return {number: PROTECTED if is_secret else home or registered for number, home, registered, is_secret in rows}
