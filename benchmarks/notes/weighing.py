"""
What the notes weigh on their way to a phone, read from the built files and from the list that the phone keeps.

The shell is everything that is asked for until the list of notes is shown, fonts apart: the style sheet, the entry, what
it imports at once, and the service worker. The engine of forms is what it imports later.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHELL_LIMIT = 120_000
ENGINE_LIMIT = 400_000
"""Bytes as gzip sends them."""

ENTRY = "field.js"
BESIDE = ("field.css", "field-worker.js")
GRAMMAR = b"AGFzbQ"
"""How a compiled grammar begins in base64: the engine reads its expressions with one."""

AT_ONCE = re.compile(rb"""(?:\bfrom|\bimport)\s*["'`]\./([^"'`]+)["'`]""")
LATER = re.compile(rb"""\bimport\(\s*["'`]\./([^"'`]+)["'`]""")


@dataclass(frozen=True, slots=True)
class Weight:
    """Names of files, and their bytes as gzip: of the shell, and of what is loaded later."""

    shell: dict[str, int]
    later: dict[str, int]
    engines: tuple[str, ...]
    """Files that hold a grammar: one, and loaded later."""

    forgotten: tuple[str, ...]
    """Scripts that the notes import and a phone would not keep."""


def weigh(folder: Path, kept: Iterable[str]) -> Weight:
    """Weigh the built files in a folder; `kept` are the names that the service worker is told to keep."""
    shell = followed(folder, [ENTRY], AT_ONCE)
    first = {name for each in shell for name in imports(folder, each, LATER)}
    later = followed(folder, first, AT_ONCE, LATER) - shell
    scripts = shell | later
    return Weight(
        {name: packed(folder, name) for name in sorted(shell | set(BESIDE))},
        {name: packed(folder, name) for name in sorted(later)},
        tuple(name for name in sorted(scripts) if GRAMMAR in (folder / name).read_bytes()),
        tuple(sorted((scripts | {"field.css"}) - {Path(name).name for name in kept})),
    )


def faults(weight: Weight) -> list[str]:
    """Return every bar that is not held, in words; none when all are."""
    shell, later = sum(weight.shell.values()), sum(weight.later.values())
    found = []
    if shell > SHELL_LIMIT:
        found.append(f"the shell is {shell} bytes, more than {SHELL_LIMIT}: {weight.shell}")
    if later > ENGINE_LIMIT:
        found.append(f"what comes later is {later} bytes, more than {ENGINE_LIMIT}: {weight.later}")
    if len(weight.later) != 1 or weight.engines != tuple(weight.later):
        found.append(f"the engine is in {weight.engines}, and later come {tuple(weight.later)}: not one lazy file")
    if weight.forgotten:
        found.append(f"a phone would not keep {weight.forgotten}")
    return found


def followed(folder: Path, names: Iterable[str], *patterns: re.Pattern[bytes]) -> set[str]:
    """Return these files and all that they import by these patterns, and those in turn."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [each for pattern in patterns for each in imports(folder, name, pattern)]
    return found


def imports(folder: Path, name: str, pattern: re.Pattern[bytes]) -> list[str]:
    """Return what a file imports by a pattern."""
    return [found.decode() for found in pattern.findall((folder / name).read_bytes())]


def packed(folder: Path, name: str) -> int:
    """Return the bytes of a file's gzip copy."""
    return (folder / f"{name}.gz").stat().st_size
