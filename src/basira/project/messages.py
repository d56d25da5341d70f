"""
Words in other languages: collecting them from templates and code, and compiling what translators wrote.

Every surface package keeps its own catalogue, `locale/ar/LC_MESSAGES/django.po`. The compiled files are not in the tree:
they are made at each start when older than their source.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from basira.project.environment import PROJECT_ROOT

LANGUAGES = ("ar",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SURFACES = PROJECT_ROOT / "src" / "basira" / "surfaces"


def packages() -> list[Path]:
    """Return the surface packages, each of which has a catalogue of its own."""
    return sorted(path for path in SURFACES.iterdir() if (path / "__init__.py").exists())


def catalogue_path(package: Path, language: str) -> Path:
    """Return where a package keeps its words of a language."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_all() -> int:
    """Compile every catalogue that is newer than its compiled file, and return how many there were."""
    compiled = 0
    for source in SURFACES.glob("*/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words, redirect_stdout(sys.stderr):  # babel prints what it finds odd
            catalogue = read_po(words, locale=source.parts[-3])
        half = target.with_name(f"django.{os.getpid()}.new")
        with half.open("wb") as out:
            write_mo(out, catalogue)
        half.rename(target)
        compiled += 1
    return compiled


Found = tuple[str, int, str | tuple[str, ...], str | None]
"""A message and where it stands: file, line, its words (or singular and plural), its context."""

STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(
    rf"\b(gettext|ngettext|pgettext|npgettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)\s*(?:,\s*count\s*)?\)"
)


def found_in(package: Path) -> Catalog:
    """Return every message that a package's Python and templates ask for."""
    catalogue = Catalog(fuzzy=False)
    for path, line, message, context in chain(found_in_code(package), found_in_templates(package)):
        flags = ["python-format"] if "%(" in str(message) else []
        catalogue.add(message, locations=[(path, line)], context=context, flags=flags)
    return catalogue


def found_in_code(package: Path) -> Iterator[Found]:
    """Yield the messages of a package's Python files."""
    for path in sorted(package.rglob("*.py")):
        with path.open("rb") as code:
            for line, message, _comments, context in extract("python", code, KEYWORDS):
                yield str(path.relative_to(PROJECT_ROOT)), line, message, context


def found_in_templates(package: Path) -> Iterator[Found]:
    """Yield the messages of a package's templates, as Django's own `templatize` finds them."""
    for path in sorted(package.rglob("*.html")):
        calls = templatize(path.read_text(), origin=str(path))
        for call in CALL.finditer(calls):
            strings = ast.literal_eval(f"({call[2]},)")
            context = strings[0] if call[1] in {"pgettext", "npgettext"} else None
            words = strings[1:] if context is not None else strings
            line = calls.count("\n", 0, call.start()) + 1
            yield str(path.relative_to(PROJECT_ROOT)), line, words if len(words) > 1 else words[0], context


def missing(package: Path, language: str) -> list[str]:
    """Return the messages of a package without a translation, each with its place; empty when all are there."""
    path = catalogue_path(package, language)
    have = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as words:
            have = read_po(words, locale=language)
    gaps = []
    for message in found_in(package):
        if not message.id:
            continue
        known = have.get(message.id, message.context)
        strings = known.string if known else ""
        complete = all(strings) if isinstance(strings, tuple | list) else bool(strings)
        if not complete or (known and known.fuzzy):
            gaps.append(f"{message.locations[0][0]}:{message.locations[0][1]}: {message.id!r}")
    return gaps


def update_all() -> int:
    """Add new messages to each catalogue and drop those that nothing asks for; return how many lack a translation."""
    lacking = 0
    for package in packages():
        wanted = found_in(package)
        for language in LANGUAGES if len(wanted) else ():
            path = catalogue_path(package, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            have = Catalog(locale=language, project="Basira", header_comment="# Words of Basira.")
            if path.exists():
                with path.open("rb") as words:
                    have = read_po(words, locale=language)
            have.update(wanted, no_fuzzy_matching=True)
            have.obsolete.clear()
            with path.open("wb") as out:
                write_po(out, have, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
            lacking += len(missing(package, language))
    return lacking


def run(arguments: list[str]) -> int:
    """`./basira messages`: update the catalogues and list what has no translation yet."""
    lacking = update_all()
    compile_all()
    for package in packages():
        for gap in (gap for language in LANGUAGES for gap in missing(package, language)):
            print(gap)
    print(f"{lacking} messages without a translation", file=sys.stderr)
    return 1 if lacking else 0
