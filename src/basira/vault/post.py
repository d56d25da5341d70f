"""Sending the messages of the outbox by mail, from the vault's own process: the address is read here and forgotten here."""

import os
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from basira.core.kernel.problem import Problem
from basira.vault.keys import Keys, about, unseal
from basira.vault.persons import Asked, Connection, open_fields, person_key, write_entry
from basira.vault.verbs import MOST_TRIES

TIMEOUT_S = 20


PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}
"""The ways to a relay, and their usual ports. `smtp` encrypts nothing: to this machine alone."""


class RelayUnusable(Problem):
    """
    BASIRA_VAULT_SMTP_URL is not smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT?from=ADDRESS. Plain smtp:// would show addresses
    and keys to the network, so it goes to a relay on this machine alone (localhost, 127.0.0.1, ::1). Mend it, or leave it out.
    """

    code = "vault.relay-unusable"


def relay_of(url: str) -> dict[str, Any] | None:
    """
    Read BASIRA_VAULT_SMTP_URL; None without one.

    The relay's certificate must be one that this machine trusts, or that SSL_CERT_FILE names.

    :raises RelayUnusable: for another scheme or an address that cannot be read, and for plain smtp:// to another machine
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RelayUnusable() from None
    host = parts.hostname or "localhost"
    if parts.scheme not in PORTS or (parts.scheme == "smtp" and not is_this_machine(host)):
        raise RelayUnusable()
    return {
        "kind": parts.scheme,
        "host": host,
        "port": port or PORTS[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "from": parse_qs(parts.query).get("from", ["notes@localhost"])[0],
    }


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine by its name or its address, without asking anybody."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def send_waiting(db: Connection, keys: Keys, at: datetime) -> int:
    """Send what waits, each in its own transaction, and return how many went out. Without a relay nothing is tried."""
    relay = relay_of(os.environ.get("BASIRA_VAULT_SMTP_URL", ""))
    if relay is None:
        return 0
    waiting = db.execute(
        "SELECT message_ref FROM message WHERE state = 'waiting' AND next_at <= %s ORDER BY next_at LIMIT 50", [at]
    ).fetchall()
    return sum(send_one(db, keys, relay, row[0], at) for row in waiting)


def send_one(db: Connection, keys: Keys, relay: dict[str, Any], ref: str, at: datetime) -> bool:
    """
    Send one message. Its text is wiped once it went out, and also when it is given up: after twelve tries with pauses that
    double from a minute on, which is about three days.
    """
    with db.transaction():
        row = db.execute(
            "SELECT person_id::text, coalesce(panel_ref, applicant_ref), sealed, tries "
            "FROM message JOIN person USING (person_id) "
            "WHERE message_ref = %s AND state = 'waiting' FOR UPDATE OF message SKIP LOCKED",
            [ref],
        ).fetchone()
        if row is None:
            return False
        person, panel_ref, sealed, tries = row
        try:
            key = person_key(db, keys, person)
            text = unseal(key, bytes(sealed), about("message", ref, "text")).decode()
            went = deliver(relay, open_fields(db, key, person)["email"], text)
        except (Problem, KeyError):  # what cannot be opened counts as a try, or it would stop all behind it
            went = False
        state = "sent" if went else "failed" if tries + 1 >= MOST_TRIES else "waiting"
        db.execute(
            "UPDATE message SET state = %s, tries = tries + 1, next_at = %s, "
            "sealed = CASE WHEN %s THEN sealed END WHERE message_ref = %s",
            [state, at + timedelta(minutes=2**tries), state == "waiting", ref],
        )
        if went:
            db.execute("UPDATE unmasking SET told_at = %s WHERE notice_ref = %s", [at, ref])
        write_entry(db, f"message {state}", panel_ref, Asked("vault", at))
    return went


def connected(relay: dict[str, Any]) -> smtplib.SMTP:
    """Connect to the relay; where it is encrypted, only to one whose certificate is trusted and is its host's."""
    trust = ssl.create_default_context()
    if relay["kind"] == "smtps":
        return smtplib.SMTP_SSL(relay["host"], relay["port"], timeout=TIMEOUT_S, context=trust)
    server = smtplib.SMTP(relay["host"], relay["port"], timeout=TIMEOUT_S)
    if relay["kind"] == "smtp+starttls":
        try:
            server.starttls(context=trust)
        except BaseException:
            server.close()
            raise
    return server


def deliver(relay: dict[str, Any], address: str, text: str) -> bool:
    """Hand one mail to the relay. What went wrong is not repeated anywhere: it could name the address."""
    subject, _, body = text.partition("\n")
    mail = EmailMessage()
    try:
        mail["From"], mail["To"], mail["Subject"] = relay["from"], address, subject
        mail.set_content(body.strip() + "\n")
        with connected(relay) as server:
            if relay["user"]:
                server.login(relay["user"], relay["password"])
            server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError, IndexError):
        return False
    return True
