"""A running programme gives itself out as a blueprint: the file that it keeps, with what people decided since laid over it."""

from django.conf import settings

from basira.core.blueprint.schema import Value
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.writing import written
from basira.core.instrument.packs.workbook import form_id
from basira.gateways.shipped import shipped_packs
from basira.programme.instruments.models import Questionnaire
from basira.programme.panel.models import RotationGaps
from basira.programme.people import queries as people
from basira.programme.people.blueprints import kept_blueprint, values_of
from basira.programme.people.charter import Charter
from basira.programme.people.clocks import clocks_now
from basira.programme.plans.models import PlanRules
from basira.programme.recruiting import queries as recruiting
from basira.programme.recruiting.models import RouteSetting
from basira.programme.recruiting.routes import IN_BLUEPRINTS
from basira.programme.registry import queries as registry
from basira.programme.registry.blueprints import site_rows
from basira.programme.training import queries as training
from basira.programme.training.gate import demand_now

HEAD = (
    "The programme as it stands, written by Basira. `./basira blueprint check FILE` says what of it is not yet obeyed."
)
OWN_CODE = "own"
"""The code in the export of a programme that started without a blueprint."""
ROTATION = ("shoppers.rotation_days", "shoppers.rotation_days_body", "shoppers.rotation_days_sector")


def exported() -> str:
    """Return the running programme as the text of a blueprint; Basira's own names before anybody set it up."""
    return written(as_it_stands(), head=HEAD)


def as_it_stands() -> Blueprint:
    """Return the running programme as a blueprint."""
    kept = kept_blueprint() or Blueprint({"format": 1, "programme.code": OWN_CODE})
    values = {path: value for path, value in kept.values.items() if not _is_decided_elsewhere(path)}
    values |= values_of(people.charter_card() or Charter(name_ar="بصيرة", name_en="Basira"), clocks_now())
    if basis := registry.recording_basis():
        values["sites.recording_basis"] = basis
    if pledge := training.pledge_now():
        values = {path: value for path, value in values.items() if not path.startswith("shoppers.pledge_")}
        values |= {f"shoppers.pledge_{code}": words for code, words in pledge.others.items()}
        values |= {"shoppers.pledge_ar": pledge.text_ar, "shoppers.pledge_en": pledge.text_en}
    for decided in (_routes(kept), _demand(kept), _plans()):
        values |= decided
    if gaps := RotationGaps.objects.first():
        days = dict(zip(ROTATION, (gaps.centre_days, gaps.body_days, gaps.sector_days), strict=True))
        values = {path: value for path, value in values.items() if path not in days}
        values |= {path: value for path, value in days.items() if value or path == ROTATION[0]}
    if packs := packs_of(kept):
        values["packs.use"] = packs
    return with_partner(Blueprint(values, {**kept.rows, "sites.decisions": site_rows()}))


def with_partner(whole: Blueprint) -> Blueprint:
    """
    Return a file with a partner who sends shoppers, where companies may and none is named: the desk can open that way in.

    No company is named by it. A file whose own partners are enough stays as it is.
    """
    rows = whole.table("partners")
    if "contracted" not in whole.said("shoppers.routes", ()) or any(row["role"] == "provider" for row in rows):
        return whole
    code = "contracted-provider" if any(row["code"] == "provider" for row in rows) else "provider"
    return Blueprint(whole.values, {**whole.rows, "partners": (*rows, {"code": code, "role": "provider"})})


def _is_decided_elsewhere(path: str) -> bool:
    """Tell whether a key's value is a row of its own by now, whatever the file said at the start."""
    table, _dot, name = path.rpartition(".")
    return (table == "programme" and name != "code") or table.startswith("words") or table == "sites"


def _routes(kept: Blueprint) -> dict[str, Value]:
    """Return the ways in that are open, where the director set any; in the file's own order where they are the same."""
    if not RouteSetting.objects.exists():
        return {}
    is_open = recruiting.open_routes()
    routes = tuple(name for name, route in IN_BLUEPRINTS.items() if route in is_open)
    return {} if set(routes) == set(kept.said("shoppers.routes", ())) else {"shoppers.routes": routes}


def _demand(kept: Blueprint) -> dict[str, Value]:
    """Return whether training is demanded, where that was ever said."""
    is_demanded = demand_now().certificate
    was_said = is_demanded or "shoppers.training_attended" in kept.values
    return {"shoppers.training_attended": is_demanded} if was_said else {}


def _plans() -> dict[str, Value]:
    """Return the clocks of plans, where the director set them."""
    rules = PlanRules.objects.first()
    if rules is None:
        return {}
    return {"clocks.plan_working_days": rules.plan_days, "clocks.repeat_after_days": rules.grace_days}


def packs_of(file: Blueprint) -> tuple[str, ...]:
    """Return the packs that a file names, and after them those of which a form was taken since."""
    named = tuple(file.said("packs.use", ()))
    forms = set(Questionnaire.objects.values_list("form_id", flat=True))
    taken = (
        pack.name for pack in shipped_packs(settings.PACKS_FOLDER) if {form_id(pack), form_id(pack, spot=True)} & forms
    )
    return (*named, *(name for name in taken if name not in named))
