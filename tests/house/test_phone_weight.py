"""What a cheap phone has to fetch: the bars of the notes' shell and of the engine of forms, each with its planted fault."""

import gzip
import shutil
import sys
from pathlib import Path

import pytest

from basira.surfaces.field.shell import FILES
from tests.house.test_assets import COMMITTED, ROOT

sys.path.insert(0, str(ROOT / "benchmarks" / "notes"))
from weighing import ENGINE_LIMIT, SHELL_LIMIT, faults, weigh

SCRIPTS = ("field.js", "field.css", "field-worker.js", "words.js", "note.js")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The notes' built files in a folder of their own, to be spoilt."""
    for name in SCRIPTS:
        shutil.copy(COMMITTED / name, tmp_path)
        shutil.copy(COMMITTED / f"{name}.gz", tmp_path)
    return tmp_path


def write(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    (folder / f"{name}.gz").write_bytes(gzip.compress(content))


def test_the_notes_hold_their_weight_and_a_phone_keeps_all_of_them():
    weight = weigh(COMMITTED, FILES)
    assert faults(weight) == []
    assert set(weight.shell) >= {"field.js", "field.css", "words.js"} and weight.engines == ("note.js",)


def test_a_shell_that_has_grown_is_named(built):
    (built / "words.js.gz").write_bytes(b"0" * SHELL_LIMIT)
    assert ["the shell is" in each for each in faults(weigh(built, FILES))] == [True]


def test_an_engine_that_has_grown_is_named(built):
    (built / "note.js.gz").write_bytes(b"0" * (ENGINE_LIMIT + 1))
    assert ["what comes later is" in each for each in faults(weigh(built, FILES))] == [True]


def test_an_engine_that_is_not_lazy_is_named(built):
    write(built, "field.js", b'import"./note.js";' + (built / "field.js").read_bytes())
    assert any("not one lazy file" in each for each in faults(weigh(built, FILES)))


def test_an_engine_in_two_files_is_named_and_so_is_the_one_that_no_phone_keeps(built):
    write(built, "second.js", b'const grammar="AGFzbQ"')
    write(built, "note.js", b'import"./second.js";' + (built / "note.js").read_bytes())
    told = faults(weigh(built, FILES))
    assert any("not one lazy file" in each for each in told) and any("second.js" in each for each in told[1:])


def test_an_engine_that_no_phone_keeps_is_named():
    kept = [name for name in FILES if not name.endswith("note.js")]
    assert faults(weigh(COMMITTED, kept)) == ["a phone would not keep ('note.js',)"]
