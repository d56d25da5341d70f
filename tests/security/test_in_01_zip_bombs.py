"""IN-01: a workbook of 1.4 MB that inflates to 600 MB is refused within 0.5 s of CPU and 50 MB of memory."""

import zipfile
from io import BytesIO

import pytest

from basira.core.imports.reading import read_table
from basira.core.imports.tables import FileRefused
from basira.gateways.xlsforms import check_workbook
from tests.core.kernel.test_container import a_bomb, lying
from tests.security.watched import Cost, cost_of, least_cost_of

INFLATED_MB = 600
CPU_S = 0.5


def naive(content: bytes) -> None:
    """Read a workbook as a program does that trusts its directory: inflate the sheet, then look."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml")


def is_met(cost: Cost) -> bool:
    """Tell whether the bar is met."""
    return cost.ended == "done" and cost.cpu_s <= CPU_S and cost.growth_mb <= 50


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return a_bomb(INFLATED_MB)


@pytest.mark.slow
def test_in_01_a_bomb_is_refused_as_questionnaire_and_as_registry(bomb):
    def as_form() -> None:
        assert not check_workbook(bomb, "bomb.xlsx").ok

    def as_table() -> None:
        with pytest.raises(FileRefused):
            read_table(bomb, "bomb.xlsx")

    assert 500_000 < len(bomb) < 1_500_000
    for refuse in (as_form, as_table):
        cost = least_cost_of(refuse, cpu_s=CPU_S)
        assert is_met(cost), cost


@pytest.mark.slow
def test_in_01_a_bomb_that_lies_about_its_size_is_refused_too(bomb):
    small = lying(bomb, member=1, says=40 * 1024 * 1024)

    def refuse() -> None:
        assert not check_workbook(small, "bomb.xlsx").ok

    assert is_met(least_cost_of(refuse, cpu_s=CPU_S))


@pytest.mark.slow
def test_in_01_twin_a_reader_without_the_preflight_fails_the_same_measure(bomb):
    cost = cost_of(lambda: naive(bomb))
    assert not is_met(cost), cost
