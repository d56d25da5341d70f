"""The programme's thresholds and clocks for plans: the one place that reads them."""

from dataclasses import dataclass
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
    """Return the rules that hold now: the programme's, or the defaults before it set any."""
    row = PlanRules.objects.values_list(*FIELDS).first()
    return RulesCard(*row) if row else RulesCard()


def repeats_fixes() -> bool:
    """Tell whether an experience is repeated after the body has put it right: as the blueprint says, where silent, yes."""
    blueprint = kept_blueprint()
    return blueprint is None or bool(blueprint.said("missions.repeat_after_findings", True))


def grace_until(signed_at: datetime, grace_days: int) -> date:
    """Return the last day of the time in which nothing is checked yet, in the programme's time zone."""
    return timezone.localdate(signed_at) + timedelta(days=grace_days)
