"""What a visit keeps within before it is filed: a cycle that takes visits, and names of files that can be kept."""

from collections.abc import Iterable

from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.lifecycles import WaveState
from basira.programme.fieldwork.refusals import CycleNotOpen, FilenameTooLong

OPEN_FOR_FILING = frozenset({WaveState.IN_FIELD, WaveState.CLOSED})
"""A closed cycle still takes what phones could not send in time; nothing is taken once it is reviewed."""

MAX_FILENAME = 200


def check_open(state: WaveState) -> None:
    """
    Refuse new visits to a cycle in a state that takes none.

    :raises CycleNotOpen: with the state
    """
    if state not in OPEN_FOR_FILING:
        raise CycleNotOpen(state=str(state))


def check_names(names: Iterable[str]) -> None:
    """
    Refuse files that could not be filed under their names.

    :raises FilenameTooLong: with the limit
    :raises UnfitIdentifier: when a name holds what nobody can see
    """
    for name in names:
        if len(name) > MAX_FILENAME:
            raise FilenameTooLong(limit=MAX_FILENAME)
        check_identifier(name)
