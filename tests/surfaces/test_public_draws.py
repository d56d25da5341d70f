"""A draw as everybody follows it: nothing of a person, nothing of a small group, and a seed that a shell makes again."""

import hashlib
import html
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from basira.core.kernel.lifecycles import CallState
from basira.core.selection.protocol import Beacon, BoundAgain, Named, broken_step
from basira.programme.recruiting import draws
from basira.programme.recruiting.verbs import calls, choosing
from tests.cast import MONDAY_9AM
from tests.programme.recruiting_world import OFFICER, an_open_call, passed

pytestmark = pytest.mark.django_db
DUE = MONDAY_9AM + timedelta(hours=1)
BY = {"by": OFFICER, "at": MONDAY_9AM}


def bound(call, **more):
    named = Named(Beacon.ANNOUNCED, DUE, "Lottery 412")
    choosing.bind_choice(call=call, quotas="category,feature,min,max\nsex,female,5,6\n", named=named, **BY, **more)


@pytest.fixture
def call():
    ref = an_open_call(capacity=11)
    for number in range(22):
        passed(ref, sex="female" if number % 2 else "male", occupation="student" if number else "retired")
    calls.move_call(ref=ref, to=CallState.CLOSED, **BY)
    return ref


@pytest.fixture
def reader():
    return Client(headers={"accept-language": "en"})


def words(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_there_is_no_draw_before_one_is_bound(reader, call):
    for path in (f"/calls/{call}/draw/", f"/calls/{call}/draw.json", "/calls/nothing/draw/"):
        assert reader.get(path).status_code == 404


def test_what_is_bound_is_seen_before_the_beacon_speaks_and_what_was_set_aside_stays(reader, call):
    bound(call)
    first = draws.draw_card(call).binding.bound.commitment
    bound(call, reason=BoundAgain.BEACON_MISSED)
    page = words(reader.get(f"/calls/{call}/draw/"))
    assert first in page and "Lottery 412" in page and "not drawn yet" in page
    assert "The beacon's moment passed" in page and f"/calls/{call}/draw/" in reader.get("/calls/").content.decode()


def test_the_page_of_a_draw_tells_of_nobody_and_its_line_makes_the_seed(reader, call):
    bound(call)
    choosing.draw(call=call, said="4 8 15 16 23 42", by=OFFICER, at=DUE)
    answer, card = reader.get(f"/calls/{call}/draw/"), draws.choice_card(call)
    page = words(answer)
    assert card.seed in page and "Sex: Female 11 5 to 6 " in page and "Sex: Male 11 —" in page
    record = json.loads(reader.get(f"/calls/{call}/draw.json").content)
    for ref in (*card.chosen, *card.reserves):
        assert ref not in answer.content.decode() and ref not in json.dumps(record)
    said = [record[name] for name in ("commitment", "lottery_sha256", "value", "number")]
    assert hashlib.sha256("\n".join(("basira draw 1", *said)).encode()).hexdigest() == card.seed
    digests = {"commitment": record["commitment"], "panels": record["lottery_sha256"]}
    assert broken_step(record, **digests, seed=card.seed) == ""
