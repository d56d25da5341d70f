"""
Where a finding comes from: the visit that a repeat goes back to, and the criteria that it is judged on.

For the planner and the worker, never for a body: a body's finding is about the body, and which centre is looked at again
is not said.
"""

from decimal import Decimal

from basira.core.instrument.tree import Criterion, Questionnaire
from basira.core.kernel.lifecycles import QuestionnaireState
from basira.programme.fieldwork.models import Visit
from basira.programme.findings.behind import shares_behind
from basira.programme.findings.models import Finding
from basira.programme.findings.subjects import About
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.waves.models import Mission


def origin_of(finding: Finding) -> Mission | None:
    """
    Return the mission whose visit showed the fault most: the fewest points, then by its ref, which is random.

    None where no visit behind the finding is there any more.
    """
    shares = shares_behind(finding)
    means = [(sum(own, Decimal(0)) / len(own), visit) for visit, own in shares.items()]
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
