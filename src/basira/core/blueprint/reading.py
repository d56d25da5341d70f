"""Reading a blueprint: every fault by line and key, or the values that stand in it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from basira.core.blueprint.contradictions import contradictions
from basira.core.blueprint.faults import fault_of
from basira.core.blueprint.keys import BY_PATH, BY_TABLE, KEYS
from basira.core.blueprint.kinds import trouble_with
from basira.core.blueprint.lines import Lines, lines_of
from basira.core.blueprint.schema import Key, Row, Value
from basira.core.blueprint.values import Blueprint
from basira.core.kernel.problem import Fault, Severity, has_errors

MOST_BYTES = 256 * 1024
"""Far above any blueprint; below what a session or a page should carry."""

MOST_GUESSES = 100
"""Faults after which nothing is guessed any more: comparing names takes a millisecond each, and such a file is no blueprint."""

_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_TABLES = tuple(BY_TABLE)
_NAMES = [*BY_PATH, *BY_TABLE]


@dataclass(frozen=True, slots=True)
class Reading:
    """A blueprint with what was remarked. `blueprint` is None when any fault is an error."""

    blueprint: Blueprint | None
    faults: tuple[Fault, ...]


@dataclass
class _Walk:
    """What is gathered on the way through the tables of a file."""

    lines: Lines
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def note(self, code: str, path: str, **params: str) -> None:
        """Keep a fault."""
        self.faults.append(fault_of(code, path, self.lines, params))

    def note_unknown(self, path: str, spelled: str) -> None:
        """Keep that there is no such key, with the one that may be meant, as the schema spells it."""
        near = get_close_matches(spelled, _NAMES, n=1, cutoff=0.75) if len(self.faults) < MOST_GUESSES else []
        self.note("blueprint.unknown-key", path, near=next(iter(near), ""))


def read_blueprint(content: bytes | str) -> Reading:
    """
    Read a blueprint and check it whole: form, keys, values, contradictions. Never raises for what stands in the file.

    Keys that are kept and not yet obeyed are warnings; everything else that is remarked refuses the file.
    """
    if len(content) > MOST_BYTES:
        return _refused("blueprint.too-large", most=str(MOST_BYTES))
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("blueprint.not-text")
    text = text.replace("\r\n", "\n")
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError, ValueError, RecursionError) as error:
        return _not_toml(text, str(error))
    walk = _Walk(lines_of(text))
    _walk_table(walk, "", tables)
    _note_missing(walk)
    blueprint = Blueprint(walk.values, {name: tuple(rows) for name, rows in walk.rows.items()})
    faults = [*walk.faults, *_twice(blueprint, walk.lines)]
    faults += [fault_of(code, path, walk.lines, params) for code, path, params in contradictions(blueprint)]
    faults += [
        fault_of("blueprint.not-yet", path, walk.lines, severity=Severity.WARNING) for path in not_yet(blueprint)
    ]
    ordered = tuple(sorted(faults, key=lambda fault: (fault.row or 0, fault.column or "")))
    return Reading(None if has_errors(ordered) else blueprint, ordered)


def not_yet(blueprint: Blueprint) -> Iterator[str]:
    """
    Give the path of every key whose value today's product does not obey, a repeating table's entries one by one.

    An entry whose first key is not obeyed is not obeyed as a whole, and told once.
    """
    for path, value in blueprint.values.items():
        if not BY_PATH[path].is_obeyed(value):
            yield path
    for table, rows in blueprint.rows.items():
        for number, row in enumerate(rows):
            names = [name for name, value in row.items() if not BY_PATH[f"{table}[].{name}"].is_obeyed(value)]
            is_whole = names[:1] == list(row)[:1]
            yield from (f"{table}[{number}].{name}" for name in (names[:1] if is_whole else names))


def _refused(code: str, **params: str) -> Reading:
    return Reading(None, (fault_of(code, "file", {}, params),))


def _not_toml(text: str, reason: str) -> Reading:
    """Return the parser's refusal with its line; one at the end of the document stands at the last line."""
    found = _AT_LINE.search(reason)
    line = int(found[1]) if found and found[1] else max(1, len(text.splitlines()))
    plain = _AT_LINE.sub("", reason).strip().rstrip(".")
    return Reading(None, (fault_of("blueprint.not-toml", "file", {"file": line}, {"reason": plain}),))


def _walk_table(walk: _Walk, table: str, entries: Mapping[str, Any]) -> None:
    """Take every entry of a table: a key, a table below, a list of entries, or something unknown."""
    for name, value in entries.items():
        path = f"{table}.{name}" if table else name
        if key := BY_PATH.get(path):
            _take(walk, key, path, value, walk.values)
        elif (known := BY_TABLE.get(path)) and known.told_apart_by:
            _walk_entries(walk, path, value)
        elif path in BY_TABLE or any(each.startswith(f"{path}.") for each in _TABLES):
            if isinstance(value, dict):
                _walk_table(walk, path, value)
            else:
                walk.note("blueprint.not-a-table", path)
        else:
            walk.note_unknown(path, path)


def _walk_entries(walk: _Walk, table: str, entries: Any) -> None:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        walk.note("blueprint.not-a-list", table)
        return
    for number, entry in enumerate(entries):
        row: dict[str, Value] = {}
        for name, value in entry.items():
            path = f"{table}[{number}].{name}"
            if key := BY_PATH.get(f"{table}[].{name}"):
                _take(walk, key, path, value, row)
            else:
                walk.note_unknown(path, f"{table}[].{name}")
        for key in _required(table):
            if key.name not in entry:
                walk.note("blueprint.missing", f"{table}[{number}].{key.name}")
        walk.rows.setdefault(table, []).append(row)


def _take(walk: _Walk, key: Key, path: str, value: Any, into: dict[str, Value]) -> None:
    """Keep a value that may stand at its key, or the fault."""
    if trouble := trouble_with(key, value):
        code, params = trouble
        walk.note(code, path, **params)
        return
    into[key.name if key.repeats else path] = tuple(value) if isinstance(value, list) else value


def _note_missing(walk: _Walk) -> None:
    known = {fault.column for fault in walk.faults}
    for key in KEYS:
        if key.required and not key.repeats and key.path not in walk.values and key.path not in known:
            walk.note("blueprint.missing", key.path)


def _required(table: str) -> list[Key]:
    return [key for key in KEYS if key.required and key.repeats and key.table == table]


def _twice(blueprint: Blueprint, lines: Lines) -> Iterator[Fault]:
    """Find entries of one table that are about the same thing."""
    for table, rows in blueprint.rows.items():
        seen: set[tuple[Value, ...]] = set()
        keys = BY_TABLE[table].told_apart_by
        for number, row in enumerate(rows):
            about = tuple(row[name] for name in keys if name in row)
            if about in seen and len(about) == len(keys):
                value = ", ".join(str(each) for each in about)
                yield fault_of("blueprint.entry-twice", f"{table}[{number}]", lines, {"table": table, "value": value})
            seen.add(about)
