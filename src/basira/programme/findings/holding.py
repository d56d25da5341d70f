"""Whether a contest of a body still needs what was gathered about it."""

from collections.abc import Collection

from basira.core.kernel.lifecycles import FindingState
from basira.programme.findings.models import Reply


def contested(waves: Collection[int]) -> frozenset[tuple[int, str]]:
    """Return each cycle, with the body that contests a finding of it and waits for the arbiter. One query."""
    rows = Reply.objects.filter(
        answer=FindingState.CONTESTED, finding__outcome=None, finding__report__wave_id__in=waves
    )
    return frozenset(rows.values_list("finding__report__wave_id", "entity_ref"))
