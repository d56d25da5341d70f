"""Who may sign an unmasking: named by somebody else, with body and unit, and the passkeys by which they sign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from fido2.utils import websafe_encode

from basira.core.kernel.problem import Problem
from basira.vault.passkeys import PublicKey, read_public_key
from basira.vault.persons import Asked, Connection, write_entry


class NotSignatory(Problem):
    """This account is not named to sign unmaskings, or is named no more."""

    code = "unmasking.not-signatory"


class NamedByOneself(Problem):
    """Nobody names herself to sign unmaskings."""

    code = "unmasking.named-by-oneself"


class NoPasskey(Problem):
    """The vault knows no passkey of this account: a password, or codes from an app, sign nothing here."""

    code = "unmasking.no-passkey"


class PasskeyTaken(Problem):
    """This passkey signs for another account already: one key is one person's."""

    code = "unmasking.passkey-taken"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who signs, as the vault knows her."""

    account_ref: str
    body: str
    unit: str
    named_by: str
    named_at: datetime


def name_signatory(db: Connection, asked: Asked, account_ref: str, body: str, unit: str) -> None:
    """
    Name who may sign, with the body and the unit that she works for. Named anew, she counts from now on.

    :raises NamedByOneself: when somebody names herself
    """
    if account_ref == asked.by:
        raise NamedByOneself()
    write_entry(db, f"signatory named: {account_ref}", "", asked)
    db.execute(
        "INSERT INTO signatory (account_ref, body, unit, named_by, named_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (account_ref) DO UPDATE SET body = excluded.body, unit = excluded.unit, "
        "named_by = excluded.named_by, named_at = excluded.named_at, dismissed_at = NULL",
        [account_ref, body.strip(), unit.strip(), asked.by, asked.at],
    )


def dismiss_signatory(db: Connection, asked: Asked, account_ref: str) -> None:
    """Let somebody sign no more; her keys are forgotten, and what she approved that is not opened counts no more."""
    write_entry(db, f"signatory dismissed: {account_ref}", "", asked)
    db.execute(
        "UPDATE signatory SET dismissed_at = %s WHERE account_ref = %s AND dismissed_at IS NULL",
        [asked.at, account_ref],
    )
    db.execute("DELETE FROM signatory_key WHERE account_ref = %s", [account_ref])


def keep_keys(db: Connection, asked: Asked, attested: list[str], rp_id: str) -> int:
    """
    Keep the public halves of the asker's own passkeys, and no others of hers, and return how many are known of her now.

    The same again changes nothing. What she attests no more, lost or removed, signs no more from here on.

    :raises NotSignatory: when she is not named
    :raises SignatureRefused: for what is no key
    :raises PasskeyTaken: when one is another's
    """
    signatory_of(db, asked.by)
    own = [read_public_key(each, rp_id) for each in attested]
    db.execute(
        "DELETE FROM signatory_key WHERE account_ref = %s AND credential_id <> ALL(%s)",
        [asked.by, [key.credential_id for key in own]],
    )
    for key in own:
        try:
            with db.transaction():
                db.execute(
                    "INSERT INTO signatory_key VALUES (%s, %s, %s, %s, %s, %s)",
                    [key.credential_id, asked.by, key.cose, rp_id, key.sign_count, asked.at],
                )
        except psycopg.errors.UniqueViolation:
            check_own(db, asked.by, key)
    write_entry(db, f"passkeys kept of: {asked.by}", "", asked)
    return len({key.credential_id for key in own})


def check_own(db: Connection, account_ref: str, key: PublicKey) -> None:
    """Refuse a key that another account signs with; one's own, kept before, is let be."""
    row = db.execute(
        "SELECT account_ref, public_key FROM signatory_key WHERE credential_id = %s", [key.credential_id]
    ).fetchone()
    if row is None or row[0] != account_ref or bytes(row[1]) != key.cose:
        raise PasskeyTaken()


def signatory_of(db: Connection, account_ref: str) -> Signatory:
    """
    Return somebody who may sign now.

    :raises NotSignatory: for everybody else
    """
    row = db.execute(
        "SELECT account_ref, body, unit, named_by, named_at FROM signatory "
        "WHERE account_ref = %s AND dismissed_at IS NULL FOR SHARE",
        [account_ref],
    ).fetchone()
    if row is None:
        raise NotSignatory()
    return Signatory(*row)


def keys_of(db: Connection, account_ref: str, known_until: datetime) -> list[PublicKey]:
    """
    Return the keys by which somebody signs, of those that the vault had known by then.

    :raises NoPasskey: when there is none
    """
    rows = db.execute(
        "SELECT credential_id, public_key, rp_id, sign_count FROM signatory_key WHERE account_ref = %s AND known_at <= %s "
        "ORDER BY known_at, credential_id",
        [account_ref, known_until],
    ).fetchall()
    if not rows:
        raise NoPasskey()
    return [PublicKey(bytes(row[0]), bytes(row[1]), row[2], row[3]) for row in rows]


def signatories(db: Connection) -> list[dict[str, Any]]:
    """Return who may sign, with body, unit, since when, and the ids of her keys, by account; empty when nobody is named."""
    rows = db.execute(
        "SELECT account_ref, body, unit, named_by, named_at, array_remove(array_agg(credential_id ORDER BY credential_id), NULL) "
        "FROM signatory LEFT JOIN signatory_key USING (account_ref) WHERE dismissed_at IS NULL "
        "GROUP BY account_ref ORDER BY account_ref"
    ).fetchall()
    return [
        {
            "account_ref": row[0],
            "body": row[1],
            "unit": row[2],
            "named_by": row[3],
            "named_at": row[4].isoformat(),
            "keys": [websafe_encode(bytes(each)) for each in row[5]],
        }
        for row in rows
    ]
