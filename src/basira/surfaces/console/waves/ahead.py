"""What comes next in a cycle, and whose turn it is: one table, for Today and for the line of each cycle."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState, ReleaseState, WaveState
from basira.programme.people import permissions
from basira.programme.people.permissions import MAY, Act
from basira.surfaces.console.vocabulary import ROLE_NAMES
from basira.surfaces.console.waves.standing import Standing
from basira.surfaces.shared.figures import number


class Step(StrEnum):
    """One thing that moves a cycle on."""

    NOBODY_ACTIVE = "nobody-active"
    GIVE_NUMBERS = "give-numbers"
    PLAN = "plan"
    OFFER = "offer"
    ACCEPT = "accept"
    COMMIT = "commit"
    START = "start"
    VISIT = "visit"
    CLOSE = "close"
    REVIEW = "review"
    OPEN = "open"
    DECIDE = "decide"
    END_REVIEW = "end-review"
    SCORE = "score"
    INFORM = "inform"
    PREPARE = "prepare"
    APPROVE = "approve"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class StepWords:
    """Whose act a step is (None: the shoppers'), what there is to say of it, its button, and what others wait for."""

    act: Act | None
    words: Promise
    verb: Promise
    task: Promise
    icon: str = "missions"


STEPS: dict[Step, StepWords] = {
    Step.NOBODY_ACTIVE: StepWords(
        Act.MAINTAIN_PANEL,
        _("No shopper is active yet, so that cycle %(cycle)s has no numbers: only active shoppers get one."),
        _("Look at the panel"),
        _("to make shoppers active"),
        "panel",
    ),
    Step.GIVE_NUMBERS: StepWords(
        Act.MAINTAIN_PANEL,
        ngettext_lazy(
            "%(count)s active shopper has no number in cycle %(cycle)s.",
            "%(count)s active shoppers have no number in cycle %(cycle)s.",
            "counted",
        ),
        _("Give numbers"),
        _("to give the shoppers their numbers"),
        "panel",
    ),
    Step.PLAN: StepWords(
        Act.PLAN_MISSIONS,
        _("Cycle %(cycle)s has its numbers and no mission yet."),
        _("Plan missions"),
        _("to plan missions"),
    ),
    Step.OFFER: StepWords(
        Act.PLAN_MISSIONS,
        ngettext_lazy(
            "%(count)s mission is planned and not offered yet.",
            "%(count)s missions are planned and not offered yet.",
            "counted",
        ),
        _("Offer them"),
        _("to offer the missions"),
    ),
    Step.ACCEPT: StepWords(
        Act.PLAN_MISSIONS,
        ngettext_lazy(
            "%(count)s offer waits to be accepted, on the phone or recorded here. A visit can be filed only then.",
            "%(count)s offers wait to be accepted, on the phone or recorded here. A visit can be filed only then.",
            "counted",
        ),
        _("Record the acceptance"),
        _("to record that offers are accepted"),
    ),
    Step.COMMIT: StepWords(
        Act.MOVE_WAVE,
        _("Cycle %(cycle)s is a draft; its plan is to be committed."),
        _("Commit the plan"),
        _("to commit the plan"),
        "arrow",
    ),
    Step.START: StepWords(
        Act.MOVE_WAVE,
        _("Cycle %(cycle)s is committed; its field work has not started."),
        _("Start the field work"),
        _("to start the field work"),
        "arrow",
    ),
    Step.VISIT: StepWords(None, _("The shoppers make their visits."), _("See them"), _("to make their visits")),
    Step.CLOSE: StepWords(
        Act.MOVE_WAVE,
        _("No mission of cycle %(cycle)s is open any more; its field work can be closed."),
        _("Close the field work"),
        _("to close the field work"),
        "arrow",
    ),
    Step.REVIEW: StepWords(
        Act.SETTLE_REVIEW,
        ngettext_lazy(
            "%(count)s visit of cycle %(cycle)s has no verdict yet.",
            "%(count)s visits of cycle %(cycle)s have no verdict yet.",
            "counted",
        ),
        _("Review them"),
        _("to give the verdicts"),
        "review",
    ),
    Step.OPEN: StepWords(
        None,
        ngettext_lazy(
            "%(count)s visit of cycle %(cycle)s was given over and is still being opened; the review ends after that.",
            "%(count)s visits of cycle %(cycle)s were given over and are still being opened; the review ends after that.",
            "counted",
        ),
        _("See what waits"),
        _("to be opened by the server"),
        "review",
    ),
    Step.DECIDE: StepWords(
        Act.DECIDE_SENDINGS,
        ngettext_lazy(
            "%(count)s visit of cycle %(cycle)s was given over and could not be filed; the review ends once that is decided.",
            "%(count)s visits of cycle %(cycle)s were given over and could not be filed; the review ends once that is decided.",
            "counted",
        ),
        _("Decide"),
        _("to decide what becomes of what could not be filed"),
        "review",
    ),
    Step.END_REVIEW: StepWords(
        Act.MOVE_WAVE,
        _("Every visit of cycle %(cycle)s has its verdict; the review can end."),
        _("End the review"),
        _("to end the review"),
        "review",
    ),
    Step.SCORE: StepWords(
        Act.SCORE_WAVE,
        _("Cycle %(cycle)s is reviewed and not scored yet."),
        _("Run the scores"),
        _("to run the scores"),
        "results",
    ),
    Step.INFORM: StepWords(
        Act.INFORM_BODIES,
        _("Cycle %(cycle)s is scored, and its bodies have not been informed."),
        _("Look at the reports"),
        _("to inform the bodies"),
        "results",
    ),
    Step.PREPARE: StepWords(
        Act.PREPARE_RELEASE,
        _("The bodies of cycle %(cycle)s are informed, and no release is prepared yet."),
        _("Prepare a release"),
        _("to prepare a release"),
        "publishing",
    ),
    Step.APPROVE: StepWords(
        Act.APPROVE_RELEASE,
        _("A release of cycle %(cycle)s waits for your approval."),
        _("Look at it"),
        _("to approve the release"),
        "publishing",
    ),
    Step.PUBLISH: StepWords(
        Act.PUBLISH_RELEASE,
        _("A release of cycle %(cycle)s is approved and waits to be published."),
        _("Look at it"),
        _("to publish the release"),
        "publishing",
    ),
}

MOVES = {
    Step.COMMIT: WaveState.COMMITTED,
    Step.START: WaveState.IN_FIELD,
    Step.CLOSE: WaveState.CLOSED,
    Step.END_REVIEW: WaveState.REVIEWED,
}
"""The steps that move the cycle itself, by its own page."""

PAGES = {
    Step.SCORE: "results-table",
    Step.INFORM: "results-bodies",
    Step.PREPARE: "results-releases",
    Step.APPROVE: "results-releases",
    Step.PUBLISH: "results-releases",
    Step.GIVE_NUMBERS: "panel_numbers",
    Step.PLAN: "mission_plan",
}
"""The pages of the other steps, each asked for by the cycle's ref."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that a cycle waits for, as one reader meets it: a button when it is hers, else whom it waits for."""

    step: Step
    words: str
    verb: str
    url: str
    icon: str
    is_mine: bool
    waits_for: str


def steps_of(standing: Standing) -> Iterator[Step]:
    """Yield what a cycle waits for, in its order; nothing once it is over."""
    state = standing.wave.state
    if state in (WaveState.DRAFT, WaveState.COMMITTED, WaveState.IN_FIELD):
        yield from steps_before_closing(standing)
    elif state is WaveState.CLOSED:
        yield step_of_review(standing)
    elif state is WaveState.REVIEWED:
        yield Step.SCORE
    elif state is WaveState.SCORED:
        yield Step.INFORM
    elif standing.release is ReleaseState.PREPARED:
        yield Step.APPROVE
    elif standing.release is ReleaseState.APPROVED:
        yield Step.PUBLISH
    elif state is WaveState.INFORMED and standing.wave.is_for_the_public:
        yield Step.PREPARE


def step_of_review(standing: Standing) -> Step:
    """Return what a closed cycle waits for until its review has ended."""
    if standing.unsettled:
        return Step.REVIEW
    if standing.unopened:
        return Step.OPEN
    return Step.DECIDE if standing.undecided else Step.END_REVIEW


def steps_before_closing(standing: Standing) -> Iterator[Step]:
    """Yield what a cycle waits for until its field work is closed."""
    missions = standing.missions
    if standing.unnumbered:
        yield Step.GIVE_NUMBERS
    elif not standing.numbers and not standing.active:
        yield Step.NOBODY_ACTIVE
    if standing.numbers and not standing.wave.missions:
        yield Step.PLAN
    if missions.get(MissionState.PLANNED):
        yield Step.OFFER
    if missions.get(MissionState.OFFERED):
        yield Step.ACCEPT
    yield from moves_before_closing(standing)


def moves_before_closing(standing: Standing) -> Iterator[Step]:
    """Yield how a cycle moves on until its field work is closed; while shoppers are out, it waits for them."""
    missions, state = standing.missions, standing.wave.state
    is_open = any(missions.get(each) for each in (MissionState.PLANNED, MissionState.OFFERED))
    if state is WaveState.COMMITTED:
        yield Step.START
    elif state is WaveState.DRAFT and standing.wave.missions:
        yield Step.COMMIT
    elif state is WaveState.IN_FIELD and missions.get(MissionState.ACCEPTED):
        yield Step.VISIT
    elif state is WaveState.IN_FIELD and standing.wave.missions and not is_open:
        yield Step.CLOSE


def ahead_of(standing: Standing, reader: Actor) -> list[Ahead]:
    """Return what a cycle waits for, as `reader` meets it; empty once it is over."""
    return [ahead(step, standing, reader) for step in steps_of(standing)]


def ahead(step: Step, standing: Standing, reader: Actor) -> Ahead:
    """Return one step as `reader` meets it."""
    said, count = STEPS[step], count_of(step, standing)
    values = {"cycle": number(standing.wave.number), "count": number(count), "counted": count}
    has_approved = step is Step.APPROVE and reader.ref in standing.approved_by
    is_mine = said.act is not None and permissions.can(reader, said.act) and not has_approved
    waits_for = gettext("Waiting for: %(who)s, %(task)s") % {
        "who": who_may(said.act, again=has_approved),
        "task": said.task,
    }
    words = str(said.words % values)
    return Ahead(step, words, str(said.verb), url_of(step, standing.wave.ref), said.icon, is_mine, waits_for)


def count_of(step: Step, standing: Standing) -> int:
    """Return how many things a step is about; zero where it does not count any."""
    return {
        Step.GIVE_NUMBERS: standing.unnumbered,
        Step.OFFER: standing.missions.get(MissionState.PLANNED, 0),
        Step.ACCEPT: standing.missions.get(MissionState.OFFERED, 0),
        Step.REVIEW: standing.unsettled,
        Step.OPEN: standing.unopened,
        Step.DECIDE: standing.undecided,
    }.get(step, 0)


def url_of(step: Step, wave: str) -> str:
    """Return the page on which a step is made."""
    if step in MOVES:
        return reverse("console:wave_move", args=[wave, MOVES[step]])
    if step in PAGES:
        return reverse(f"console:{PAGES[step]}", args=[wave])
    if step is Step.NOBODY_ACTIVE:
        return reverse("console:panel")
    if step is Step.DECIDE:
        return reverse("console:review-sendings")
    if step in (Step.REVIEW, Step.OPEN):
        return reverse("console:review")
    state = {Step.OFFER: MissionState.PLANNED, Step.ACCEPT: MissionState.OFFERED}.get(step, MissionState.ACCEPTED)
    return f"{reverse('console:wave', args=[wave])}?state={state}#missions"


def who_may(act: Act | None, *, again: bool = False) -> str:
    """Name the roles whose turn it is, in the middle of a sentence; `again` when the reader has had hers."""
    if act is None:
        return gettext("the shoppers")
    if again:
        return gettext("a second publisher")
    names = [str(words) for role, words in ROLE_NAMES.items() if role in MAY[act]]
    if (get_language() or "").startswith("en"):
        names = [name.lower() for name in names]
    return gettext(" or ").join(names)
