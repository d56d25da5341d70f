"""No string without its Arabic, and no refusal without its words."""

import ast
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from basira.project import messages
from basira.surfaces.shared.words import WORDS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "basira"


@pytest.mark.parametrize("package", messages.packages(), ids=lambda path: path.name)
def test_every_message_has_its_arabic(package):
    assert messages.missing(package, "ar") == []


def problem_codes() -> dict[str, str]:
    codes = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    is_code = isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "code"
                    if is_code and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
                        codes[line.value.value] = f"{path.name}:{node.name}"
    return codes


def test_every_refusal_has_its_words():
    wordless = {code: where for code, where in problem_codes().items() if code not in WORDS}
    assert wordless == {}


def test_a_message_has_one_arabic_in_all_catalogues():
    """Catalogues are read as one, and the first that has a message wins: a message that means two things gets a context."""
    said: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for package in messages.packages():
        path = messages.catalogue_path(package, "ar")
        for message in read_po(BytesIO(path.read_bytes()), locale="ar") if path.exists() else ():
            if message.id:
                arabic = said.setdefault((message.context, str(message.id)), {})
                arabic.setdefault(str(message.string), []).append(package.name)
    assert {message: arabic for message, arabic in said.items() if len(arabic) > 1} == {}


PLURALS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"
)
"""The forms of 0, 1, 2, 3 to 10, 11 to 99 and 100, in this order in every catalogue: a form in another's place is wrong Arabic."""


def test_the_arabic_catalogues_are_arabic():
    for package in messages.packages():
        path = messages.catalogue_path(package, "ar")
        if path.exists():
            assert PLURALS in path.read_text().replace('"\n"', ""), path
