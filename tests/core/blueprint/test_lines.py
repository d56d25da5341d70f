"""Which line a table or key of a blueprint stands on, also in a file that is made to be slow."""

import pytest

from basira.core.blueprint.lines import lines_of


def test_tables_and_keys_have_their_lines_whatever_blanks_stand_around_them():
    text = '  schema = 1\n\n[ panel ]\n  size= 4\n[[ panel . quotas ]]\n"least" \t= 2\n'
    found = lines_of(text)
    assert (found["schema"], found["panel"], found["panel.size"]) == (1, 3, 4)
    assert {line for path, line in found.items() if path.endswith("least")} == {6}


@pytest.mark.parametrize("start", ["", "[", "[[", "a", '["'])
def test_a_line_of_blanks_alone_is_read_to_its_end(start):
    assert set(lines_of(f"schema = 1\n{start}{' ' * 200_000}#\n")) == {"schema"}  # by their cube it would take years
