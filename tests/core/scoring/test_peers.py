"""The mean of peers: too few give none; its error is that of their own visits."""

from decimal import Decimal

from basira.core.scoring import Estimate, compare, mean_of_peers


def peer(score: str, se: str | None = "0.03", visits: int = 10) -> Estimate:
    return Estimate(Decimal(score), Decimal(se) if se else None, Decimal(score), Decimal(score), visits)


def test_below_the_least_number_there_is_no_mean():
    assert mean_of_peers([], least=4) is None and mean_of_peers([], least=0) is None
    assert mean_of_peers([peer("0.5")] * 3, least=4) is None


def test_a_peer_without_an_error_does_not_count():
    assert mean_of_peers([peer("0.5"), peer("0.5", None), peer("0.5"), peer("0.5")], least=4) is None


def test_peers_weigh_the_same_whatever_their_visits():
    found = mean_of_peers([peer("0.4", visits=5), peer("0.6", visits=50), peer("0.8"), peer("0.6")], least=4)
    assert found is not None
    assert (found.score, found.se, found.visits) == (Decimal("0.600000"), Decimal("0.015000"), 75)
    # Student's t with the four degrees of freedom of the peer with the fewest visits: 2.776 x 0.015
    assert (found.low, found.high) == (Decimal("0.558353"), Decimal("0.641647"))


def test_the_interval_stays_between_nought_and_one():
    low, high = (mean_of_peers([peer(score, "0.2", 5)] * 4, least=4) for score in ("0.01", "0.99"))
    assert low is not None and low.low == 0 and high is not None and high.high == 1


def test_a_unit_far_from_its_peers_differs_beyond_chance_and_one_near_them_does_not():
    mean = mean_of_peers([peer("0.6")] * 4, least=4)
    assert mean is not None
    far, near = compare(peer("0.9"), mean), compare(peer("0.62"), mean)
    assert far is not None and far.distinguishable and near is not None and not near.distinguishable
