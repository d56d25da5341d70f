"""How a command that takes files says why it refused them: JSON alone, or lines for a person on the error stream."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from basira.core.kernel.problem import Fault, Severity

SHOWN_FAULTS = 50


def tell_refusal(faults: Sequence[Fault], *, as_json: bool) -> int:
    """Say every fault, and return 1."""
    if as_json:
        print(escaped(json.dumps({"ok": False, "problems": [fault.as_dict() for fault in faults]}, ensure_ascii=False)))
        return 1
    for fault in faults[:SHOWN_FAULTS]:
        print(escaped(f"error: {place_of(fault)}{fault.message} [{fault.code}]"), file=sys.stderr)
    if len(faults) > SHOWN_FAULTS:
        print(f"… and {len(faults) - SHOWN_FAULTS} more; --json lists all.", file=sys.stderr)
    return 1


def escaped(text: str) -> str:
    """
    Return a text of one line with what controls a terminal or turns the direction of reading written as \\uXXXX (bar IN-10).

    JSON of one line stays the same JSON.
    """
    return "".join(sign if sign.isprintable() else escape_of(sign) for sign in text)


def escape_of(sign: str) -> str:
    """Return a character as JSON writes it: four hexadecimal digits, two such for one beyond 0xFFFF."""
    code = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[place : place + 4]}" for place in range(0, len(code), 4))


def place_of(fault: Fault) -> str:
    """Return where a fault is, as the start of a line."""
    row = f"row {fault.row}: " if fault.row else ""
    column = f"{fault.column}: " if fault.column else ""
    return f"{fault.place}: {row}{column}" if fault.place else f"{row}{column}"


def faults_of_seed(seed: int) -> list[Fault]:
    """Return what is wrong with a seed."""
    return [Fault(Severity.ERROR, "seed.negative", "The seed is 0 or more.")] if seed < 0 else []


def faults_of_folder(folder: Path) -> list[Fault]:
    """Return what is wrong with a folder to write in; one that is not there yet is made."""
    if folder.is_dir() or not folder.exists():
        return []
    return [Fault(Severity.ERROR, "out.not-a-folder", f"{folder} is there and is no folder.")]


def faults_of_file(path: Path) -> list[Fault]:
    """Return what is wrong with a file to write; its folder is made."""
    if path.is_dir():
        return [Fault(Severity.ERROR, "out.not-a-file", f"{path} is a folder. Name a file in it.")]
    return faults_of_folder(path.parent)


def unreadable(path: Path, error: OSError, what: str) -> int:
    """Say that a file can't be read or written, and return 1."""
    print(f"error: {path} can't be {what}: {error.strerror}. Check its name and folder.", file=sys.stderr)
    return 1
