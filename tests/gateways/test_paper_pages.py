"""Pages drawn of a stranger's PDF: what is no PDF is refused, what comes through is pixels, and the door is shut."""

import json

import pytest

from basira.gateways import limited, paper_pages
from basira.gateways.limited import Ending, run_limited
from basira.gateways.paper_pages import MOST_PAGES, PaperRefused, drawn_pages

SECRET = b"told-by-the-paper"


def paper(pages: int = 1, more: bytes = b"") -> bytes:
    """Return a PDF of white pages with a line of text each; `more` stands in its catalogue."""
    text = b"BT /F1 14 Tf 72 720 Td (Queue log) Tj ET"
    kids = b" ".join(b"%d 0 R" % (4 + page) for page in range(pages))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % more,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << >> >>"] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
    start = len(out)
    return out + head % (len(bodies) + 1, table, len(bodies) + 1) + b"startxref\n%d\n%%%%EOF\n" % start


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\x00 program", "kind"),
        (b"\x89PNG\r\n\x1a\n", "kind"),
        (b"%PDF-1.4\nqueue log", "unreadable"),
        (b"%PDF-" + bytes(range(256)) * 40, "unreadable"),
        (b"%PDF-1.4\n" + b"0" * paper_pages.MAX_BYTES, "bytes"),
    ],
    ids=["program", "picture", "words", "noise", "large"],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(content, reason):
    with pytest.raises(PaperRefused) as refusal:
        drawn_pages(content)
    assert refusal.value.params == {"reason": reason}


def test_a_paper_that_takes_too_long_is_refused(out_of_time):
    out_of_time(paper_pages)
    with pytest.raises(PaperRefused) as refusal:
        drawn_pages(paper())
    assert refusal.value.params == {"reason": "limits"}


def test_pages_are_pixels_and_nothing_else_and_at_most_twelve():
    hidden = b"/OpenAction << /S /JavaScript /JS (%s) >> /Lang (%s)" % (SECRET, SECRET)
    (page,) = drawn_pages(paper(more=hidden))
    assert page.startswith(b"\xff\xd8\xff") and SECRET not in page and b"Exif" not in page and b"Typst" not in page
    assert len(drawn_pages(paper(MOST_PAGES + 3))) == MOST_PAGES


INTRUDER = """
from basira.gateways import drawing_papers
{fault}
def drawn(original, compiler, most):
    try:
        return [open("/etc/hostname", "rb").read()]
    except OSError:
        return []
drawing_papers.drawn = drawn
drawing_papers.main()
"""


@pytest.mark.parametrize(("fault", "found"), [("", 0), ("drawing_papers.shut_in = lambda: True", 1)])
def test_whoever_takes_over_the_drawing_opens_no_file(tmp_path, monkeypatch, fault, found):
    """IN-08; the second case is the twin: with the door left open the file is read."""
    (tmp_path / "intruder.py").write_text(INTRUDER.format(fault=fault))
    monkeypatch.setattr(limited, "EXTRA_PATHS", (str(tmp_path),))
    run = run_limited("intruder", paper(), arguments=("1",), limits=paper_pages.LIMITS)
    assert run.ending is Ending.DONE and len(json.loads(run.output.partition(b"\n")[0])["pages"]) == found
