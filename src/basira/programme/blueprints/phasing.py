"""The phases of the programme are set at the desk: which sectors it begins with, kept in its file like any change of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from basira.core.blueprint.differences import Difference
from basira.core.blueprint.schema import Row
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.writing import written
from basira.core.kernel.actor import Actor
from basira.programme.blueprints.changing import change_blueprint
from basira.programme.blueprints.exporting import HEAD, as_it_stands
from basira.programme.waves.phases import Phase


@transaction.atomic
def set_phases(*, phases: Sequence[Phase], on: str, by: Actor, at: datetime) -> tuple[Difference, ...]:
    """
    Have the programme's file say these phases, in the order of time, and return what was different; none ends them.

    A cycle of a phase visits the sectors of it and of those before. `on` is the digest of the programme for which somebody decided,
    as `changing.digest_of` gives it.

    :raises NotPermitted, ProgrammeNotSetUp, BlueprintRefused, MethodCommitted, ChangedMeanwhile: as `change_blueprint`
    """
    now = as_it_stands()
    whole = Blueprint(now.values, {**now.rows, "phases": tuple(map(_row, phases))})
    return change_blueprint(text=written(whole, head=HEAD), on=on, by=by, at=at)


def _row(phase: Phase) -> Row:
    names = {"name_ar": phase.name_ar.strip(), "name_en": phase.name_en.strip()}
    return {"code": phase.code, **{key: words for key, words in names.items() if words}, "sectors": phase.sectors}
