"""A contested finding, and who ends contests: for tests of the arbiter's verbs, desk and portal."""

from basira.core.kernel.actor import Role
from basira.programme.findings.contest_verbs import ArbiterAnswer, answer_contest
from basira.programme.findings.models import Finding
from tests.cast import MONDAY_9AM, actor
from tests.programme.bodies_world import PDF, answer, asked_of, informed_cycle, liaison_of

ARBITER = actor("maha", Role.ARBITER)
SECOND = actor("jasim", Role.ARBITER)
REASONS = "The log covers a part of the period; over the whole cycle the finding stands."
TELLING = "The log is of Tuesday, and the finding stands."


def contested(code: str = "F", *, informed: bool = False, files: tuple[bytes, ...] = (PDF,)) -> Finding:
    """Return a finding that its body contests, with a file."""
    if not informed:
        informed_cycle()
    finding = asked_of(code)
    answer(finding.ref, liaison_of(code), said="contested", words="Our log says otherwise.", files=files)
    return finding


def decide(finding: Finding, outcome: str = "upheld", **more: object) -> bool:
    """Answer a contest as the arbiter."""
    said = {key: more.pop(key) for key in ("reasons", "now_reads", "now_part") if key in more}
    values = {"by": ARBITER, "at": MONDAY_9AM} | more
    return answer_contest(finding=finding.ref, answer=ArbiterAnswer(outcome, **{"reasons": REASONS} | said), **values)
