"""148 real workbooks agree with what pyxform 4.5.0 did with each, apart from what Basira refuses: encrypted ones, odd form ids."""

import csv
from dataclasses import dataclass

import pytest

from tests.shared_data import SHARED, shared_data

from .workbooks import check


@dataclass(frozen=True)
class Expected:
    file: str
    converts: bool


def expected() -> list[Expected]:
    table = SHARED / "data" / "xlsforms" / "expected.csv"
    if not table.exists():
        return []
    with table.open(encoding="utf-8") as lines:
        return [Expected(row["file"], row["pyxform_4_5_0"] == "ok") for row in csv.DictReader(lines)]


def verdict_is_right(one: Expected) -> bool:
    found = check(shared_data(f"xlsforms/{one.file}").read_bytes(), one.file)
    ours = any(fault.code in ("form.encrypted", "form.id-not-for-addresses") for fault in found.problems)
    worded = all(fault.message and "Traceback" not in fault.message for fault in found.problems)
    spied = any(
        trace in (found.xform or "") for trace in ('preload="property"', "setgeopoint", "recordaudio", "<audit")
    )
    return worded and not spied and found.ok == (one.converts and not ours) and (found.xform is not None) == found.ok


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_every_workbook_gets_the_verdict_that_is_expected():
    shared_data("xlsforms/expected.csv")
    forms = expected()
    assert len(forms) >= 148
    assert [one.file for one in forms if not verdict_is_right(one)] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    "file",
    [
        "converts/spaces_in_choices_header-772a89.xls",
        "converts/tutorial_arabic_labels-66cd57.xlsx",
        "converts/text_and_integer-973ade.xls",
        "refused/demo-4a1883.xlsx",
        "refused/waterways-39bc50.xls",
    ],
)
def test_a_sample_gets_the_verdict_that_is_expected(file):
    assert verdict_is_right(Expected(file, file.startswith("converts/")))
