"""What one accepted visit told of one step: from the phone's record where there is one, else from the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from basira.core.kernel.journeys import BreakKind, Handed, StepRole

SECONDS = 60
MOST = 100_000
"""Beyond any count, minute or day of a step: a larger number tells nothing."""
Record = Mapping[str, int]
"""Durations of a phone's record in whole seconds, by their names (`core.assurance.capture_measures.Duration`)."""


@dataclass(frozen=True, slots=True)
class StepVisit:
    """
    One visit at one step; None stands for what it did not tell.

    Units: `minutes_inside` minutes of the one visit, `result_days` days from asking to having, `visits` and
    `channel_switches` counts. `on` is the day, which stays at the desk.
    """

    visit: str
    shopper: str
    on: date | None = None
    asked_again: bool | None = None
    typed_again: bool | None = None
    handed_over: Handed | None = None
    visits: int | None = None
    channel_switches: int | None = None
    minutes_inside: Decimal | None = None
    result_days: Decimal | None = None

    def is_broken(self, kind: BreakKind, promised_days: int | None) -> bool | None:
        """Tell whether the way broke here in this manner; None where the visit does not tell, or nothing was promised."""
        if kind is BreakKind.ASKED_AGAIN:
            return self.asked_again
        if kind is BreakKind.TYPED_AGAIN:
            return self.typed_again
        if kind is BreakKind.NOT_HANDED_OVER:
            return None if self.handed_over is None else self.handed_over is not Handed.WHOLE
        if kind is BreakKind.MORE_VISITS:
            return None if self.visits is None else self.visits > 1
        if kind is BreakKind.SWITCHED_CHANNEL:
            return None if self.channel_switches is None else self.channel_switches > 0
        return None if self.result_days is None or promised_days is None else self.result_days > promised_days


def told(  # noqa: PLR0913  a visit has these parts
    *,
    visit: str,
    shopper: str,
    on: date | None,
    roles: Mapping[str, str],
    answers: Mapping[str, object],
    durations: Record | None = None,
    contacts: Sequence[str] = (),
) -> StepVisit:
    """
    Return what a visit told of its step.

    `roles` maps a role to the path of its question, `answers` a path to what was filed; `durations` and `contacts` (each
    contact's channel, in their order) come from the phone's record and go before the answers, because nobody rounded them.
    An answer that is none of its list, or no number, tells nothing. Empty: without roles and record nothing is told.
    """
    said = {role: str(answers.get(path, "")).strip() for role, path in roles.items()}
    inside = (durations or {}).get("visit")
    return StepVisit(
        visit=visit,
        shopper=shopper,
        on=on,
        asked_again=_yes(said.get(StepRole.ASKED_AGAIN, "")),
        typed_again=_yes(said.get(StepRole.TYPED_AGAIN, "")),
        handed_over=_handed(said.get(StepRole.HANDED_OVER, "")),
        visits=contacts.count("counter") or _whole(said.get(StepRole.STEP_VISITS, "")),
        channel_switches=_switches(contacts) if contacts else _whole(said.get(StepRole.CHANNEL_SWITCHES, "")),
        minutes_inside=_number(said.get(StepRole.MINUTES_INSIDE, "")) if inside is None else Decimal(inside) / SECONDS,
        result_days=_number(said.get(StepRole.RESULT_DAYS, "")),
    )


def _switches(contacts: Sequence[str]) -> int:
    """Return how often the channel changed from one contact to the next."""
    return sum(one != other for one, other in pairwise(contacts))


def _yes(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _handed(text: str) -> Handed | None:
    return Handed(text) if text in set(Handed) else None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= MOST else None


def _whole(text: str) -> int | None:
    found = _number(text)
    return None if found is None or found != found.to_integral_value() else int(found)
