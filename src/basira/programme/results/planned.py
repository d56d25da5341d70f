"""What a cycle's plan promises before its field work: read from its missions, and from variances that the newest run has shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from basira.core.kernel.lifecycles import MissionState
from basira.core.scoring import Level
from basira.core.scoring.planned import Outlook, PlannedVisit, Variances
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.results.models import ScoreRun
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import MissionPlan, bodies_of

ASSUMED = Variances(entity=0.05**2, centre=0.06**2, shopper=0.05**2, visit=0.10**2, rest=0.40**2)
"""Before any run: bodies differ by 5 points (a standard deviation), their centres by 6, shoppers by 5, visits by 10, an answer by 40."""
NO_VISIT = (
    MissionState.DECLINED,
    MissionState.EXPIRED,
    MissionState.NOT_DONE,
    MissionState.WITHDRAWN,
    MissionState.VOID,
)
"""Missions of which no visit comes any more."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Whence the variances are: the cycle and moment of a run; without one ("" and None) they are assumed."""

    variances: Variances
    wave_ref: str = ""
    name_ar: str = ""
    name_en: str = ""
    run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What a plan of so many scored `visits` promises, centres first; `criteria` is how many a visit rates on average."""

    visits: int
    criteria: float
    basis: Basis
    levels: tuple[Outlook, ...]


def plan_card(wave: str, beside: Sequence[MissionPlan] = ()) -> PlanCard:
    """
    Return what a cycle's missions promise, with those to be planned `beside` them. Four queries.

    Empty: no levels, where the visits that are scored go to fewer than two centres.

    :raises PlanTooLarge: when the plan is too large for a page
    """
    # Not at the top: NumPy is a tenth of a server's memory, which a process that never looks at a plan need not hold.
    from basira.core.scoring.outlook import outlook

    rows = [*planned_in(wave), *planned_by(beside)]
    sizes = criteria_of({form for _visit, form in rows})
    visits = [visit for visit, form in rows if sizes.get(form)]
    basis = newest_basis()
    if not visits:
        return PlanCard(0, 0.0, basis, ())
    forms = Counter(form for _visit, form in rows if sizes.get(form))
    criteria = sum(sizes[form] * count for form, count in forms.items()) / len(visits)
    found = (outlook(visits, basis.variances, criteria, level) for level in (Level.CENTRE, Level.ENTITY))
    return PlanCard(len(visits), criteria, basis, tuple(one for one in found if one is not None))


def planned_in(wave: str) -> list[tuple[PlannedVisit, str]]:
    """Return the visits that a cycle's missions have brought or may bring, repeats aside, each with its form's ref."""
    missions = Mission.objects.filter(wave__ref=wave, is_repeat=False).exclude(state__in=NO_VISIT).order_by("pk")
    fields = ("cycle_number__ref", "centre__ref", "centre__entity__ref", "questionnaire_version__ref")
    return [(PlannedVisit(*places), form) for *places, form in missions.values_list(*fields)]


def planned_by(plans: Sequence[MissionPlan]) -> list[tuple[PlannedVisit, str]]:
    """Return the same of missions that are not written yet."""
    bodies = bodies_of(plan.centre for plan in plans) if plans else {}
    return [
        (PlannedVisit(plan.cycle_number, plan.centre, bodies[plan.centre]), plan.questionnaire_version)
        for plan in plans
        if not plan.is_repeat and plan.state not in NO_VISIT and plan.centre in bodies
    ]


def criteria_of(forms: set[str]) -> dict[str, int]:
    """Return how many criteria each form rates, by its ref; a visit whose form rates none is not scored."""
    versions = QuestionnaireVersion.objects.filter(ref__in=forms)
    return {ref: len(criteria or ()) for ref, criteria in versions.values_list("ref", "tree__criteria")}


def newest_basis() -> Basis:
    """Return the variances of the newest run that has any; without one, those that are assumed."""
    runs = ScoreRun.objects.filter(model__has_key="variances").order_by("-run_at", "-pk")
    row = runs.values_list("model__variances", "wave__ref", "wave__name_ar", "wave__name_en", "run_at").first()
    if row is None:
        return Basis(ASSUMED)
    shown, wave_ref, name_ar, name_en, run_at = row
    names = ("entity", "centre", "shopper", "visit")
    return Basis(
        Variances(**{name: shown.get(name) or 0.0 for name in names}, rest=shown["residual"]),
        wave_ref,
        name_ar,
        name_en,
        run_at,
    )
