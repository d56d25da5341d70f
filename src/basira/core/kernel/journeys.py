"""The words of a citizen's way over several bodies: what a step's questions tell, what breaks the way, whose it was."""

from enum import StrEnum

MOST_STEPS = 20
"""Steps of one life event."""


class StepRole(StrEnum):
    """What the answer to a question tells of a step (`bind::basira:role` in the questionnaire)."""

    ASKED_AGAIN = "asked-again"
    TYPED_AGAIN = "typed-again"
    HANDED_OVER = "handed-over"
    STEP_VISITS = "step-visits"
    CHANNEL_SWITCHES = "channel-switches"
    MINUTES_INSIDE = "minutes-inside"
    RESULT_DAYS = "result-days"


COUNTED_ROLES = frozenset(
    {StepRole.STEP_VISITS, StepRole.CHANNEL_SWITCHES, StepRole.MINUTES_INSIDE, StepRole.RESULT_DAYS}
)
"""Roles whose answer is a number; the others are answered yes, partly or no."""


class Handed(StrEnum):
    """Whether a step gave what the next one needs, as the visit at the giving step tells it."""

    WHOLE = "yes"
    PART = "partly"
    NOTHING = "no"


class BreakKind(StrEnum):
    """How a way breaks at a step."""

    ASKED_AGAIN = "asked-again"
    TYPED_AGAIN = "typed-again"
    NOT_HANDED_OVER = "not-handed-over"
    MORE_VISITS = "more-visits"
    SWITCHED_CHANNEL = "switched-channel"
    LATE = "late"


class Whose(StrEnum):
    """Whose a failed hand-off was: of the step that gives, of the step that takes, or not to be told from the visits."""

    GIVER = "giver"
    TAKER = "taker"
    UNCLEAR = "unclear"
