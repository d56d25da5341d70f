"""A programme starts with the pledge and the demand of its blueprint."""

from datetime import datetime

from django.db import transaction

from basira.core.blueprint.values import Blueprint
from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.training import ALSO_SIGNED_IN
from basira.programme.people.blueprints import blueprint_from
from basira.programme.people.models import Account
from basira.programme.people.verbs import NewAccount
from basira.programme.registry.blueprints import Start, start_programme
from basira.programme.training.gate import Demand
from basira.programme.training.verbs.preparing import Both, publish_pledge, write_demand


@transaction.atomic
def start_with_training(*, code_digest: str, start: Start, first: NewAccount, at: datetime) -> Account:
    """
    Set the programme up as `start_programme` does, with what its blueprint says of pledge and training.

    :raises BlueprintOfAnotherKind, SetUpCodeWrong, ClockOutOfRange, BlueprintRefused: as `start_programme`
    """
    account = start_programme(code_digest=code_digest, start=start, first=first, at=at)
    if start.blueprint:
        begin_training(blueprint_from(start.blueprint), at)
    return account


def begin_training(blueprint: Blueprint, at: datetime) -> None:
    """
    Publish the pledge of a blueprint, and demand its signature and training where it says so.

    Training is demanded though there is none yet: until somebody has prepared it, nobody is sent untrained.
    """
    text = Both(str(blueprint.said("shoppers.pledge_ar", "")), str(blueprint.said("shoppers.pledge_en", "")))
    if text.is_whole:
        publish_pledge(text=text, others=further_pledges(blueprint), by=OPERATOR, at=at)
    demand = Demand(bool(blueprint.said("shoppers.training_attended", False)), text.is_whole)
    if demand != Demand():
        write_demand(demand, OPERATOR, at)


def further_pledges(blueprint: Blueprint) -> dict[str, str]:
    """Return what a blueprint says of the pledge beside Arabic and English, by the code of the language; "" for nothing."""
    return {code: str(blueprint.said(f"shoppers.pledge_{code}", "")) for code in ALSO_SIGNED_IN}
