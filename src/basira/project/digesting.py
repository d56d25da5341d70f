"""The worker's round of digests: lay out what is due, and send what waits. Without a relay nothing is done at all."""

import sys
from datetime import datetime

from django.conf import settings

from basira.core.kernel.actor import SYSTEM
from basira.gateways import heartbeat, mail
from basira.gateways.mail import Relay
from basira.programme.people import digests
from basira.programme.people.digests import Outgoing
from basira.programme.plans.digesting import write_due_digests
from basira.surfaces.shared.digest_words import letter_of
from basira.surfaces.shared.digests import stop_path


def relay() -> Relay | None:
    """
    Return the relay for digests; None where mail is not set up.

    :raises StaffRelayUnusable: when BASIRA_STAFF_SMTP_URL cannot be used
    """
    return mail.relay_of(settings.STAFF_RELAY) if settings.SITE_URL else None


def send_digests(at: datetime) -> int:
    """Write and send what is due, and return how many went out."""
    found = relay()
    if found is None:
        return 0

    def deliver(outgoing: Outgoing) -> bool:
        heartbeat.beat(settings.HEARTBEAT_FILE)  # a relay may take its time with each
        letter = letter_of(outgoing, site=settings.SITE_URL, stop_path=stop_path(outgoing.wish.ref))
        return mail.send(found, letter)

    write_due_digests(by=SYSTEM, at=at)
    sent = digests.send_waiting(deliver, by=SYSTEM, at=at)
    if sent:
        print(f"worker: {sent} digests were sent", file=sys.stderr, flush=True)
    return sent
