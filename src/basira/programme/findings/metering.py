"""The programme's own least of the meter, and the verb that sets it."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from basira.core.disclosure import DisclosureRule, Least, check_least
from basira.core.kernel.actor import Actor
from basira.programme.findings.models import MeterLeast
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act


def least_now() -> Least:
    """Return the least that holds. One query."""
    row = MeterLeast.objects.filter(pk=1).first()
    return Least(row.visits, row.shoppers) if row else Least()


def meeting(rule: DisclosureRule, least: Least) -> DisclosureRule:
    """Return a run's thresholds, raised to a least of the meter."""
    return replace(rule, min_visits=least.visits, min_shoppers=least.shoppers)


@transaction.atomic
def set_least(*, least: Least, by: Actor, at: datetime) -> None:
    """
    Set among how many somebody must hide from now on; what the bodies were told stays.

    :raises NotPermitted: when `by` may not set the programme
    :raises MeterOutOfRange: from `check_least`
    """
    permissions.check(by, Act.SET_PROGRAMME)
    check_least(least)
    if least == least_now():
        return
    MeterLeast.objects.update_or_create(pk=1, defaults={"visits": least.visits, "shoppers": least.shoppers})
    journal.record("meter.least-set", subject="programme", by=by, at=at, visits=least.visits, shoppers=least.shoppers)
