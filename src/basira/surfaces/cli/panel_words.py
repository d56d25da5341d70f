"""Why no panel was drawn, in the command line's English."""

from typing import Any

from basira.core.kernel.problem import Fault, Problem, Severity

WORDS = {
    "selection.not-proved": "The fairest chances were not reached in the rounds that there are. Ease a quota.",
    "selection.not-settled": "The solver gave no answer that can be relied on, so nobody was drawn.",
}


def fault_of(problem: Problem) -> Fault:
    """Return a refusal of the engine as a fault with words."""
    return Fault(Severity.ERROR, problem.code, WORDS.get(problem.code, str(problem)))


def conflict_lines(report: dict[str, Any]) -> list[str]:
    """Return what a person reads when no panel keeps all quotas."""
    lines = [f"error: {problem['message']} [{problem['code']}]" for problem in report["problems"]]
    lines += [f"  {side['category']}: {side['feature']}: {side['side']} {side['value']}" for side in report["conflict"]]
    for number, way in enumerate(report["relaxations"], start=1):
        changes = "; ".join(
            f"{change['category']}: {change['feature']}: {change['side']} {change['was']} to {change['to']}"
            for change in way["changes"]
        )
        lines.append(f"way out {number}: {changes} (then the least chance is at most {way['min_probability']})")
    return lines
