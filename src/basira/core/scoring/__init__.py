"""Accepted visits in, estimates with their errors out. The visit is the unit, never the rating."""

from basira.core.scoring.change import Change, compare
from basira.core.scoring.estimate import ENGINE, DimensionScore, Estimate, UnitScore, score_units
from basira.core.scoring.funnel import funnel_limits, spread_of
from basira.core.scoring.ranks import RankRange, rank_ranges
from basira.core.scoring.rating import Level, NotScorable, Rating, check_scorable, inputs_digest
from basira.core.scoring.report import Part, ReportRule, expected_misses, part_of
from basira.core.scoring.student import t_quantile

__all__ = [
    "ENGINE",
    "Change",
    "DimensionScore",
    "Estimate",
    "Level",
    "NotScorable",
    "Part",
    "RankRange",
    "Rating",
    "ReportRule",
    "UnitScore",
    "check_scorable",
    "compare",
    "expected_misses",
    "funnel_limits",
    "inputs_digest",
    "part_of",
    "rank_ranges",
    "score_units",
    "spread_of",
    "t_quantile",
]
