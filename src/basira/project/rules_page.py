"""docs/reference/scoring-rules.md, made from tests/spec: each rule is stated once, as an example that is run."""

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

HEAD = """# The rules of scores, by example

Made from `tests/spec` by `./basira reference`. Do not edit by hand. Each example is a test: what is given, and what comes out.
The rules under "on every engine" are run in this process, in DuckDB and (`./basira test --spark`) in Spark.
The method behind them is [explained here](../explanation/method.md).
"""


def rules_page(folder: Path) -> str:
    """Return the page of all rules: a section a module of the folder, in the order of their names."""
    return "\n".join([HEAD, *(part for path in sorted(folder.glob("test_*.py")) for part in section(path))])


def section(path: Path) -> Iterator[str]:
    """Yield the heading of one module, and its rules."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    yield f"## {title_of(module, path)}\n\n{ast.get_docstring(module)}\n"
    for function in functions:
        if "twin" not in function.name:
            yield rule(function)


def title_of(module: ast.Module, path: Path) -> str:
    """Return what a module calls itself."""
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "title":
            return str(ast.literal_eval(node.value))
    raise ValueError(f"{path} has no title")


def rule(function: ast.FunctionDef) -> str:
    """Return one rule: its name as a sentence, why, and the tables of its examples."""
    parts = [f"### {function.name.removeprefix('test_').replace('_', ' ').capitalize()}\n"]
    if words := ast.get_docstring(function):
        parts.append(f"{words}\n")
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "spec":
            tables = {word.arg: word.value for word in node.keywords}
            for name, heading in (("given", "Given"), ("expect", "Then")):
                if isinstance(table := tables.get(name), ast.Constant):
                    parts.append(f"{heading}\n\n```\n{dedent(str(table.value)).strip()}\n```\n")
    return "\n".join(parts)
