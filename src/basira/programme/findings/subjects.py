"""What a finding is about, as its code says it: a dimension, perhaps one criterion of it, perhaps at one centre."""

from dataclasses import dataclass

from basira.programme.findings.models import Finding

CENTRE_MARK = "@"
"""Before the centre's ref in the code of a finding about a dimension at a centre."""


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about: a dimension, one criterion of it ("" for all) as "form:code", at a centre ("" for the body)."""

    dimension: str
    criterion: str
    centre_ref: str


def about(finding: Finding) -> About:
    """Return what a finding is about, from its code."""
    code, _mark, centre = finding.code.partition(CENTRE_MARK)
    dimension, _slash, criterion = code.partition("/")
    return About(dimension, criterion, centre)
