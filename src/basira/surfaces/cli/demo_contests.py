"""The demo's arbiter: contests of the cycles before the newest have ended; those of the newest wait for a visitor."""

from datetime import datetime, timedelta

from basira.core.kernel.lifecycles import FindingState
from basira.core.scoring import Part
from basira.programme.findings import contest_queries, contest_verbs
from basira.programme.findings import queries as findings
from basira.programme.findings.contest_verbs import ArbiterAnswer
from basira.programme.people import queries as people

ANSWERED_AFTER = timedelta(days=11)
"""Between informing the bodies and the arbiter's answer to what they contested."""
ANSWERS = (
    ArbiterAnswer(FindingState.UPHELD, "يغطي سجل الجهة جزءًا من مدة الدورة، والنتيجة ثابتة في الدورة كلها."),
    ArbiterAnswer(
        FindingState.CHANGED,
        "يبيّن سجل الجهة تحسنًا في أثناء الدورة لم يظهر في النتيجة كما صيغت.",
        "أداء دون المأمول في أول الدورة، تحسّن قبل نهايتها.",
        str(Part.OPPORTUNITY),
    ),
)
"""In turn, the oldest cycle first."""


def end_contests(newest: str, at: datetime) -> None:
    """Answer the contests of every cycle but the newest (its ref). Called in the transaction that loads the demo."""
    arbiter = people.actor_by_username("arbiter") or people.actor_by_username("approver")
    assert arbiter is not None  # noqa: S101  opened with the demo's other accounts
    open_ones = [
        card
        for card in contest_queries.contests(at)
        if card.wave_ref != newest and card.state is FindingState.CONTESTED
    ]
    for place, card in enumerate(sorted(open_ones, key=lambda card: (card.answer_by, card.ref))):
        told = findings.informed_at(card.wave_ref)
        assert told is not None  # noqa: S101  nothing is contested before
        answer = ANSWERS[place % len(ANSWERS)]
        contest_verbs.answer_contest(finding=card.ref, answer=answer, by=arbiter, at=told + ANSWERED_AFTER)
