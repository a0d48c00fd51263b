"""What `./city ledger` does with a database: verify, prove, print."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.db import ProgrammingError
from django.utils import timezone
from django.utils.translation import override

from longcheng.core.access.permissions import record
from longcheng.core.transparency import keys, queries
from longcheng.core.transparency.notes import NoteError
from longcheng.core.transparency.proofs import ProofError
from longcheng.core.transparency.tree import TreeError
from longcheng.core.transparency.verifying import Finding, Progress, Trust, Verification
from longcheng.program.commands.ledger import SHOWN, read_text
from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import configuration
from longcheng.program.home import Home

Report = Callable[[argparse.Namespace], int]
NOT_YET = "The ledger's tables do not exist in this database. Start the city once: ./city up"


def _with_plain_errors(report: Report) -> Report:
    @wraps(report)
    def run(arguments: argparse.Namespace) -> int:
        try:
            with override("en"):  # as all of `./city` speaks
                return report(arguments)
        except ProgrammingError as error:
            raise CommandError(NOT_YET) from error
        except (NoteError, ProofError, TreeError, queries.LineMissing, queries.NotSealedYet) as error:
            raise CommandError(str(error)) from error

    return run


@_with_plain_errors
def verify(arguments: argparse.Namespace) -> int:
    """Compare everything; 1 if anything is not as it was sealed."""
    queries.newest_checkpoint()  # says plainly where the tables are missing
    trust = Trust(
        origin=keys.origin(),
        verifiers=keys.trusted(),
        line_key=keys.line_key(),
        key_id=keys.key_id(),
        checkpoints=Path(settings.LEDGER_CHECKPOINTS),
    )
    chosen = configuration()
    conninfo = chosen.database_url or Home(chosen.home).database_url()
    with _shown() as progress:
        finding = Verification(conninfo, trust, processes=arguments.processes, progress=progress).run()
    record(None, "transparency.verify", defects=len(finding.defects))  # the operators' page tells when
    _tell(finding, shown=len(finding.defects) if arguments.all else SHOWN)
    return 0 if finding.is_well else 1


@contextmanager
def _shown() -> Iterator[Progress]:
    """Progress in one line on a terminal; nothing where nobody watches."""
    with console.status("Verifying the access ledger") as status:
        yield lambda done, total: status.update(f"Verifying the access ledger: {done:,} of {total:,} lines")


def _tell(finding: Finding, *, shown: int) -> None:
    for note in finding.notes:
        console.print(f"Note: {note}", markup=False)
    if finding.is_well:
        console.print(
            f"All is well: {finding.sealed:,} lines are as they were sealed under {finding.checkpoints:,} signed "
            f"checkpoints ({finding.witnessed:,} of them also in the home); {finding.waiting:,} newer lines wait for "
            "their seal.",
            markup=False,
        )
        console.print(f"Root {finding.root.hex()}. {finding.seconds:.1f} s.", markup=False)
        return
    first = finding.defects[0]
    console.print(f"The ledger is not as it was sealed. The first defect: {first}.", markup=False)
    for defect in finding.defects[:shown]:
        console.print(f"  - {defect}", markup=False)
    if len(finding.defects) > shown:
        console.print(f"  … and {len(finding.defects) - shown:,} more: ./city ledger verify --all", markup=False)
    console.print(
        f"{len(finding.defects):,} defects among {finding.sealed:,} sealed lines. {finding.seconds:.1f} s.",
        markup=False,
    )


@_with_plain_errors
def prove(arguments: argparse.Namespace) -> int:
    """Write or print the proof of one line."""
    proof = queries.proof_of(arguments.line_id)
    if not arguments.out:
        sys.stdout.write(proof.to_json() + "\n")
        return 0
    target = Path(arguments.out)
    try:
        target.write_text(proof.to_json() + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
    console.print(f"The proof of line {arguments.line_id} stands in {target}. Check it: ./city ledger check {target}")
    return 0


@_with_plain_errors
def checkpoint(arguments: argparse.Namespace) -> int:
    """Print the newest signed checkpoint as it is, for those who keep it elsewhere."""
    note = queries.newest_checkpoint()
    if note is None:
        raise CommandError("Nothing is sealed yet.")
    sys.stdout.write(note)
    return 0


@_with_plain_errors
def consistency(arguments: argparse.Namespace) -> int:
    """Prove that today's log contains the old one unchanged."""
    growth = queries.growth_since(read_text(arguments.file))
    if not growth.holds():
        console.print(
            f"The log of {growth.new.size:,} lines does not contain the signed {growth.old.size:,} lines unchanged. "
            "Run ./city ledger verify.",
            markup=False,
        )
        return 1
    now: datetime = timezone.localtime()
    console.print(
        f"The log only grew: the {growth.old.size:,} lines signed then are the first of today's {growth.new.size:,} "
        f"({now:%Y-%m-%d %H:%M:%S}).",
        markup=False,
    )
    return 0


def key(arguments: argparse.Namespace) -> int:
    """Print the public key in one word."""
    sys.stdout.write(queries.public_key() + "\n")
    return 0
