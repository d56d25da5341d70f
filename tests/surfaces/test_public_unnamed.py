"""The public pages of a programme that names no body: what would tell one of them of another is not there, in words."""

import pytest

from tests.programme.reporting_world import INDEPENDENT, keep
from tests.programme.test_told_apart import UNNAMED, a_sector, desk, publish
from tests.surfaces.test_public import page, words_of

pytestmark = pytest.mark.django_db
__all__ = ["desk"]
WHY = {
    "en": "Not shown: it would give away a figure that is not shown",
    "ar": "غير معروض: لأنه يكشف رقمًا غير معروض",
}


@pytest.mark.parametrize("address", ["/", "/results/?level=sector", "/sectors/health/", "/method/", "/map/"])
def test_a_withheld_sector_and_programme_leave_every_page_standing_without_a_number(desk, address):
    keep(head=INDEPENDENT, naming=UNNAMED)
    publish(a_sector("E", "F"), desk)
    for language, why in WHY.items():
        words = words_of(page(address, language))
        assert (why in words) is (address not in ("/method/", "/map/"))
        assert "0 visits" not in words and "24 visits" not in words and "12 visits" not in words


def test_three_of_a_sector_are_shown_with_their_visits(desk):
    keep(head=INDEPENDENT, naming=UNNAMED)
    publish(a_sector("E", "F", "G"), desk)
    for address in ("/", "/sectors/health/"):
        words = words_of(page(address))
        assert "36 visits" in words and WHY["en"] not in words
