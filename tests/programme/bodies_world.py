"""Bodies with reports: a scored cycle, and the same informed, for tests of findings and of the portal."""

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.lifecycles import WaveState
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork.stores import originals
from basira.programme.findings.kept_files import KINDS, MAX_FILE_BYTES
from basira.programme.findings.models import EntityReport, Finding
from basira.programme.findings.verbs import answer_finding, inform_bodies
from basira.programme.registry.models import Entity
from basira.programme.results.verbs import score_wave
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import MeasuredWorld, make_world

DIRECTOR = actor("salem", Role.DIRECTOR)
ANALYST = actor("yousef", Role.ANALYST)
PDF = b"%PDF-1.4\nqueue log"


def scored_cycle(number: int = 1, *, bodies: str = "EF", poor: str = "F", remark: str = "") -> MeasuredWorld:
    """Return a scored cycle: each body has a centre with twelve visits; those of `poor` won no point for the fee."""
    world = make_world(number)
    for body in bodies:
        for visit in range(12):
            answers = ["yes no", "no no"][visit % 2] if body in poor else "yes yes"
            world.visit(f"Centre-{body}", visit % 5, answers=answers, remark=remark, entity=body)
    score_wave(wave=world.wave.ref, by=ANALYST, at=MONDAY_9AM)
    return world


def informed_cycle(number: int = 1, *, bodies: str = "EF", poor: str = "F") -> MeasuredWorld:
    """Return the same with its bodies informed."""
    world = scored_cycle(number, bodies=bodies, poor=poor)
    inform_bodies(wave=world.wave.ref, by=DIRECTOR, at=MONDAY_9AM)
    world.wave.refresh_from_db()
    assert world.wave.state == WaveState.INFORMED
    return world


def entity(code: str) -> str:
    """Return the ref of a body by its code."""
    return Entity.objects.get(code=code).ref


def liaison_of(code: str) -> Actor:
    """Return somebody who speaks for a body."""
    return Actor(ActorKind.ACCOUNT, f"liaison-{code}", frozenset({Role.BODY_LIAISON}), entity(code))


def asked_of(code: str) -> Finding:
    """Return a finding of a body that asks for an answer."""
    found = Finding.objects.filter(entity_ref=entity(code), answer_by__isnull=False).order_by("place").first()
    assert found is not None
    return found


def report_of(code: str) -> EntityReport:
    """Return the newest report of a body."""
    found = EntityReport.objects.filter(entity_ref=entity(code)).order_by("-starts_on").first()
    assert found is not None
    return found


def answer(
    finding: str, by: Actor, *, said: str = "accepted", words: str = "", files: tuple[bytes, ...] = (), **more: object
) -> EvidenceStore:
    """Answer a finding as the portal does; return the store of its files."""
    store = originals()
    sealings = []
    for number, content in enumerate(files):
        sealing = store.begin(limit=MAX_FILE_BYTES, accept=KINDS)
        sealing.write(content)
        sealings.append((f"file-{number}.pdf", sealing))
    values = {"database": "default", "at": MONDAY_9AM} | more
    try:
        answer_finding(finding=finding, answer=said, words=words, files=sealings, store=store, by=by, **values)
    finally:
        for _name, sealing in sealings:
            sealing.drop()
    return store
