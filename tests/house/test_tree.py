"""Sizes, names and texts that the house keeps."""

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "basira"
JUNK_DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py", "data.py", "info.py"}


def sources() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def test_files_have_at_most_400_lines():
    long = {str(path.relative_to(ROOT)): n for path in sources() if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}


def test_functions_have_at_most_40_lines():
    long = []
    for path in sources():
        for function in functions(path):
            docstring = ast.get_docstring(function, clean=False) or ""
            lines = function.end_lineno - function.lineno + 1 - len(docstring.splitlines())
            if lines > 40:
                long.append(f"{path.relative_to(ROOT)}:{function.lineno} {function.name} has {lines}")
    assert long == []


def test_no_junk_drawers():
    assert [str(path) for path in sources() if path.name in JUNK_DRAWERS] == []


def test_modules_and_public_functions_say_what_they_are():
    silent = []
    for path in sources():
        tree = ast.parse(path.read_text())
        if path.read_text().strip() and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert silent == []


def test_every_template_says_what_it_needs():
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        first = template.read_text().split("\n", 1)[0]
        assert re.match(r"\{# \S+ · needs: .+ #\}", first), f"{template}: {first[:60]}"


def test_templates_use_logical_directions_and_no_inline_script_or_style():
    physical = re.compile(r"\b(?:ml|mr|pl|pr|left|right|text-left|text-right|border-l|border-r|rounded-l|rounded-r)-\d")
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        text = template.read_text()
        assert not physical.search(text), f"{template} uses a physical direction"
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"", text), f"{template} has inline code"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_machine_or_a_registry_address():
    folders = re.compile(rb"(?<![\w.])/(?:work|farm)/")
    for path in tracked():
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            assert not folders.search(content), f"{path.relative_to(ROOT)} names a machine's folder"
            if path.name.endswith((".lock", "package-lock.json")):
                assert b'"resolved"' not in content, path
                assert not re.search(rb"index-url|find-links|https?://(?:registry|pypi|files)\.", content), path


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    tools = {"pytest", "pytest-django", "ruff", "mypy", "django-stubs[compatible-mypy]"}
    for above, line in pairwise(lines):
        if found := re.match(r'    "([\w\[\],-]+)==', line):
            said = above.strip().startswith("#") or found[1] in tools
            assert said, f"{found[1]} has no reason above it"
