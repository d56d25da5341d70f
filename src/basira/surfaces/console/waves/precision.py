"""What a cycle's plan can tell, before the field work: how wide intervals will be, what would be needed, and whether it can rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from basira.core.kernel.problem import Problem
from basira.core.scoring import Level
from basira.core.scoring.planned import Outlook, UnitOutlook
from basira.core.scoring.ranks import DEFAULT_MIN_VISITS
from basira.programme.people.permissions import Act
from basira.programme.results.planned import PlanCard, plan_card
from basira.programme.results.queries import unit_names
from basira.programme.waves import queries
from basira.programme.waves.planning import MissionPlan
from basira.surfaces.console.answers import found, page_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number, points, with_sign
from basira.surfaces.shared.words import words_of


@dataclass(frozen=True, slots=True)
class LevelLines:
    """One level of a plan in words: what it plans, how sure it makes scores, what 5 points need; `warnings` say what it cannot do."""

    title: str
    planned: str
    width: str
    needed: str
    ranking: str
    carries_ranking: bool
    warnings: tuple[str, ...]


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def precision(request: StaffRequest, ref: str) -> HttpResponse:
    """Show what the plan of a cycle can tell, then every centre or body, the least sure first."""
    card = found(queries.wave_card(ref))
    context = {"wave": card} | outlook_context(ref)
    level = Level.ENTITY if request.GET.get("level") == Level.ENTITY else Level.CENTRE
    plan = context.get("plan")
    if isinstance(plan, PlanCard) and (shown := next((one for one in plan.levels if one.level is level), None)):
        page = page_of(request, sorted(shown.units, key=lambda unit: (-unit.half_width, unit.unit)))
        context |= {"page": page, "level": level, "rows": named_units(level, list(page))}
    return render(request, "console/waves/precision.html", context)


def outlook_context(wave: str, beside: Sequence[MissionPlan] = ()) -> dict[str, object]:
    """Return what `_outlook.html` needs: the plan with its lines, or the words of why it was not looked at."""
    try:
        plan = plan_card(wave, beside)
    except Problem as refusal:
        return {"outlook_refused": words_of(refusal)}
    return {"plan": plan, "outlook_lines": [lines_of(one) for one in plan.levels], "basis_lines": basis_lines(plan)}


def basis_lines(plan: PlanCard) -> list[tuple[str, str]]:
    """Return what the widths rest on: standard deviations in points, and how many criteria a visit rates."""
    known = plan.basis.variances
    spreads = (
        (_("Bodies differ by"), known.entity),
        (_("Centres of a body differ by"), known.centre),
        (_("Shoppers mark apart by"), known.shopper),
        (_("Visits of one shopper to one centre differ by"), known.visit),
        (_("Single answers differ by"), known.rest),
    )
    return [
        *((label, points(variance**0.5, 1)) for label, variance in spreads),
        (_("Criteria a visit"), number(plan.criteria, 1)),
    ]


def named_units(level: Level, units: Sequence[UnitOutlook]) -> list[dict[str, object]]:
    """Return units with their names and half their interval in points."""
    names = unit_names(level, [unit.unit for unit in units])
    return [{"unit": unit, "names": names[unit.unit], "width": plus_minus(unit.half_width)} for unit in units]


def plus_minus(share: float) -> str:
    """Return half an interval in points with its sign."""
    return with_sign("±", points(share, 1))


def lines_of(one: Outlook) -> LevelLines:
    """Return one level's lines."""
    is_centres = one.level is Level.CENTRE
    return LevelLines(
        title=_("Centres") if is_centres else _("Bodies"),
        planned=planned_words(one),
        width=_("%(middle)s points in the middle, %(widest)s at the widest")
        % {"middle": plus_minus(one.half_width), "widest": plus_minus(one.widest)},
        needed=needed_words(one.needed),
        ranking=ranking_words(one),
        carries_ranking=one.carries_ranking,
        warnings=(*few_visits(one), *parted(one)),
    )


def planned_words(one: Outlook) -> str:
    """Say how many units are planned, and the visits to the one in the middle."""
    count = len(one.units)
    units = (
        ngettext("%(count)s centre", "%(count)s centres", count)
        if one.level is Level.CENTRE
        else ngettext("%(count)s body", "%(count)s bodies", count)
    )
    visits = ngettext(
        "%(visits)s visit to the one in the middle", "%(visits)s visits to the one in the middle", one.visits
    )
    return f"{units} · {visits}" % {"count": number(count), "visits": number(one.visits)}


def needed_words(needed: int | None) -> str:
    """Say how many visits show five points."""
    if needed is None:
        return _("no number of visits shows it")
    words = ngettext("%(count)s visit to each of the two", "%(count)s visits to each of the two", needed)
    return words % {"count": number(needed)}


def ranking_words(one: Outlook) -> str:
    """Say whether the plan can carry a ranking, and why."""
    values = {"shown": points(one.told_apart, 1), "typical": points(one.typical, 1)}
    if one.carries_ranking:
        return (
            _(
                "At least half of all pairs are expected to be told apart: a pair needs a difference of %(shown)s points, "
                "and half of all pairs differ by %(typical)s or more."
            )
            % values
        )
    return (
        _(
            "This plan cannot carry a ranking: a pair needs a difference of %(shown)s points to be told apart when all are "
            "compared, and half of all pairs are expected to differ by less than %(typical)s. Plan more visits to each, or "
            "compare fewer."
        )
        % values
    )


def few_visits(one: Outlook) -> tuple[str, ...]:
    """Say how many units get too few visits for a place."""
    if not one.unranked:
        return ()
    words = (
        ngettext(
            "%(count)s centre gets fewer than %(least)s visits, so it will have no place.",
            "%(count)s centres get fewer than %(least)s visits, so they will have no place.",
            one.unranked,
        )
        if one.level is Level.CENTRE
        else ngettext(
            "%(count)s body gets fewer than %(least)s visits, so it will have no place.",
            "%(count)s bodies get fewer than %(least)s visits, so they will have no place.",
            one.unranked,
        )
    )
    return (words % {"count": number(one.unranked), "least": number(DEFAULT_MIN_VISITS)},)


def parted(one: Outlook) -> tuple[str, ...]:
    """Say that no shopper joins some of the units."""
    if one.groups < 2:
        return ()
    words = ngettext(
        "The plan falls into %(count)s group that no shopper joins: scores of different groups are never ranked together. "
        "Send some shoppers to several groups.",
        "The plan falls into %(count)s groups that no shopper joins: scores of different groups are never ranked together. "
        "Send some shoppers to several groups.",
        one.groups,
    )
    return (words % {"count": number(one.groups)},)
