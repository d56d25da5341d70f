"""
ID-19: no fault of the vault, or of a page that takes an identity, shows a value: not in an answer, a log or a report of the fault.
ID-21: whoever asks by applying learns neither yes nor no: same status, same length, same time.
"""

import json
import logging
import random
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter
from scipy.stats import mannwhitneyu

from basira.core.kernel.actor import Role
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.problem import Problem
from basira.gateways.companies import OwnPeople
from basira.gateways.vault import Vault
from basira.programme.recruiting.models import Application
from basira.programme.recruiting.verbs import applying
from basira.surfaces.shared import even_time
from basira.surfaces.shared.even_time import EVEN_S, in_even_time
from basira.surfaces.shared.logs import MaskingFormatter
from basira.vault import door
from tests.programme.recruiting_world import a_call_open_now, identity, sheet
from tests.programme.test_routes import a_provider

TIMINGS = 500
CANARY = "Canary 784-1990-77"


def draft_now(call: str) -> str:
    """Return the code of a draft that may be sent."""
    code = applying.keep_draft(call=call, sheet=sheet(), at=timezone.now())
    applying.judge_draft(code=code, at=timezone.now())
    return code


class Unforeseen(Problem):
    """A refusal that says more than it should."""

    code = "vault.unforeseen"


FAULTS = [RuntimeError(CANARY), KeyError(CANARY), ValueError(CANARY), psycopg.DataError(CANARY),
          psycopg.OperationalError(CANARY), OSError(CANARY), Unforeseen(who=CANARY)]  # fmt: skip


class Mute:
    """A pool and its connection on which everything can be written, and nothing is."""

    def connection(self, **_more: object):
        return nullcontext(self)

    def transaction(self):
        return nullcontext(self)

    def execute(self, *_said: object) -> None:
        pass


HERE = SimpleNamespace(pool=Mute(), keys=None, clocks=None)


def failing(fault: Exception) -> Callable[..., object]:
    """Return something that fails with this fault, however it is called."""

    def fail(*_said: object, **_more: object) -> object:
        raise fault

    return fail


def shown_by_the_vault(monkeypatch, capsys) -> list[str]:
    """Have every word of the door fail in every way with a canary in the fault; return which show it, in the answer or the log."""
    shown = []
    for word in sorted(door.VERBS):
        for fault in FAULTS:
            monkeypatch.setitem(door.VERBS, word, failing(fault))
            line = json.dumps({"v": 1, "verb": word, "by": "x", "identity": {"name": CANARY}}).encode()
            answer = door.answer(HERE, line)
            assert answer["ok"] is False
            said = capsys.readouterr()
            if CANARY in str(answer) + said.err + said.out:
                shown.append(f"{word} {type(fault).__name__}")
    return shown


def test_id_19_no_fault_of_any_word_of_the_door_shows_a_value(monkeypatch, capsys):
    assert shown_by_the_vault(monkeypatch, capsys) == []


def test_id_19_twin_a_door_that_tells_why_or_logs_what_failed_fails_the_same_measure(monkeypatch, capsys):
    with monkeypatch.context() as talkative:
        talkative.setattr(
            door, "refusal", lambda problem: {"ok": False, "code": problem.code, "params": problem.params}
        )
        assert shown_by_the_vault(talkative, capsys) == [f"{word} Unforeseen" for word in sorted(door.VERBS)]
    monkeypatch.setattr(door, "type", lambda fault: SimpleNamespace(__name__=str(fault)), raising=False)
    found = shown_by_the_vault(monkeypatch, capsys)
    assert {each.split()[1] for each in found} == {"RuntimeError", "OperationalError", "OSError"}


class Reports(logging.Handler):
    """Keeps of each fault what a log would, and what a tool that collects faults would: the frames with their variables."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += MaskingFormatter().format(record)
        if record.exc_info and hasattr(record, "request"):
            reporter = ExceptionReporter(record.request, *record.exc_info)
            self.text += reporter.get_traceback_html() + reporter.get_traceback_text()


def shown_by_pages(monkeypatch, signed_in) -> list[str]:
    """Have the vault's gateway fail under each page that takes an identity, and return where a value of it is shown."""
    officer, company = signed_in(Role.PANEL_OFFICER), signed_in(Role.PROVIDER, provider_ref=a_provider())
    public = Client()
    for client in (officer, company, public):
        client.raise_request_exception = False
    shown, person = [], identity() | {"name": CANARY}
    call = a_call_open_now()
    pages: dict[str, Callable[[], object]] = {
        "the desk": lambda: officer.post("/console/panel/person/", person | {"state": str(ShopperState.ACTIVE)}),
        "the public": lambda: public.post(f"/calls/{call}/apply/identity/", person | {"code": draft_now(call)}),
        "a company": lambda: company.post("/console/company/send/", person | {"has_agreed": "on"}),
        "a company that says who stops": lambda: company.post(
            "/console/company/stops/", {"name": CANARY, "phone": person["phone"]}
        ),
        "papers": lambda: officer.post("/console/calls/papers/", {"national_id": CANARY, "birth_date": "1990-05-17"}),
    }
    for word in ("enrol", "apply", "show_papers"):
        monkeypatch.setattr(Vault, word, failing(RuntimeError("broken")))
    monkeypatch.setattr(OwnPeople, "stops", failing(RuntimeError("broken")))
    for where, ask in pages.items():
        reports = Reports()
        logging.getLogger("django.request").addHandler(reports)
        try:
            answer = ask()
        finally:
            logging.getLogger("django.request").removeHandler(reports)
        assert answer.status_code == 500 and "broken" in reports.text, (where, answer.status_code)
        shown += [f"{where}: page"] if CANARY in answer.content.decode() else []
        shown += [f"{where}: report"] if CANARY in reports.text else []
    return shown


@pytest.mark.django_db
def test_id_19_no_page_that_takes_an_identity_shows_it_when_it_fails(monkeypatch, signed_in):
    monkeypatch.setattr(even_time, "time", Clock())
    assert shown_by_pages(monkeypatch, signed_in) == []


@pytest.mark.django_db
def test_id_19_twin_reports_that_leave_nothing_out_fail_the_same_measure(monkeypatch, signed_in):
    monkeypatch.setattr(even_time, "time", Clock())
    monkeypatch.setattr(SafeExceptionReporterFilter, "is_active", lambda self, request: False)
    assert shown_by_pages(monkeypatch, signed_in) == [
        "the desk: report",
        "the public: report",
        "a company: report",
        "a company that says who stops: report",
        "papers: report",
    ]


# ID-21


class Clock:
    """A clock that stands unless somebody works or waits."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(even_time, "time", made)
    return made


def taken(clock: Clock, work: Callable[[], object]) -> float:
    """Return how long something took by a clock, to the microsecond."""
    began = clock.now
    work()
    return round(clock.now - began, 6)


@pytest.mark.django_db
def test_id_21_who_is_known_and_who_is_new_are_answered_alike(monkeypatch, clock):
    """On the page, with the real vault, which here takes longer for the one than for the other."""
    call, known, real = a_call_open_now(), identity(), Vault.apply

    def slower_for_the_known(self, *said, **more):
        is_new = real(self, *said, **more)
        clock.sleep(0.02 if is_new else 0.21)
        return is_new

    monkeypatch.setattr(Vault, "apply", slower_for_the_known)
    seen = []

    def apply(person: dict[str, str]) -> None:
        answer = Client().post(f"/calls/{call}/apply/identity/", person | {"code": draft_now(call)})
        seen.append((answer.status_code, len(answer.content)))

    times = [taken(clock, lambda person=person: apply(person)) for person in (known, known, identity(), known)]
    assert times == [EVEN_S] * 4 and seen == [(200, seen[0][1])] * 4


@pytest.mark.django_db
def test_id_21_who_was_known_takes_back_in_the_same_time_as_who_was_new(monkeypatch, clock):
    """Of who is new the vault destroys something, of who was known it kept nothing; measured at a running programme, that told."""
    call, known, real = a_call_open_now(), identity(), Vault.destroy_applicants

    def slower_for_the_new(self, refs, **more):
        clock.sleep(0.02 if Application.objects.get(ref=refs[0]).is_repeated else 0.21)
        real(self, refs, **more)

    monkeypatch.setattr(Vault, "destroy_applicants", slower_for_the_new)

    def sent(person: dict[str, str]) -> str:
        applying.send(code=(code := draft_now(call)), identity=person, at=timezone.now())
        return code

    codes = [sent(person) for person in (known, known, identity())]
    assert list(Application.objects.order_by("pk").values_list("is_repeated", flat=True)) == [False, True, False]
    for code in codes:
        assert (
            taken(clock, lambda code=code: Client().post("/application/", {"code": code, "do": "withdraw"})) == EVEN_S
        )
    assert set(Application.objects.values_list("state", flat=True)) == {"withdrawn"}


def told_by_time(clock: Clock, answer: Callable[[float], object]) -> tuple[float, float]:
    """
    Return what 500 timings of each tell: the difference of their medians in seconds, and the p of Mann and Whitney.

    The vault takes 5 to 40 ms for who is new, and 12 ms more for who is known.
    """
    chance = random.Random(21)  # noqa: S311
    work = [chance.uniform(0.005, 0.04) for _ in range(2 * TIMINGS)]
    new = [taken(clock, lambda seconds=seconds: answer(seconds)) for seconds in work[:TIMINGS]]
    known = [taken(clock, lambda seconds=seconds: answer(seconds + 0.012)) for seconds in work[TIMINGS:]]
    medians = [sorted(each)[TIMINGS // 2] for each in (new, known)]
    return abs(medians[0] - medians[1]), float(mannwhitneyu(new, known).pvalue)


def test_id_21_five_hundred_timings_tell_nothing(clock):
    def answer(seconds: float) -> None:
        with in_even_time():
            clock.sleep(seconds)

    difference, p = told_by_time(clock, answer)
    assert difference <= 0.002 and p > 0.01


def test_id_21_twin_an_answer_that_comes_when_it_is_ready_fails_the_same_measure(clock):
    difference, p = told_by_time(clock, clock.sleep)
    assert difference > 0.002 and p < 0.01


@pytest.mark.parametrize(("took", "until"), [(0.1, 0.5), (0.49, 0.5), (0.51, 1.0), (1.7, 2.0)])
def test_id_21_an_answer_that_a_busy_machine_makes_late_comes_at_the_next_beat(clock, took, until):
    def late() -> None:
        with in_even_time():
            clock.sleep(took)

    assert taken(clock, late) == until
