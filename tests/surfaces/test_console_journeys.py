"""Life events at the desk: refusals by place, few cases told of to the analyst alone, then the map and its one click."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basira.core.kernel.actor import Role
from basira.core.kernel.classes import ShopperClass
from basira.core.kernel.labels import CUSTOMER_PRESETS
from basira.core.kernel.lifecycles import MissionState
from basira.programme.findings.models import NotedFinding
from basira.programme.journeys.models import Case, LifeEvent, LifeEventStep
from basira.programme.panel.models import AwaySpan, CycleNumber
from basira.programme.people.models import Programme
from basira.programme.results.verbs import score_wave
from basira.programme.training.models import TrainingDemand
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import ANALYST
from tests.programme.journeys_world import BIRTH, HEAD, way_world

pytestmark = pytest.mark.django_db
CHOICES = {"mapping": "", "encoding": ""}
WHOLE, AGAIN = {"handed": "yes", "again": "no", "inside": "20", "days": "2"}, {"again": "yes", "inside": "30"}


def upload(client, rows):
    file = SimpleUploadedFile("list.csv", (HEAD + rows).encode())
    return client.post(reverse("console:journeys_import"), CHOICES | {"file": file})


def map_of(client, way):
    return client.get(reverse("console:journeys_map", args=[way.event.ref, way.world.wave.ref]))


def plan_case(client, way, **changed):
    sent = {
        "number": way.world.numbers[0].number,
        "scenario": way.world.scenario.ref,
        "questionnaire_version": way.version.ref,
        "centre-1": way.world.centre("Centre-E").ref,
        "from-1": "2026-03-02T08:00",
        "until-1": "2026-03-04T08:00",
        "centre-2": way.world.centre("Centre-F").ref,
        "from-2": "2026-03-05T08:00",
        "until-2": "2026-03-08T08:00",
    }
    return client.post(reverse("console:wave_case_plan", args=[way.world.wave.ref, way.event.ref]), sent | changed)


def test_pages_call_customers_by_the_programmes_own_word(signed_in):
    way_world()
    labels = {"customer_label": CUSTOMER_PRESETS["visitor"].as_dict()}
    Programme.objects.update_or_create(pk=1, defaults=labels, create_defaults={"name_ar": "ب", "name_en": "P"} | labels)
    pages = [reverse("console:registry"), reverse("console:journeys"), "/method/"]
    told = [signed_in(Role.DIRECTOR, language="ar").get(page).content.decode() for page in pages]
    assert all("مراجع" in page and "متعامل" not in page for page in told)
    assert "Life events of visitors" in signed_in(Role.DIRECTOR).get(pages[1]).content.decode()


def test_a_list_with_faults_is_told_by_place_and_not_kept(signed_in):
    way_world()
    page = upload(signed_in(Role.PLANNER), BIRTH.replace("notice,", "nothing,"))
    assert page.status_code == 422 and "No service has the code" in page.content.decode()
    arabic = upload(signed_in(Role.PLANNER, language="ar"), BIRTH.replace("notice,", "nothing,"))
    assert "لا خدمة رمزها" in arabic.content.decode()
    assert LifeEvent.objects.count() == 1


def test_a_list_is_tried_confirmed_and_becomes_the_next_version(signed_in):
    way_world()
    planner = signed_in(Role.PLANNER)
    page = upload(planner, BIRTH.replace(",2,", ",7,"))
    digest = re.search(r"journeys/import/([0-9a-f]{64})", page.content.decode())[1]
    assert planner.post(reverse("console:journeys_import_confirm", args=[digest]), CHOICES).status_code == 302
    newest = LifeEvent.objects.get(version=2)
    shown = planner.get(reverse("console:journeys_event", args=[newest.ref])).content.decode()
    assert "7 days promised" in shown and "Birth notice" in shown and "Other versions" in shown
    assert "A birth" in planner.get(reverse("console:journeys")).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": "م-9999"}, "No shopper has this number"),
        ({"number-2": "other"}, "Another shopper runs a step only"),
        ({"from-2": "2026-03-01T08:00", "until-2": "2026-03-02T08:00"}, "before that of the step before it"),
    ],
)
def test_a_case_that_does_not_fit_is_told_at_the_form_and_sends_nobody(changed, words, signed_in):
    way = way_world()
    if changed.get("number-2"):
        changed = {"number-2": way.world.numbers[1].number}
    page = plan_case(signed_in(Role.PLANNER), way, **changed)
    assert page.status_code == 422 and words in page.content.decode()
    assert not Mission.objects.exists()


def test_a_case_whose_shopper_is_away_untrained_or_of_another_class_is_told_at_the_form(signed_in):
    way = way_world()
    number = way.world.numbers[0]
    AwaySpan.objects.create(cycle_number=number, first_day=date(2026, 3, 1), last_day=date(2026, 3, 9))
    CycleNumber.objects.filter(pk=number.pk).update(shopper_class=ShopperClass.OFFICIAL)
    TrainingDemand.objects.create(certificate=True, pledge=True)
    page = plan_case(signed_in(Role.PLANNER), way)
    assert page.status_code == 422 and not Mission.objects.exists()
    for words in (
        "is away on all days",
        "of a class that is not sent",
        "no valid certificate",
        "not signed the pledge",
    ):
        assert words in page.content.decode()


def test_a_case_is_planned_and_listed_for_who_sees_missions(signed_in):
    way = way_world()
    planner = signed_in(Role.PLANNER)
    address = reverse("console:wave_cases", args=[way.world.wave.ref])
    assert "No cases yet" in planner.get(address).content.decode()
    assert plan_case(planner, way)["location"] == address
    assert Case.objects.count() == 1 and {one.kind for one in Mission.objects.all()} == {"journey-step"}
    assert way.world.numbers[0].number in planner.get(address).content.decode()


def test_one_case_is_told_to_the_analyst_alone_and_without_a_number(signed_in):
    way = way_world()
    way.case(0, WHOLE, AGAIN)
    page = map_of(signed_in(Role.ANALYST), way).content.decode()
    assert "One case, seen once" in page and "Nowhere that the evidence supports" in page
    assert "of 1 case" not in page and "30 min" not in page
    for_director = map_of(signed_in(Role.DIRECTOR), way).content.decode()
    assert "seen once" not in for_director and "Too few cases to tell" in for_director


def test_the_map_marks_its_break_and_leads_to_a_finding_that_names_the_step(signed_in):
    way = way_world()
    for shopper in range(6):
        way.case(shopper, WHOLE, AGAIN)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    analyst = signed_in(Role.ANALYST)
    page = map_of(analyst, way).content.decode()
    assert "6 of 6 cases" in page and "4 days" in page and "Of the step that takes" in page and "✕" in page
    address = re.search(r'href="([^"]+about=[^"]+)"', page)[1].replace("&amp;", "&")
    form = analyst.get(address)
    assert "Step of a life event" in form.content.decode()
    sent = {"part": "shortcoming", "wording": "differs", "topic": "papers", "severity": "strong"}
    assert analyst.post(address, sent).status_code == 302
    assert NotedFinding.objects.get().way_step == LifeEventStep.objects.get(place=2)
    assert "A birth: The child&#x27;s card" in analyst.get(address.split("write")[0]).content.decode()
    arabic = map_of(signed_in(Role.ANALYST, language="ar"), way).content.decode()
    assert "طُلب من جديد مستند" in arabic and "6 من 6 حالات" in arabic


def test_the_map_asks_no_more_for_more_cases(signed_in):
    way = way_world()
    analyst, counts = signed_in(Role.ANALYST), []
    for cases in (6, 3):
        for shopper in range(cases):
            way.case(shopper, WHOLE, AGAIN)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert map_of(analyst, way).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30
    assert Mission.objects.filter(state=MissionState.DONE).count() == 18


def steps_sent(**changed):
    """What the desk's form sends for two steps and an empty one."""
    rows = [
        {"service": "notice", "step_ar": "إشعار", "channel": "counter", "promised_days": "2", "brings_ar": "هوية"},
        {"service": "card", "step_en": "Card", "channel": "website"},
        {"service": "", "channel": "counter"},
    ]
    sent = {"code": "shop", "name_ar": "فتح محل", "name_en": "", "step-TOTAL_FORMS": "3", "step-INITIAL_FORMS": "0"}
    return sent | {f"step-{n}-{name}": text for n, row in enumerate(rows) for name, text in row.items()} | changed


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name_ar": ""}, "says its name"),
        ({"step-1-step_en": ""}, "The step has no name"),
        ({"step-0-promised_days": "-1"}, "greater than or equal to 0"),
        ({"step-0-service": "", "step-1-service": ""}, "at least one step"),
        ({"step-0-service": "nothing"}, "valid choice"),
    ],
)
def test_what_is_typed_wrongly_is_told_at_its_field_and_not_written(changed, words, signed_in):
    way_world()
    page = signed_in(Role.PLANNER).post(reverse("console:journeys_write"), steps_sent(**changed))
    assert page.status_code == 422 and words in page.content.decode()
    assert LifeEvent.objects.count() == 1


def test_a_life_event_is_written_at_the_desk_and_its_next_version_begins_with_what_it_said(signed_in):
    way_world()
    planner = signed_in(Role.PLANNER)
    assert planner.post(reverse("console:journeys_write"), steps_sent()).status_code == 302
    written = LifeEvent.objects.get(code="shop")
    assert list(written.steps.values_list("place", "name_ar", "channel", "promised_days")) == [
        (1, "إشعار", "counter", 2),
        (2, "Card", "website", None),
    ]
    again = planner.get(reverse("console:journeys_write") + f"?from={written.ref}").content.decode()
    assert 'value="فتح محل"' in again and 'value="إشعار"' in again
    assert planner.post(reverse("console:journeys_write"), steps_sent(name_en="Opening a shop")).status_code == 302
    assert list(LifeEvent.objects.filter(code="shop").order_by("version").values_list("version", flat=True)) == [1, 2]
