"""What a file leaves out of the desk's own decisions stays: so that it is told to change what it does change, and nothing else."""

from collections.abc import Mapping

from basira.core.blueprint.schema import Row, Value
from basira.core.blueprint.values import Blueprint
from basira.programme.blueprints.exporting import ROTATION, packs_of, with_partner
from basira.programme.people.blueprints import LABELS, label_in, label_values
from basira.programme.people.clocks import in_order

DECIDED = frozenset({
    "shoppers.routes", *ROTATION, "shoppers.training_attended", "sites.recording_basis",
    "clocks.reply_working_days", "clocks.arbiter_working_days", "clocks.plan_working_days", "clocks.repeat_after_days",
    "calendar.weekend",
})  # fmt: skip
"""The keys beside the charter's that a page of the desk decides."""
TOGETHER = ("shoppers.pledge_", *(f"words.{code}." for code in LABELS))
"""How the keys of one decision begin, which is said whole or not at all: the pledge in its languages, a word in its forms."""


def completed(said: Blueprint, now: Blueprint) -> Blueprint:
    """
    Return a file with what it leaves out of the desk's decisions as it stands `now`, each spelled as the export will spell it.

    Packs that were taken are always in use. A gap of a body or of a sector is ended by saying 0 days.
    """
    kept = {path: value for path, value in now.values.items() if _stays(path, said)}
    values = dict(_as_exported(Blueprint({**kept, **said.values})))
    for path in ROTATION[1:]:
        if not values.get(path) and path not in now.values:
            values.pop(path, None)
    return with_partner(Blueprint(values, {**said.rows, "sites.decisions": _sites(said, now)}))


def _stays(path: str, said: Blueprint) -> bool:
    """Tell whether a key stays as it is where a file leaves it out, which this one does of all that belongs together."""
    for start in TOGETHER:
        if path.startswith(start):
            return not any(each.startswith(start) for each in said.values)
    return path in DECIDED or (path.startswith("programme.") and path != "programme.code")


def _as_exported(whole: Blueprint) -> Mapping[str, Value]:
    """Return the values of a file as the export of the programme spells them once it is changed."""
    values = {path: value for path, value in whole.values.items() if not path.startswith("words.")}
    for code in LABELS:
        values |= label_values(code, label_in(whole, code))
    values["calendar.weekend"] = in_order(whole.said("calendar.weekend", ()))
    if basis := whole.said("sites.recording_basis"):
        values["sites.recording_basis"] = str(basis).strip()
    if packs := packs_of(whole):
        values["packs.use"] = packs
    return values


def _sites(said: Blueprint, now: Blueprint) -> tuple[Row, ...]:
    """Return the decisions on photos of both, the file's own where it says one, in the order in which they stand."""
    stands = {str(row["type"]): row for row in now.table("sites.decisions")}
    own = {str(row["type"]): {**row, "reason": str(row["reason"]).strip()} for row in said.table("sites.decisions")}
    return tuple({**stands, **own}.values())
