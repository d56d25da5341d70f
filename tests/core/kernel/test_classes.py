"""What each class of shoppers may: one table, whole."""

import pytest

from basira.core.kernel.classes import RIGHTS, UNRANKED, Pay, Route, ShopperClass, may_be_sent
from basira.core.kernel.registry import MissionKind


def test_every_class_has_its_rights_and_every_route_brings_somebody():
    assert set(RIGHTS) == set(ShopperClass)
    assert {route for rights in RIGHTS.values() for route in rights.routes} == set(Route)


def test_what_works_for_a_measured_body_comes_by_its_own_route_alone_and_counts_in_no_ranking():
    assert {ShopperClass.EMPLOYEE, ShopperClass.OFFICIAL} == UNRANKED
    for each in UNRANKED:
        assert RIGHTS[each].routes == {Route.EMPLOYEES}


def test_nobody_but_the_contracted_is_paid_a_fee():
    assert [each for each, rights in RIGHTS.items() if rights.pay is Pay.FEE] == [ShopperClass.CONTRACTED]


@pytest.mark.parametrize(
    ("shopper_class", "kind", "is_sent"),
    [
        (ShopperClass.OBSERVER, MissionKind.COUNTER_VISIT, False),
        (ShopperClass.OBSERVER, MissionKind.SPOT_CHECK, True),
        (ShopperClass.OFFICIAL, MissionKind.COUNTER_VISIT, False),
        (ShopperClass.OFFICIAL, MissionKind.PHONE_CALL, True),
        (ShopperClass.CONTRACTED, MissionKind.EVERYDAY, False),
        (ShopperClass.EMPLOYEE, MissionKind.EVERYDAY, False),
        (ShopperClass.EMPLOYEE, MissionKind.COUNTER_VISIT, True),
        (ShopperClass.VOLUNTEER, MissionKind.EVERYDAY, True),
    ],
)
def test_a_class_is_sent_on_its_own_kinds_of_missions(shopper_class, kind, is_sent):
    assert may_be_sent(shopper_class, kind) is is_sent
