"""Estimates in, what may be shown out: thresholds, and no figure that subtraction could bring back."""

from basira.core.disclosure.disclose import Verdict, WithheldBecause, disclose
from basira.core.disclosure.revision import RevisionReveals, check_revision
from basira.core.disclosure.rule import DisclosureRule, MeasuredUnit, Presence, UnitsDoNotNest

__all__ = [
    "DisclosureRule",
    "MeasuredUnit",
    "Presence",
    "RevisionReveals",
    "UnitsDoNotNest",
    "Verdict",
    "WithheldBecause",
    "check_revision",
    "disclose",
]
