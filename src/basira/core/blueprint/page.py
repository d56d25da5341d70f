"""docs/reference/blueprint.md, made from the schema."""

from collections.abc import Iterator

from basira.core.blueprint.keys import KEYS, TABLES
from basira.core.blueprint.schema import Key, Standing, spelled

HEAD = """# Keys of a blueprint

Made from `src/basira/core/blueprint` by `python -m basira.project reference`. Do not edit by hand.

A blueprint is one TOML file that says what a programme is. `./basira blueprint check FILE` says by line and key what is wrong with
one and what to do about it; `./basira blueprint diff A B` says in words what differs; the wizard starts from one. The folder
`blueprints` holds those that ship.

| today | means |
|---|---|
| obeyed | a programme that starts from the file does what the key says |
| held | every programme does it; a file that says otherwise is refused |
| not yet | kept with the programme and told by the check; nothing obeys it yet |
| … for … | the values after "for" are obeyed, the others not yet |

A key that may be left out has no default in the file: the programme keeps its own. ◆ marks what a cycle commits itself to.
"""
_STANDINGS = {Standing.OBEYED: "obeyed", Standing.HELD: "held", Standing.NOT_YET: "not yet"}


def reference_page() -> str:
    """Return the page: each table with its keys."""
    lines = [HEAD, *_section("Above all tables", "", [key for key in KEYS if not key.table])]
    for table in TABLES:
        name = f"[[{table.name}]]" if table.told_apart_by else f"[{table.name}]"
        keys = [key for key in KEYS if key.table == table.name and key.repeats == bool(table.told_apart_by)]
        lines += list(_section(f"`{name}` {table.english} · {table.arabic}", ", ".join(table.told_apart_by), keys))
    return "\n".join(lines)


def _section(title: str, told_apart_by: str, keys: list[Key]) -> Iterator[str]:
    yield from (f"## {title}", "")
    if told_apart_by:
        yield from (f"One entry for each {told_apart_by}.", "")
    yield from ("| key | holds | today | meaning | المعنى |", "|---|---|---|---|---|")
    for key in keys:
        name = f"`{key.name}`{' ◆' if key.in_method else ''}{' (required)' if key.required else ''}"
        yield f"| {name} | {_holds(key)} | {_today(key)} | {key.english} | {key.arabic} |"
    yield ""


def _holds(key: Key) -> str:
    if key.holds is not None:
        return f"{key.kind}: {spelled(key.holds)}"
    if key.choices:
        return f"{key.kind}: {', '.join(key.choices)}"
    if key.kind == "whole":
        bounds = f" {key.least} to {key.most}" if key.most < 1_000_000 else f" {key.least} or more"
        return f"{key.kind}:{bounds}{' ' + key.unit if key.unit else ''}"
    return str(key.kind)


def _today(key: Key) -> str:
    if key.obeyed_values:
        return f"obeyed for {', '.join(key.obeyed_values)}"
    return _STANDINGS[key.standing]
