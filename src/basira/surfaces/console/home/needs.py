"""
What waits for somebody, by what she may do. Each finder asks one app and answers in words.

A section adds its own: one function, and one line in `FINDERS` with the act that it is for. What a cycle waits for stands
in `waves/ahead`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, ScenarioState
from basira.programme.instruments import queries as instruments
from basira.programme.panel import queries as panel
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.permissions import Act
from basira.programme.review import queries as review
from basira.programme.safety.queries import dangers
from basira.programme.safety.queries.waiting import waiting
from basira.programme.waves import queries as waves
from basira.programme.waves.scenario_cards import scenario_cards
from basira.surfaces.console.home import first_steps
from basira.surfaces.console.home.contests import contests_to_answer
from basira.surfaces.console.home.need import Need
from basira.surfaces.console.home.people import applications_to_assess, people_withdrawn, unmaskings_to_approve
from basira.surfaces.console.home.plans import plans_to_look_at
from basira.surfaces.console.waves.ahead import Ahead, Step, ahead_of
from basira.surfaces.console.waves.standing import UNDER_WAY, Standing
from basira.surfaces.shared.figures import day, number

TOLD_FOR = timedelta(days=7)
"""How long the desk is told of a used link that was tried again; the number's own page says it as long as its phone is open."""


def scenarios_to_approve(by: Actor, _at: datetime) -> Iterator[Need]:
    """Scenarios that another wrote and that wait for a second person."""
    waiting = [each for each in scenario_cards() if each.state is ScenarioState.DRAFT and each.written_by != by.ref]
    if waiting:
        words = ngettext(
            "%(count)s scenario waits for a second person to confirm that it is safe and fair.",
            "%(count)s scenarios wait for a second person to confirm that they are safe and fair.",
            len(waiting),
        )
        url = reverse("console:scenario", args=[waiting[0].ref])
        yield Need(words % {"count": number(len(waiting))}, url, _("Read it"), "missions")


def phones_to_see_to(_by: Actor, at: datetime) -> Iterator[Need]:
    """
    Used links that somebody tried again, found or used before their shopper did; then, of cycles under way, numbers with
    neither a phone that can file a visit nor a link to bring one in.
    """
    phones = panel.phones_by_cycle(at=at, since=at.date() - TOLD_FOR)
    for wave in waves.wave_cards():
        card = phones.get(wave.ref)
        url = reverse("console:panel_numbers", args=[wave.ref])
        if card and card.link_tried_on:
            words = _("A used link of cycle %(cycle)s was tried again, last on %(day)s, maybe by somebody else.")
            values = {"cycle": number(wave.number), "day": day(card.link_tried_on)}
            yield Need(words % values, url, _("See whose"), "warning", is_late=True)
        if card and card.keyless and wave.state in UNDER_WAY:
            words = ngettext(
                "%(count)s shopper of cycle %(cycle)s has no phone and no link.",
                "%(count)s shoppers of cycle %(cycle)s have no phone and no link.",
                card.keyless,
            )
            values = {"count": number(card.keyless), "cycle": number(wave.number)}
            yield Need(words % values, url, _("Give links"), "panel")


def accounts_without_role(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Open accounts that can sign in and see nothing."""
    count = people.count_without_role()
    if count:
        words = ngettext(
            "%(count)s open account has no role, so that it sees nothing.",
            "%(count)s open accounts have no role, so that they see nothing.",
            count,
        )
        yield Need(words % {"count": number(count)}, reverse("console:accounts"), _("Give roles"), "account")


def visits_and_what_is_late(by: Actor, at: datetime) -> Iterator[Need]:
    """
    Visits that phones sent and nobody gave a verdict on (what a shopper may still answer waits for her), and what the clocks of
    the programme call late. Its file is read only where something could be late.
    """
    missions = waves.missions_overdue(at) if permissions.can(by, Act.PLAN_MISSIONS) else {}
    reads, runs = permissions.can(by, Act.SETTLE_REVIEW), permissions.can(by, Act.MOVE_WAVE)
    count = review.count_waiting(at) if reads or runs else 0
    file = kept_blueprint() if missions or count else None
    if missions and file:
        missions = waves.missions_overdue(at, file)
    yield from overdue_missions(missions)
    overdue = review.count_overdue(at, file) if count else 0
    if overdue and runs:
        yield reviews_overdue(overdue)
    if count and reads:
        words = ngettext("%(count)s visit waits for its verdict.", "%(count)s visits wait for their verdict.", count)
        url = reverse("console:review")
        yield Need(words % {"count": number(count)}, url, _("Review them"), "review", is_late=overdue > 0)


def overdue_missions(late: Mapping[str, int]) -> Iterator[Need]:
    """Accepted missions that are late without a visit, by cycle."""
    for ref, count in late.items():
        words = ngettext(
            "%(count)s accepted mission is past its window without a visit.",
            "%(count)s accepted missions are past their window without a visit.",
            count,
        )
        url = f"{reverse('console:wave', args=[ref])}?state={MissionState.ACCEPTED}"
        yield Need(words % {"count": number(count)}, url, _("See them"), "wait", is_late=True)


def reviews_overdue(count: int) -> Need:
    """Visits that wait for a verdict longer than is allowed: told to who runs the programme, and never settled by itself."""
    words = ngettext(
        "%(count)s visit waits for its verdict longer than the programme allows. See to it that somebody reads it.",
        "%(count)s visits wait for their verdict longer than the programme allows. See to it that somebody reads them.",
        count,
    )
    return Need(words % {"count": number(count)}, reverse("console:waves"), _("See the cycles"), "wait", is_late=True)


def drafts_to_publish(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Questionnaires that were uploaded and that no phone offers yet."""
    count = instruments.count_drafts()
    if count:
        words = ngettext("%(count)s questionnaire is a draft.", "%(count)s questionnaires are drafts.", count)
        url = f"{reverse('console:instruments')}?state={QuestionnaireState.DRAFT}"
        yield Need(words % {"count": number(count)}, url, _("Look at them"), "instruments")


def alarms_to_answer(_by: Actor, at: datetime) -> Iterator[Need]:
    """Alarms, letters shown and reports that nobody has taken on."""
    count = waiting(at).all
    if count:
        words = ngettext("%(count)s thing waits on the duty desk.", "%(count)s things wait on the duty desk.", count)
        yield Need(words % {"count": number(count)}, reverse("console:duty"), _("Go there"), "warning", is_late=True)


def dangers_overdue(_by: Actor, at: datetime) -> Iterator[Need]:
    """Reports of danger to life of which nobody was told within the hour."""
    for card in dangers.danger_cards(at=at, only_overdue=True):
        words = _("A report of danger to life at %(place)s is overdue: nobody was told within the hour.")
        place = card.centre_ar if (get_language() or "ar").startswith("ar") else card.centre_en
        url = reverse("console:duty_danger", args=[card.ref])
        yield Need(words % {"place": place}, url, _("Look at it"), "bad", is_late=True)


Finder = Callable[[Actor, datetime], Iterator[Need]]

COLLEAGUES: tuple[tuple[Act, Finder], ...] = ((Act.MAINTAIN_ACCOUNTS, first_steps.colleagues),)
"""Before and after the first cycle alike, and before everything else that is not late."""

FIRST_FINDERS: tuple[tuple[Act, Finder], ...] = (
    (Act.MAINTAIN_REGISTRY, first_steps.measured_places),
    (Act.MAINTAIN_INSTRUMENTS, first_steps.first_questionnaire),
    (Act.PLAN_MISSIONS, first_steps.first_scenario),
    (Act.MAINTAIN_ACCOUNTS, first_steps.second_person),
    (Act.MAINTAIN_PANEL, first_steps.first_shoppers),
    (Act.PLAN_MISSIONS, first_steps.first_cycle),
)
"""What leads a new programme to its first cycle; once there is one, nobody is asked for it any more."""

FINDERS: tuple[tuple[Act, Finder], ...] = (
    (Act.VIEW_DUTY, alarms_to_answer),
    (Act.VIEW_DANGERS, dangers_overdue),
    (Act.APPROVE_SCENARIO, scenarios_to_approve),
    (Act.MAINTAIN_PANEL, phones_to_see_to),
    (Act.MAINTAIN_PANEL, people_withdrawn),
    (Act.ASSESS_APPLICATION, applications_to_assess),
    (Act.APPROVE_UNMASKING, unmaskings_to_approve),
    (Act.MAINTAIN_ACCOUNTS, accounts_without_role),
    (Act.VIEW_DESK, visits_and_what_is_late),
    (Act.VIEW_CONTESTS, contests_to_answer),
    (Act.VIEW_PLANS, plans_to_look_at),
    (Act.PUBLISH_INSTRUMENT, drafts_to_publish),
)


def needs_of(actor: Actor, at: datetime, cycles: Iterable[Standing]) -> list[Need]:
    """Return what waits for somebody, what is late first; empty when nothing does. `cycles` are all there are."""
    standings = list(cycles)
    finders = COLLEAGUES + (FINDERS if standings else FIRST_FINDERS + FINDERS)
    found = [need for act, finder in finders if permissions.can(actor, act) for need in finder(actor, at)]
    found += [need_of(each) for standing in standings for each in ahead_of(standing, actor) if is_need(each)]
    return sorted(found, key=lambda need: not need.is_late)


def is_need(step: Ahead) -> bool:
    """Tell whether a step is a row of its own: verdicts are counted over all cycles together."""
    return step.is_mine and step.step is not Step.REVIEW


def need_of(step: Ahead) -> Need:
    """Return the row of a cycle's next step."""
    return Need(step.words, step.url, step.verb, step.icon)
