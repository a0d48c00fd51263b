"""The one refusal of a form that every action raises: all defects at once, by field."""

from collections.abc import Mapping


class Unfit(ValueError):
    """What was asked cannot stand; `defects` names every field and what is wrong with it, in the reader's words."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__("\n".join(found.values()))
        self.defects = dict(found)
