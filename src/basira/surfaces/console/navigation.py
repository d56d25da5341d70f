"""
The sections of the desk, in the order of the programme. A reader sees those that the permission table opens to her;
a section whose pages are not built yet stays out by itself.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from basira.programme.panel.queries import has_providers
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.safety.queries.waiting import waiting
from basira.surfaces.shared.actor import NOBODY
from basira.surfaces.shared.navigation import Section, register


def open_to(act: Act) -> Callable[[HttpRequest], bool]:
    """Return the question whether the reader of a request may do `act`."""

    def may_open(request: HttpRequest) -> bool:
        return permissions.can(getattr(request, "actor", NOBODY), act)

    return may_open


def open_to_leads(request: HttpRequest) -> bool:
    """Tell whether the reader leads sectors; whoever reads all results finds them from there."""
    actor = getattr(request, "actor", NOBODY)
    return permissions.can(actor, Act.VIEW_SECTOR) and not permissions.can(actor, Act.VIEW_RESULTS)


def open_with_companies(request: HttpRequest) -> bool:
    """Tell whether the reader compares companies and one was added; to the first one leads the page of the ways in."""
    return open_to(Act.COMPARE_PROVIDERS)(request) and has_providers()


def duty_count(_request: HttpRequest) -> int:
    """Return how many things wait for the duty officer."""
    return waiting(timezone.now()).all


SECTIONS = (
    Section("console:home", _("Today"), "home", open_to(Act.VIEW_DESK), key="h"),
    Section(
        "console:registry",
        _("Registry"),
        "registry",
        open_to(Act.VIEW_REGISTRY),
        also=("standards", "journeys"),
        key="r",
    ),
    Section("console:instruments", _("Questionnaires"), "instruments", open_to(Act.VIEW_INSTRUMENTS), key="q"),
    Section("console:calls", _("Calls"), "account", open_to(Act.VIEW_CALLS), also=("applications",), key="l"),
    Section("console:panel", _("Panel"), "panel", open_to(Act.VIEW_PANEL), key="p"),
    Section("console:training", _("Training"), "good", open_to(Act.VIEW_TRAINING), key="t"),
    Section("console:providers", _("Companies"), "registry", open_with_companies, key="m"),
    Section("console:company", _("Our people"), "panel", open_to(Act.SEND_PEOPLE), key="y"),
    Section(
        "console:waves",
        _("Cycles and missions"),
        "missions",
        open_to(Act.VIEW_MISSIONS),
        also=("missions", "scenarios", "everyday"),
        key="c",
    ),
    Section("console:review", _("Review"), "review", open_to(Act.VIEW_REVIEWS), also=("withheld",), key="v"),
    Section(
        "console:results",
        _("Results and publishing"),
        "results",
        open_to(Act.VIEW_RESULTS),
        also=("bench", "commissions", "sectors", "self_assessment"),
        key="s",
    ),
    Section("console:sectors", _("Sectors"), "registry", open_to_leads, key="e"),
    Section("console:contests", _("Contests"), "returned", open_to(Act.VIEW_CONTESTS), also=("contest",), key="o"),
    Section("console:plans", _("Corrective plans"), "good", open_to(Act.VIEW_PLANS), key="k"),
    Section("console:workspaces", _("Workspaces"), "panel", open_to(Act.VIEW_WORKSPACES), also=("workspace",)),
    Section("console:integrity", _("Sealed list"), "withheld", open_to(Act.VIEW_INTEGRITY), key="i"),
    Section(
        "console:duty", _("Duty desk"), "warning", open_to(Act.VIEW_DUTY), key="d", count=duty_count, marks="duty-count"
    ),
    Section("console:unmasking", _("Unmasking"), "withheld", open_to(Act.VIEW_UNMASKINGS), key="u"),
    Section("console:journal", _("Journal"), "journal", open_to(Act.VIEW_JOURNAL), key="j"),
    Section("console:programme", _("The programme"), "settings", open_to(Act.SET_PROGRAMME), key="b"),
    Section("console:accounts", _("Accounts"), "account", open_to(Act.MAINTAIN_ACCOUNTS), key="a"),
)


def register_sections() -> None:
    """Hand the sections to the shell."""
    register("console", SECTIONS)
