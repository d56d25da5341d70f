"""Who reads what a programme finds, to whom it reports, and who may be asked or named: as its blueprint decided, else as its kind is."""

from enum import StrEnum

from basira.core.kernel.problem import Problem
from basira.programme.people import queries
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.charter import Governance


class Reader(StrEnum):
    """Who reads reports of a programme, as blueprints spell it."""

    UNIT = "unit-concerned"
    LEADERSHIP = "body-leadership"
    STATE = "state-leadership"
    PUBLIC = "public"


INSIDE = frozenset({Reader.UNIT, Reader.LEADERSHIP})
"""Who reads an internal programme where its blueprint says nothing; the public never does, whatever it says."""


ACCOUNTABLE_POST = "accountable-post"
"""The entry of `naming.negative` for whoever answers for a service."""


class ReaderNotNamed(Problem):
    """The programme does not report to this `reader`."""

    code = "people.reader-not-named"


def is_internal() -> bool:
    """Tell whether the programme is internal to one body."""
    charter = queries.charter_card()
    return charter is not None and charter.governance is Governance.INTERNAL


def readers() -> frozenset[Reader]:
    """Return who reads the programme's reports. Nobody publishes what a body measures of itself: it would stand beside others."""
    blueprint = kept_blueprint()
    named = blueprint.said("reporting.to") if blueprint else None
    internal = is_internal()
    found = frozenset(map(Reader, named)) if named is not None else INSIDE if internal else frozenset(Reader)
    return found - {Reader.PUBLIC} if internal else found


def check_reader(reader: Reader) -> None:
    """
    Refuse a report to somebody to whom the programme does not report.

    :raises ReaderNotNamed: with the reader
    """
    if reader not in readers():
        raise ReaderNotNamed(reader=str(reader))


def reporting_line() -> str:
    """Return to whom the programme reports, as blueprints spell it; "" where none says it."""
    blueprint = kept_blueprint()
    return str(blueprint.said("reporting.line", "")) if blueprint else ""


def keeps_accountability_files() -> bool:
    """Tell whether an accountable post may be asked: in an internal programme, where its blueprint says nothing against it."""
    blueprint = kept_blueprint()
    if blueprint is None:
        return is_internal()
    named = blueprint.said("naming.negative", (ACCOUNTABLE_POST,))
    return is_internal() and bool(blueprint.said("naming.accountability_files", True)) and ACCOUNTABLE_POST in named


def named(key: str) -> frozenset[str] | None:
    """Return what `naming.ranked` or `naming.negative` says, as blueprints spell it; None where none says it."""
    blueprint = kept_blueprint()
    said = blueprint.said(f"naming.{key}") if blueprint else None
    return None if said is None else frozenset(said)
