"""The demo's programme, started from a blueprint that ships through the verbs of the wizard."""

from datetime import datetime
from typing import Any

from django.conf import settings

from basira.core.blueprint.values import Blueprint
from basira.core.kernel.actor import OPERATOR
from basira.core.simulation.towns import ATTRIBUTION, ATTRIBUTION_AR
from basira.gateways.shipped import shipped_blueprints
from basira.programme.people import verbs
from basira.programme.people.blueprints import blueprint_from, charter_values, clocks_in, label_in
from basira.programme.people.charter import Charter, Governance
from basira.programme.people.clocks import clocks_now
from basira.programme.people.profiles import ProfileCode
from basira.programme.people.setting_up import change_charter
from basira.programme.registry.blueprints import Start, begin_with
from basira.programme.training.gate import Demand
from basira.programme.training.starting import begin_training
from basira.programme.training.verbs.preparing import set_demand

OF_THE_TOWNS = 'time_zone = "Asia/Dubai"'
"""The demo's towns lie in the Emirates, whichever bureau its blueprint is of."""
TRIED_BESIDES = '"everyday", "message", "event", "spot-check"'
"""Where a demo has everyday experiences, visitors may try the other kinds of missions, too."""
BASIS = ("سند قانوني للتجربة فقط: بيانات محاكاة.", "A legal basis for the demo alone: simulated data.")


def demo_blueprint(code: str) -> str:
    """Return the text of the blueprint that the demo of this code starts from."""
    text = shipped_blueprints(settings.BLUEPRINTS_FOLDER)[code]
    zone = next(line for line in text.splitlines() if line.startswith("time_zone"))
    kinds = next(line for line in text.splitlines() if line.startswith("kinds"))
    return text.replace(zone, OF_THE_TOWNS).replace(kinds, kinds.replace('"everyday"', TRIED_BESIDES))


def start_demo(code: str, at: datetime) -> Blueprint:
    """
    Start the programme of a blueprint as the wizard does, but for its code and its first account: nobody set a rehearsal up.

    What the file demands of shoppers is set aside while cycles of the past are brought in, which were made without it.
    """
    text = demo_blueprint(code)
    blueprint = blueprint_from(text)
    charter = demo_charter(blueprint, at)
    change_charter(charter=charter, by=OPERATOR, at=at)
    verbs.set_programme(
        name_ar=charter.name_ar,
        name_en=charter.name_en,
        simulated=True,
        attribution_ar=ATTRIBUTION_AR,
        attribution_en=ATTRIBUTION,
        by=OPERATOR,
        at=at,
    )
    begin_with(Start(charter, clocks_in(blueprint, clocks_now()), text), at)
    begin_training(blueprint, at)
    set_demand(demand=Demand(), by=OPERATOR, at=at)
    return blueprint


def demo_charter(blueprint: Blueprint, at: datetime) -> Charter:
    """Return the charter of a blueprint, with what the person in the wizard would have typed."""
    values: dict[str, Any] = {"legal_basis_ar": BASIS[0], "legal_basis_en": BASIS[1], "notice_on": at.date()}
    values |= charter_values(blueprint)
    values |= {"governance": Governance(values["governance"]), "profile": ProfileCode(values["profile"])}
    values |= {label: label_in(blueprint, label) for label in ("shopper", "customer")}
    return Charter(**values)
