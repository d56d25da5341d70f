"""
PR-01: no figure that leaves rests on fewer than five visits or three shoppers that a body does not know, whatever is mixed.
ID-15: no five words in a row of any shopper stand in anything that a body or the public reads.

Each is counted here from the visits themselves, apart from the code, and each has its planted twin.
"""

import json
import random

import pytest
from django.urls import reverse

from basira.core.assurance.verbatim import runs_of
from basira.core.disclosure import DisclosureRule
from basira.core.kernel.actor import Role
from basira.programme.fieldwork.models import Visit
from basira.programme.findings import noted, reports
from basira.programme.findings.centre_reports import centre_reports
from basira.programme.findings.models import EntityReport
from basira.programme.findings.verbs import inform_bodies
from basira.programme.journeys.maps import BodyTold
from basira.programme.journeys.models import CaseStep
from basira.programme.publishing import snapshot as snapshots
from basira.programme.publishing import verbs as publishing
from basira.programme.results import disclosed
from basira.programme.results.models import ScoreRun
from basira.programme.results.verbs import score_wave
from basira.programme.waves.models import Mission
from tests import database
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import ANALYST, DIRECTOR, entity
from tests.programme.journeys_world import way_world
from tests.programme.measured_world import make_world

PATHS = {"courtesy": "/data/greeted", "accuracy": "/data/fee"}
REMARK = "the clerk with the green scarf sent me away twice"
LEAST_VISITS, LEAST_SHOPPERS = 5, 3


def mixed_cycle(seed: int) -> ScoreRun:
    """A scored cycle of ragged centres; of some visits the body knows who came, and some questions did not apply."""
    chance = random.Random(seed)  # noqa: S311  a world is drawn, not a secret
    world = make_world(1)
    for body in "ABCD":
        for centre in range(3):
            for _visit in range(chance.randrange(1, 9)):
                answers = f"{chance.choice(['yes', 'no'])} {chance.choice(['yes', 'no', 'no', 'na'])}"
                world.visit(f"{body}-{centre}", chance.randrange(6), answers=answers, remark=REMARK, entity=body)
    for mission in Mission.objects.order_by("pk"):
        if chance.random() < 0.15:
            Mission.objects.filter(pk=mission.pk).update(is_known_to_body=True)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return ScoreRun.objects.select_related("wave").latest("pk")


def behind(**where: str) -> tuple[int, int]:
    """Count the visits and shoppers that a body does not know; whoever is known by one of her missions there is known."""
    path = where.pop("path", "")
    visits = [
        one
        for one in Visit.objects.filter(**where).select_related("mission__centre")
        if not path or one.answers[path] != "na"
    ]
    known = {
        (one.cycle_number_id, one.mission.centre.entity_id)
        for one in Visit.objects.filter(mission__is_known_to_body=True).select_related("mission__centre")
    }
    unknown = [one for one in visits if (one.cycle_number_id, one.mission.centre.entity_id) not in known]
    return len(unknown), len({one.cycle_number_id for one in unknown})


OF = {
    "centre": "mission__centre__ref", "entity": "mission__centre__entity__ref", "sector": "mission__centre__entity__sector__code",
}  # fmt: skip


def public_cells(run: ScoreRun) -> list[tuple[str, tuple[int, int]]]:
    """Return every figure that the public would read, with what stands behind it by our own count."""
    found = []
    for unit in snapshots.build_snapshot(run)["units"]:
        measures = {"": unit["measure"], **unit["dimensions"]}
        shown = [code for code, measure in measures.items() if "withheld" not in measure]
        where = {OF[unit["level"]]: unit["ref"]}
        found += [(f"public {unit['ref']} {code}", behind(**where, path=PATHS.get(code, ""))) for code in shown]
    return found


def cells(run: ScoreRun) -> list[tuple[str, tuple[int, int]]]:
    """Return every figure that the public or a body would read, with what stands behind it by our own count."""
    found = public_cells(run)
    for figures in reports.reports_of(run.ref):
        rows = [figures["total"] | {"code": ""}, *figures["dimensions"], *figures["findings"]]
        shown = [row["code"] for row in rows if "withheld" not in row]
        where = {OF["entity"]: figures["entity"]["ref"]}
        found += [(f"{where} {code}", behind(**where, path=PATHS.get(code.split("/")[0], ""))) for code in shown]
    return found + centre_cells(run) + way_cells(run)


def centre_cells(run: ScoreRun) -> list[tuple[str, tuple[int, int]]]:
    """Return every figure that the manager of a centre would read."""
    found = []
    for figures in reports.reports_of(run.ref):
        for ref, told in centre_reports(run, figures).items():
            rows = [told["total"] | {"code": ""}, *told["dimensions"]]
            shown = [row["code"] for row in rows if "withheld" not in row]
            found += [
                (f"centre {ref} {code}", behind(**{OF["centre"]: ref}, path=PATHS.get(code, ""))) for code in shown
            ]
    return found


def way_cells(run: ScoreRun) -> list[tuple[str, tuple[int, int]]]:
    """Return every step of a life event that a body would read."""
    found = []
    for figures in noted.reports_with_notes(run, {}):
        for step in [step for way in figures.get("ways", ()) for step in way["steps"]]:
            missions = list(CaseStep.objects.filter(step__ref=step["ref"]).values_list("mission", flat=True))
            found.append((f"step {step['ref']}", behind(mission__in=missions)))
    return found


def thin(run: ScoreRun) -> list[str]:
    """Return the figures that rest on too few."""
    return [name for name, (visits, shoppers) in cells(run) if visits < LEAST_VISITS or shoppers < LEAST_SHOPPERS]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_no_figure_for_the_public_or_a_body_rests_on_few_unknown_visits(seed):
    run = mixed_cycle(seed)
    assert run.inputs["known"], "no visit is known, so nothing was tried"
    assert cells(run) and thin(run) == []


def ways_run(*, known: int) -> ScoreRun:
    """A scored cycle of six cases of a life event; of so many visits to each body it knows who came."""
    way = way_world()
    for shopper in range(6):
        way.case(shopper, {"handed": "yes", "again": "no", "days": "5"}, {"again": "yes"})
    for mission in Mission.objects.filter(cycle_number__in=way.world.numbers[:known]):
        Mission.objects.filter(pk=mission.pk).update(is_known_to_body=True)
    way.end_review()
    score_wave(wave=way.world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return ScoreRun.objects.select_related("wave").latest("pk")


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "is_told"), [(1, True), (2, False)])
def test_no_step_of_a_life_event_rests_on_few_unknown_visits(known, is_told):
    assert bool(way_cells(ways_run(known=known))) is is_told


@pytest.mark.django_db
def test_the_twin_steps_told_by_a_rule_that_counts_known_visits_are_found(monkeypatch):
    run = ways_run(known=2)
    told = BodyTold(DisclosureRule(), {})
    monkeypatch.setattr(noted, "bodies_told", lambda *_: dict.fromkeys([entity("E"), entity("F")], told))
    assert thin(run)


@pytest.mark.django_db
def test_the_twin_a_rule_that_counts_known_visits_is_found(monkeypatch):
    for module in (reports, snapshots):
        monkeypatch.setattr(module, "rule_for", lambda *_runs: DisclosureRule())
    assert any(thin(mixed_cycle(seed)) for seed in range(4) if forget())


@pytest.mark.django_db
def test_the_twin_a_rule_with_lower_thresholds_is_found(monkeypatch):
    for module in (reports, snapshots):
        monkeypatch.setattr(module, "rule_for", lambda *_runs: DisclosureRule(min_visits=2, min_shoppers=1))
    assert thin(mixed_cycle(0)) and DisclosureRule() == disclosed.RULE


def forget() -> bool:
    """Take the visits of the world before away, so that the next one stands alone."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    return True


def repeated_in(texts: dict[str, str]) -> list[str]:
    """Return what holds five words in a row of any shopper."""
    prose = [str(text) for one in Visit.objects.all() for text in one.answers.values()]
    runs = frozenset[tuple[str, ...]]().union(*map(runs_of, prose))
    return [name for name, text in texts.items() if runs & runs_of(text)]


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_no_words_of_a_shopper_stand_in_anything_that_leaves(signed_in, client):
    database.let_the_portal_in()
    run = mixed_cycle(0)
    inform_bodies(wave=run.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    release = publishing.prepare_release(wave=run.wave.ref, by=ANALYST, at=MONDAY_9AM)
    publishers = [actor("huda", Role.PUBLISHER), actor("omar", Role.PUBLISHER)]
    for one in publishers:
        publishing.approve_release(release=release.ref, by=one, at=MONDAY_9AM)
    publishing.publish_release(release=release.ref, by=publishers[0], at=MONDAY_9AM)
    texts = {
        f"report of {one.entity_ref}": json.dumps(one.figures, ensure_ascii=False) for one in EntityReport.objects.all()
    }
    texts["snapshot"] = json.dumps(release.snapshot, ensure_ascii=False)
    for body in "ABCD":
        liaison = signed_in(Role.BODY_LIAISON, entity_ref=entity(body))
        texts[f"portal {body}"] = liaison.get(reverse("portal:home")).content.decode()
        texts[f"public {body}"] = client.get(reverse("public:entity", args=[entity(body)])).content.decode()
    texts |= {name: client.get(name).content.decode() for name in ("/", "/results/", "/method/")}
    assert runs_of(REMARK) and repeated_in(texts) == []
    assert repeated_in({"planted": f"<p>One said: {REMARK.upper()}.</p>"}) == ["planted"], "the twin: it would be found"
