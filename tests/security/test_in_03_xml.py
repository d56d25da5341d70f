"""IN-03: 25 hostile XML files are refused by the phones' door: cheaply, with no file opened and no socket made."""

import io
import xml.sax
import xml.sax.handler

import pytest

from basira.core.instrument.submission import read_submission
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork.models import Submission, Visit
from tests.core.instrument.test_submission import HOSTILE, filled
from tests.security.watched import Cost, cost_of, least_cost_of
from tests.surfaces.test_openrosa import post

QUADRATIC = b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 50_000 + b'">]><data id="v">' + b"&a;" * 10_000 + b"</data>"
FILES = HOSTILE | {
    "quadratic blow-up": QUADRATIC,
    "UTF-16 with a lie": '<?xml version="1.0" encoding="utf-8"?><data id="v"/>'.encode("utf-16-be"),
    "entity in an attribute": b'<!DOCTYPE d [<!ENTITY a "x">]><data id="&a;"/>',
    "XInclude alone": b'<data xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></data>',
}


CPU_S = 0.5


def is_met(cost: Cost) -> bool:
    """Tell whether a file was refused within 0.5 s, touching nothing."""
    return cost.ended.startswith(("Submission", "SAX")) and cost.cpu_s <= CPU_S and not cost.touched


def naive(content: bytes) -> None:
    """Read XML with everything on that a parser may be asked to do, as old code does."""
    parser = xml.sax.make_parser()  # noqa: S317  the twin
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    parser.parse(io.BytesIO(content))


def test_in_03_every_file_is_refused_cheaply_and_touches_nothing():
    assert len(FILES) >= 25
    costs = {name: least_cost_of(lambda c=content: read_submission(c), cpu_s=CPU_S) for name, content in FILES.items()}
    assert {name: cost for name, cost in costs.items() if not is_met(cost)} == {}


@pytest.mark.django_db
def test_in_03_the_door_answers_each_with_a_refusal_and_keeps_nothing(scene):
    answers = {name: post(scene, content).status_code for name, content in FILES.items() if content}
    assert {name: status for name, status in answers.items() if status not in (400, 413)} == {}
    assert not Visit.objects.exists() and not Submission.objects.exists()


def test_in_03_twin_a_parser_that_obeys_fails_the_same_measure():
    obeyed = cost_of(lambda: naive(HOSTILE["external entity"]))
    assert not is_met(obeyed) and any("/etc/passwd" in each for each in obeyed.touched), obeyed
    assert not is_met(cost_of(lambda: naive(HOSTILE["300 000 deep"] + b"</a>" * 300_000 + b"</data>")))


def test_in_03_an_honest_submission_passes_the_same_reader():
    assert read_submission(filled("<wait/>")).form_id == "visit"
    with pytest.raises(Problem):
        read_submission(b"<a")
