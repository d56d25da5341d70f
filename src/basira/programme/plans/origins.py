"""
Where a finding comes from: the visit that a repeat goes back to, and the criteria that it is judged on.

For the planner and the worker, never for a body: a body's finding is about the body, and which centre is looked at again
is not said.
"""

from dataclasses import dataclass
from decimal import Decimal

from basira.core.instrument.tree import Criterion, Questionnaire
from basira.core.kernel.lifecycles import QuestionnaireState
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.models import Finding
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.waves.models import Mission

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


def origin_of(finding: Finding) -> Mission | None:
    """
    Return the mission whose visit showed the fault most: the fewest points, then by its ref, which is random.

    None where no visit behind the finding is there any more.
    """
    subject, inputs = about(finding), finding.report.run.inputs
    places = {
        place
        for place, (code, dimension, _weight, _critical) in enumerate(inputs["criteria"])
        if dimension == subject.dimension and subject.criterion in ("", code)
    }
    means: list[tuple[Decimal, str]] = []
    for visit, _shopper, centre, shares in inputs["visits"]:
        own = [Decimal(share) for place, share in shares if place in places and share is not None]
        if own and inputs["centres"][centre][0] == finding.entity_ref and subject.centre_ref in ("", centre):
            means.append((sum(own, Decimal(0)) / len(own), visit))
    for _mean, visit in sorted(means):
        rows = Visit.objects.select_related("mission__centre", "mission__service", "mission__questionnaire_version")
        found = rows.filter(ref=visit).first()
        if found is not None and found.mission is not None:
            return found.mission
    return None


def criteria_in(questionnaire: Questionnaire, subject: About) -> tuple[Criterion, ...]:
    """Return the criteria of a questionnaire that a finding is about; empty where it asks for none of them."""
    return tuple(
        one
        for one in questionnaire.criteria
        if one.dimension == subject.dimension and subject.criterion in ("", f"{questionnaire.form_id}:{one.code}")
    )


def version_for(origin: Mission, subject: About) -> QuestionnaireVersion | None:
    """Return the newest published version of the questionnaire that asks what the finding is about; None without one."""
    versions = QuestionnaireVersion.objects.filter(
        questionnaire=origin.questionnaire_version.questionnaire_id, state=QuestionnaireState.PUBLISHED
    ).order_by("-published_at", "-pk")
    return next((one for one in versions if criteria_in(Questionnaire.from_dict(one.tree), subject)), None)
