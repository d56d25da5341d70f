"""Every pack is what its source says, passes the check without a remark, and keeps the minutes that it promises."""

import re

import pytest

from basira.core.blueprint.vocabulary import PACKS
from basira.core.instrument.drawn import undrawn
from basira.core.instrument.pace import minutes_to_fill
from basira.core.instrument.packs.sectors import SECTORS
from basira.core.instrument.packs.source import Pack
from basira.core.instrument.packs.workbook import WORKBOOKS, workbooks_of
from basira.core.instrument.tree import text_in
from basira.gateways.shipped import shipped_packs
from basira.gateways.xlsforms import check_workbook
from tests.shared_data import ROOT

FOLDER = ROOT / "packs"
ALL = shipped_packs(FOLDER)
BY_NAME = pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.name)


def test_every_pack_that_a_blueprint_may_name_ships():
    assert {pack.name for pack in ALL} == set(PACKS)


@BY_NAME
def test_the_workbooks_are_built_from_the_source(pack: Pack):
    for name, content in workbooks_of(pack).items():
        stored = FOLDER / pack.name / name
        assert stored.read_bytes() == content, f"run `./basira packs build` and commit {stored.name} of {pack.name}"


@BY_NAME
@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_form_passes_the_check_without_one_remark_and_keeps_its_minutes(pack: Pack, name: str):
    found = check_workbook((FOLDER / pack.name / name).read_bytes(), name)
    assert found.ok and found.problems == ()
    assert undrawn(found.tree, found.xform) == (), "the notes on a phone can show it"
    promised = pack.spot_minutes if WORKBOOKS[name] else pack.minutes
    for language in ("ar", "en"):
        assert minutes_to_fill(found.tree, language) <= promised
    assert all(text_in(one.labels, "ar") != text_in(one.labels, "en") for one in found.tree.questions)
    assert {"mission", "started", "ended"} <= set(found.tree.roles)
    judged = {code for line in pack.key for code in line.judges}
    asked = {one.name for one in found.tree.questions}
    assert {path.rpartition("/")[2] for path in found.tree.keys} == judged & asked
    assert all(key.right.startswith("يُستكمل") and key.promised for key in found.tree.keys.values())
    assert "basira:key" not in found.xform and "basira:promised" not in found.xform


@BY_NAME
def test_a_pack_is_whole(pack: Pack):
    asked, spot = list(pack.asked()), list(pack.asked(spot=True))
    assert 2 <= len(pack.scenarios) <= 3 and len(pack.key) >= 3 and len(pack.readiness) >= 6
    assert 4 <= len(spot) <= 12 < len(asked)
    assert any(one.dimension == "inclusion" for one in asked), "access for people with disabilities is asked everywhere"
    assert any(one.is_critical for one in asked)
    assert len({scenario.code for scenario in pack.scenarios}) == len(pack.scenarios)
    every = [*(one.states for one in asked), *(one.asks for one in asked), *(one.text for one in pack.readiness)]
    every += [text for one in pack.scenarios for text in (one.name, one.story, one.must, one.may, one.never)]
    for said in every:
        assert re.search("[ء-ي]", said.ar) and not re.search("[ء-ي]", said.en), said


@BY_NAME
def test_a_scenario_says_what_to_say_when_asked_and_what_never_to_do(pack: Pack):
    for one in pack.scenarios:
        assert "asked" in one.story.en and "سُئلت" in one.story.ar, one.code
        assert "Never" in one.never.en and "لا ت" in one.never.ar, one.code


@BY_NAME
def test_no_question_asks_for_a_persons_name(pack: Pack):
    for one in pack.asked():
        assert not re.search(r"\bname of (the|an) (employee|clerk|nurse|doctor)", one.asks.en), one.code


def test_every_sector_that_the_requirements_name_has_packs_or_is_planned():
    letters = {letter for sector in SECTORS for letter in re.findall(r"S0-22(\w)", sector.ids)}
    assert letters == set("abcdefghijklmn")
    assert {"S2-25", "S2-26", "S2-27", "S2-28"} <= {one for sector in SECTORS for one in sector.ids.split(", ")}
    assert {name for sector in SECTORS for name in sector.packs} <= set(PACKS)


def test_scenario_codes_are_told_apart_over_all_packs():
    codes = [scenario.code for pack in ALL for scenario in pack.scenarios]
    assert len(set(codes)) == len(codes)


def test_the_same_criterion_belongs_to_one_dimension_in_every_pack():
    """Visits of several packs may meet in one cycle, which could not be scored otherwise."""
    homes: dict[str, set[str]] = {}
    for pack in ALL:
        for one in pack.asked():
            if one.weight:
                homes.setdefault(one.code, set()).add(one.dimension)
    assert {code: home for code, home in homes.items() if len(home) > 1} == {}
