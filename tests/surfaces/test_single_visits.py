"""Single visits at the desk and in the portal: an independent programme has none; then from the order to the unit's reply."""

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import translation

from basira.core.kernel.actor import Role
from basira.core.kernel.registry import MissionKind
from basira.programme.commissions.models import AccountabilityFile, Commission, SingleReply, SingleReport
from basira.programme.people.charter import Governance
from basira.programme.people.models import Programme
from basira.programme.waves.models import Mission, Wave
from basira.surfaces.shared.templatetags.basira_text import date_tag
from tests import database
from tests.programme.bodies_world import entity
from tests.programme.measured_world import make_world
from tests.programme.reporting_world import keep
from tests.programme.test_commissions import before_its_visit, make_internal

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
WAITS = "report of a single visit waits for our reply"


@pytest.fixture
def world():
    database.let_the_portal_in()
    make_internal()
    made = make_world(1)
    made.visit("Line-E", 0, answers="yes no", entity="E", remark="Her name was Maryam")
    made.visit("Line-F", 1, answers="yes yes", entity="F")
    Mission.objects.update(kind=MissionKind.PHONE_CALL)
    yield made
    connections["portal"].close()


def mission(place=0):
    return Mission.objects.order_by("pk")[place].ref


def ordered(browser, place=0, to="unit"):
    with before_its_visit(mission(place)):
        page = reverse("console:commission-order", args=[mission(place)])
        answer = browser.post(page, {"addressee": to, "why": "Slow?"})
    assert answer.status_code == 302
    return Commission.objects.get(mission__ref=mission(place)).ref


def read(browser, name, *parts):
    return browser.get(reverse(name, args=parts)).content.decode()


def test_an_independent_programme_offers_no_single_report(world, signed_in):
    Programme.objects.update(governance=Governance.INDEPENDENT, body_name_ar="", body_name_en="")
    director = signed_in(Role.DIRECTOR)
    assert "This programme is independent" in read(director, "console:commissions")
    assert "commissions" not in read(director, "console:results")
    with before_its_visit(mission()):
        assert "Order a report" not in read(director, "console:mission", mission())
    refused = director.post(
        reverse("console:commission-order", args=[mission()]), {"addressee": "unit", "why": "Slow?"}
    )
    assert refused.status_code == 422 and "reports no single visit" in refused.content.decode()
    liaison = signed_in(Role.BODY_LIAISON, entity_ref=entity("E"))
    assert "Single visits" not in read(liaison, "portal:home")


def test_a_visit_at_a_counter_is_not_offered_and_what_was_typed_comes_back(world, signed_in):
    Mission.objects.update(kind=MissionKind.COUNTER_VISIT)
    director = signed_in(Role.DIRECTOR)
    with before_its_visit(mission()):
        assert "Order a report" not in read(director, "console:mission", mission())
    refused = director.post(
        reverse("console:commission-order", args=[mission()]), {"addressee": "top", "why": "The hall was full"}
    ).content.decode()
    assert "never reported by itself" in refused and "The hall was full" in refused


def test_a_repeat_is_offered_no_report_and_refused_as_any_kind_that_has_none(world, signed_in):
    Mission.objects.update(is_repeat=True, state="accepted")
    director = signed_in(Role.DIRECTOR)
    assert "Order a report" not in read(director, "console:mission", mission())
    refused = director.post(
        reverse("console:commission-order", args=[mission()]), {"addressee": "top", "why": "x"}
    ).content.decode()
    assert "never reported by itself" in refused


def test_from_the_order_to_the_units_reply(world, signed_in):
    director = signed_in(Role.DIRECTOR)
    assert "Order a report of this visit" not in read(director, "console:mission", mission())
    late = director.post(
        reverse("console:commission-order", args=[mission()]), {"addressee": "unit", "why": "It suits"}
    ).content.decode()
    assert "ordered beforehand" in late and "It suits" in late
    with before_its_visit(mission()):
        assert "Order a report of this visit" in read(director, "console:mission", mission())
    ref = ordered(director)
    assert "Can be reported" in read(director, "console:commissions")
    unit, other = (signed_in(Role.BODY_LIAISON, entity_ref=entity(code)) for code in "EF")
    assert "There is no report of a single visit" in read(unit, "portal:singles")
    assert WAITS not in read(unit, "portal:home")
    director.post(reverse("console:commission-release", args=[ref]))
    report = SingleReport.objects.get().ref
    assert WAITS in read(unit, "portal:home") and WAITS not in read(other, "portal:home")
    page = read(unit, "portal:single", report)
    with translation.override("en"):
        last_day = date_tag(SingleReport.objects.get().answer_by)
    assert f"The last day for our reply is {last_day}." in page and f"by {last_day}" in read(unit, "portal:singles")
    assert "Not met" in page and "Maryam" not in page and "م-0" not in page
    assert other.get(reverse("portal:single", args=[report])).status_code == 404
    empty = unit.post(reverse("portal:single-reply", args=[report]), {"words": " "})
    assert empty.status_code == 422 and not SingleReply.objects.exists()
    assert unit.post(reverse("portal:single-reply", args=[report]), {"words": "We mend it."}).status_code == 302
    assert "The last day for our reply" not in read(unit, "portal:single", report)
    assert f"by {last_day}" not in read(unit, "portal:singles")
    assert "We mend it." in read(director, "console:commission", ref) and WAITS not in read(unit, "portal:home")
    again = unit.post(reverse("portal:single-reply", args=[report]), {"words": "And again."})
    assert again.status_code == 422 and "A reply stands" in again.content.decode()
    assert SingleReply.objects.get().words == "We mend it."


def test_a_report_to_the_top_reaches_no_unit(world, signed_in):
    director = signed_in(Role.DIRECTOR)
    ref = ordered(director, to="top")
    director.post(reverse("console:commission-release", args=[ref]))
    unit = signed_in(Role.BODY_LIAISON, entity_ref=entity("E"))
    assert unit.get(reverse("portal:single", args=[SingleReport.objects.get().ref])).status_code == 404
    assert "There is no report of a single visit" in read(unit, "portal:singles")
    assert WAITS not in read(unit, "portal:home")
    assert "went to the top alone" in read(director, "console:commission", ref)


def test_a_withdrawn_order_says_so_and_releases_nothing(world, signed_in):
    director = signed_in(Role.DIRECTOR)
    ref = ordered(director)
    director.post(reverse("console:commission-withdraw", args=[ref]))
    director.post(reverse("console:commission-release", args=[ref]))
    page = read(director, "console:commission", ref)
    assert "Withdrawn" in page and "its report is out" in page and not SingleReport.objects.exists()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_speaks_and_is_bounded(world, signed_in, language, django_assert_max_num_queries):
    director = signed_in(Role.DIRECTOR, language=language)
    ref = ordered(director)
    director.post(reverse("console:commission-release", args=[ref]))
    unit = signed_in(Role.BODY_LIAISON, entity_ref=entity("E"), language=language)
    pages = [
        (director, reverse("console:commissions")),
        (director, reverse("console:commission", args=[ref])),
        (director, reverse("console:commission-order", args=[mission(1)])),
        (unit, reverse("portal:singles")),
        (unit, reverse("portal:single", args=[SingleReport.objects.get().ref])),
    ]
    for browser, address in pages:
        with django_assert_max_num_queries(25):
            answer = browser.get(address)
        assert answer.status_code == 200 and f'lang="{language}"' in answer.content.decode()


def test_a_file_from_its_opening_to_its_end(world, signed_in):
    director, analyst = signed_in(Role.DIRECTOR), signed_in(Role.ANALYST)
    ref = ordered(director)
    assert analyst.get(reverse("console:accountability-open", args=[ref])).status_code == 404
    director.post(reverse("console:commission-release", args=[ref]))
    asked = {"post": "Head of the call centre", "concern": "The fee that was told was not the published one."}
    opening = reverse("console:accountability-open", args=[ref])
    early = analyst.post(opening, asked)
    assert early.status_code == 422 and "First the notice and the reply" in early.content.decode()
    unit, other = (signed_in(Role.BODY_LIAISON, entity_ref=entity(code)) for code in "EF")
    unit.post(reverse("portal:single-reply", args=[SingleReport.objects.get().ref]), {"words": "We mend it."})
    clerk = analyst.post(opening, asked | {"post": "The clerk Suad"})
    assert clerk.status_code == 422 and "is never named" in clerk.content.decode()
    refused = analyst.post(opening, asked | {"concern": "Mr Hamad told a wrong fee"})
    assert refused.status_code == 422 and "name a person" in refused.content.decode()
    assert analyst.post(opening, asked).status_code == 302
    file = AccountabilityFile.objects.get().ref
    assert "Head of the call centre" in read(unit, "portal:singles")
    assert other.get(reverse("portal:file", args=[file])).status_code == 404
    assert unit.post(reverse("portal:file-state", args=[file]), {"words": "The list was old."}).status_code == 302
    end = {"outcome": "guidance", "reasons": "Keep the list current."}
    page = reverse("console:accountability-file", args=[file])
    own = analyst.post(page, end | {"source": "complaint", "source_words": "Two complaints."})
    assert own.status_code == 422 and "somebody else ends it" in own.content.decode()
    alone = director.post(page, end)
    assert alone.status_code == 422 and "alone never ends a file" in alone.content.decode()
    assert director.post(page, end | {"source": "complaint", "source_words": "Two complaints."}).status_code == 302
    assert "Training or guidance" in read(unit, "portal:file", file)
    assert "Head of the call centre" in read(director, "console:accountability")
    assert "see the file" in read(director, "console:commission", ref)


def test_the_order_offers_the_readers_that_the_blueprint_names_and_the_pages_say_to_whom_the_programme_reports(
    world, signed_in
):
    keep(reporting='line = "performance-unit"\nto = ["unit-concerned"]')
    director = signed_in(Role.DIRECTOR)
    with before_its_visit(mission()):
        page = read(director, "console:commission-order", mission())
    assert 'value="unit"' in page and 'value="top"' not in page
    programme = read(director, "console:programme")
    assert "The performance unit of the body" in programme and "The unit concerned" in programme
    assert "The leadership of the body" not in programme
    unit = signed_in(Role.BODY_LIAISON, entity_ref=entity("E"))
    assert "reports to: The performance unit of the body" in read(unit, "portal:singles")


def test_a_programme_that_keeps_no_files_offers_none_and_refuses_one(world, signed_in):
    keep(naming="accountability_files = false")
    director = signed_in(Role.DIRECTOR)
    ref = ordered(director)
    director.post(reverse("console:commission-release", args=[ref]))
    assert "Open an accountability file" not in read(director, "console:commission", ref)
    asked = {"post": "Head of the call centre", "concern": "Why?"}
    refused = director.post(reverse("console:accountability-open", args=[ref]), asked)
    assert refused.status_code == 422 and "keeps no accountability files" in refused.content.decode()


def test_an_internal_programme_offers_no_publication_and_refuses_one(world, signed_in):
    analyst = signed_in(Role.ANALYST)
    page = read(analyst, "console:results-releases", world.wave.ref)
    assert "Not for the public" in page and "Prepare a release" not in page
    Wave.objects.filter(pk=world.wave.pk).update(state="informed")
    assert "no release is prepared yet" not in read(analyst, "console:results-releases", world.wave.ref)
    refused = analyst.post(reverse("console:results-prepare", args=[world.wave.ref]), follow=True)
    assert "does not report to this reader" in refused.content.decode()
