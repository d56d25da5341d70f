"""Estimates in, what may be shown out: thresholds, and no figure that subtraction could bring back."""

from basira.core.disclosure.criteria import MeasuredBody, ShownCentre, criteria_to_show
from basira.core.disclosure.disclose import Verdict, WithheldBecause, disclose
from basira.core.disclosure.meter import Item, Least, MeterOutOfRange, Reading, Source, check_least, readings
from basira.core.disclosure.revision import Figures, Marks, RevisionReveals, check_revision, of_unit
from basira.core.disclosure.rule import DisclosureRule, MeasuredUnit, Presence, UnitsDoNotNest
from basira.core.disclosure.unnamed import RevisionTellsBody, check_bodies, disclose_unnamed

__all__ = [
    "DisclosureRule",
    "Figures",
    "Item",
    "Least",
    "Marks",
    "MeasuredBody",
    "MeasuredUnit",
    "MeterOutOfRange",
    "Presence",
    "Reading",
    "RevisionReveals",
    "RevisionTellsBody",
    "ShownCentre",
    "Source",
    "UnitsDoNotNest",
    "Verdict",
    "WithheldBecause",
    "check_bodies",
    "check_least",
    "check_revision",
    "criteria_to_show",
    "disclose",
    "disclose_unnamed",
    "of_unit",
    "readings",
]
