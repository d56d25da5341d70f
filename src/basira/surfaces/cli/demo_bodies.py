"""The demo's bodies: two liaisons, what they answered to the cycles that are over, and how their contests ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS

from basira.core.kernel.actor import OPERATOR, Actor, Role
from basira.core.kernel.lifecycles import FindingState
from basira.core.simulation import ProgrammePlan
from basira.programme.fieldwork.stores import originals
from basira.programme.findings import kept_files, verbs
from basira.programme.findings import queries as findings
from basira.programme.findings.cards import CycleName, FindingCard
from basira.programme.people import queries as people
from basira.programme.people import verbs as people_verbs
from basira.programme.registry import queries as registry
from basira.surfaces.cli.demo_contests import end_contests

ANSWERED_AFTER = timedelta(days=4)
"""Between being informed and answering; the newest cycle was told of five days ago."""
LEFT_OPEN = 3
"""Findings of the newest cycle that still wait for their answer, so that a visitor can give one."""


@dataclass(frozen=True, slots=True)
class DemoLiaison:
    """Somebody of a body of the demo: the sign-in name, the code of the body in the plan, and the role."""

    username: str
    entity: str
    name_ar: str
    name_en: str
    role: Role = Role.BODY_LIAISON
    centres: tuple[str, ...] = ()
    """Codes of the centres of which somebody is manager."""


LIAISONS = (
    DemoLiaison("liaison", "courts", "ضابط اتصال وزارة القضاء", "Liaison of the ministry of the judiciary"),
    DemoLiaison("head", "courts", "وكيل وزارة القضاء", "Undersecretary of the judiciary", Role.BODY_HEAD),
    DemoLiaison(
        "manager", "courts", "مدير محكمتي أبوظبي والعين", "Manager of the courts of Abu Dhabi and Al Ain",
        Role.CENTRE_MANAGER, ("courts-abu-dhabi", "courts-al-ain"),
    ),
    DemoLiaison("liaison2", "passports", "ضابط اتصال هيئة الجوازات", "Liaison of the passports authority"),
)  # fmt: skip

DEPARTMENT_LIAISONS = (
    DemoLiaison("liaison", "family", "ضابط اتصال التلاحم الأسري", "Liaison of family cohesion"),
    DemoLiaison("liaison2", "contact", "ضابط اتصال مركز الاتصال", "Liaison of the contact centre"),
)
"""Of the department's demo: who speaks for its units."""

WORDS = {
    FindingState.ACCEPTED: "",
    FindingState.ACCEPTED_IN_PART: "نقبل النتيجة في الفترة المسائية، أما الفترة الصباحية فسجلاتنا فيها أفضل.",
    FindingState.CONTESTED: "تُظهر سجلاتنا في مدة الدورة غير ذلك، ونرجو مقارنتها بما وُجد.",
}
TURNS = (FindingState.CONTESTED, FindingState.ACCEPTED, FindingState.ACCEPTED_IN_PART, FindingState.ACCEPTED)
"""What is answered, in turn; the first answer of a body contests and comes with a file."""


def load_bodies(plan: ProgrammePlan, liaisons: Sequence[DemoLiaison], password: str, at: datetime) -> None:
    """Open the liaisons' accounts and give their answers. Called in the transaction that loads the demo."""
    codes = {entity.code for entity in plan.entities}
    refs = {card.code: card.ref for card in registry.entity_cards() if card.code in codes}
    for liaison in liaisons:
        people_verbs.open_account(
            username=liaison.username,
            password=password,
            name_ar=liaison.name_ar,
            name_en=liaison.name_en,
            roles=(liaison.role,),
            entity_ref=refs[liaison.entity],
            bounds=registry.refs_of_centres(liaison.centres, entity=refs[liaison.entity]).values(),
            by=OPERATOR,
            at=at,
        )
        speaker = people.actor_by_username(liaison.username)
        assert speaker is not None  # noqa: S101  opened a line ago
        if liaison.role is not Role.BODY_LIAISON:
            continue
        own = findings.own_report(entity_ref=speaker.entity_ref, at=at, database=DEFAULT_DB_ALIAS)
        cycles = own.cycles if own else ()
        for place, cycle in enumerate(cycles):
            answer_cycle(cycle, speaker, at, leave=LEFT_OPEN if place == 0 else 0)
        if cycles:
            end_contests(cycles[0].ref, at)


def answer_cycle(cycle: CycleName, speaker: Actor, at: datetime, *, leave: int) -> None:
    """Answer a body's findings of one cycle soon after it was informed, save the last few."""
    own = findings.own_report(entity_ref=speaker.entity_ref, at=at, cycle=cycle.ref, database=DEFAULT_DB_ALIAS)
    told = findings.informed_at(cycle.ref)
    asked = [one for one in own.report.findings if one.answer_by] if own and told else []
    for place, finding in enumerate(asked[: len(asked) - leave] if leave else asked):
        if told is not None:
            answer(finding, TURNS[place % len(TURNS)], place == 0, speaker, told + ANSWERED_AFTER)


def answer(finding: FindingCard, state: FindingState, with_file: bool, speaker: Actor, at: datetime) -> None:
    """Give one answer, with a file where it contests first."""
    store = originals()
    with store.begin(limit=kept_files.MAX_FILE_BYTES, accept=kept_files.KINDS) as sealing:
        if with_file:
            sealing.write(queue_log())
        verbs.answer_finding(
            finding=finding.ref,
            answer=str(state),
            words=WORDS[state],
            files=[("queue-log.pdf", sealing)] if with_file else [],
            store=store,
            by=speaker,
            at=at,
            database=DEFAULT_DB_ALIAS,
        )


def queue_log() -> bytes:
    """Return a small PDF that a body might send: one page of text."""
    text = b"BT /F1 14 Tf 72 720 Td (Simulated queue log: mean wait 11 minutes) Tj ET"
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return out + head + b"startxref\n%d\n%%%%EOF\n" % len(out)
