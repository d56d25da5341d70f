"""Writing scenarios, changing them, and confirming by a second person that they are safe and fair."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.lifecycles import SCENARIO_MOVES, ScenarioState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves.models import TEXTS, Scenario


class ScenarioCodeTaken(Problem):
    """Another scenario has this code."""

    code = "waves.scenario-code-taken"


class ApprovedByItsAuthor(Problem):
    """Whoever wrote the scenario last does not approve it: a second person does."""

    code = "waves.approved-by-its-author"


class ChecklistIncomplete(Problem):
    """Points of the checklist were not confirmed: `count` of them."""

    code = "waves.checklist-incomplete"


class ScenarioChangedSince(Problem):
    """Somebody changed the scenario after it was read."""

    code = "waves.scenario-changed-since"


@transaction.atomic
def write_scenario(*, code: str, texts: dict[str, str], by: Actor, at: datetime) -> Scenario:
    """
    Write a scenario. `texts` holds name_ar, name_en and any of story_, must_, may_, never_ in both languages.

    :raises NotPermitted: when `by` may not plan
    :raises ScenarioCodeTaken: when another scenario has this code
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    check_identifier(code)
    if Scenario.objects.filter(code=code).exists():
        raise ScenarioCodeTaken(code=code)
    try:
        with transaction.atomic():
            scenario = Scenario.objects.create(code=code, created_at=at, created_by=by.ref, written_by=by.ref, **texts)
    except IntegrityError:  # another took the code a moment ago
        raise ScenarioCodeTaken(code=code) from None
    journal.record("scenario.written", subject=scenario.ref, by=by, at=at, code=code)
    return scenario


@transaction.atomic
def edit_scenario(*, scenario: str, texts: dict[str, str], by: Actor, at: datetime) -> None:
    """
    Change the texts of the scenario with this ref; its code stays. The journal says which texts, not what they say.

    A change takes the approval back. Shoppers go on reading what was approved until a second person approves the change.

    :raises NotPermitted: when `by` may not plan
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    found = Scenario.objects.select_for_update().get(ref=scenario)
    changed = sorted(name for name, text in texts.items() if getattr(found, name) != text)
    if not changed:
        return
    for name in changed:
        setattr(found, name, texts[name])
    was_approved = found.approved_at is not None
    found.written_by, found.revision = by.ref, found.revision + 1
    found.approved_at = found.approved_by = None
    found.approved_points = []
    found.save()
    journal.record("scenario.edited", subject=scenario, by=by, at=at, changed=changed)
    if was_approved:
        journal.record("scenario.approval-taken-back", subject=scenario, by=by, at=at)


@transaction.atomic
def approve_scenario(
    *, scenario: str, revision: int, points: Collection[ScenarioPoint], by: Actor, at: datetime
) -> None:
    """
    Confirm as a second person that a scenario is safe and fair, each point of the checklist by itself.

    `revision` is the one that was read: another's change in between is not approved unread.

    :raises NotPermitted: when `by` may not approve scenarios
    :raises MoveNotAllowed: when it is approved already
    :raises ApprovedByItsAuthor: when `by` wrote it last
    :raises ScenarioChangedSince: when it was changed after it was read
    :raises ChecklistIncomplete: when a point was not confirmed
    """
    permissions.check(by, Act.APPROVE_SCENARIO)
    found = Scenario.objects.select_for_update().get(ref=scenario)
    state = ScenarioState.APPROVED if found.approved_at else ScenarioState.DRAFT
    check_move(SCENARIO_MOVES, state, ScenarioState.APPROVED)
    if found.written_by == by.ref:
        raise ApprovedByItsAuthor()
    if found.revision != revision:
        raise ScenarioChangedSince()
    if missing := set(ScenarioPoint) - set(points):
        raise ChecklistIncomplete(count=len(missing))
    found.approved_at, found.approved_by = at, by.ref
    found.approved_points = [str(point) for point in ScenarioPoint]
    found.approved_texts = {name: getattr(found, name) for name in TEXTS}
    found.save(update_fields=["approved_at", "approved_by", "approved_points", "approved_texts"])
    journal.record("scenario.approved", subject=scenario, by=by, at=at, points=found.approved_points)
