"""The programme's thresholds and clocks for plans: the one place that reads them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from basira.core.assurance.plan_opening import OpeningRule
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.plans.models import PlanRules

PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class RulesCard:
    """
    Thresholds and clocks. `score_below` is in points of 100; days are working days, but `grace_days` and `rotation_days`,
    which are days of the calendar; `in_a_row` counts cycles, and 0 turns that rule off.
    """

    score_below: Decimal = Decimal(60)
    critical_failed: bool = True
    in_a_row: int = 2
    plan_days: int = 10
    sign_days: int = 5
    rung_days: int = 5
    grace_days: int = 60
    rotation_days: int = 90

    @property
    def opening(self) -> OpeningRule:
        """The rule by which findings ask for a plan."""
        return OpeningRule(self.score_below / PERCENT, self.critical_failed, self.in_a_row)


FIELDS = tuple(RulesCard.__dataclass_fields__)


def rules_card() -> RulesCard:
    """Return the rules that hold now: as the director set them, else as the programme's file says, else the defaults."""
    row = PlanRules.objects.values_list(*FIELDS).first()
    if row:
        return RulesCard(*row)
    file, usual = kept_blueprint(), RulesCard()
    if file is None:
        return usual
    plan_days = file.said("clocks.plan_working_days", usual.plan_days)
    grace_days = file.said("clocks.repeat_after_days", usual.grace_days)
    return replace(usual, plan_days=plan_days, grace_days=grace_days)


def repeats_fixes() -> bool:
    """Tell whether an experience is repeated after the body has put it right: as the blueprint says, where silent, yes."""
    blueprint = kept_blueprint()
    return blueprint is None or bool(blueprint.said("missions.repeat_after_findings", True))


def grace_until(signed_at: datetime, grace_days: int) -> date:
    """Return the last day of the time in which nothing is checked yet, in the programme's time zone."""
    return timezone.localdate(signed_at) + timedelta(days=grace_days)
