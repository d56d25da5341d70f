"""A call with applicants, made through the real verbs and the real vault."""

from datetime import timedelta
from itertools import count

from django.utils.timezone import localdate

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import CallState
from basira.core.recruiting.attributes import Standing
from basira.core.recruiting.eligibility import Facts
from basira.core.recruiting.rubric import DEFAULT_CRITERIA
from basira.programme.recruiting.verbs import applying, calls, vetting
from basira.programme.recruiting.verbs.applying import Sheet
from basira.programme.recruiting.verbs.calls import CallText
from tests.cast import MONDAY_9AM, actor

DAY = MONDAY_9AM.date()
OFFICER = actor("mariam", Role.PANEL_OFFICER)
DIRECTOR = actor("salem", Role.DIRECTOR)
PUBLISHER = actor("aisha", Role.PUBLISHER)
NUMBERS = count(1)

SAID = {
    "sex": "female",
    "age": "25-34",
    "standing": "citizen",
    "nationality": "home",
    "region": "elsewhere",
    "occupation": "student",
    "disability": "none",
}
FACTS = Facts(30, Standing.CITIZEN)


def call_text(**changed):
    said = {
        "title_ar": "باب الترشّح",
        "title_en": "Call for shoppers",
        "conditions_ar": "الشروط",
        "conditions_en": "The conditions",
        "opens_on": DAY - timedelta(days=3),
        "closes_on": DAY + timedelta(days=3),
        "capacity": 2,
    }
    return CallText(**said | changed)


def an_open_call(**changed):
    ref = calls.write_call(text=call_text(**changed), by=OFFICER, at=MONDAY_9AM)
    calls.move_call(ref=ref, to=CallState.OPEN, by=OFFICER, at=MONDAY_9AM)
    return ref


def a_call_open_now(**changed):
    """A call that the public's pages show, which go by today's clock."""
    days = {"opens_on": localdate() - timedelta(days=1), "closes_on": localdate() + timedelta(days=9)}
    return an_open_call(**days | changed)


def sheet(**changed):
    said = {name: changed.pop(name) for name in list(changed) if name in SAID}
    whole = {
        "attributes": SAID | said,
        "languages": ("ar",),
        "motive": "Services should be better.",
        "trial_report": "I waited for 31 minutes.",
        "has_consented": True,
        "facts": FACTS,
    }
    return Sheet(**whole | changed)


def identity(number=None, **changed):
    number = next(NUMBERS) if number is None else number
    return {
        "name": f"Applicant {number}",
        "phone": f"+9715511{number:05}",
        "email": f"applicant{number}@example.test",
        "national_id": f"7841996{number:08}",
        "birth_date": "1996-05-17",
        "home": f"House {number}",
        "language": "ar",
    } | changed


def a_draft(call, **changed):
    code = applying.keep_draft(call=call, sheet=sheet(**changed), at=MONDAY_9AM)
    applying.judge_draft(code=code, at=MONDAY_9AM)
    return code


def an_application(call, person=None, **changed):
    """Return the ref of an application that was sent."""
    code = a_draft(call, **changed)
    applying.send(code=code, identity=person or identity(), at=MONDAY_9AM)
    return ref_of(code)


def ref_of(code):
    from basira.programme.recruiting.models import Application

    return Application.objects.get(code_sha256=applying.digest(code)).ref


def marks(value=3):
    return {str(each): value for each in DEFAULT_CRITERIA}


def assessed(application, first=3, second=3):
    for by, value in ((DIRECTOR, first), (PUBLISHER, second)):  # the officer settles, so she gives no marks
        vetting.assess(application=application, marks=marks(value), by=by, at=MONDAY_9AM)
    return application


def passed(call, **changed):
    """Return an application that passed, whose papers were seen and fit."""
    person = identity()
    ref = assessed(an_application(call, person, **changed))
    vetting.settle(application=ref, not_passed=None, by=OFFICER, at=MONDAY_9AM)
    papers = {"national_id": person["national_id"], "birth_date": person["birth_date"]}
    assert vetting.see_papers(**papers, by=OFFICER, at=MONDAY_9AM)
    return ref
