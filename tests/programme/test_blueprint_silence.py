"""What the desk decides and a file leaves out stays: it is not told as a change, nor kept from a cycle that runs; and again is nothing."""

import re

import pytest
from django.conf import settings

from basira.core.blueprint.reading import read_blueprint
from basira.core.instrument.packs.workbook import form_id
from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import WaveState
from basira.gateways.shipped import shipped_packs
from basira.programme.blueprints.changing import SilenceContradicts, change_of
from basira.programme.blueprints.exporting import exported
from basira.programme.instruments.models import Questionnaire
from basira.programme.panel.terms import Gaps, gaps_now
from basira.programme.people.blueprints import BlueprintRefused, kept_blueprint
from basira.programme.recruiting.verbs.calls import set_route
from basira.programme.registry.verbs.site_rules import state_recording_basis
from tests.cast import MONDAY_9AM
from tests.programme.test_blueprint_changes import DIRECTOR, a_cycle, change, change_at_the_desk, shipped, start

pytestmark = pytest.mark.django_db
LEFT_OUT = (
    ("reply_working_days",), ("arbiter_working_days",), ("weekend",), ("plan_working_days",), ("repeat_after_days",),
    ("routes",), ("rotation_days", "rotation_days_body"), ("training_attended",), ("pledge_ar", "pledge_en", "pledge_ur"),
    ("preset",), ("recording_basis",),
)  # fmt: skip


def without(text, *names):
    """Return a file without the lines of these keys."""
    return re.sub(rf"^(?:{'|'.join(names)}) = .*\n", "", text, flags=re.MULTILINE)


def begin():
    """Start S3 without what must be said together with a decision of the desk."""
    text = without(shipped("S3"), "repeat_after_findings")
    start(re.sub(r"\[\[shoppers\.classes\]\]\n(?:.+\n)+", "", text))


@pytest.mark.parametrize("decided", [False, True], ids=["as the file said", "as the desk decided"])
def test_what_the_desk_decides_and_a_file_leaves_out_stays_and_is_no_change(decided):
    begin()
    if decided:
        change_at_the_desk()
        state_recording_basis(basis="Act 7, article 4", by=DIRECTOR, at=MONDAY_9AM)
    a_cycle(WaveState.COMMITTED)
    before = exported()
    for names in (*LEFT_OUT, [name for each in LEFT_OUT for name in each]):
        silent = without(before, *names)
        assert (silent != before) or not decided
        assert change_of(silent).differences == (), names
    assert change(text=silent) == ()
    changed = silent.replace("review_hours = 72", "review_hours = 48")
    assert [one.path for one in change(text=changed)] == ["clocks.review_hours"]
    assert change(text=changed) == () and exported() == before.replace("review_hours = 72", "review_hours = 48")


def test_companies_that_the_desk_let_in_leave_a_file_that_is_sound_and_names_none():
    begin()
    set_route(route=Route.PROVIDER, is_open=True, by=DIRECTOR, at=MONDAY_9AM)
    text = exported()
    assert text.count('role = "provider"') == 1 and read_blueprint(text).blueprint is not None
    without_partner = re.sub(r"\[\[partners\]\]\n(?:.+\n)+", "", text)
    for file in (text, without(without_partner, "routes")):
        assert change_of(file).differences == ()


def test_what_the_file_alone_decides_is_taken_out_by_leaving_it_out():
    start(shipped("S3"))
    text = without(exported(), "report_hours_remote")
    assert [one.path for one in change(text=text)] == ["clocks.report_hours_remote"]
    assert change(text=text) == () and kept_blueprint().said("clocks.report_hours_remote") is None


@pytest.mark.parametrize("says", ["", 'use = ["hospital"]\n'], ids=["silent", "others alone"])
def test_a_pack_that_was_taken_stays_in_use_whatever_a_file_says(says):
    start(shipped("S3"))
    taken = next(pack for pack in shipped_packs(settings.PACKS_FOLDER) if pack.name == "event-stand")
    Questionnaire.objects.create(form_id=form_id(taken), created_at=MONDAY_9AM, created_by="t")
    before = re.search(r"^use = .*\n", exported(), flags=re.MULTILINE)[0]
    text = exported().replace(before, says)
    assert "event-stand" in before
    assert [one.path for one in change(text=text)] == ["packs.use"]
    assert change(text=text) == () and kept_blueprint().said("packs.use")[-1] == "event-stand"


def test_what_is_said_in_another_way_than_the_export_says_it_is_no_change_twice():
    start(shipped("S3"))
    text = exported().replace('weekend = ["friday", "saturday"]', 'weekend = ["saturday", "friday"]')
    text = text.replace("rotation_days = 90", "rotation_days = 90\nrotation_days_body = 0")
    text = text.replace('preset = "customer"', 'preset = "customer"\none = "customer"')
    text = text.replace("[[sites.decisions]]", '[sites]\nrecording_basis = """Act 7.\n"""\n\n[[sites.decisions]]', 1)
    assert [one.path for one in change(text=text)] == ["sites.recording_basis"]
    assert change(text=text) == ()


def test_a_gap_of_a_body_is_ended_by_saying_none():
    start(shipped("S3"))
    change_at_the_desk()
    text = exported().replace("rotation_days_body = 15", "rotation_days_body = 0")
    assert [one.path for one in change(text=text)] == ["shoppers.rotation_days_body"]
    assert gaps_now() == Gaps(0, 0, 0) and change(text=text) == ()


def test_a_file_that_does_not_go_with_what_it_leaves_out_is_refused_before_it_is_confirmed():
    begin()
    before = exported()
    text = without(before, "repeat_after_days").replace("plan_working_days = 10", "plan_working_days = 60")
    with pytest.raises(SilenceContradicts) as refusal:
        change_of(text)
    assert refusal.value.params == {"keys": ["clocks.repeat_after_days"]}
    with pytest.raises(SilenceContradicts):
        change(text=text)
    with pytest.raises(BlueprintRefused):
        change(text=text + "[clocks]\n")
    assert exported() == before
