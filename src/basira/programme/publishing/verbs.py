"""Preparing, approving and publishing the results of a cycle."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import RELEASE_MOVES, ReleaseState, WaveState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.findings import queries as findings
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, reporting
from basira.programme.people.permissions import Act
from basira.programme.publishing.comparing import Told, check_told
from basira.programme.publishing.contested import tells_contests
from basira.programme.publishing.models import Approval, Release
from basira.programme.publishing.snapshot import build_snapshot, digest
from basira.programme.results.inputs import visits_of_insiders
from basira.programme.results.models import ScoreRun
from basira.programme.waves import verbs as waves

APPROVALS_NEEDED = 2
RELEASABLE = frozenset({WaveState.INFORMED, WaveState.ANNOUNCED})
"""The bodies come first: whoever is named in public has read it before, and could answer (ruling 1)."""


class CycleNotScored(Problem):
    """Results are released only from a cycle whose review has ended and that has been scored since."""

    code = "publishing.cycle-not-scored"


class BodiesNotInformed(Problem):
    """The cycle is scored, and the bodies have not read their reports yet."""

    code = "publishing.bodies-not-informed"


class NotForThePublic(Problem):
    """The public was not to read this cycle when its bodies were informed of it, and that stands."""

    code = "publishing.not-for-the-public"


class EmployeesNotRanked(Problem):
    """`count` accepted visits were made by employees of the measured body: nothing ranked or public rests on them (ruling 3)."""

    code = "publishing.employees-not-ranked"


class AlreadyApproved(Problem):
    """The same person has approved this release before; the second approval is somebody else's."""

    code = "publishing.already-approved"


class ReleaseNotFound(Problem):
    """There is no such release."""

    code = "publishing.release-not-found"


class ContestsMoved(Problem):
    """Since the release was prepared a finding was contested, or a contest ended: it would tell what is disputed as settled."""

    code = "publishing.contests-moved"


@transaction.atomic
def prepare_release(*, wave: str, by: Actor, at: datetime) -> Release:
    """
    Freeze what the public may see of the newest score run of a cycle. An unpublished older draft is superseded.

    :raises NotPermitted: when `by` may not prepare releases
    :raises ReaderNotNamed: when the programme does not report to the public
    :raises CycleNotScored: when the cycle has not been reviewed and scored
    :raises BodiesNotInformed: when it is scored, and its bodies do not know yet
    :raises NotForThePublic: when the public was no reader as its bodies were informed
    :raises EmployeesNotRanked: when visits of a class that counts in no ranking are among them
    :raises RevisionReveals: when the difference to an earlier release would reveal a few visits
    :raises RevisionTellsBody: when it would tell one body's figure, and bodies are not named
    """
    permissions.check(by, Act.PREPARE_RELEASE)
    reporting.check_reader(reporting.Reader.PUBLIC)
    run = ScoreRun.objects.select_related("wave").filter(wave__ref=wave).order_by("-pk").first()
    if run is not None and WaveState(run.wave.state) is WaveState.SCORED:
        raise BodiesNotInformed()
    if run is None or WaveState(run.wave.state) not in RELEASABLE:
        raise CycleNotScored(state=run.wave.state if run else "")
    if not run.wave.is_for_the_public:
        raise NotForThePublic()
    if unranked := visits_of_insiders(wave):
        raise EmployeesNotRanked(count=unranked)
    snapshot = build_snapshot(run)
    check_against_earlier(run, snapshot)
    for older in Release.objects.select_for_update().filter(
        wave=run.wave, state__in=[ReleaseState.PREPARED, ReleaseState.APPROVED]
    ):
        move_release(older, ReleaseState.SUPERSEDED, by, at)
    release = Release.objects.create(
        wave=run.wave,
        run=run,
        state=ReleaseState.PREPARED,
        snapshot=snapshot,
        snapshot_sha256=digest(snapshot),
        prepared_at=at,
        prepared_by=by.ref,
    )
    journal.record(
        "release.prepared", subject=release.ref, by=by, at=at, wave=wave, run=run.ref, snapshot=release.snapshot_sha256
    )
    return release


@transaction.atomic
def approve_release(*, release: str, by: Actor, at: datetime) -> Release:
    """
    Approve a prepared release; the second person's approval makes it approved.

    :raises NotPermitted: when `by` may not approve
    :raises ReleaseNotFound: when there is no such release
    :raises MoveNotAllowed: when it is no longer waiting for approval
    :raises AlreadyApproved: when `by` has approved it before
    """
    permissions.check(by, Act.APPROVE_RELEASE)
    found = lock_release(release)
    check_move(RELEASE_MOVES, ReleaseState(found.state), ReleaseState.APPROVED)
    if Approval.objects.filter(release=found, approved_by=by.ref).exists():
        raise AlreadyApproved()
    Approval.objects.create(release=found, approved_at=at, approved_by=by.ref)
    journal.record("release.approval", subject=release, by=by, at=at, snapshot=found.snapshot_sha256)
    if Approval.objects.filter(release=found).count() >= APPROVALS_NEEDED:
        move_release(found, ReleaseState.APPROVED, by, at)
    return found


@transaction.atomic
def publish_release(*, release: str, by: Actor, at: datetime) -> Release:
    """
    Publish an approved release in place of the cycle's published one, and announce the cycle.

    :raises NotPermitted: when `by` may not publish
    :raises ReaderNotNamed: when the programme does not report to the public
    :raises ReleaseNotFound: when there is no such release
    :raises MoveNotAllowed: when two people have not approved it, or it is out already
    :raises ContestsMoved: when it does not say how the contests of its cycle stand
    :raises RevisionReveals: when the difference to an earlier release would reveal a few visits
    :raises RevisionTellsBody: when it would tell one body's figure, and bodies are not named
    """
    permissions.check(by, Act.PUBLISH_RELEASE)
    reporting.check_reader(reporting.Reader.PUBLIC)
    found = lock_release(release)
    check_move(RELEASE_MOVES, ReleaseState(found.state), ReleaseState.PUBLISHED)
    if not tells_contests(found):
        raise ContestsMoved()
    check_against_earlier(found.run, found.snapshot)
    for older in Release.objects.select_for_update().filter(wave=found.wave, state=ReleaseState.PUBLISHED):
        move_release(older, ReleaseState.SUPERSEDED, by, at)
    found.published_at, found.published_by = at, by.ref
    move_release(found, ReleaseState.PUBLISHED, by, at)
    if WaveState(found.wave.state) is WaveState.INFORMED:
        waves.advance_wave(wave=found.wave.ref, to=WaveState.ANNOUNCED, by=by, at=at)
    return found


@transaction.atomic
def withdraw_release(*, release: str, by: Actor, at: datetime) -> Release:
    """
    Take a release back, published or not; the public site then shows nothing of the cycle until another is published.

    Also in a programme that reports to the public no more: what is out must not stay out for that.

    :raises NotPermitted: when `by` may not publish
    :raises ReleaseNotFound: when there is no such release
    :raises MoveNotAllowed: when it is superseded already
    """
    permissions.check(by, Act.PUBLISH_RELEASE)
    found = lock_release(release)
    move_release(found, ReleaseState.SUPERSEDED, by, at)
    return found


def lock_release(ref: str) -> Release:
    """
    Return the release for change, locked.

    :raises ReleaseNotFound: when there is no such release
    """
    found = Release.objects.select_for_update(of=["self"]).select_related("wave", "run__wave").filter(ref=ref).first()
    if found is None:
        raise ReleaseNotFound()
    return found


def move_release(release: Release, to: ReleaseState, by: Actor, at: datetime) -> None:
    """Move a release along its lifecycle and tell the journal. Called inside a verb, after its permission check."""
    check_move(RELEASE_MOVES, ReleaseState(release.state), to)
    release.state = to
    release.save(update_fields=["state", "published_at", "published_by"])
    journal.record("release.moved", subject=release.ref, by=by, at=at, to=str(to))


def check_against_earlier(run: ScoreRun, snapshot: dict[str, object]) -> None:
    """
    Compare a release with every one of the cycle that was ever out, and with what the bodies were told: what was read
    once stays known.

    :raises RevisionReveals: when a figure's visits differ by a few
    :raises RevisionTellsBody: when it differs by one body, and bodies are not named
    """
    earlier = [
        Told(once.run, once.snapshot)
        for once in Release.objects.select_related("run").filter(wave=run.wave_id, published_at__isnull=False)
    ]
    told = findings.informed_run(run.wave.ref)
    if told is not None:
        before = ScoreRun.objects.select_related("wave").get(ref=told)
        earlier.insert(0, Told(before))
    check_told(earlier, Told(run, dict(snapshot)))
