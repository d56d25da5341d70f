"""Replacing somebody at the desk, and being told why a shopper is not sent somewhere."""

import pytest

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import ShopperState
from basira.programme.panel.models import CycleNumber, Shopper
from tests.field_scene import make_scene
from tests.programme.test_replacing import drawn_call  # noqa: F401  a fixture
from tests.surfaces.test_console_panel import words

pytestmark = pytest.mark.django_db


def test_who_drops_out_is_replaced_in_one_step_and_the_page_says_what_became_of_the_quotas(signed_in, drawn_call):  # noqa: F811
    officer, shopper = signed_in(Role.PANEL_OFFICER), Shopper.objects.order_by("panel_ref").first()
    place = f"/console/panel/shoppers/{shopper.panel_ref}/"
    assert officer.post(f"{place}leave/", {"reason": "because", "calls": "on"}).status_code == 404
    answer = officer.post(f"{place}leave/", {"reason": "unreachable", "calls": "on"}, follow=True)
    page = words(answer)
    assert answer.redirect_chain[-1][0] == f"/console/calls/{drawn_call}/choice/"
    assert "All quotas are kept." in page and "Chosen and not in the panel yet: 1" in page
    assert shopper.panel_ref not in page
    shopper.refresh_from_db()
    assert shopper.state == ShopperState.ENDED
    assert officer.post(f"{place}leave/", {"reason": "unreachable", "calls": "on"}).status_code == 422


def test_the_form_of_a_mission_says_beside_the_number_that_her_class_is_not_sent_so(signed_in):
    scene, planner = make_scene(), signed_in(Role.PLANNER)
    CycleNumber.objects.update(shopper_class="observer")
    like = scene.missions[0]
    said = {
        "number": scene.number.number, "centre": like.centre.code, "channel": "counter", "kind": "",
        "scenario": like.scenario.ref, "questionnaire_version": scene.version.ref,
        "window_start": "2026-11-28T08:00", "window_end": "2026-11-28T12:00",
    }  # fmt: skip
    answer = planner.post(f"/console/cycles/{scene.wave}/plan/", said)
    assert answer.status_code == 422 and "of a class that is not sent on missions of this kind" in words(answer)
    assert planner.post(f"/console/cycles/{scene.wave}/plan/", said | {"kind": "spot-check"}).status_code == 302
