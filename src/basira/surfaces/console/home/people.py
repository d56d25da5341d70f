"""What waits of the people of the programme: applications for marks, unmaskings for an approver, somebody whom a company withdrew."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.kernel.actor import Actor
from basira.programme.panel import queries as panel
from basira.programme.panel.unmasking import count_to_approve
from basira.programme.recruiting import queries as recruiting
from basira.surfaces.console.home.need import Need
from basira.surfaces.shared.figures import number


def applications_to_assess(by: Actor, _at: datetime) -> Iterator[Need]:
    """Applications that wait for this assessor's own marks, call by call."""
    for call, count in recruiting.to_assess_by_call(assessor=by.ref):
        words = ngettext(
            "%(count)s application waits for your marks.", "%(count)s applications wait for your marks.", count
        )
        yield Need(
            words % {"count": number(count)}, reverse("console:call_assess", args=[call]), _("Assess them"), "panel"
        )


def unmaskings_to_approve(by: Actor, _at: datetime) -> Iterator[Need]:
    """Requests to unmask somebody that wait for this approver's passkey."""
    count = count_to_approve(by=by)
    if count:
        words = ngettext(
            "%(count)s request to unmask somebody waits for your approval.",
            "%(count)s requests to unmask somebody wait for your approval.",
            count,
        )
        yield Need(
            words % {"count": number(count)}, reverse("console:unmasking"), _("Read it"), "warning", is_late=True
        )


def people_withdrawn(_by: Actor, _at: datetime) -> Iterator[Need]:
    """Shoppers of whom a company said that they stop, and whose time nobody has ended."""
    count = panel.count_stopping()
    if count:
        words = ngettext(
            "A company withdrew %(count)s of its people. End their time; the company sends somebody else.",
            "Companies withdrew %(count)s of their people. End their time; the companies send others.",
            count,
        )
        yield Need(words % {"count": number(count)}, reverse("console:panel"), _("See whom"), "leave")
