"""Documents by Typst: what people wrote never becomes code, the same input gives the same bytes, limits hold."""

import json
import re
import struct
import unicodedata
import zlib

import pytest

from basira.gateways import typesetting
from basira.gateways.typesetting import TypesettingFailed, typeset, typeset_picture
from basira.gateways.typesetting.folder import FONTS
from basira.gateways.typesetting.press import readable, readable_all

LABELS = [
    "score",
    "dimensions",
    "dimension",
    "from_to",
    "likely",
    "mark",
    "parts",
    "answer",
    "trend",
    "cycle",
    "method",
    "page",
    "simulated",
]
INJECTIONS = [
    '#panic("x")',
    '#read("/etc/passwd")',
    "#sys.inputs",
    "*bold* _em_ $x^2$ <label> @ref `raw` \\ // comment",
    "]#panic()[",
    '"); #panic(("',
]


def paper(**parts: object) -> dict[str, object]:
    figure = {"figure": "62", "band": "55 to 69", "words": "62 · 55 to 69", "value": 0.62, "low": 0.55, "high": 0.69}
    finding = figure | {"title": "Greeting", "dimension": "Courtesy", "answer": "We accept"}
    return {
        "language": "en",
        "title": "Report",
        "programme": "Programme",
        "entity": "Entity",
        "sector": "Sector",
        "cycle": "Cycle",
        "simulated": True,
        "arabic_digits": False,
        "labels": {name: name for name in LABELS} | {"page": "Page {page} of {pages}"},
        "score": figure,
        "says": ["said"],
        "dimensions": [figure | {"name": "Courtesy"}, {"name": "Place", "withheld": "Too few"}],
        "parts": [{"title": name, "lead": "lead", "findings": [finding]} for name in ("One", "Two", "Three")],
        "trend": [figure | {"cycle": "First"}, figure | {"cycle": "Second"}],
        "method": ["method"],
    } | parts


def streams(pdf: bytes) -> bytes:
    """Every stream of a PDF, unpacked, and the rest as it is."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return pdf + b"".join(zlib.decompress(each) for each in packed if each[:1] == b"\x78")


def test_a_template_is_named_and_never_a_path():
    for name in ("../press", "entity_report.typ", "", "house report"):
        with pytest.raises(LookupError):
            typeset(name, {}, language="en")


def test_refuses_a_flood_of_text():
    with pytest.raises(TypesettingFailed) as refusal:
        typeset("entity_report", paper(method=["x" * typesetting.MOST_BYTES]), language="en")
    assert refusal.value.params == {"reason": "size"}


def test_refuses_when_time_runs_out(out_of_time):
    out_of_time(typesetting)
    with pytest.raises(TypesettingFailed) as refusal:
        typeset("entity_report", paper(), language="en")
    assert refusal.value.params == {"reason": "limits"}


def test_a_document_that_lacks_its_parts_is_our_fault_and_says_so():
    with pytest.raises(TypesettingFailed) as refusal:
        typeset("entity_report", {"title": "x"}, language="en")
    assert refusal.value.params == {"reason": "template"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_markup_in_names_stays_text(language):
    """Each name is set as it was written: a page of it is as heavy as one of plain words, and nothing is read or run."""
    for said in INJECTIONS:
        finding = {
            "title": said,
            "dimension": said,
            "words": said,
            "value": 0.5,
            "low": 0.4,
            "high": 0.6,
            "answer": said,
        }
        made = typeset(
            "entity_report",
            paper(entity=said, sector=said, cycle=said, programme=said, title=said, says=[said], method=[said])
            | {"parts": [{"title": said, "lead": said, "findings": [finding]}]},
            language=language,
        )
        assert made.startswith(b"%PDF-")
        assert b"root:" not in streams(made)


def test_the_same_words_give_the_same_bytes_without_date_author_or_path():
    first, second = (typeset("entity_report", paper(), language="ar") for _time in range(2))
    assert first == second
    whole = streams(first)
    for trace in (
        b"/CreationDate",
        b"/ModDate",
        b"CreateDate",
        b"ModifyDate",
        b"/Author",
        str(FONTS.parents[3]).encode(),
    ):
        assert trace not in whole, trace


def test_it_is_tagged_speaks_its_language_and_follows_pdf_ua():
    whole = streams(typeset("entity_report", paper(), language="ar"))
    assert b"/StructTreeRoot" in whole and b"/Marked true" in whole and b"pdfuaid:part" in whole
    assert b"/Lang(ar)" in whole.replace(b" ", b"")


def test_only_the_letters_that_ship_are_used():
    names = set(re.findall(rb"/FontName/\w+\+([\w-]+)", streams(typeset("entity_report", paper(), language="ar"))))
    assert names and all(name.startswith(b"IBMPlexSans") for name in names)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text().upper()


def test_arabic_is_set_so_that_readers_give_it_back():
    """No ligature of two letters, which readers of PDF turn round; lam-alef is the one letter that Unicode has."""
    assert readable("بلاد") == "ب\u200d\ufefcد"
    assert readable("الأحياء") == "ا\ufef7حياء"
    assert readable("يُرجّح") == "يرجح"
    for text in ("بلاد الأحياء بين إلى لا شرح الإدارة خلال سلامة", "لآلئ", "plain words", "م-0417"):
        assert unicodedata.normalize("NFKC", readable(text)).replace("\u200d", "") == text
    assert readable_all({"a": ["لا", 1, None]}) == {"a": ["\ufefb", 1, None]}


def test_a_part_that_is_empty_is_left_out_and_a_page_can_be_looked_at():
    whole = typeset_picture("entity_report", paper(), language="ar")
    short = typeset_picture("entity_report", paper(parts=[], trend=[], dimensions=[]), language="ar")
    assert whole[:8] == short[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", whole[16:24]) == struct.unpack(">II", short[16:24])
    assert len(short) < len(whole)


def test_a_document_is_plain_json():
    assert json.loads(json.dumps(paper())) == paper()
