"""What a new programme still lacks, in the order in which it is needed; each falls silent once it is there."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from basira.core.kernel.actor import Actor, Role
from basira.core.kernel.lifecycles import ScenarioState
from basira.programme.instruments import queries as instruments
from basira.programme.panel import queries as panel
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.publishing.verbs import APPROVALS_NEEDED
from basira.programme.registry import queries as registry
from basira.programme.waves import scenario_cards
from basira.surfaces.console.home.need import Need


def colleagues(_by: Actor, at: datetime) -> Iterator[Need]:
    """Nobody reviews, or fewer than two may approve a release: whoever plans cannot do it all."""
    held = [card.roles for card in people.account_cards() if card.is_active]
    held += [card.roles for card in people.invitation_cards(at)]
    lacks_reviewer = not any(Role.REVIEWER in roles for roles in held)
    lacks_publisher = sum(Role.PUBLISHER in roles for roles in held) < APPROVALS_NEEDED
    if lacks_reviewer and lacks_publisher:
        words = _("Nobody here reviews visits yet, and a release wants two publishers. Invite whoever will.")
    elif lacks_reviewer:
        words = _("Nobody here reviews visits yet. Invite whoever will.")
    elif lacks_publisher:
        words = _("A release wants two publishers. Invite a second person who approves.")
    else:
        return
    yield Need(words, reverse("console:invite"), _("Invite somebody"), "account")


def measured_places(_by: Actor, _at: datetime) -> Iterator[Need]:
    """No sector, body or centre yet: the next of them, by name."""
    entities = registry.entity_cards()
    if not registry.sector_cards():
        words, name, verb = _("The registry is empty. First comes a sector."), "registry_sector_add", _("Add a sector")
    elif not entities:
        words, name, verb = _("No body is in the registry yet."), "registry_entity_add", _("Add a body")
    elif not any(card.centres for card in entities):
        yield Need(
            _("No centre is in the registry yet: add them one by one, or bring in a list."),
            reverse("console:registry_entity", args=[entities[0].ref]),
            _("Add a centre"),
            "registry",
        )
        return
    else:
        return
    yield Need(words, reverse(f"console:{name}"), verb, "registry")


def first_questionnaire(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Nothing to ask yet."""
    if not instruments.version_list().total:
        words = _("There is no questionnaire yet. A template to start from stands on the page of the upload.")
        yield Need(words, reverse("console:instruments-upload"), _("Upload a questionnaire"), "instruments")


def first_scenario(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Nothing to play yet."""
    if not scenario_cards.scenario_cards():
        words = _("There is no scenario yet: what a shopper plays, must, may and must never do.")
        yield Need(words, reverse("console:scenario_write"), _("Write a scenario"), "missions")


def second_person(by: Actor, at: datetime) -> Iterator[Need]:
    """A scenario waits for a second person's look, and there is none who might."""
    drafts = [card for card in scenario_cards.scenario_cards() if card.state is ScenarioState.DRAFT]
    others = [card for card in people.accounts_that_may(Act.APPROVE_SCENARIO) if card.ref != by.ref]
    if drafts and not others and not people.invitation_cards(at):
        words = _("A scenario needs a second person who confirms that it is safe and fair. Invite one who may.")
        yield Need(words, reverse("console:invite"), _("Invite somebody"), "account")


def first_shoppers(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Nobody to send yet."""
    if not panel.shoppers_by_state():
        words = _("Nobody is in the panel yet. Results want at least three shoppers.")
        yield Need(words, reverse("console:panel_person"), _("Enrol a shopper"), "panel")


def first_cycle(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Nothing to measure in yet."""
    yield Need(_("There is no cycle yet."), reverse("console:wave_open"), _("Open the first cycle"), "missions")
