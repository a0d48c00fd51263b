"""`./city ledger …`: verify the access ledger, prove one of its lines, and check a proof without any database."""

import argparse
import importlib
from pathlib import Path

import django

from longcheng.core.transparency.notes import NoteError
from longcheng.core.transparency.proofs import Proof, ProofError
from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import configuration
from longcheng.program.home import Home
from longcheng.program.opened import opened_database

SHOWN = 50
PROOF_BYTES_MAX = 1_000_000
CHECKS = "check a proof offline, with no database and no home"


def describe(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "All of these may run while the city runs. docs/decisions/0012-access-ledger.md says what they prove."
    )
    commands = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    verify = commands.add_parser("verify", help="compare every line, the tree, every signature and the home's file")
    add_home(verify)
    verify.add_argument("--processes", type=_count, default=2, help="how many processes hash (default: 2)")
    verify.add_argument("--all", action="store_true", help=f"show every defect, not only the first {SHOWN}")
    prove = commands.add_parser("prove", help="write the proof that a line stands in the log")
    add_home(prove)
    prove.add_argument("line_id", metavar="LINE_ID", type=_count, help="the number of the line")
    prove.add_argument("--out", metavar="FILE", help="the file to write (default: print it)")
    check = commands.add_parser("check", help=CHECKS)
    check.add_argument("file", metavar="FILE", help="a proof that ./city ledger prove wrote")
    check.add_argument("--key", metavar="PUBKEY", help="the city's key, as ./city ledger key prints it")
    add_home(commands.add_parser("checkpoint", help="print the newest signed checkpoint"))
    consistency = commands.add_parser("consistency", help="prove that the log only grew since an old checkpoint")
    add_home(consistency)
    consistency.add_argument("file", metavar="OLD_CHECKPOINT_FILE", help="what ./city ledger checkpoint printed then")
    add_home(commands.add_parser("key", help="print the public key, for those who check proofs"))


def run(arguments: argparse.Namespace) -> int:
    if arguments.what == "check":
        return check(arguments)
    settings = configuration()
    home = Home(settings.home)
    if not home.exists and not settings.database_url:
        raise CommandError(f"There is no city in {home.folder}.")
    with opened_database():
        # Now and not above: the reports need Django with its settings, which `check` does without.
        django.setup()
        reports = importlib.import_module("longcheng.program.ledger_reports")
        return int(getattr(reports, arguments.what)(arguments))


def check(arguments: argparse.Namespace) -> int:
    """Check a proof file; nothing but the file and the key is read."""
    try:
        proof = Proof.of_json(read_text(arguments.file))
        line, checkpoint = proof.check(vkey=arguments.key)
    except (ProofError, NoteError) as error:
        console.print(f"The proof does not hold. {error}", markup=False)
        return 1
    for name, value in line.items():
        console.print(f"  {name:<14}{'' if value is None else value!s}", markup=False)
    console.print(
        f"This line is leaf {proof.leaf_index:,} of the {checkpoint.size:,} signed lines of {checkpoint.origin}."
    )
    if not arguments.key:
        console.print(f"Signed by {proof.vkey}", markup=False)
        console.print("That key came with the proof. Get the city's key another way and add --key, to know who signed.")
    return 0


def read_text(name: str) -> str:
    """A small text file. Raises CommandError."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            return file.read(PROOF_BYTES_MAX).decode()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is no text file.") from error


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:20]) < 2**63 or len(text) > 19:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on (it is {text[:40]!r})")
    return int(text)
