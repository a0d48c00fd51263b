"""A mapping chosen field by field on a page, on the ground of the one that stands."""

from collections.abc import Mapping as AnyMapping
from dataclasses import replace

from longcheng.core.registry.declaring import DEPARTMENT_ROW, Register
from longcheng.core.registry.import_models import ImportRun
from longcheng.core.registry.importing.mapping import FieldRule, Mapping, MappingRefused, read_mapping
from longcheng.core.registry.importing.suggesting import written


def standing_mapping(run: ImportRun) -> Mapping:
    """The mapping of a run; one without fields where what stands there is not a whole one."""
    try:
        return read_mapping(run.mapping)
    except MappingRefused:
        return Mapping(register=run.register, source=run.source, kind=DEPARTMENT_ROW.name, fields=())


def with_choices(
    register: Register,
    mapping: Mapping,
    *,
    columns: AnyMapping[str, str],
    key: str,
    valid_from: str,
    is_left_out: bool | None = None,
) -> str:
    """The text of the mapping with these columns by field; parsers, codes and constants stay as they were.

    `is_left_out` says of every field whether a wrong cell is left out (else it refuses its row); None: as it was.
    """
    rules = []
    known = {rule.name: rule for rule in mapping.fields}
    for of in register.fields:
        column, rule = columns.get(of.name, ""), known.get(of.name)
        if column and rule is not None:
            rules.append(replace(rule, column=column, constant=None))
        elif column:
            rules.append(FieldRule(name=of.name, column=column, parser=register.parsers.get(of.name, of.kind)))
        elif rule is not None and rule.constant is not None:
            rules.append(rule)
    if is_left_out is not None:
        rules = [replace(rule, is_left_out=is_left_out) for rule in rules]
    day = "" if valid_from else mapping.valid_on
    return written(replace(mapping, fields=tuple(rules), key=key, valid_from=valid_from, valid_on=day))
