"""
The named cast: people who act in tests, and makers of what they act on. Everything is made through the real verbs.
"""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.programme.people import queries as people
from basira.programme.people import verbs as people_verbs

MONDAY_9AM = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Dubai."""

PASSWORD = "a-long-test-password-7"


def actor(name: str, *roles: Role) -> Actor:
    """Return an account actor without a row, for verbs that only look at roles."""
    return Actor(ActorKind.ACCOUNT, name, frozenset(roles))


@pytest.fixture
def salem_the_director() -> Actor:
    """Directs the programme: registry, questionnaires, cycles."""
    return actor("salem", Role.DIRECTOR)


@pytest.fixture
def huda_the_planner() -> Actor:
    """Plans cycles and missions."""
    return actor("huda", Role.PLANNER)


@pytest.fixture
def mariam_the_panel_officer() -> Actor:
    """Looks after the shoppers."""
    return actor("mariam", Role.PANEL_OFFICER)


@pytest.fixture
def noura_the_reviewer() -> Actor:
    """Reviews visits."""
    return actor("noura", Role.REVIEWER)


@pytest.fixture
def yousef_the_analyst() -> Actor:
    """Runs scores and prepares releases."""
    return actor("yousef", Role.ANALYST)


@pytest.fixture
def aisha_the_publisher() -> Actor:
    """Approves and publishes."""
    return actor("aisha", Role.PUBLISHER)


@pytest.fixture
def rashid_the_second_publisher() -> Actor:
    """Approves and publishes, too."""
    return actor("rashid", Role.PUBLISHER)


@pytest.fixture
def khalid_the_administrator() -> Actor:
    """Opens accounts; sees neither answers nor scores."""
    return actor("khalid", Role.ADMINISTRATOR)


@pytest.fixture
def omar_the_duty_officer() -> Actor:
    """Answers alarms, letters and dangers."""
    return actor("omar", Role.DUTY_OFFICER)


@pytest.fixture
def a_stranger() -> Actor:
    """Holds no role."""
    return actor("stranger")


@pytest.fixture
def at_monday_9am(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Django's clock stand at `MONDAY_9AM`: what a page says of now, of a sign-in or of the journal is that moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def signed_in(db: None, khalid_the_administrator: Actor) -> Callable[..., Client]:
    """Return a maker of browsers: `signed_in(Role.REVIEWER)` is one whose account holds these roles, in English."""

    def make(
        *roles: Role,
        language: str = "en",
        entity_ref: str = "",
        provider_ref: str = "",
        bounds: Collection[str] = ("somewhere",),
    ) -> Client:
        username = f"user-{len(people.account_cards())}"
        account = people_verbs.open_account(
            username=username,
            password=PASSWORD,
            name_ar="حساب اختبار",
            name_en="Test account",
            roles=roles,
            entity_ref=entity_ref,
            bounds=bounds,
            provider_ref=provider_ref or ("one" if Role.PROVIDER in roles else ""),
            by=khalid_the_administrator,
            at=MONDAY_9AM,
        )
        TOTP.activate(account, generate_totp_secret())  # nobody passes a door without a second factor
        client = Client(headers={"accept-language": language})
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session  # somebody at work: the session was written a moment ago
        session["touched_at"] = int(time.time())
        session.save()
        return client

    return make
