"""Whether a contest of a body still needs what was gathered about it."""

from basira.core.kernel.lifecycles import FindingState
from basira.programme.findings.models import Reply


def has_contest(*, wave_id: int, entity_ref: str) -> bool:
    """Tell whether a body contests a finding of a cycle. A contest has no end yet, so that it holds. One query."""
    contested = Reply.objects.filter(answer=FindingState.CONTESTED, finding__report__wave_id=wave_id)
    return bool(entity_ref) and contested.filter(entity_ref=entity_ref).exists()
