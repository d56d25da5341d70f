"""Who may apply to this programme at all, and what applicants are assessed on: what its blueprint says, below which no call goes."""

from dataclasses import dataclass

from basira.core.blueprint.values import Blueprint
from basira.core.kernel.problem import Problem
from basira.core.recruiting.eligibility import DEFAULT_RULES, Rule, RuleKind, is_as_strict, least_age
from basira.core.recruiting.rubric import DEFAULT_CRITERIA, Criterion
from basira.programme.people.blueprints import kept_blueprint

BOTH = ("citizen", "resident")
TAKES = {BOTH: RuleKind.CITIZEN_OR_RESIDENT, ("citizen",): RuleKind.CITIZEN, ("resident",): RuleKind.RESIDENT}
"""The rule on standing by the statuses of a blueprint."""
SPELLED = {"writes-reports": Criterion.REPORT_WRITING}
"""Criteria that a blueprint spells in another way."""


class CallBelowProgramme(Problem):
    """The call would take somebody whom the programme does not take, or leave out a criterion of its."""

    code = "recruiting.call-below-programme"


@dataclass(frozen=True, slots=True)
class Eligible:
    """What a call begins with (`rules`, `criteria`), and what of it the programme itself asks for: `floor` and `asked`."""

    rules: tuple[Rule, ...] = DEFAULT_RULES
    criteria: tuple[Criterion, ...] = DEFAULT_CRITERIA
    floor: tuple[Rule, ...] = ()
    asked: tuple[Criterion, ...] = ()

    def check(self, rules: tuple[Rule, ...], criteria: tuple[Criterion, ...]) -> None:
        """
        Refuse a call that asks less of applicants than the programme does.

        :raises CallBelowProgramme: when it does
        """
        if not is_as_strict(rules, self.floor) or not set(self.asked) <= set(criteria):
            raise CallBelowProgramme()


def eligible_now() -> Eligible:
    """Return what holds for this programme; without a blueprint nothing is asked for, and a call begins as ever."""
    blueprint = kept_blueprint()
    return eligible_in(blueprint) if blueprint else Eligible()


def eligible_in(blueprint: Blueprint) -> Eligible:
    """Return what a blueprint says; on what it is silent, nothing is asked for."""
    age, statuses = blueprint.said("eligibility.minimum_age"), blueprint.said("eligibility.statuses")
    years = blueprint.said("eligibility.residence_years")
    floor = [Rule(RuleKind.AGE_AT_LEAST, years=age)] if age is not None else []
    if statuses or years is not None:
        kind = TAKES[tuple(each for each in BOTH if each in (statuses or BOTH))]
        floor.append(Rule(kind, years=years or 0))
    asked = tuple(SPELLED.get(each) or Criterion(each) for each in blueprint.said("eligibility.criteria", ()))
    begins = (
        Rule(RuleKind.AGE_AT_LEAST, years=least_age(floor or DEFAULT_RULES)),
        next((rule for rule in floor if rule.kind in TAKES.values()), DEFAULT_RULES[1]),
        DEFAULT_RULES[2],
    )
    return Eligible(begins, asked or DEFAULT_CRITERIA, tuple(floor), asked)
