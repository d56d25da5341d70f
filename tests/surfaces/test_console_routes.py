"""The pages of companies: each sees its own people and nobody else's, and the desk sees no name. With a planted twin."""

import re

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import MissionState, ShopperState, WaveState
from basira.programme.journal.models import Entry
from basira.programme.panel import queries, terms
from basira.programme.panel.models import CycleNumber, ProviderInterest, Shopper
from basira.programme.panel.own_people import own_people_rows
from basira.programme.panel.verbs import Identity, enrol_shopper
from basira.programme.people.models import Account, Invitation
from basira.programme.registry.models import Centre, Entity
from basira.programme.review.models import Review
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.provided import own_missions
from basira.surfaces.console.journal.words import staff_names
from basira.surfaces.shared.even_time import EVEN_S
from tests import database
from tests.cast import MONDAY_9AM
from tests.field_scene import make_centre, make_scene
from tests.programme.recruiting_world import OFFICER
from tests.programme.test_choosing import internal
from tests.programme.test_rotation import number_in
from tests.programme.test_routes import a_provider, manager_of, mission_for, sent_and_numbered

pytestmark = pytest.mark.django_db(transaction=True)


def words(answer):
    return re.sub("</?bdi[^>]*>", "", answer.content.decode())


@pytest.fixture
def two_companies():
    """Two companies with one person each, who have one mission each; and a volunteer with another."""
    database.let_the_portal_in()
    scene = make_scene()
    made = {}
    for name in ("One", "Other"):
        provider = a_provider(name)
        (number,) = sent_and_numbered(scene.wave, provider=provider)
        mission_for(scene, number, state=MissionState.ACCEPTED)
        made[name] = (provider, number)
    return made


def test_a_company_sees_its_own_people_and_missions_and_nobody_elses(two_companies, signed_in):
    (one, mine), (other, theirs) = two_companies.values()
    page = words(signed_in(Role.PROVIDER, provider_ref=one).get("/console/company/"))
    own, others = (queries.vault().people_of(each, by="t")[0][0] for each in (one, other))
    assert own in page and mine.number in page
    assert others not in page and theirs.number not in page
    assert "Companies" not in page and "Results" not in page  # no section of the desk


def test_the_programmes_name_and_a_refusal_lead_everybody_to_where_she_may_be(two_companies, signed_in):
    (one, _mine), _other = two_companies.values()
    company, planner = signed_in(Role.PROVIDER, provider_ref=one), signed_in(Role.PLANNER)
    for person, home in ((company, "/console/company/"), (planner, "/console/")):
        (brand,) = re.findall(r'class="brand" href="([^"]+)"', person.get(home).content.decode())
        assert brand == home and person.get(brand).status_code == 200
    refused = company.get("/console/journal/")
    assert refused.status_code == 403 and 'href="/console/company/"' in refused.content.decode()


def test_the_database_itself_holds_the_rows_and_the_twin_without_it_finds_the_others(two_companies):
    (one, mine), _other = two_companies.values()
    with own_people_rows(one):
        assert list(CycleNumber.objects.values_list("number", flat=True)) == [mine.number]
        assert Mission.objects.values("pk").count() == 1
    assert [each.number for each in own_missions(by=manager_of(one))] == [mine.number]
    assert Mission.objects.count() == 3  # the twin: the same question by the serving role
    with own_people_rows(""):
        assert not CycleNumber.objects.values("number").exists()


def test_the_providers_role_reads_no_other_table_or_column_and_the_serving_role_comes_back(two_companies):
    (one, _mine), _other = two_companies.values()
    for table in ("panel_shopper", "panel_provider", "review_review", "people_account", "journal_entry"):
        with pytest.raises(ProgrammingError), own_people_rows(one), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table}")
    with pytest.raises(ProgrammingError), own_people_rows(one):
        list(Mission.objects.values_list("scenario_id"))
    with pytest.raises(ProgrammingError), transaction.atomic(), own_people_rows(one):
        CycleNumber.objects.update(number="م-0000")
    assert Shopper.objects.exists() and not Review.objects.exists()


def test_a_shopper_and_a_stranger_look_the_same_to_a_company(two_companies, signed_in, monkeypatch):
    """The officer's own enrolled phone is asked about: same answer, same words, same time at least, and her row on the desk."""
    (one, _mine), _other = two_companies.values()
    officer, slept = signed_in(Role.PANEL_OFFICER), []
    said = {"name": "Layla Example", "phone": "+971553388889", "language": "ar"}
    shopper = Identity(name=said["name"], phone=said["phone"])
    enrol_shopper(identity=shopper, state=ShopperState.ACTIVE, by=OFFICER, at=MONDAY_9AM)
    monkeypatch.setattr("basira.surfaces.shared.even_time.time.sleep", slept.append)
    pages = []
    for each in (said, said | {"name": "Nobody Yet", "phone": "+971553388888"}):
        somebody = signed_in(Role.PROVIDER, provider_ref=one)
        before = words(somebody.get("/console/company/")).count("<tr>")
        answer = somebody.post("/console/company/send/", each | {"has_agreed": "on"}, follow=True)
        page = words(answer)
        assert answer.redirect_chain == [("/console/company/", 302)] and page.count("<tr>") == before + 1
        assert each["name"] in page and "The person is in training" in page
        pages.append(page)
    assert len(slept) == 2 and all(0 < seconds <= EVEN_S for seconds in slept)
    (again,) = queries.to_end()
    assert again.short_ref in words(officer.get("/console/panel/"))
    assert "under another reference" in words(officer.get(f"/console/panel/shoppers/{again.panel_ref}/"))
    moved = officer.post(f"/console/panel/shoppers/{again.panel_ref}/move/", {"to": "certified"})
    assert moved.status_code >= 400 and queries.shopper_card(again.panel_ref).state == "in-training"


def test_a_company_says_that_somebody_stops_and_the_panel_officer_finds_it_first_thing(two_companies, signed_in):
    (one, _mine), _other = two_companies.values()
    company, officer = signed_in(Role.PROVIDER, provider_ref=one), signed_in(Role.PANEL_OFFICER)
    said = {"name": "Layla Example", "phone": "+971553388887"}
    company.post("/console/company/send/", said | {"language": "ar", "has_agreed": "on"})
    assert company.post("/console/company/stops/", said | {"name": "Nobody"}).status_code == 422
    assert "withdrew" not in words(officer.get("/console/"))
    page = words(company.post("/console/company/stops/", said, follow=True))
    assert "The desk was told" in page and page.count("You withdrew this person") == 1
    assert page.count("This person stops") == len(queries.vault().people_of(one, by="t")) - 1
    assert "A company withdrew 1 of its people" in words(officer.get("/console/"))
    (going,) = queries.to_end()
    shown = words(officer.get("/console/panel/"))
    assert "Companies said that these stop" in shown and going.short_ref in shown and said["name"] not in shown
    assert "that this person stops" in words(officer.get(f"/console/panel/shoppers/{going.panel_ref}/"))


def test_a_company_sends_so_many_a_day_and_no_more(two_companies, signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {"send-people": "1/d/key"}
    cache.clear()
    (one, _mine), (other, _theirs) = two_companies.values()
    said = {"name": "Layla Example", "language": "ar", "has_agreed": "on"}
    for company, phone, status in ((one, "1", 302), (one, "2", 422), (other, "3", 302)):
        client = signed_in(Role.PROVIDER, provider_ref=company)
        answer = client.post("/console/company/send/", said | {"phone": f"+97155338777{phone}"})
        assert answer.status_code == status
    cache.clear()


def test_a_person_sent_again_is_marked_and_a_fault_is_told_beside_its_field(two_companies, signed_in):
    (one, _mine), _other = two_companies.values()
    somebody, before = signed_in(Role.PROVIDER, provider_ref=one), Shopper.objects.count()
    said = {"name": "Layla Example", "phone": "+971553399999", "language": "ar"}
    assert somebody.post("/console/company/send/", said).status_code == 422  # without her consent
    assert somebody.post("/console/company/send/", said | {"has_agreed": "on"}).status_code == 302
    assert Shopper.objects.count() == before + 1
    assert somebody.post("/console/company/send/", said | {"has_agreed": "on"}).status_code == 302  # she learns nothing
    assert [each.is_sent_again for each in Shopper.objects.order_by("pk")][before:] == [False, True]
    assert "Layla Example" in words(somebody.get("/console/company/"))


def test_the_desk_compares_companies_without_a_name_or_a_share_of_few(two_companies, signed_in):
    director = signed_in(Role.DIRECTOR)
    page = words(director.get("/console/providers/"))
    assert "One" in page and "Other" in page and "Too few to tell" in page
    for provider, number in two_companies.values():
        detail = words(director.get(f"/console/providers/{provider}/"))
        ((name, phone),) = queries.vault().people_of(provider, by="t")
        assert not [each for each in (name, phone, number.number) if each in page + detail]
    assert director.get("/console/company/").status_code == 403


def test_companies_stand_in_the_menu_from_the_first_on_to_which_the_ways_in_lead(signed_in):
    director, link = signed_in(Role.DIRECTOR), 'href="/console/providers/"'
    assert link not in director.get("/console/").content.decode()
    assert link in director.get("/console/calls/").content.decode()
    assert link not in signed_in(Role.PANEL_OFFICER).get("/console/calls/").content.decode()
    a_provider("One")
    assert link in director.get("/console/").content.decode()


def test_the_director_bars_closes_and_adds_companies(two_companies, signed_in):
    director, ((one, mine), _other) = signed_in(Role.DIRECTOR), two_companies.values()
    body = Mission.objects.first().centre.entity
    assert director.post(f"/console/providers/{one}/", {"entity": body.ref, "reason": ""}).status_code == 422
    assert director.post(f"/console/providers/{one}/", {"entity": body.ref, "reason": "owner"}).status_code == 302
    assert ProviderInterest.objects.get().reason == "owner"
    assert [each.state for each in Mission.objects.filter(cycle_number=mine)] == [MissionState.WITHDRAWN]
    director.post(f"/console/providers/{one}/close/")
    assert not queries.provider_card(one).is_active
    assert director.post("/console/providers/add/", {"name_ar": "", "name_en": "X"}).status_code == 422
    assert director.post("/console/providers/add/", {"name_ar": "ش", "name_en": "X"}).status_code == 302


def test_somebody_of_a_company_is_invited_for_that_company_alone(two_companies, signed_in):
    administrator, ((one, _mine), _other) = signed_in(Role.ADMINISTRATOR), two_companies.values()
    for wrong in ({"gives": "provider"}, {"gives": "liaison", "provider_ref": one}):
        assert administrator.post("/console/accounts/invitations/new/", {"note": "x"} | wrong).status_code == 422
    said = {"note": "x", "gives": "provider", "provider_ref": one}
    assert administrator.post("/console/accounts/invitations/new/", said).status_code == 200
    made = Invitation.objects.get()
    (entry,) = Entry.objects.filter(subject=made.ref)
    assert (entry.detail["provider"], entry.detail["bounds"]) == (one, [])
    assert (made.roles, made.provider_ref, made.entity_ref) == (["provider"], one, "")


def test_a_companys_account_says_its_company_and_stands_in_the_journal_without_a_name(two_companies, signed_in):
    (one, _mine), _other = two_companies.values()
    signed_in(Role.PROVIDER, provider_ref=one)
    account = Account.objects.get(provider_ref=one)
    page = words(signed_in(Role.ADMINISTRATOR).get(f"/console/accounts/{account.ref}/"))
    assert "Company" in page and queries.provider_card(one).name_en in page
    assert Entry.objects.get(act="account.opened", subject=account.ref).detail["provider"] == one
    assert account.ref not in staff_names(arabic=False)


def test_gaps_terms_leaving_and_companions_are_set_at_the_desk(two_companies, signed_in):
    director, officer = signed_in(Role.DIRECTOR), signed_in(Role.PANEL_OFFICER)
    assert officer.post("/console/calls/gaps/", {"centre": 1, "body": 0, "sector": 0}).status_code == 403
    assert director.post("/console/calls/gaps/", {"centre": 731, "body": 0, "sector": 0}).status_code == 422
    under_way = director.post("/console/calls/gaps/", {"centre": 30, "body": 2, "sector": 1})
    assert under_way.status_code == 422 and terms.gaps_now() == terms.Gaps(0, 0, 0)
    Wave.objects.update(state=WaveState.DRAFT)
    director.post("/console/calls/gaps/", {"centre": 30, "body": 2, "sector": 1})
    assert terms.gaps_now() == terms.Gaps(30, 2, 1)
    shopper = Shopper.objects.order_by("panel_ref").first()
    place = f"/console/panel/shoppers/{shopper.panel_ref}/"
    assert officer.post(f"{place}term/", {"ends_on": "2020-01-01"}).status_code == 422
    officer.post(f"{place}term/", {"ends_on": "2999-01-31"})
    assert "2999" in words(officer.get(place))
    assert officer.post(f"{place}leave/", {"reason": "withdrew", "calls": "on"}).status_code == 422  # by no draw
    assert officer.post(f"{place}leave/", {"reason": "withdrew"}).status_code == 302
    assert "has ended" in words(officer.get(place))
    (_one, mine), (_other, theirs) = two_companies.values()
    number = f"/console/panel/numbers/{mine.ref}/companion/"
    assert officer.post(number, {"number": mine.number}).status_code == 422
    assert officer.post(number, {"number": theirs.number}).status_code == 302


def test_a_small_department_appoints_an_employee_who_then_cannot_be_given_the_own_unit(signed_in):
    scene = make_scene()
    own = scene.missions[0].centre.entity
    director, officer = signed_in(Role.DIRECTOR), signed_in(Role.PANEL_OFFICER)
    person = {"name": "Salma Example", "phone": "+971554455667", "language": "ar", "state": "active"}
    employee = person | {"shopper_class": "employee", "own_unit": own.ref}
    assert officer.post("/console/panel/person/", employee).status_code == 422  # an independent programme
    assert officer.post("/console/panel/person/", person | {"shopper_class": "employee"}).status_code == 422
    internal(own)
    director.post("/console/calls/routes/", {"route": "employees", "is_open": "on"})
    assert officer.post("/console/panel/person/", employee).status_code == 302
    number = number_in(scene.wave, Shopper.objects.order_by("-pk").first())
    assert number.shopper_class == "employee"
    with pytest.raises(waves.PlanRefused) as refusal:
        mission_for(scene, number)
    assert refusal.value.params["faults"] == ["1: barred"]
    elsewhere = Entity.objects.create(
        sector=own.sector, code="other", kind="department", name_ar="وحدة", name_en="Unit", name_key="unit",
        created_at=MONDAY_9AM, created_by="t",
    )  # fmt: skip
    Centre.objects.filter(pk=make_centre("C-elsewhere").pk).update(entity=elsewhere)
    mission_for(scene, number, centre=Centre.objects.get(code="C-elsewhere").ref)
