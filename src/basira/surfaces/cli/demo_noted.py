"""What the demo's analyst says, simulated: in each closed cycle one finding about each liaison's body, with a recommendation."""

from datetime import datetime, timedelta
from decimal import Decimal

from basira.core.imports.standards import ArticleRow, StandardRow
from basira.core.kernel.actor import Actor
from basira.core.kernel.standards import StandardKind
from basira.core.scoring import Part
from basira.programme.findings.bench import bench_of
from basira.programme.findings.drafting import Note, confirm_finding, note_finding
from basira.programme.findings.recommending import Suggested, recommend
from basira.programme.registry import queries as registry
from basira.programme.standards import queries as standards
from basira.programme.standards.verbs import import_standards

CHARTER = StandardRow(
    2,
    StandardKind.CHARTER,
    "demo-charter",
    "1",
    "ميثاق المتعاملين (بيانات محاكاة)",
    "Customer charter (simulated)",
    "",
    (
        ArticleRow("3", "تُعلن الرسوم والمستندات المطلوبة قبل الخدمة.", "Fees and papers are told before the service."),
        ArticleRow("5", "يُلتزم بالدور ويُعلن زمن الانتظار.", "Turns are kept, and the waiting time is told."),
    ),
)
WORDINGS = {Part.STRENGTH: "kept", Part.SHORTCOMING: "uneven", Part.OPPORTUNITY: "earlier"}
DUE = timedelta(days=60)


def bring_charter(by: Actor, at: datetime) -> None:
    """Bring the demo's charter into the library; a second time changes nothing."""
    import_standards(rows=[CHARTER], file_sha256=CHARTER.sha256, by=by, at=at)


def note_bodies(wave: str, bodies: tuple[str, ...], people: tuple[Actor, Actor], at: datetime) -> None:
    """Write one finding about each body of these codes, as the first of `people`, and confirm it as the second."""
    analyst, director = people
    bring_charter(analyst, at)
    for card in registry.entity_cards():
        bench = bench_of(wave, card.ref) if card.code in bodies else None
        wanted = (Part.SHORTCOMING, Part.OPPORTUNITY, Part.STRENGTH)
        for one in sorted(bench.subjects if bench else (), key=lambda one: wanted.index(one.parts[0]))[:1]:
            part = one.parts[0]
            note = Note(
                code=one.code,
                centre_ref=one.centre_ref,
                part=str(part),
                wording=WORDINGS[part],
                topic="papers",
                severity="marked",
                step="before",
                causes=("information", "training"),
                articles=(standards.articles_for(card.ref)[0].ref,),
            )
            found = note_finding(wave=wave, entity=card.ref, note=note, by=analyst, at=at)
            if one.figure.score is not None and one.figure.score < Decimal("0.9"):
                recommend(finding=found.ref, suggested=suggested(at), by=analyst, at=at)
            confirm_finding(finding=found.ref, by=director, at=at)


def suggested(at: datetime) -> Suggested:
    """Return the recommendation that goes with it."""
    return Suggested(
        text_ar="نشر قائمة موحدة بالمستندات المطلوبة في الموقع وعند المدخل (توصية محاكاة)",
        text_en="Publish one list of the papers that are asked for, on the website and at the entrance (simulated)",
        owner_ar="خدمة المتعاملين",
        owner_en="Customer services",
        effect=Decimal(8),
        unit="points",
        certainty="likely",
        effort="weeks",
        due_on=(at + DUE).date(),
    )
