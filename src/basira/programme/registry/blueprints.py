"""A programme starts from a blueprint, all or nothing: its charter, clocks and sites. It gives itself out in `blueprints`."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.blueprint.schema import Row, Value
from basira.core.blueprint.values import Blueprint
from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import SiteType
from basira.programme.people import setting_up
from basira.programme.people.blueprints import blueprint_from, keep_blueprint
from basira.programme.people.charter import Charter
from basira.programme.people.clocks import Clocks, set_clocks
from basira.programme.people.models import Account
from basira.programme.people.verbs import NewAccount
from basira.programme.registry import queries
from basira.programme.registry.verbs.site_rules import decide_photos, state_recording_basis


class BlueprintOfAnotherKind(Problem):
    """The blueprint is of an independent programme and the charter of an internal one, or the other way round."""

    code = "registry.blueprint-of-another-kind"


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody decided in the wizard; `blueprint` is the text of the file, "" for none."""

    charter: Charter
    clocks: Clocks
    blueprint: str = ""


@transaction.atomic
def start_programme(*, code_digest: str, start: Start, first: NewAccount, at: datetime) -> Account:
    """
    Set the programme up with its clocks and with what its blueprint decides on sites, and open its first account.

    Whoever holds the set-up code has read the server's terminal, so the journal calls the decisions the operator's: the first
    account of a full profile could not make them.

    :raises BlueprintOfAnotherKind: when the charter and the file are not of one kind
    :raises SetUpCodeWrong: or another refusal of `set_up_programme`
    :raises ClockOutOfRange: or another refusal of the clocks
    :raises BlueprintRefused: when the file is no blueprint
    """
    check_start(start)
    account = setting_up.set_up_programme(code_digest=code_digest, charter=start.charter, first=first, at=at)
    begin_with(start, at)
    return account


def begin_with(start: Start, at: datetime) -> None:
    """
    Set the clocks, keep the file and decide on sites as it says, inside the transaction that starts a programme or a rehearsal.

    :raises ClockOutOfRange: or another refusal of the clocks
    :raises BlueprintRefused: when the file is no blueprint
    """
    set_clocks(clocks=start.clocks, by=OPERATOR, at=at)
    if start.blueprint:
        decide_on_sites(keep_blueprint(text=start.blueprint, by=OPERATOR, at=at), at)


def check_start(start: Start) -> None:
    """
    Refuse a blueprint of the other kind: what it allows belongs to its kind of programme alone.

    :raises BlueprintOfAnotherKind: when the charter and the file are not of one kind
    :raises BlueprintRefused: when the file is no blueprint
    """
    if start.blueprint and blueprint_from(start.blueprint).said("programme.governance") != start.charter.governance:
        raise BlueprintOfAnotherKind


def decide_on_sites(blueprint: Blueprint, at: datetime) -> None:
    """Decide what may be captured where as a blueprint says."""
    for row in blueprint.table("sites.decisions"):
        decide_photos(
            site=SiteType(str(row["type"])), photos=bool(row["photos"]), reason=str(row["reason"]), by=OPERATOR, at=at
        )
    if basis := blueprint.said("sites.recording_basis"):
        state_recording_basis(basis=str(basis), by=OPERATOR, at=at)


def site_rows() -> tuple[Row, ...]:
    """Return the decisions on photos that were made, as entries of a blueprint."""
    rows: list[Row] = []
    for card in queries.site_rule_cards():
        if card.decided_at is not None:
            row: dict[str, Value] = {"type": str(card.site_type), "photos": card.photos, "reason": card.reason}
            rows.append(row)
    return tuple(rows)
