"""A certificate or the signed pledge is taken back, and the missions to come that need it stop."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import TakenBackFor
from basira.programme.journal import verbs as journal
from basira.programme.training.gate import Task, lacking
from basira.programme.training.verbs.revoking import take_back
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import OPEN_MISSIONS


@transaction.atomic
def take_back_and_stop(*, number: str, proof: str, reason: TakenBackFor, by: Actor, at: datetime) -> int:
    """
    Take back what a number holds, withdraw those of its missions to come for which something is lacking then, and return how many.

    What was visited stays as it is, and what is demanded of nobody stops nothing.

    :raises NotPermitted, NothingToTakeBack, VaultNotReachable: as `take_back`; nothing is changed
    """
    take_back(number=number, proof=proof, reason=reason, by=by, at=at)
    missions = Mission.objects.select_for_update(of=("self",)).filter(cycle_number__ref=number, state__in=OPEN_MISSIONS)
    rows = missions.order_by("pk").values_list("ref", "centre__ref", "channel")
    tasks = {ref: Task(number, centre, Channel(channel)) for ref, centre, channel in rows}
    lacks = lacking(tasks.values(), on=at.date(), by=by.ref)
    stopped = [ref for ref, task in tasks.items() if task in lacks]
    Mission.objects.filter(ref__in=stopped).update(state=MissionState.WITHDRAWN)
    detail = {"to": str(MissionState.WITHDRAWN), "reason": "taken-back"}
    journal.record_many([journal.Line("mission.moved", ref, detail) for ref in stopped], by=by, at=at)
    return len(stopped)
