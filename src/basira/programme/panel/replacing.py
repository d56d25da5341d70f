"""Somebody leaves before her term ends, and a reserve of her draw is called: who she was among the applicants stays in the vault."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.leaving import Leaving
from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState, check_move
from basira.gateways.vault import VaultNotReachable
from basira.programme.panel import queries
from basira.programme.panel.models import Shopper
from basira.programme.panel.terms import end_shoppers
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting.verbs import choosing


@dataclass(frozen=True, slots=True)
class Replaced:
    """The application of the reserve who was called, the call that it is of, and how many quotas are broken with her."""

    application: str
    call: str
    broken: int


@transaction.atomic
def let_go(*, panel_ref: str, reason: Leaving, by: Actor, at: datetime) -> None:
    """
    End a shopper's time with the panel, and call nobody. Her keys are closed a moment later.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises MoveNotAllowed: when it has ended already
    :raises VaultNotReachable: when the vault does not answer; nothing is changed
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    lock_leaving(panel_ref)
    if not queries.vault_answers():
        raise VaultNotReachable()
    end_shoppers([panel_ref], str(reason), by, at)


@transaction.atomic
def replace_shopper(*, panel_ref: str, reason: Leaving, by: Actor, at: datetime) -> Replaced:
    """
    End a shopper's time with the panel and call the reserve of her draw who keeps its quotas best, in the draw's order.

    The vault alone knows which applicant she was. It is given the pool that was bound, and answers with the reserve: what leaves
    it is how many quotas are broken, and neither her application nor what she said in it. The reserve comes into the panel like
    everybody who is chosen.

    :raises NotPermitted: when `by` may not maintain the panel or choose it
    :raises MoveNotAllowed: when her time has ended already
    :raises NoReserveLeft: when she came in by no draw that still has a reserve for her; nothing is changed
    :raises VaultNotReachable: when the vault does not answer; nothing is changed
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    permissions.check(by, Act.CHOOSE_PANEL)
    lock_leaving(panel_ref)
    ended = ended_refs()
    for drawn in choosing.draws_with_reserves():
        found = queries.vault().reserve_for(panel_ref, drawn.asked(), ended, by=by.ref)
        if found is not None:
            choosing.call_reserve(application=found.reserve, by=by, at=at)
            end_shoppers([panel_ref], str(reason), by, at)
            return Replaced(found.reserve, drawn.call, found.broken)
    raise choosing.NoReserveLeft()


@transaction.atomic
def replace_declined(*, application: str, call: str, by: Actor, at: datetime) -> Replaced:
    """
    Call a reserve for somebody who was chosen and declines before she came into the panel; whoever left since counts as gone.

    :raises NotPermitted, MoveNotAllowed, NoReserveLeft, VaultNotReachable: as `choosing.replace_chosen`
    """
    found = choosing.replace_chosen(application=application, ended=ended_refs(), by=by, at=at)
    return Replaced(found.reserve, call, found.broken)


def ended_refs() -> list[str]:
    """Return the panel refs whose time is over."""
    ended = Shopper.objects.filter(state=ShopperState.ENDED).order_by("panel_ref")
    return list(ended.values_list("panel_ref", flat=True))


def lock_leaving(panel_ref: str) -> None:
    """
    Lock a shopper who leaves.

    :raises MoveNotAllowed: when her time has ended already
    """
    shopper = Shopper.objects.select_for_update().get(panel_ref=panel_ref)
    check_move(SHOPPER_MOVES, ShopperState(shopper.state), ShopperState.ENDED)
