"""Accepted visits in, estimates with their errors out. The visit is the unit, never the rating."""

from basira.core.scoring.change import Change, compare
from basira.core.scoring.estimate import ENGINE, DimensionScore, Estimate, UnitScore, score_units
from basira.core.scoring.funnel import funnel_limits, spread_of
from basira.core.scoring.gain import (
    SURENESS,
    Certainty,
    EffectImpossible,
    EffectUnit,
    Effort,
    check_effect,
    priority,
    supported_parts,
)
from basira.core.scoring.peers import mean_of_peers
from basira.core.scoring.ranks import RankRange, alike, rank_ranges, tiers_of
from basira.core.scoring.rating import Level, NotScorable, Rating, check_scorable, inputs_digest
from basira.core.scoring.report import Part, ReportRule, expected_misses, part_of
from basira.core.scoring.student import t_quantile

__all__ = [
    "ENGINE",
    "SURENESS",
    "Certainty",
    "Change",
    "DimensionScore",
    "EffectImpossible",
    "EffectUnit",
    "Effort",
    "Estimate",
    "Level",
    "NotScorable",
    "Part",
    "RankRange",
    "Rating",
    "ReportRule",
    "UnitScore",
    "alike",
    "check_effect",
    "check_scorable",
    "compare",
    "expected_misses",
    "funnel_limits",
    "inputs_digest",
    "mean_of_peers",
    "part_of",
    "priority",
    "rank_ranges",
    "score_units",
    "spread_of",
    "supported_parts",
    "t_quantile",
    "tiers_of",
]
