"""What the programme's file says of whoever comes in: until when, and how many stand by in case somebody drops out."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from basira.core.kernel.lifecycles import CallState, ShopperState
from basira.core.selection.reserves import DROP_OUT
from basira.programme.panel import admitting, providing
from basira.programme.panel.models import Shopper
from basira.programme.panel.terms import term_of_a_newcomer
from basira.programme.recruiting import draws
from basira.programme.recruiting.models import Choice
from basira.programme.recruiting.verbs import calls, choosing
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import OFFICER, an_open_call, passed
from tests.programme.test_choosing import BY, LATER, LOTTERY, NUMBERS
from tests.programme.test_keys_obeyed import keep
from tests.programme.test_routes import a_provider, manager_of, somebody

pytestmark = pytest.mark.django_db
ROUTES = ("[shoppers]", 'routes = ["appointed", "drawn"]', "[panel]", "size = 2")
A_CLASS = ("[[shoppers.classes]]", 'code = "volunteer"', 'name_ar = "م"', 'name_en = "V"', 'route = "appointed"')


def last_days():
    return list(Shopper.objects.values_list("term_ends_on", flat=True))


@pytest.mark.parametrize(
    ("months", "day", "ends"),
    [(6, (2026, 11, 2), date(2027, 5, 1)), (1, (2027, 1, 31), date(2027, 2, 27)), (12, (2028, 2, 29), date(2029, 2, 27)),
     (60, (2026, 12, 1), date(2031, 11, 30)), (1, (2026, 11, 30), date(2026, 12, 29))],
)  # fmt: skip
def test_a_term_ends_on_the_day_before_the_same_day_some_months_later(months, day, ends):
    keep(*ROUTES, *A_CLASS, f"term_months = {months}")
    assert term_of_a_newcomer(datetime(*day, 8, tzinfo=UTC)) == ends


def test_a_file_without_months_or_no_file_ends_no_time():
    assert term_of_a_newcomer(MONDAY_9AM) is None
    keep(*ROUTES, *A_CLASS)
    assert term_of_a_newcomer(MONDAY_9AM) is None


def test_the_time_of_whoever_comes_in_by_any_way_ends_on_the_same_day():
    call = an_open_call(capacity=1)
    passed(call)
    provider = a_provider()
    keep(*ROUTES, *A_CLASS, "term_months = 6")
    admitting.appoint(identity=somebody(), state=ShopperState.IN_TRAINING, by=OFFICER, at=MONDAY_9AM)
    providing.send_people(identities=[somebody()], by=manager_of(provider), at=MONDAY_9AM)
    calls.move_call(ref=call, to=CallState.CLOSED, **BY)
    choosing.bind_choice(call=call, quotas="", named=LOTTERY, **BY)
    choosing.draw(call=call, said=NUMBERS, **LATER)
    admitting.admit_chosen(call=call, **BY)
    assert last_days() == [term_of_a_newcomer(MONDAY_9AM)] * 3


def a_draw(*lines):
    """A draw of two seats among nine, and what was bound to it; the file changes before the beacon speaks."""
    call = an_open_call(capacity=2)
    for _ in range(9):
        passed(call)
    keep(*lines)
    calls.move_call(ref=call, to=CallState.CLOSED, **BY)
    choosing.bind_choice(call=call, quotas="", named=LOTTERY, **BY)
    keep(*ROUTES, "drop_out = 1.0")
    choosing.draw(call=call, said=NUMBERS, **LATER)
    return draws.choice_card(call), draws.draw_card(call), draws.draw_files(call)


@pytest.mark.parametrize(("lines", "share", "reserves"), [((), DROP_OUT, 1), (("drop_out = 0.6",), 0.6, 3)])
def test_so_many_stand_by_as_the_file_expected_when_the_draw_was_bound(lines, share, reserves):
    card, told, files = a_draw(*ROUTES, *lines)
    assert (len(card.chosen), len(card.reserves), told.record["drop_out"]) == (2, reserves, share)
    assert files["reserves.csv"].count(b"\n") == reserves + 1


def test_the_database_refuses_a_share_above_one():
    a_draw()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.update(drop_out=1.5)
