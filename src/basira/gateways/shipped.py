"""What ships with Basira to start from, out of the folders of the tree: blueprints of programmes, and packs."""

from pathlib import Path


def shipped_blueprints(folder: Path) -> dict[str, str]:
    """Return the text of every blueprint that ships, by its file's name without the ending; empty without the folder."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def pack_sources(folder: Path) -> tuple[str, dict[str, str]]:
    """Return what the packs share, and the source of each by its folder's name; empty where there is none."""
    common = folder / "common.toml"
    sources = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/pack.toml"))}
    return (common.read_text(encoding="utf-8") if common.exists() else ""), sources
