"""What tests of analysts' findings need: a note that the scored cycle supports, a recommendation, a law, words besides."""

from datetime import date
from decimal import Decimal

from basira.core.imports.reading import read_table
from basira.core.imports.standards import check_standards
from basira.core.kernel.actor import Actor, Role
from basira.core.kernel.refs import new_ref
from basira.programme.fieldwork.models import CaptureRecord, Visit
from basira.programme.findings.drafting import Note, confirm_finding, note_finding
from basira.programme.findings.models import NotedFinding
from basira.programme.findings.recommending import Suggested
from basira.programme.standards.models import Article
from basira.programme.standards.verbs import import_standards
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.measured_world import MeasuredWorld

OFFICER = actor("lulwa", Role.INTEGRITY_OFFICER)
FEE = Note(code="accuracy/test:fee", part="shortcoming", wording="differs", topic="fees", severity="strong")
"""What a scored cycle says of its poor bodies."""
STRENGTH = Note(code="accuracy/test:fee", part="strength", wording="kept", topic="fees", severity="marked")
"""What it says of the others."""
SUGGESTED = Suggested(
    text_ar="تعليق جدول الرسوم عند المدخل",
    text_en="Hang the table of fees at the entrance",
    owner_ar="خدمة المتعاملين",
    owner_en="Customer services",
    effect=Decimal(20),
    unit="points",
    certainty="likely",
    effort="days",
    due_on=date(2027, 1, 15),
)
LAW = (
    "code,version,kind,title_ar,title_en,article,text_ar,text_en\n"
    "law-7,2024,law,قانون الخدمات,Services act,4,تُعلن الرسوم,Fees are shown\n"
)


def write(
    world: MeasuredWorld, note: Note, *, body: str = "F", by: Actor = ANALYST, confirmed: bool = False
) -> NotedFinding:
    """Write a finding about a body; `confirmed` by the director too."""
    found = note_finding(wave=world.wave.ref, entity=entity(body), note=note, by=by, at=MONDAY_9AM)
    if confirmed:
        confirm_finding(finding=found.ref, by=DIRECTOR, at=MONDAY_9AM)
        found.refresh_from_db()
    return found


def bring_law() -> str:
    """Bring a law with one article into the library, and return the article's ref."""
    check = check_standards(read_table(LAW.encode(), "list.csv"))
    import_standards(rows=check.standards, file_sha256="0" * 64, by=ANALYST, at=MONDAY_9AM)
    return Article.objects.get().ref


def write_besides(visit: Visit, **seen: str) -> None:
    """Let a visit hold words besides the questions."""
    CaptureRecord.objects.create(
        visit=visit, sha256="0" * 64, size_bytes=1, sealed_ref=new_ref(), verdict="sound", seen=seen,
        received_at=MONDAY_9AM,
    )  # fmt: skip
