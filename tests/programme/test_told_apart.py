"""
What a body may work out beside what it was told by itself: another body's score where none is named, or a few visits of its own.
"""

import pytest

from basira.core.disclosure import RevisionReveals, RevisionTellsBody
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.models import CentreReport, EntityReport
from basira.programme.publishing import queries
from basira.programme.publishing.cards import UnitLevel, Withheld
from basira.programme.publishing.comparing import Told, check_told
from basira.programme.publishing.snapshot import build_snapshot
from basira.programme.publishing.verbs import prepare_release
from tests.cast import MONDAY_9AM
from tests.programme.measured_world import make_world
from tests.programme.reporting_world import INDEPENDENT, keep
from tests.programme.test_publishing import desk, publish, score, void

pytestmark = pytest.mark.django_db
__all__ = ["desk"]
UNNAMED = 'negative = ["accountable-post"]'
WHY = {"withheld": "would-reveal-another"}


def a_sector(*bodies, world=None, sector="health"):
    """Twelve visits to one centre of each of these bodies."""
    world = world or make_world()
    for body in bodies:
        world.visits(f"{body} 1", 12, entity=body, sector=sector)
    return world


def measures(release):
    """Return what a release shows of the programme and of each unit, by ref."""
    return {"": release.snapshot["total"]} | {unit["ref"]: unit for unit in release.snapshot["units"]}


@pytest.mark.parametrize("bodies", [("E",), ("E", "F")])
def test_a_sector_of_one_or_two_unnamed_bodies_is_withheld_because_one_would_read_the_other(desk, bodies):
    """Told its own figures, a body would subtract them from the sector's."""
    keep(head=INDEPENDENT, naming=UNNAMED)
    told = measures(publish(a_sector(*bodies), desk))
    assert EntityReport.objects.first().figures["total"]["visits"] == 12
    for unit in (told["health"], told[""]):
        assert unit["measure"] == WHY and unit["rank"] is None
        assert unit["dimensions"] == {"courtesy": WHY, "accuracy": WHY}
    minute = queries.programme_minute()
    assert minute.measure.withheld is Withheld.WOULD_REVEAL_ANOTHER and minute.visits == 0
    assert [row.measure.is_shown for row in queries.results_table(UnitLevel.SECTOR).rows] == [False]


def test_a_sector_of_three_is_shown_and_so_is_one_of_two_where_bodies_are_named(desk):
    keep(head=INDEPENDENT, naming=UNNAMED)
    assert measures(publish(a_sector("E", "F", "G"), desk))["health"]["measure"]["visits"] == 36
    keep(head=INDEPENDENT, naming='negative = ["body"]')
    two = measures(publish(a_sector("E", "F", world=make_world(2)), desk))
    assert (two["health"]["measure"]["visits"], two[""]["measure"]["visits"]) == (24, 24)


def test_a_sector_that_the_programme_minus_the_others_would_tell_takes_another_with_it(desk):
    keep(head=INDEPENDENT, naming=UNNAMED)
    world = a_sector("E", "F", "G", "H")
    a_sector("I", "J", "K", world=world, sector="justice")
    a_sector("L", world=world, sector="water")
    told = measures(publish(world, desk))
    withheld = {ref: unit["measure"].get("withheld") for ref, unit in told.items()}
    assert withheld == {"": None} | dict.fromkeys(("health", "justice", "water"), WHY["withheld"])


def test_the_lead_of_an_unseen_sector_reads_no_body_of_another_from_the_programmes_total(desk):
    """Two of health and one of water were hidden together; the lead of health sees her two, and the third was the difference."""
    keep(head=INDEPENDENT, naming=UNNAMED)
    world = a_sector("E", "F")
    a_sector("I", "J", "K", "L", world=world, sector="justice")
    a_sector("M", world=world, sector="water")
    told = measures(publish(world, desk))
    assert told[""]["measure"]["visits"] == 84
    assert {ref for ref, unit in told.items() if unit["measure"] == WHY} == {"health", "justice", "water"}


def test_a_dimension_that_two_bodies_alone_were_asked_is_withheld(desk):
    keep(head=INDEPENDENT, naming=UNNAMED)
    world = a_sector("E", "F")
    for number in range(12):
        world.visit("G 1", number % 5, answers="yes na" if number % 2 else "no na", entity="G")
    sector = measures(publish(world, desk))["health"]
    assert sector["measure"]["visits"] == 36
    assert sector["dimensions"] == {"courtesy": WHY, "accuracy": WHY}


@pytest.mark.parametrize("naming", ['negative = ["body"]', 'negative = ["body", "centre"]'])
def test_what_a_body_was_told_of_its_centres_is_compared_whatever_is_named(desk, naming):
    """Told of B's 20 visits, the body would read the two that are left of A's from its own 22."""
    keep(head=INDEPENDENT, naming=naming)
    world = make_world()
    answers = ["no no", "yes yes", *["yes no"] * 6]
    visits = [world.visit("A", number % 4, answers=said) for number, said in enumerate(answers)]
    world.visits("B", 20)
    world.visits("C", 20, entity="F")
    publish(world, desk)
    told = {one.centre_ref: one.figures["total"]["visits"] for one in CentreReport.objects.all()}
    assert (told[world.centres["A"].ref], told[world.centres["B"].ref]) == (8, 20)
    void(visits[2:])
    score(world, desk)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
    void(visits)
    score(world, desk)
    assert prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


def test_a_centre_that_the_body_was_told_of_is_compared_where_its_body_is_withheld(desk):
    """The sector minus B, which its body was told of, would be two visits of A and two of G."""
    keep(head=INDEPENDENT, naming='negative = ["body"]')
    world = make_world()
    visits = [world.visit("A", number % 4, answers="yes no" if number % 3 else "no no") for number in range(8)]
    world.visits("B", 20)
    world.visits("C", 2, entity="G")
    first = measures(publish(world, desk))
    assert first["health"]["measure"]["visits"] == 30
    assert CentreReport.objects.filter(centre_ref=world.centres["B"].ref).exists()
    void(visits[2:])
    score(world, desk)
    with pytest.raises(RevisionReveals):
        prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("naming", "leave", "is_refused"),
    [
        (UNNAMED, "H", True),
        (UNNAMED, "GH", True),
        (UNNAMED, "", False),
        (UNNAMED, "FGH", False),
        ('negative = ["body"]', "H", False),
    ],
)
def test_a_correction_by_one_unnamed_bodys_visits_is_refused_because_the_difference_is_its_score(
    desk, naming, leave, is_refused
):
    """Of two that leave, each would read the other."""
    keep(head=INDEPENDENT, naming=naming)
    world = a_sector(*"CDEFGH")
    publish(world, desk)
    void(Visit.objects.filter(mission__centre__entity__code__in=list(leave)))
    some = Visit.objects.filter(mission__centre__entity__code="C").values("pk")[:6]
    void(Visit.objects.filter(pk__in=some))
    score(world, desk)
    if is_refused:
        with pytest.raises(RevisionTellsBody) as refusal:
            prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM)
        assert refusal.value.params == {"units": "sector/health", "count": 1}
        return
    told = measures(prepare_release(wave=world.wave.ref, by=desk[0], at=MONDAY_9AM))
    assert told["health"]["measure"]["visits"] == 66 - 12 * len(leave)


def test_a_draft_of_before_levels_were_kept_is_compared_by_the_units_that_it_holds(desk):
    keep(head=INDEPENDENT, naming=UNNAMED)
    world = a_sector(*"CDEFGH")
    out = publish(world, desk)
    void(Visit.objects.filter(mission__centre__entity__code__in=["G", "H"]))
    now = score(world, desk)
    draft = {key: said for key, said in build_snapshot(now).items() if key != "levels"}
    with pytest.raises(RevisionTellsBody):
        check_told([Told(out.run, out.snapshot)], Told(now, draft))
