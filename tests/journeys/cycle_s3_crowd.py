"""
What fifty volunteers and their vetters do one by one, through the programme's own verbs: in a browser it would take hours.

Each text runs beside the started Basira (`running.as_programmer`), as its own database role, with the people's own rights.
"""

CALL = """
from datetime import date, timedelta
from django.utils import timezone
from basira.core.recruiting.attributes import Standing, band_of
from basira.core.recruiting.eligibility import Facts
from basira.programme.people import queries as people
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import Application, Assessment
from basira.programme.recruiting.verbs import applying, vetting
at, call = timezone.now(), "{call}"
"""

AGES = (19, 21, 28, 30, 33, 38, 41, 44, 48, 52, 57, 62, 67)
OCCUPATIONS = ("public", "private", "private", "self-employed", "student", "student", "at-home", "retired", "seeking")

APPLY = (
    CALL
    + """
for place in range({count}):
    age = {ages}[place % 13]
    standing = ("citizen", "resident")[place % 2]
    said = {{
        "sex": ("female", "male")[place // 2 % 2], "age": str(band_of(age)), "standing": standing,
        "nationality": "home" if standing == "citizen" else "arab", "region": "elsewhere",
        "occupation": {occupations}[place % 9], "disability": "none",
    }}
    sheet = applying.Sheet(
        attributes=said, languages=("ar",), motive="أريد أن تكون الخدمات أيسر على الناس.",
        trial_report="وصلت عند التاسعة، وانتظرت نصف ساعة، ثم أُنجزت المعاملة.", has_consented=True,
        facts=Facts(age, Standing(standing), 6),
    )
    code = applying.keep_draft(call=call, sheet=sheet, at=at)
    assert applying.judge_draft(code=code, at=at) == ()
    identity = {{
        "name": f"متطوع {{place}}", "national_id": f"2860000{{place:04}}", "birth_date": f"{{at.year - age}}-01-01",
        "phone": f"+9745500{{place:04}}", "email": f"v{{place}}@example.test", "home": f"منزل {{place}}", "language": "ar",
    }}
    applying.send(code=code, identity=identity, at=at)
"""
)
"""So many apply, half of them citizens, of every age and occupation that the quotas of S3 name."""

VET = (
    CALL
    + """
marks = dict.fromkeys(("credibility", "responsibility", "public-interest", "neutrality", "secrecy"), 3)
open_ones = Application.objects.filter(call__ref=call, state="eligible")
for name in ("salma", "majid"):
    by = people.actor_by_username(name)
    done = Assessment.objects.filter(assessor_ref=by.ref).values("application")
    for ref in list(open_ones.exclude(pk__in=done).values_list("ref", flat=True)):
        vetting.assess(application=ref, marks=marks, by=by, at=at)
huda = people.actor_by_username("huda")
for ref in list(Application.objects.filter(call__ref=call, state="assessed").values_list("ref", flat=True)):
    vetting.settle(application=ref, not_passed=None, by=huda, at=at)
for place in range({count}):
    age = {ages}[place % 13]
    papers = {{"national_id": f"2860000{{place:04}}", "birth_date": f"{{at.year - age}}-01-01"}}
    assert vetting.see_papers(**papers, by=huda, at=at)
"""
)
"""The two assessors mark whatever waits for them, each blind to the other; the officer settles and sees everybody's papers."""

BOUND_BEFORE = """
from datetime import timedelta
from django.utils import timezone
from basira.core.selection.protocol import Beacon, BoundAgain, Named
from basira.programme.people import queries as people
from basira.programme.recruiting.verbs.choosing import bind_choice
at = timezone.now() - timedelta(hours=2)
named = Named(Beacon.ANNOUNCED, at + timedelta(hours=1), "سحب اليانصيب الوطني رقم 412")
bind_choice(
    call="{call}", quotas='''{quotas}''', named=named, reason=BoundAgain.QUOTAS_CHANGED,
    by=people.actor_by_username("huda"), at=at,
)
"""
"""A beacon is named an hour before it speaks at least; nobody waits for that in a browser."""

READY = """
from django.utils import timezone
from basira.core.kernel.actor import Actor, ActorKind
from basira.programme.panel import queries as panel
from basira.programme.people import queries as people
from basira.programme.training import queries
from basira.programme.training.verbs import learning
from basira.programme.training.verbs import preparing
at, numbers = timezone.now(), [card.ref for card in panel.number_cards("{cycle}")]
(certificate,) = queries.qualification_cards()
preparing.recognise(qualification=certificate.ref, numbers=numbers, by=people.actor_by_username("huda"), at=at)
pledge = queries.pledge_now().ref
for number in numbers:
    learning.sign_pledge(pledge=pledge, language="ar", by=Actor(ActorKind.SHOPPER, number), at=at)
"""
"""All volunteers are certified for a training that they had together, and each signs the pledge."""

VISITS = """
from datetime import timedelta
from django.utils import timezone
from basira.core.instrument.tree import Questionnaire, points_of
from basira.core.kernel.lifecycles import MissionState, VisitState
from basira.core.kernel.registry import Channel
from basira.programme.fieldwork.verbs import ImportedVisit, import_visits
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.panel import queries as panel
from basira.programme.people import queries as people
from basira.programme.registry.models import Centre
from basira.programme.review import verbs as review
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Scenario
at, salma = timezone.now(), people.actor_by_username("salma")
numbers = [card.ref for card in panel.number_cards("{cycle}") if card.number != "{own}"]
version = QuestionnaireVersion.objects.get(state="published", questionnaire__form_id="service_counter")
tree = Questionnaire.from_dict(version.tree)
kinds = {{question.path: question for question in tree.questions}}

def answer(criterion):
    question = kinds[criterion.path]
    if not question.choices:
        return "25"
    shares = [(points_of(criterion, choice.name), choice.name) for choice in question.choices]
    told = [(share, name) for share, name in shares if share is not None]
    return (min if criterion.code in ("greeted", "fees_shown", "next_step") else max)(told)[1]

answers = {{criterion.path: answer(criterion) for criterion in tree.criteria}}
centres = dict(Centre.objects.values_list("code", "ref"))
scenario = Scenario.objects.get(code="counter-ask-for-papers").ref
where = ["c-north"] * 5 + ["c-coast"] * 4 + ["c-clinic"] * 3 + ["c-social"] * 3
plans = [
    waves.MissionPlan(
        cycle_number=number, centre=centres[code], channel=Channel.COUNTER, scenario=scenario,
        questionnaire_version=version.ref, window_start=at - timedelta(hours=20), window_end=at + timedelta(hours=place),
        state=MissionState.DONE,
    )
    for place, (number, code) in enumerate(zip(numbers, where))
]
missions = waves.record_past_missions(wave="{cycle}", plans=plans, by=salma, at=at)
visits = [ImportedVisit(mission=one.ref, answers=answers, visited_on=at.date()) for one in missions]
made = import_visits(visits=visits, by=salma, at=at)
noura = people.actor_by_username("noura")
review.settle_in_bulk(to=VisitState.ACCEPTED, reason="كُتبت كما يُطلب.", visits=made, by=noura, at=at)
"""
"""
Fifteen more visits, one a volunteer, each accepted: nobody was greeted, no fee hung on the wall, and nobody told what comes next.
Nine of them are of one body, three each of two others: too few to be shown.
"""

SIGNED_LONG_AGO = """
import psycopg
shifts = {{
    "plans_plan": "opened_at = opened_at - make_interval(days => %s) WHERE ref = %s",
    "plans_planmove": (
        "moved_at = moved_at - make_interval(days => %s) WHERE plan_id = (SELECT id FROM plans_plan WHERE ref = %s)"
    ),
}}
with psycopg.connect("{owner}") as connection:
    for table, shift in shifts.items():
        connection.execute(f"ALTER TABLE {{table}} DISABLE TRIGGER {{table}}_frozen")
        assert connection.execute(f"UPDATE {{table}} SET {{shift}}", ({days}, "{plan}")).rowcount
        connection.execute(f"ALTER TABLE {{table}} ENABLE TRIGGER {{table}}_frozen")
"""
"""Days pass over a plan. No role of the running programme could write this; the owner of its tables can, for a moment."""

LOOK_AFTER_PLANS = """
from django.utils import timezone
from basira.programme.plans.tasks import look_after_plans
look_after_plans(timezone.now())
"""
"""What the worker does every quarter of an hour."""
