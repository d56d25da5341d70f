"""What ships with Basira to start from, out of the folders of the tree: blueprints of programmes, and packs."""

from functools import cache
from pathlib import Path

from basira.core.instrument.packs.source import Pack, read_pack


def shipped_blueprints(folder: Path) -> dict[str, str]:
    """Return the text of every blueprint that ships, by its file's name without the ending; empty without the folder."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


@cache
def shipped_packs(folder: Path) -> tuple[Pack, ...]:
    """
    Return the packs of a folder, by name; empty for an empty folder. They are read once: what ships does not change.

    :raises PackUnreadable: when a source does not hold together
    """
    sources = sorted(folder.glob("*/pack.toml"))
    common = (folder / "common.toml").read_text(encoding="utf-8") if sources else ""
    return tuple(read_pack(path.parent.name, path.read_text(encoding="utf-8"), common) for path in sources)
