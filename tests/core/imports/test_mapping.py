"""Which column is which: by hand, by known headers, never by guess."""

from basira.core.imports.mapping import Target, map_columns, split_pairs

TARGETS = (Target("code", ("الرمز",)), Target("name_ar", ("الاسم", "nom arabe")), Target("latitude", ("lat",)))


def codes(mapping):
    return [fault.code for fault in mapping.faults]


def test_an_unknown_target_lists_the_targets():
    mapping = map_columns(["a"], TARGETS, [("colour", "a")])
    assert codes(mapping) == ["map.unknown-target"]
    assert "latitude" in mapping.faults[0].message


def test_an_unknown_column_lists_the_columns():
    mapping = map_columns(["alpha", "beta"], TARGETS, [("code", "gamma")])
    assert codes(mapping) == ["map.unknown-column"]
    assert "alpha, beta" in mapping.faults[0].message


def test_a_target_said_twice_and_a_column_that_stands_twice_are_faults():
    assert codes(map_columns(["a", "b"], TARGETS, [("code", "a"), ("code", "b")])) == ["map.target-twice"]
    assert codes(map_columns(["a", "a"], TARGETS, [("code", "a")])) == ["map.column-twice"]


def test_two_columns_that_fit_are_not_chosen_between():
    mapping = map_columns(["الاسم", "nom arabe"], TARGETS)
    assert codes(mapping) == ["map.ambiguous"]
    assert "name_ar" not in mapping.positions


def test_a_header_with_the_targets_own_name_wins():
    assert map_columns(["الرمز", "Code"], TARGETS).as_dict() == {"code": "Code"}


def test_known_headers_are_found_in_three_languages_whatever_their_dress():
    mapping = map_columns(["الرَّمز", "NOM_ARABE", "Lat"], TARGETS)
    assert mapping.positions == {"code": 0, "name_ar": 1, "latitude": 2}


def test_what_is_said_wins_and_empty_closes_a_target():
    assert map_columns(["code", "id"], TARGETS, [("code", "id")]).as_dict() == {"code": "id"}
    assert map_columns(["code"], TARGETS, [("code", "")]).as_dict() == {}


def test_a_pair_needs_an_equals_sign():
    pairs, faults = split_pairs(["code=a=b", "code", "=x"])
    assert pairs == [("code", "a=b")]
    assert [fault.code for fault in faults] == ["map.not-a-pair", "map.not-a-pair"]
