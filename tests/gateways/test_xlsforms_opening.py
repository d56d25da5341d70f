"""A workbook is opened for editing in the limited process, and what it cannot open is said, never raised."""

import pytest

from basira.core.instrument.check import ConversionStopped
from basira.core.instrument.template import template_workbook
from basira.gateways import xlsforms


@pytest.mark.slow
def test_a_workbook_is_opened_in_a_process_of_its_own():
    found = xlsforms.open_workbook(template_workbook(), "form")
    assert found.lost == () and found.book.setting("form_id") == "service_visit"


def test_a_process_that_was_stopped_opens_nothing_and_says_how_it_ended(monkeypatch):
    def stopped(_content: bytes, _form_id: str) -> bytes:
        raise ConversionStopped("out-of-time")

    monkeypatch.setattr(xlsforms, "open_in_limits", stopped)
    assert xlsforms.open_workbook(b"x", "form") == xlsforms.Opened(None, ("out-of-time",))
