"""`./city manage keys`, for people `./city keys`: list, rotate, reseal and retire the city's keys."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from longcheng.core.protection.columns import OTHERWISE, values_by_key
from longcheng.core.protection.ring import ring
from longcheng.core.protection.ring_file import KINDS, KeyRingError
from longcheng.core.protection.rotating import Renewed, add_key, renew, retire, waiting

TITLES = {"sealing": "Keys of sealed fields", "index": "Keys of blind indexes"}
SAY_EVERY_S = 1.0


class Command(BaseCommand):
    help = "List the keys of sealed fields and blind indexes, make a new one, reseal, or retire one; shows no key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["list", "rotate", "reseal", "retire"])
        parser.add_argument("id", nargs="?", default="")
        parser.add_argument("--index", action="store_true")
        parser.add_argument("--background", action="store_true")

    def handle(self, *_: Any, act: str, id: str, index: bool, background: bool, **__: Any) -> None:  # noqa: A002
        kind = "index" if index else "sealing"
        try:
            if act == "list":
                self._list()
            elif act == "retire":
                retire(id)
                self.stdout.write(f"The key {id} is gone. Keep an old keys.json beside each backup that it seals.")
            else:
                self._renew(kind, makes_key=act == "rotate", background=background)
        except KeyRingError as error:
            raise CommandError(str(error)) from error

    def _list(self) -> None:
        for kind in KINDS:
            known, counts = ring().of(kind), values_by_key(kind)
            self.stdout.write(TITLES[kind])
            for key in sorted(known.keys.values(), key=lambda key: key.made_at):
                total = sum(counts.pop(key.id, {}).values())
                mark = "in use" if key == known.current else ("to be renewed" if total else "can be retired")
                self.stdout.write(f"  {key.id}  made {key.made_at:%Y-%m-%d %H:%M} UTC  {total:>12,} values  {mark}")
            for key_id, places in sorted(counts.items()):
                known_as = (
                    "sealed by version 0.1" if key_id == OTHERWISE else f"{key_id}  not in the ring, cannot be read"
                )
                told = ", ".join(f"{place} {count:,}" for place, count in sorted(places.items()))
                self.stdout.write(f"  {known_as}: {told}")

    def _renew(self, kind: str, *, makes_key: bool, background: bool) -> None:
        if makes_key:
            self.stdout.write(f"The new key is {add_key(kind).id}. Every process uses it from now on.")
        total = waiting(kind)
        if background:
            self.stdout.write(f"{total:,} values come under it in the background. ./city keys shows how many are left.")
            return
        progress = _Progress(total)
        results = renew(kind, report=progress.take)
        done, broken, left = sum(r.done for r in results), sum(r.broken for r in results), waiting(kind)
        self.stdout.write(f"{done:,} values are under the current key now, {left:,} are not.")
        if broken:
            raise CommandError(
                f"{broken:,} values open with no key of the ring and stay as they are. Put the keys.json back that "
                "they were sealed with; ./city keys names their columns."
            )
        if left:
            self.stdout.write(
                "They are in use by somebody; the running city's clock takes them up, or: ./city keys reseal"
            )


class _Progress:
    """Says about every second how far it has come."""

    def __init__(self, total: int) -> None:
        self.total, self.said_at = total, time.monotonic()
        self.done: dict[str, int] = {}

    def take(self, step: Renewed) -> None:
        self.done[step.place] = step.done
        if time.monotonic() - self.said_at >= SAY_EVERY_S:
            self.said_at = time.monotonic()
            sys.stdout.write(f"  {sum(self.done.values()):,} of {self.total:,}\n")
            sys.stdout.flush()
