"""
The demo's calls: last year's, whose panel a beacon drew in public, and this year's, which is open and waits for assessors.

Who applies is invented, and goes to the demo's vault under numbers that nobody has. Also named: who may sign an unmasking.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import cycle, islice

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import CallState
from basira.core.recruiting.attributes import AgeBand, Disability, NationalityGroup, Occupation, Sex, Standing
from basira.core.recruiting.eligibility import Facts
from basira.core.recruiting.rubric import NotPassed
from basira.core.selection.protocol import LEAST_NOTICE, Beacon, Named
from basira.programme.panel import unmasking
from basira.programme.recruiting import queries
from basira.programme.recruiting.eligible import eligible_now
from basira.programme.recruiting.verbs import applying, calls, choosing, vetting
from basira.programme.recruiting.verbs.calls import CallText

SEATS, PASS, OPEN_APPLICANTS = 10, 20, 5
"""Half of those who pass are drawn, so that the public page tells the sexes apart: five drawn and five not of each."""
QUOTAS = "category,feature,min,max\nsex,female,5,5\nsex,male,5,5\n"
CLOSED_AGO, OPEN_FOR = timedelta(days=45), timedelta(days=20)
DRAWING, SAID = "Drawing of the demo, simulated", "7 14 21 28 35 42"
OTHER = {"ur": "رضاکار سال میں چھ خدمات دیکھتا ہے، دو ورکشاپوں میں آتا ہے، اور اسے اجرت نہیں ملتی۔"}
CONDITIONS = (
    "يزور المتطوع ست خدمات في السنة، ويحضر ورشتين، ويوقّع ميثاق السرية، ولا يتقاضى أجرًا. هذا نداء تجريبي: لا يُختار أحد فعلًا.",
    "A volunteer visits six services a year, attends two workshops, signs the pledge of secrecy, and is not paid. This call is a "
    "simulated one: nobody is really chosen.",
)
SAYS = (
    ("أريد أن تصبح المعاملة أيسر على كبار السن من أهلي.",
     "وصلت عند التاسعة والربع. أخذت رقمًا، وانتظرت 22 دقيقة. شرح الموظف الرسوم والمستندات، ولم يذكر متى تكتمل المعاملة."),
    ("I have queued a lot in my life, and I would like to see it written down by somebody who was there.",
     "I called at ten. The line answered after four minutes; the fee I was told was not the one on the website."),
    ("درست الإحصاء، وأعرف أن الرأي لا يكفي: نحتاج إلى ما رُئي فعلًا.",
     "لم أجد موقفًا لذوي الإعاقة. كان الباب الجانبي مقفلًا، ودلّني الحارس على المدخل الآخر بلطف."),
    ("میں چاہتا ہوں کہ خدمات سب کے لیے آسان ہوں۔",
     "میں نے پچیس منٹ انتظار کیا۔ اہلکار نے فیس بتائی مگر مدت نہیں بتائی۔"),
)  # fmt: skip


SIGNATORIES = {
    "director": ("Programme office", "Law"),
    "publisher": ("Audit bureau", "Oversight"),
    "arbiter": ("University", "Faculty of law"),
}
"""Who may sign an unmasking: body and unit. None of them has a passkey, so that nothing can be opened yet."""


OFFICER, ASSESSORS, ADMINISTRATOR = "director", ("publisher", "publisher2"), "admin"


def load_calls(who: Mapping[str, Actor], at: datetime) -> None:
    """Make both calls, and name who may sign; `who` are the demo's accounts by name. Called in the transaction that loads the demo."""
    assessors = tuple(who[username] for username in ASSESSORS)
    load_drawn_call(who[OFFICER], assessors, at - CLOSED_AGO)
    load_open_call(who[OFFICER], assessors, at)
    for username, (body, unit) in SIGNATORIES.items():
        named = {"account": who[username].ref, "body": body, "unit": unit}
        unmasking.name_signatory(**named, by=who[ADMINISTRATOR], at=at)


def load_drawn_call(officer: Actor, assessors: tuple[Actor, ...], at: datetime) -> None:
    """Make the call that closed at `at`: assessed, vetted, papers seen, bound, and drawn an hour after its beacon spoke."""
    text = call_text("متطوعو العام الماضي", "Volunteers of last year", at - timedelta(days=20), at)
    call = open_call(text, officer, at - timedelta(days=20))
    applied_at = at - timedelta(days=9)
    applies(call, 0, applied_at)
    (weak,) = (card.ref for card in queries.vetting_cards(call))
    people = [applies(call, number, applied_at) for number in range(1, 1 + PASS)]
    for ref in (card.ref for card in queries.vetting_cards(call)):
        assess([ref], assessors, 1 if ref == weak else 3, at)
        reason = NotPassed.BELOW_MARK if ref == weak else None
        vetting.settle(application=ref, not_passed=reason, by=officer, at=at)
    for person in people:
        papers = {"national_id": person["national_id"], "birth_date": person["birth_date"]}
        vetting.see_papers(**papers, by=officer, at=at)
    calls.move_call(ref=call, to=CallState.CLOSED, by=officer, at=at)
    named = Named(Beacon.ANNOUNCED, at + LEAST_NOTICE, DRAWING)
    choosing.bind_choice(call=call, quotas=QUOTAS, named=named, by=officer, at=at)
    choosing.draw(call=call, said=SAID, by=officer, at=at + 2 * LEAST_NOTICE)


def load_open_call(officer: Actor, assessors: tuple[Actor, ...], at: datetime) -> None:
    """Make the call that is open: one application waits for its decision, one for a second assessor, the others for both."""
    text = call_text("متطوعو هذا العام", "Volunteers of the coming year", at - timedelta(days=10), at + OPEN_FOR)
    call = open_call(text, officer, at - timedelta(days=10))
    for number in range(1 + PASS, 1 + PASS + OPEN_APPLICANTS):
        applies(call, number, at - timedelta(days=3))
    first, second, *_others = (card.ref for card in queries.vetting_cards(call))
    assess([first], assessors, 3, at)
    assess([second], assessors[:1], 2, at)


def call_text(title_ar: str, title_en: str, opens: datetime, closes: datetime) -> CallText:
    """Return a call as it is published, with the rules and criteria that the programme begins one with."""
    begins = eligible_now()
    return CallText(
        title_ar,
        title_en,
        *CONDITIONS,
        opens.date(),
        closes.date(),
        SEATS,
        other_conditions=OTHER,
        rules=begins.rules,
        criteria=begins.criteria,
        pass_mark=60,
    )


def open_call(text: CallText, officer: Actor, at: datetime) -> str:
    """Write a call, open it, and return its ref."""
    call = calls.write_call(text=text, by=officer, at=at)
    calls.move_call(ref=call, to=CallState.OPEN, by=officer, at=at)
    return call


def applies(call: str, number: int, at: datetime) -> dict[str, str]:
    """Send the application of an invented person, and return what the vault was told of her."""
    person = somebody(number, at)
    code = applying.keep_draft(call=call, sheet=sheet(number), at=at)
    applying.judge_draft(code=code, at=at)
    applying.send(code=code, identity=person, at=at)
    return person


def sheet(number: int) -> applying.Sheet:
    """Return what an invented applicant says; women and men in turn."""
    regions = [code for code, _ar, _en in queries.region_codes()]
    motive, report = SAYS[number % len(SAYS)]
    is_citizen = number % 3 == 0
    attributes = {
        "sex": nth(Sex, number),
        "age": str(AgeBand.FROM_35),
        "standing": str(Standing.CITIZEN if is_citizen else Standing.RESIDENT),
        "nationality": str(NationalityGroup.HOME) if is_citizen else nth(list(NationalityGroup)[1:], number),
        "occupation": nth(Occupation, number),
        "disability": str(Disability.SOME if number % 7 == 0 else Disability.NONE),
        "region": nth(regions, number),
    }
    facts = Facts(40, Standing(attributes["standing"]), 6)
    return applying.Sheet(attributes, ("ar", "en"), motive, report, {}, True, facts)


def nth(codes: Iterable[str], number: int) -> str:
    """Return the code at a place of codes that begin again after the last."""
    return str(next(islice(cycle(codes), number, None)))


def somebody(number: int, at: datetime) -> dict[str, str]:
    """
    Return an invented person of forty, under numbers that nobody has.

    They are drawn anew at each loading: one that was killed leaves people in the vault, and the same would be known there already.
    """
    drawn = secrets.randbelow(10**8)
    return {
        "name": f"مثال رقم {number + 1}",
        "national_id": f"0000{drawn:08}{number:03}",
        "birth_date": f"{at.year - 40}-01-01",
        "phone": f"+000{drawn:08}{number:03}",
        "email": f"example-{number + 1}@example.invalid",
        "home": f"منزل المثال {drawn}-{number // 2 if number < 4 else number}",
        "language": ("ar", "en", "ar", "ur")[number % 4],
    }


def assess(refs: Iterable[str], assessors: Iterable[Actor], mark: int, at: datetime) -> None:
    """Have each of these assessors give the same mark for everything that the call asks."""
    marks = {str(criterion): mark for criterion in eligible_now().criteria}
    for ref in refs:
        for assessor in assessors:
            vetting.assess(application=ref, marks=marks, by=assessor, at=at)
