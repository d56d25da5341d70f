"""The analyst's bench and the sealed list: doors, refusals beside what was typed, then from a figure to the portal."""

import re

import pytest
from django.urls import reverse

from basira.core.kernel.actor import BODY_ROLES, Role
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.models import IntegrityItem, NotedFinding, ProposalAnswer, Recommendation
from tests.programme.bodies_world import entity, scored_cycle
from tests.programme.notes_world import FEE, write, write_besides

pytestmark = pytest.mark.django_db
SAID = {"part": "shortcoming", "wording": "differs", "topic": "fees", "severity": "strong", "causes": ["rules"]}
STEP = {
    "text_ar": "تعليق جدول الرسوم", "text_en": "=Hang the table", "owner_ar": "خدمة المتعاملين",
    "owner_en": "Customer services", "effect": "20", "unit": "points", "certainty": "likely", "effort": "days",
    "due_on": "2090-01-15",
}  # fmt: skip


def at(world, name, *more, body="F"):
    return reverse(f"console:{name}", args=[world.wave.ref, entity(body), *more])


def fee(world):
    return f"{at(world, 'bench_write')}?about=accuracy/test:fee"


def test_what_does_not_fit_is_told_beside_the_form_and_not_written(signed_in):
    world = scored_cycle()
    analyst = signed_in(Role.ANALYST)
    assert analyst.get(f"{at(world, 'bench_write')}?about=nothing").status_code == 404
    assert analyst.get(reverse("console:bench", args=[world.wave.ref, "nobody"])).status_code == 404
    for said, words in (
        ({}, "What fills the blank"),
        (SAID | {"wording": "kept"}, "Sentence"),
        (SAID | {"causes": ["rules", "staffing", "training", "system"]}, "Choose fewer"),
        (SAID | {"remark_ar": "عند 10:40", "remark_en": "At 10:40"}, "could tell the body of a visit"),
    ):
        page = analyst.post(fee(world), said)
        assert page.status_code == 422 and words in page.content.decode()
    assert not NotedFinding.objects.exists()
    assert signed_in(Role.DIRECTOR).get(fee(world)).status_code == 403


def test_the_director_confirms_and_reads_no_notes(signed_in):
    world = scored_cycle()
    write_besides(Visit.objects.filter(mission__centre__entity__code="F").first(), story="A kind word")
    found = write(world, FEE)
    director = signed_in(Role.DIRECTOR)
    page = director.get(at(world, "bench")).content.decode()
    assert "differs from what is promised" in page and "A kind word" not in page and "Write a finding" not in page
    other = at(world, "bench_confirm", found.ref, body="E")
    assert director.post(other).status_code == 404
    director.post(at(world, "bench_confirm", found.ref))
    assert NotedFinding.objects.get().state == "confirmed"
    director.post(at(world, "bench_set_aside", found.ref))
    assert NotedFinding.objects.get().state == "set-aside"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_a_figure_to_a_recommendation_and_a_file(signed_in, language):
    world = scored_cycle()
    visits = Visit.objects.filter(mission__centre__entity__code="F").order_by("pk")
    write_besides(visits[0], proposal="More chairs", observation="Call 0501234567")
    analyst = signed_in(Role.ANALYST, language=language)
    page = analyst.get(at(world, "bench")).content.decode()
    assert "More chairs" in page and "0501234567" not in page and "about=accuracy%2Ftest%3Afee" in page
    assert analyst.get(fee(world)).status_code == 200
    assert analyst.post(fee(world), SAID)["location"] == at(world, "bench")
    ref = NotedFinding.objects.get().ref
    recommend = at(world, "bench_recommend", ref)
    assert analyst.get(recommend).status_code == 200
    assert analyst.post(recommend, STEP | {"effect": "101"}).status_code == 422
    assert analyst.post(recommend, STEP).status_code == 302
    taken = {"recommendation": Recommendation.objects.get().ref, "reason": ""}
    analyst.post(at(world, "bench_proposal", visits[0].ref), taken)
    assert ProposalAnswer.objects.get().recommendation_id
    page = analyst.get(at(world, "bench")).content.decode()
    assert ("12" in page or "١٢" in page) and "bench_confirm" not in page
    assert not re.search(rf"findings/{ref}/confirm", page)  # one's own
    for kind in ("csv", "xlsx"):
        file = b"".join(analyst.get(reverse("console:bench_recommendations", args=[world.wave.ref, kind])))
        assert file
        if kind == "csv":
            assert "'=Hang the table" in file.decode() and "12.0" in file.decode()


def test_the_sealed_list_is_the_integrity_officers_alone(signed_in):
    world = scored_cycle()
    visits = Visit.objects.filter(mission__centre__entity__code="F").order_by("pk")[:3]
    analyst, officer = signed_in(Role.ANALYST), signed_in(Role.INTEGRITY_OFFICER)
    for visit in visits:
        write_besides(visit, observation="A gift was hinted at")
        sent = {"visit": visit.ref, "note": "observation", "kind": "bribe-hinted"}
        assert analyst.post(at(world, "bench_seal"), sent).status_code == 302
        refer = {"wave": world.wave.ref, "entity": entity("F"), "kind": "bribe-hinted"}
        page = officer.post("/console/integrity/refer", refer, follow=True).content.decode()
        told = "at least 3 visits" in page
        assert told == (visit == visits[2])
    assert "A gift" not in analyst.get(at(world, "bench")).content.decode()
    assert "A gift" in officer.get("/console/integrity/").content.decode() and IntegrityItem.objects.count() == 3
    for role in set(Role) - {Role.INTEGRITY_OFFICER, *BODY_ROLES}:
        assert signed_in(role).get("/console/integrity/").status_code == 403
