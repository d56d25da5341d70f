"""IN-10: what turns the reading direction: refused in identifiers, spelled out in logs and files, isolated in prose."""

import csv
import io
import logging

import pytest
from django.template import Context, Template
from django.utils import timezone

from basira.core.kernel.actor import OPERATOR, Role
from basira.core.kernel.identifiers import UnfitIdentifier, check_identifier
from basira.core.kernel.registry import EntityKind
from basira.core.kernel.tabular import Table, csv_pieces, xlsx_pieces
from basira.programme.fieldwork.models import Visit
from basira.programme.people import verbs as people
from basira.programme.registry import verbs as registry
from basira.programme.waves import verbs as waves
from basira.surfaces.shared.logs import MaskingFormatter
from tests.field_scene import filled
from tests.shared_data import shared_data
from tests.surfaces.test_openrosa import post

TURNING = [chr(sign) for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
UNSEEN = [*TURNING, "\u200e", "\u200f", "\u061c", "\u200b", "\ufeff", "\n", "\x00", "\u2028"]
WHO = {"by": OPERATOR, "at": timezone.now()}
NAMES = {"name_ar": "اسم", "name_en": "Name"}


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_in_10_an_identifier_holds_nothing_unseen(sign):
    with pytest.raises(UnfitIdentifier) as refusal:
        check_identifier(f"C-1{sign}2")
    assert refusal.value.params["sign"] == f"U+{ord(sign):04X}"


def test_in_10_letters_of_every_script_are_identifiers():
    for name in ("C-12", "مركز-٣", "report.pdf", "صورة المدخل.jpg", "a b"):
        check_identifier(name)


@pytest.mark.django_db
def test_in_10_no_code_sign_in_name_or_scenario_is_made_of_them():
    code = "c\u202e1"
    registry.add_sector(code="s", **NAMES, **WHO)
    entity = registry.add_entity(code="e", kind=EntityKind.AUTHORITY, sector="s", **NAMES, **WHO)
    facts = registry.CentreFacts(**NAMES)
    makers = [
        lambda: registry.add_sector(code=code, **NAMES, **WHO),
        lambda: registry.add_entity(code=code, kind=EntityKind.AUTHORITY, sector="s", **NAMES, **WHO),
        lambda: registry.add_centre(code=code, entity=entity.ref, facts=facts, **WHO),
        lambda: waves.write_scenario(code=code, texts=NAMES, **WHO),
        lambda: people.open_account(username=code, password="long-enough-4711", roles=[Role.ANALYST], **NAMES, **WHO),
    ]
    for make in makers:
        with pytest.raises(UnfitIdentifier):
            make()


@pytest.mark.django_db
def test_in_10_no_file_name_of_a_visit_is_made_of_them(scene):
    answer = post(scene, filled(photo="\u202egpj.exe"))
    assert answer.status_code == 422 and "U+202E" in answer.content.decode()
    assert not Visit.objects.exists()


def logged(message: str, formatter: logging.Formatter | None = None) -> str:
    """Return the line that a handler with this formatter writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    handler.handle(logging.LogRecord("x", logging.WARNING, "", 1, "Not found: %s", (message,), None))
    return out.getvalue().removesuffix("\n")


FORGED = "a\n2026-11-28 WARNING all is well\u202e"


def test_in_10_a_log_line_is_one_line_that_reads_as_it_was_written():
    assert logged(FORGED, MaskingFormatter()) == r"Not found: a\n2026-11-28 WARNING all is well\u202e"
    assert logged("زيارة", MaskingFormatter()) == "Not found: زيارة"


def test_in_10_twin_a_log_without_the_formatter_fails_the_same_check():
    assert not logged(FORGED).isprintable() and logged(FORGED, MaskingFormatter()).isprintable()


def turned(content: bytes) -> list[str]:
    return [sign for sign in TURNING if sign in content.decode("utf-8", "replace")]


def test_in_10_files_spell_them_out_and_keep_honest_marks():
    table = Table(("prose",), [[f"a{''.join(TURNING)}b"], ["عربي\u200f (1)\u200e"]])
    written = b"".join(csv_pieces(table))
    assert turned(written) == [] and "[U+202E]" in written.decode() and "\u200f" in written.decode()
    assert (
        "[U+202E]" in sheet_of(b"".join(xlsx_pieces(table)))
        and turned(sheet_of(b"".join(xlsx_pieces(table))).encode()) == []
    )


def test_in_10_twin_a_plain_writer_fails_the_same_check():
    out = io.StringIO()
    csv.writer(out).writerow([f"a{''.join(TURNING)}b"])
    assert turned(out.getvalue().encode()) == TURNING


def sheet_of(book: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_in_10_the_shared_corpus_names_no_file():
    names = shared_data("media/hostile/bidi-override-names.txt").read_text().splitlines()
    refused = [name for name in names if is_refused(name)]
    assert len(refused) >= 3 and not is_refused("تقرير.pdf")


def is_refused(name: str) -> bool:
    try:
        check_identifier(name)
    except UnfitIdentifier:
        return True
    return False


def test_in_10_codes_stand_isolated_in_a_page():
    page = Template("{% load basira_text %}{% code value %}").render(Context({"value": "م-0417"}))
    assert "<bdi" in page or 'dir="' in page
