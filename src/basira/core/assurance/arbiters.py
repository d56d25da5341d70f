"""Who may answer a contest: nobody who had a hand in what is contested, and nobody of the body that contests it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.actor import BODY_ROLES, Actor
from basira.core.kernel.problem import Problem


class Partial(StrEnum):
    """Why somebody is no arbiter of this contest."""

    REVIEWED = "reviewed"
    RELEASED = "released"
    OF_THE_BODY = "of-the-body"


class NotImpartial(Problem):
    """`by` had a hand in what is contested; `why` says which."""

    code = "contest.not-impartial"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who had a hand in a finding: refs of accounts."""

    reviewers: frozenset[str]
    """Of every visit of the body in that cycle: who looked at it, corrected it, or gave its verdict."""
    releaser: str
    speakers: frozenset[str]
    """Whoever answered for the body, in any cycle."""


def partial_by(by: Actor, hands: Hands) -> Set[Partial]:
    """Return why `by` may not answer; empty when nothing stands against it."""
    speaks = bool(by.entity_ref) or bool(by.roles & BODY_ROLES) or by.ref in hands.speakers
    found = {
        Partial.REVIEWED: by.ref in hands.reviewers,
        Partial.RELEASED: by.ref == hands.releaser,
        Partial.OF_THE_BODY: speaks,
    }
    return frozenset(why for why, is_so in found.items() if is_so)


def check_impartial(by: Actor, hands: Hands) -> None:
    """
    Refuse whoever had a hand in what is contested.

    :raises NotImpartial: with why
    """
    if found := sorted(str(why) for why in partial_by(by, hands)):
        raise NotImpartial(why=found)
