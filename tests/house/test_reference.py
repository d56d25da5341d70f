"""What is made from the code stands in the tree as the code says it."""

from enum import StrEnum

from basira.core.kernel import lifecycles, unmasking
from basira.project import reference


def test_generated_pages_are_up_to_date():
    stale = [path.name for path, text in reference.pages().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "run `python -m basira.project reference` and commit what it wrote"


def test_every_lifecycle_is_drawn_with_every_state():
    homes = (lifecycles, unmasking)
    tables = [table for home in homes for name, table in vars(home).items() if name.endswith("_MOVES")]
    assert [moves for _name, _arabic, moves in reference.LIFECYCLES] == tables
    page = reference.lifecycles_page()
    assert all(str(state) in page for table in tables for state in table)


def test_every_table_knows_all_states_of_its_object():
    for table in (moves for _name, _arabic, moves in reference.LIFECYCLES):
        states: type[StrEnum] = type(next(iter(table)))
        assert set(table) == set(states)
        assert all(end in set(states) for ends in table.values() for end in ends)
