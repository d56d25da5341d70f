"""The composite at the desk: who may not, what cannot be weighed, then what was declared and where each body stands."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from basira.core.kernel.actor import OPERATOR, Actor, ActorKind, Role
from basira.core.kernel.classes import ShopperClass
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.results.composites import Declared, DeclaredSource, NothingToWeigh, composite_card, weigh_sources
from basira.programme.results.models import CompositeRun
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world
from tests.programme.test_waits_of_a_run import TIMED, scored, waited

pytestmark = pytest.mark.django_db

DECLARED = Declared((DeclaredSource("visits", 60, 0, 100),), 0.25)
OTHER = {"name_1": "stars", "weight_1": "30", "worst_1": "1", "best_1": "5"}
SAID = {"visits_weight": "70", "vary": "25", **OTHER}
LIST = "body,source,value,error\nE,stars,4.5,0.1\nF,stars,2,0.1\n"


@pytest.fixture
def world():
    """Two bodies that differ, a third with two visits alone."""
    world = make_world(tree=TIMED)
    for centre, entity, answers in (("A", "E", "yes yes"), ("B", "F", "no no")):
        for place in range(8):
            odd = "yes no" if place == 5 else answers
            world.visit(centre, place % 5, answers=odd, entity=entity, besides={"/data/waited": str(10 + 3 * place)})
    waited(world, "C", ["5"] * 2, entity="G")
    return world


def page(browser, world):
    answer = browser.get(reverse("console:results-composite", args=[world.wave.ref]))
    return answer.status_code, words(answer)


def words(answer):
    return unescape(answer.content.decode()).replace("<bdi>", "").replace("</bdi>", "")


def weigh(browser, world, text=LIST, **changes):
    said = SAID | changes | ({"file": SimpleUploadedFile("values.csv", text.encode())} if text else {})
    return browser.post(reverse("console:results-composite-weigh", args=[world.wave.ref]), said, follow=True)


def test_planners_and_strangers_see_no_composite_and_only_an_analyst_weighs(world, signed_in, client):
    run = scored(world)
    assert page(signed_in(Role.PLANNER), world)[0] == 403 and page(client, world)[0] == 302
    director = signed_in(Role.DIRECTOR)
    assert "Weigh and keep" not in page(director, world)[1] and weigh(director, world).status_code == 403
    somebody = Actor(ActorKind.ACCOUNT, "nobody", frozenset({Role.DIRECTOR}))
    with pytest.raises(NotPermitted):
        weigh_sources(wave=world.wave.ref, declared=DECLARED, by=somebody, at=MONDAY_9AM)
    assert not CompositeRun.objects.exists() and composite_card(run.ref) is None


def test_before_a_run_there_is_nothing_to_weigh(world, signed_in):
    assert "An analyst can weigh sources as soon as the cycle has scores." in page(signed_in(Role.ANALYST), world)[1]
    with pytest.raises(NothingToWeigh):
        weigh_sources(wave=world.wave.ref, declared=DECLARED, by=OPERATOR, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"weight_1": ""}, "both ends of the range, or none of them"),
        ({"name_1": "visits"}, "Another source has this name"),
        ({"worst_1": "5"}, "cannot be weighed together"),
        ({"vary": "100"}, "99"),
        ({"text": ""}, "Choose the file with the values of the other sources."),
        ({"text": LIST + "X,stars,much,\n"}, "“much” is not a number"),
        ({"text": "no table"}, "No column is called “source”"),
        (dict.fromkeys(("text", "visits_weight", *OTHER), ""), "Give at least one source a weight above 0."),
    ],
)
def test_what_cannot_be_weighed_is_refused_and_nothing_is_kept(world, signed_in, changes, told):
    scored(world)
    answer = weigh(signed_in(Role.ANALYST), world, **changes)
    assert answer.status_code == 422 and told in words(answer)
    assert not CompositeRun.objects.exists()


def test_a_weighing_says_what_was_declared_where_bodies_stand_and_how_weights_move_them(
    world, signed_in, django_assert_max_num_queries
):
    scored(world)
    analyst = signed_in(Role.ANALYST)
    assert "The sources were weighed and frozen." in words(weigh(analyst, world, waits_weight="10"))
    with django_assert_max_num_queries(20):
        said = page(analyst, world)[1]
    assert "Covert visits" in said and "64%" in said and "from a file" in said and "varied by up to" in said
    assert "No figure: nothing from Covert visits, Waits within the limit, stars" in " ".join(said.split())
    weigh(analyst, world)
    said = page(analyst, world)[1]
    assert "The same run was weighed before" in said
    arabic = page(signed_in(Role.ANALYST, language="ar"), world)[1]
    assert "مؤشر مركّب من عدة مصادر" in arabic and "لا قيمة" in arabic


def test_a_weighing_is_journalled_and_frozen_and_gives_no_place_where_insiders_visited(world):
    run = scored(world)
    made = weigh_sources(wave=world.wave.ref, declared=DECLARED, by=OPERATOR, at=MONDAY_9AM)
    assert [entry.act for entry in journal.entries_about(made.ref)] == ["composite.weighed"]
    rows = {row.names.name_en: row for row in composite_card(run.ref).rows}
    best, worst = rows["Entity E"], rows["Entity F"]
    assert (best.place_low, best.place_high, best.alike) == (1, 1, 0) and worst.place_low == 2
    assert rows["Entity G"].score is None and rows["Entity G"].missing == ("visits",)
    for change in (lambda: CompositeRun.objects.update(vary=0.5), CompositeRun.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    type(world.numbers[0]).objects.filter(pk=world.numbers[0].pk).update(shopper_class=ShopperClass.EMPLOYEE)
    card = composite_card(run.ref)
    assert not card.is_ranked and {row.place_low for row in card.rows} == {None}


def test_the_database_keeps_no_weights_that_vary_by_more_than_all(world):
    run = scored(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        CompositeRun.objects.create(
            run=run, sources=[], readings={}, vary=1, figures=[], weighed_at=MONDAY_9AM, weighed_by="x"
        )
