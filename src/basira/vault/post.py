"""Sending the messages of the outbox by mail, from the vault's own process: the address is read here and forgotten here."""

import os
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from basira.core.kernel.problem import Problem
from basira.vault.keys import Keys, about, unseal
from basira.vault.verbs import MOST_TRIES, Asked, Connection, open_fields, write_entry

TIMEOUT_S = 20


def relay_of(url: str) -> dict[str, Any] | None:
    """
    Read BASIRA_VAULT_SMTP_URL: smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT?from=ADDRESS; None without one.
    """
    if not url:
        return None
    parts = urlsplit(url)
    return {
        "kind": parts.scheme,
        "host": parts.hostname or "localhost",
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "from": parse_qs(parts.query).get("from", ["notes@localhost"])[0],
    }


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
            "SELECT person_id::text, panel_ref, wrapped_key, sealed, tries FROM message JOIN person USING (person_id) "
            "WHERE message_ref = %s AND state = 'waiting' FOR UPDATE OF message SKIP LOCKED",
            [ref],
        ).fetchone()
        if row is None:
            return False
        person, panel_ref, wrapped, sealed, tries = row
        try:
            key = keys.person_key(bytes(wrapped), person)
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
        write_entry(db, f"message {state}", panel_ref, Asked("vault", at))
    return went


def deliver(relay: dict[str, Any], address: str, text: str) -> bool:
    """Hand one mail to the relay. What went wrong is not repeated anywhere: it could name the address."""
    subject, _, body = text.partition("\n")
    mail = EmailMessage()
    try:
        mail["From"], mail["To"], mail["Subject"] = relay["from"], address, subject
        mail.set_content(body.strip() + "\n")
        kind = smtplib.SMTP_SSL if relay["kind"] == "smtps" else smtplib.SMTP
        with kind(relay["host"], relay["port"], timeout=TIMEOUT_S) as server:
            if relay["kind"] == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if relay["user"]:
                server.login(relay["user"], relay["password"])
            server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError, IndexError):
        return False
    return True
