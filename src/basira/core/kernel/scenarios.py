"""What a second person confirms before a scenario may send anybody anywhere (safety and ethics)."""

from enum import StrEnum


class ScenarioPoint(StrEnum):
    """One point of the checklist; all of them are confirmed, or the scenario stays a draft."""

    REAL_SERVICE = "real-service"
    """Only a service that is offered to everybody; nobody in need loses a turn, a bed or aid by it."""
    NO_HARM = "no-harm"
    """No danger to the shopper, the staff or other customers, and no emergency is pretended."""
    NO_TEMPTATION = "no-temptation"
    """Nobody is pushed, provoked or tempted to break a rule; nothing is paid beside the fee."""
    LAWFUL = "lawful"
    """No forged paper, no false statement that the law forbids, no data of other people."""
    WAY_OUT = "way-out"
    """She may stop at any moment, and knows what she must never do."""
