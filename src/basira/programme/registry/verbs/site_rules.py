"""What may be captured at which type of site: the programme's decisions, each with its reason (ruling 7)."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import SiteType
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act
from basira.programme.registry.models import RecordingBasis, SiteDecision


class ReasonMissing(Problem):
    """A decision on what may be captured has a reason in words."""

    code = "registry.reason-missing"


@transaction.atomic
def decide_photos(*, site: SiteType, photos: bool, reason: str, by: Actor, at: datetime) -> None:
    """
    Allow or forbid photos at a type of site from now on. What arrived before stays as it was judged then.

    :raises NotPermitted: when `by` may not set the rules of sites
    :raises ReasonMissing: without a reason
    """
    permissions.check(by, Act.SET_SITE_RULES)
    hold_programme()
    if not reason.strip():
        raise ReasonMissing
    said = {"photos": photos, "reason": reason.strip(), "decided_at": at, "decided_by": by.ref}
    SiteDecision.objects.update_or_create(site_type=site, defaults=said)
    journal.record("site-rule.decided", subject=str(site), by=by, at=at, photos=photos, reason=reason.strip())


@transaction.atomic
def state_recording_basis(*, basis: str, by: Actor, at: datetime) -> None:
    """
    State the legal basis of recording sound or video; empty words take it back, and nothing is recorded any more.

    :raises NotPermitted: when `by` may not set the rules of sites
    """
    permissions.check(by, Act.SET_SITE_RULES)
    hold_programme()
    if basis.strip():
        said = {"basis": basis.strip(), "stated_at": at, "stated_by": by.ref}
        RecordingBasis.objects.update_or_create(pk=1, defaults=said)
        journal.record("recording-basis.stated", subject="programme", by=by, at=at)
    elif RecordingBasis.objects.filter(pk=1).delete()[0]:
        journal.record("recording-basis.withdrawn", subject="programme", by=by, at=at)
