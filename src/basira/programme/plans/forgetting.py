"""Of which cycles nothing needs any more whose their numbers were, so that the vault may forget it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import PlanState
from basira.programme.findings.holding import contested
from basira.programme.panel import queries as panel
from basira.programme.panel.terms import gaps_now
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans.models import Plan, PlanMove, Repeat
from basira.programme.plans.rules import repeats_fixes, rules_card
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission, Wave


def forget_numbers(*, by: Actor, at: datetime) -> int:
    """
    Have the vault destroy the sealed maps of cycles that nothing needs any more, and return how many it did. For the schedule.

    Needed are they while a gap of rotation reaches back to a mission of theirs, a body's contest waits for its arbiter, or a plan
    waits for a repeat by somebody who was not there. How long they are kept at least is the vault's own, which journals the end.

    :raises NotPermitted: when `by` is not the schedule
    :raises VaultNotReachable: when the vault does not answer; the next call does it
    """
    permissions.check(by, Act.CLOSE_KEYS)
    over = dict(waves.cycles_over().order_by("number").values_list("pk", "ref"))
    reach = at - timedelta(days=max(gaps_now().longest, rules_card().rotation_days))
    near = Mission.objects.filter(wave__in=over, window_end__gte=reach).values_list("wave", flat=True)
    needed = {*near, *(wave for wave, _body in contested(over)), *waiting_for_a_stranger().values_list("pk", flat=True)}
    return panel.vault().destroy_maps([ref for pk, ref in over.items() if pk not in needed], by=by.ref)


def waiting_for_a_stranger() -> QuerySet[Wave]:
    """Return the cycles in which somebody was at a centre to which a plan still sends a stranger; none where fixes are not repeated."""
    if not repeats_fixes():
        return Wave.objects.none()
    closed = PlanMove.objects.filter(to=PlanState.VERIFIED).values("plan")
    plans = Plan.objects.exclude(pk__in=closed)
    repeats = Repeat.objects.filter(plan__in=plans)
    found = Wave.objects.filter(pk__in=plans.values("finding__report__wave"))
    return found | Wave.objects.filter(pk__in=repeats.values("mission__wave"))
