"""
Coming into the panel by a route: those whom a call chose, all together, and single persons by appointment (ruling 5).

Whose panel ref is whose application's stays in the vault: it names as many panel refs as there were applications, in no order.
"""

from datetime import datetime

from django.db import transaction

from basira.core.imports.names import matching_key
from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import RIGHTS, Route, ShopperClass
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.problem import Problem
from basira.gateways.vault import Engagement
from basira.programme.panel import queries
from basira.programme.panel.models import Shopper
from basira.programme.panel.named_classes import check_named
from basira.programme.panel.terms import term_of_a_newcomer
from basira.programme.panel.verbs import Identity, add_shoppers, enrol_people
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.recruiting.routes import OwnUnitMissing
from basira.programme.recruiting.verbs import calls, choosing
from basira.programme.registry import queries as registry


class ClassDoesNotFit(Problem):
    """An employee or official is appointed with the own unit named, nobody else has one, and a provider sends its own people."""

    code = "panel.class-does-not-fit"


class JudgeAndShopper(Problem):
    """Somebody with an account of this programme or of a measured body bears this name: nobody is both judge and shopper."""

    code = "panel.judge-and-shopper"


class NobodyToAdmit(Problem):
    """Nobody of this call is chosen and waits to come into the panel."""

    code = "panel.nobody-to-admit"


@transaction.atomic
def admit_chosen(*, call: str, by: Actor, at: datetime) -> int:
    """
    Take all who are chosen and not in the panel yet into it, in training, and return how many that were.

    Their term ends as the programme's file says. Where the answer of the vault is lost, the same call again comes to the same end.

    :raises NotPermitted: when `by` may not maintain the panel or choose it
    :raises NobodyToAdmit: when nobody waits
    :raises ApplicantsUnknown, VaultNotReachable: from the vault; nobody is taken
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    bars = choosing.mark_admitted(call=call, by=by, at=at)
    if not bars:
        raise NobodyToAdmit()
    refs = queries.vault().admit(bars, by=by.ref)
    state, ends_on = ShopperState.IN_TRAINING, term_of_a_newcomer(at)
    rows = [
        Shopper(panel_ref=ref, state=state, enrolled_at=at, enrolled_by=by.ref, term_ends_on=ends_on) for ref in refs
    ]
    return len(add_shoppers(rows, by, at))


def appoint(  # noqa: PLR0913  who, as what, from where
    *,
    identity: Identity,
    state: ShopperState,
    by: Actor,
    at: datetime,
    own_unit: str | None = None,
    shopper_class: ShopperClass | None = None,
) -> str:
    """
    Take one person into the panel by appointment (S1-14), and return her panel ref.

    `own_unit` is the entity ref of the unit that an employee works in, to which she is never sent; None for who is no employee.
    What she is to the programme, an employee or a volunteer where nothing is said, the vault alone keeps. Her term ends as the
    programme's file says, the same for every class.

    :raises NotPermitted, PersonKnown, IdentityIncomplete, VaultNotReachable: as `enrol_shopper`
    :raises JudgeAndShopper: when an open account bears her name
    :raises RouteClosed: when nobody is appointed, or no employees come in
    :raises ClassNotNamed: for a class that the blueprint does not name, where it names any
    :raises ClassDoesNotFit: for a class that is not appointed, or one of employees without the own unit, or the other way round
    :raises EmployeesInternalOnly: for an employee in an independent programme (ruling 3)
    :raises OwnUnitMissing: when the registry has no such unit
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    check_no_account(identity.name)
    calls.check_route(Route.APPOINTMENT)
    said = shopper_class or (ShopperClass.VOLUNTEER if own_unit is None else ShopperClass.EMPLOYEE)
    check_named(said)
    rights = RIGHTS[said]
    if rights.is_inside is (own_unit is None) or not rights.routes & {Route.APPOINTMENT, Route.EMPLOYEES}:
        raise ClassDoesNotFit()
    if own_unit is not None:
        calls.check_internal()
        calls.check_route(Route.EMPLOYEES)
        if registry.entity_card(own_unit) is None:
            raise OwnUnitMissing()
    what = None if said is ShopperClass.VOLUNTEER else Engagement(said)
    never_at = [own_unit] if own_unit else []
    (shopper,) = enrol_people(
        identities=[identity],
        state=state,
        by=by,
        at=at,
        never_at=never_at,
        engagement=what,
        term_ends_on=term_of_a_newcomer(at),
    )
    return shopper.panel_ref


def check_no_account(name: str) -> None:
    """
    Refuse somebody whose name an open account bears. What the officer has typed is compared; the vault is asked nothing.

    :raises JudgeAndShopper: when the name is one account's, in either language
    """
    cards = [card for card in people.account_cards() if card.is_active]
    taken = {matching_key(each) for card in cards for each in (card.name_ar, card.name_en) if each}
    if matching_key(name) in taken:
        raise JudgeAndShopper()
