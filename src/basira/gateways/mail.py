"""
Mail to staff and to bodies' people by the programme's own relay, over TLS or not at all. Shoppers are written to by the vault alone.
"""

import smtplib
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection

from basira.core.kernel.problem import Problem

TIMEOUT_S = 20
PORTS = {"smtp+starttls": 587, "smtps": 465}
"""The ways to a relay, and their usual ports; the relay's certificate must be one that this machine trusts."""
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class StaffRelayUnusable(Problem):
    """
    BASIRA_STAFF_SMTP_URL is not smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT?from=ADDRESS. Plain smtp:// would show
    addresses to the network, so it is none. Mend it, or leave it out.
    """

    code = "mail.staff-relay-unusable"


class RelayNotThere(OSError):
    """The relay does not answer, breaks off, or does not let us in: what it did not take now, it takes from nobody now."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over, and from which address it comes."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in plain text; `stop_url` ends them all, for a mail program's own button as well (RFC 8058)."""

    to: str
    subject: str
    text: str
    stop_url: str


def relay_of(url: str) -> Relay | None:
    """
    Read BASIRA_STAFF_SMTP_URL; None without one.

    :raises StaffRelayUnusable: for another scheme, without a host or a sender, and for what cannot be read
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise StaffRelayUnusable() from None
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or not sender:
        raise StaffRelayUnusable()
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Relay(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password, sender)


def send(relay: Relay, letter: Letter) -> bool:
    """
    Hand one mail over, and tell whether the relay took it: one that it refuses, or that is no mail, is no fault of the others.

    :raises RelayNotThere: when it would take no other mail either; waited for at most `TIMEOUT_S` a step
    """
    connection = get_connection(
        SMTP,
        host=relay.host,
        port=relay.port,
        username=relay.user,
        password=relay.password,
        use_tls=relay.scheme == "smtp+starttls",
        use_ssl=relay.scheme == "smtps",
        timeout=TIMEOUT_S,
    )
    headers = {"List-Unsubscribe": f"<{letter.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(
        letter.subject, letter.text, relay.sender, [letter.to], connection=connection, headers=headers
    )
    try:
        return message.send() == 1
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError):
        return False
    except OSError as fault:  # as is every other fault of SMTP
        raise RelayNotThere() from fault
