"""
The rules of a call, as data, and what they say of an applicant: every rule that is not met, so that the reason can be told.

A call keeps its rules as a list of {"rule": code, …}. An unknown rule refuses the list: nothing is let through unread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.recruiting.attributes import Language, Standing

MOST_YEARS = 120


class RuleKind(StrEnum):
    """What a rule asks."""

    AGE_AT_LEAST = "age-at-least"
    CITIZEN_OR_RESIDENT = "citizen-or-resident"
    CITIZEN = "citizen"
    RESIDENT = "resident"
    NOT_EMPLOYED_BY_BODY = "not-employed-by-body"
    SPEAKS_ONE_OF = "speaks-one-of"


class RulesUnreadable(Problem):
    """The rules of a call hold one that nobody can check; `rule` is how it was written."""

    code = "recruiting.rules-unreadable"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `years` is the age, or the least whole years of residence; `languages` are codes, one of which is enough."""

    kind: RuleKind
    years: int = 0
    languages: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        more = {"years": self.years} if self.years else {}
        return {"rule": str(self.kind), **more, **({"languages": list(self.languages)} if self.languages else {})}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an applicant says of herself, for the rules alone: age and years are checked and not kept."""

    age: int
    standing: Standing
    years_resident: int = 0
    works_at_body: bool = False
    languages: frozenset[str] = field(default_factory=frozenset)


STANDINGS_TAKEN: Mapping[RuleKind, frozenset[Standing]] = {
    RuleKind.CITIZEN_OR_RESIDENT: frozenset({Standing.CITIZEN, Standing.RESIDENT}),
    RuleKind.CITIZEN: frozenset({Standing.CITIZEN}),
    RuleKind.RESIDENT: frozenset({Standing.RESIDENT}),
}
"""Whom each rule on standing takes; for residents it may ask for years."""

DEFAULT_RULES = (
    Rule(RuleKind.AGE_AT_LEAST, years=18),
    Rule(RuleKind.CITIZEN_OR_RESIDENT, years=2),
    Rule(RuleKind.NOT_EMPLOYED_BY_BODY),
)


def read_rules(raw: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """
    Return the rules of a call. No rule at all lets everybody apply.

    :raises RulesUnreadable: for a rule, a number of years or a language that is not known
    """
    return tuple(_rule(each) for each in raw)


def _rule(raw: Mapping[str, Any]) -> Rule:
    years, languages = raw.get("years", 0), raw.get("languages", [])
    is_known = raw.get("rule") in {str(each) for each in RuleKind} and set(raw) <= {"rule", "years", "languages"}
    is_number = isinstance(years, int) and not isinstance(years, bool) and 0 <= years <= MOST_YEARS
    if not (is_known and is_number and set(languages) <= {str(each) for each in Language}):
        raise RulesUnreadable(rule=str(raw.get("rule", "")))
    return Rule(RuleKind(raw["rule"]), years, tuple(languages))


def unmet(rules: Sequence[Rule], facts: Facts) -> tuple[Rule, ...]:
    """Return the rules that somebody does not meet, in their order; none for somebody who may apply."""
    return tuple(rule for rule in rules if not is_met(rule, facts))


def is_met(rule: Rule, facts: Facts) -> bool:
    """Tell whether one rule is met."""
    if rule.kind is RuleKind.AGE_AT_LEAST:
        return facts.age >= rule.years
    if rule.kind in STANDINGS_TAKEN:
        is_settled = facts.standing is not Standing.RESIDENT or facts.years_resident >= rule.years
        return facts.standing in STANDINGS_TAKEN[rule.kind] and is_settled
    if rule.kind is RuleKind.NOT_EMPLOYED_BY_BODY:
        return not facts.works_at_body
    return bool(facts.languages & set(rule.languages))


def is_as_strict(rules: Sequence[Rule], floor: Sequence[Rule]) -> bool:
    """Tell whether rules let nobody apply whom one of `floor` refuses, for rules on age and on standing."""
    return least_age(rules) >= least_age(floor) and all(
        any(_is_within(rule, bound) for rule in rules) for bound in floor if bound.kind in STANDINGS_TAKEN
    )


def _is_within(rule: Rule, bound: Rule) -> bool:
    """Tell whether a rule on standing takes only whom `bound` takes."""
    taken = STANDINGS_TAKEN.get(rule.kind)
    if taken is None or not taken <= STANDINGS_TAKEN[bound.kind]:
        return False
    return Standing.RESIDENT not in taken or rule.years >= bound.years


def least_age(rules: Sequence[Rule]) -> int:
    """Return the age that the rules ask for, in whole years; 0 where they ask for none."""
    return max((rule.years for rule in rules if rule.kind is RuleKind.AGE_AT_LEAST), default=0)
