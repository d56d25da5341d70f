"""What ships with Basira to start from: blueprints of programmes, from the folder of the tree."""

from pathlib import Path


def shipped_blueprints(folder: Path) -> dict[str, str]:
    """Return the text of every blueprint that ships, by its file's name without the ending; empty without the folder."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
