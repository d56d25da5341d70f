"""A blueprint as a file: what a running programme exports, and what `read_blueprint` takes again without a loss."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date

from basira.core.blueprint.keys import KEYS, TABLES
from basira.core.blueprint.schema import Key, Row, Table, Value
from basira.core.blueprint.values import Blueprint


def written(blueprint: Blueprint, *, head: str = "") -> str:
    """Return the blueprint as TOML, its keys in the order of the schema; `head` stands above as a comment."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines += [_line(key, blueprint.values[key.path]) for key in KEYS if not key.table and key.path in blueprint.values]
    for table in TABLES:
        lines += list(_entries(table, blueprint) if table.told_apart_by else _plain(table, blueprint))
    return "\n".join([*lines, ""])


def _plain(table: Table, blueprint: Blueprint) -> Iterator[str]:
    keys = [key for key in KEYS if key.table == table.name and not key.repeats and key.path in blueprint.values]
    if keys:
        yield from ("", f"[{table.name}]")
        yield from (_line(key, blueprint.values[key.path]) for key in keys)


def _entries(table: Table, blueprint: Blueprint) -> Iterator[str]:
    keys = [key for key in KEYS if key.table == table.name and key.repeats]
    for row in blueprint.table(table.name):
        yield from ("", f"[[{table.name}]]")
        yield from (_line(key, row[key.name]) for key in keys if key.name in row)


def _line(key: Key, value: Value) -> str:
    return f"{key.name} = {_spelled(value)}"


def _spelled(value: Value) -> str:
    """Return a value as TOML spells it. JSON's strings are TOML's too, but for the one sign that JSON leaves as it is."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_spelled(each) for each in value)}]"
    return str(value)


def quota_lines(rows: Sequence[Row]) -> str:
    """Return quotas as the table that a draw reads: category, feature, min, max; "" for none."""
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("category", "feature", "min", "max"))
    writer.writerows((row["category"], row["feature"], row["least"], row["most"]) for row in rows)
    return text.getvalue()
