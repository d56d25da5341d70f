"""Long questions to the vault: no line is longer than its door reads, and every place is asked about once."""

import json

from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Vault
from basira.gateways.vault_lines import in_lines
from basira.vault.door import MOST_BYTES


def long_places(count: int = 300) -> list[tuple[str, list[str]]]:
    """Return places each of which has a long list of its own: nine megabytes in all."""
    return [(new_ref(), [new_ref() for _each in range(1000)]) for _place in range(count)]


def test_without_places_nothing_is_asked():
    assert list(in_lines([])) == []


def test_no_line_is_longer_than_the_door_reads_and_none_is_lost():
    places = long_places()
    lines = list(in_lines(places))
    assert len(lines) > 1
    assert max(len(json.dumps(asked).encode()) for _first, asked in lines) < MOST_BYTES - 1000
    heard = [(number, asked["earlier"][which]) for _first, asked in lines for number, which in asked["places"]]
    assert heard == places and lines[0][0] == 0


def test_a_list_that_many_share_is_said_once():
    shared = [new_ref() for _each in range(1000)]
    ((first, asked),) = in_lines([(new_ref(), shared) for _place in range(500)])
    assert first == 0 and asked["earlier"] == [shared] and {which for _number, which in asked["places"]} == {0}


def test_an_answer_counts_from_the_first_place_of_its_line(monkeypatch, tmp_path):
    places = long_places()
    firsts = [first for first, _asked in in_lines(places)]
    monkeypatch.setattr(Vault, "ask", lambda *_asked, **_said: [0])
    assert Vault(tmp_path).returning(places, by="t") == set(firsts) and len(firsts) > 1
