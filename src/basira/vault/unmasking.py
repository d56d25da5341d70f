"""
Unmasking under dual control (security.md 4.7): asked by one, approved by two others who are apart, cooled, opened once.

Every rule is held here, inside the vault, and again by its database: whoever took over the programme's own server still needs two
passkeys that the vault has known for a day, and a day in which anybody may refuse.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fido2.utils import websafe_encode

from basira.core.imports.names import matching_key
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.unmasking import (
    APPROVALS,
    OPEN_FOR,
    SIGNING_TIME,
    UNMASKING_MOVES,
    Apart,
    Consent,
    Ground,
    Statement,
    UnmaskingState,
    check_statement,
)
from basira.vault.keys import Keys
from basira.vault.maps import shoppers_of
from basira.vault.passkeys import Assertion, PublicKey, SignatureRefused, check_assertion, read_assertion
from basira.vault.persons import Asked, Connection, open_fields, person_key, write_entry
from basira.vault.signatories import Signatory, keys_of, signatory_of
from basira.vault.verbs import NobodyToTell, lay_message

NOTICE = {
    "ar": "بخصوص ملاحظاتك\nاطُّلع على بيانات التواصل معك لمرة واحدة، بسند قانوني وبموافقة شخصين من جهتين مختلفتين. "
    "المرجع: {ref}. لك أن تسأل عن السبب لدى من سجّلت لديه.",
    "en": "About your notes\nYour contact details were opened once, on a legal ground and with the consent of two people who work "
    "apart. Reference: {ref}. You may ask those with whom you registered for the reason.",
    "ur": "آپ کے لیے خبر\nآپ کی رابطے کی معلومات ایک بار دیکھی گئیں، قانونی بنیاد پر اور ایسے دو افراد کی رضامندی سے "
    "جو الگ الگ کام کرتے ہیں۔ حوالہ: {ref}۔ آپ اس کی وجہ ان سے پوچھ سکتے ہیں جن کے پاس آپ نے اندراج کرایا تھا۔",
}
"""What a shopper is told: neither the programme nor what it is about, for a mailbox has other readers."""


class UnmaskingUnknown(Problem):
    """No request has this ref."""

    code = "unmasking.unknown"


class NobodyBehind(Problem):
    """The number stands for nobody: a rehearsal, or somebody whose identity was destroyed when her days were over."""

    code = "unmasking.nobody-behind"


class NotOpenForThis(Problem):
    """The request is not where this could be done: it has ended, lapsed, was opened, or waits for something else first."""

    code = "unmasking.not-open"


class NotYours(Problem):
    """Who asked neither approves nor refuses; and who did not ask neither opens it nor takes it back."""

    code = "unmasking.not-yours"


class SamePerson(Problem):
    """One person approves once."""

    code = "unmasking.same-person"


class NotApart(Problem):
    """The two who approve must work for different bodies, or in a small programme in different units."""

    code = "unmasking.not-apart"


class KnownTooShortly(Problem):
    """Who signs must have been named, with her passkey, for the cooling time before a request; and not by who asks."""

    code = "unmasking.known-too-shortly"


class TooEarly(Problem):
    """The cooling time runs for `hours` more, so that anybody may still refuse."""

    code = "unmasking.too-early"


class QuestionGone(Problem):
    """The question to the passkey was answered, is older than half an hour, or was asked anew elsewhere."""

    code = "unmasking.question-gone"


class RequestAltered(Problem):
    """What two people signed is not what the request says now."""

    code = "unmasking.altered"


@dataclass(frozen=True, slots=True)
class Held:
    """A request, held for this transaction."""

    statement: Statement
    state: UnmaskingState
    asked_at: datetime
    cooled_at: datetime | None


def ask(db: Connection, keys: Keys, asked: Asked, said: dict[str, Any]) -> str:
    """
    Ask that who stands behind a number is opened, and return the request's ref.

    :raises NotSignatory, NoPasskey, KnownTooShortly: when the asker could not sign the opening
    :raises StatementUnfit: naming the fields
    :raises NobodyBehind: when the number stands for nobody
    """
    statement = Statement(
        new_ref(),
        said["number_ref"],
        said["why"].strip(),
        Ground(said["ground"]),
        said["ground_words"].strip(),
        Apart(said["apart"]),
        bool(said["forbids_notice"]),
        asked.by,
        asked.at.isoformat(),
    )
    write_entry(db, f"unmasking asked: {statement.request_ref}", "", asked)
    check_statement(statement)
    check_known(signatory_of(db, asked.by), asked.at, asked)
    keys_of(db, asked.by, asked.at - asked.clocks.cooling)
    person_behind(db, keys, statement.number_ref)
    db.execute(
        "INSERT INTO unmasking (request_ref, number_ref, why, ground, ground_words, apart, forbids_notice, asked_by, "
        "asked_at, lapses_at, state) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [statement.request_ref, statement.number_ref, statement.why, statement.ground, statement.ground_words,
         statement.apart, statement.forbids_notice, asked.by, asked.at, asked.at + OPEN_FOR + asked.clocks.cooling,
         UnmaskingState.ASKED],
    )  # fmt: skip
    return statement.request_ref


def question(db: Connection, asked: Asked, request_ref: str, consent: Consent) -> dict[str, Any]:
    """
    Draw the question that the asker's passkey is to answer: its challenge, its site, and which keys may. It stands for half an hour.

    :raises UnmaskingUnknown, NotOpenForThis, NotYours, SamePerson, NotApart, KnownTooShortly, NoPasskey, TooEarly: when her answer
        would be refused anyway
    """
    held = hold(db, request_ref, asked)
    may(db, held, consent, asked)
    keys = keys_of(db, asked.by, held.asked_at - asked.clocks.cooling)
    nonce = secrets.token_bytes(32)
    db.execute(
        "INSERT INTO unmasking_question VALUES (%s, %s, %s, %s, %s) ON CONFLICT (request_ref, account_ref, consent) "
        "DO UPDATE SET nonce = excluded.nonce, asked_at = excluded.asked_at",
        [request_ref, asked.by, consent, nonce, asked.at],
    )
    return {
        "challenge": websafe_encode(held.statement.challenge(consent, asked.by, nonce)),
        "rp_id": keys[0].rp_id,
        "keys": [websafe_encode(key.credential_id) for key in keys],
    }


def approve(db: Connection, asked: Asked, request_ref: str, sent: object) -> str:
    """
    Approve a request by a passkey's signature of it, and return its state; the second approval begins the cooling.

    :raises UnmaskingUnknown, NotOpenForThis, NotYours, SamePerson, NotApart, KnownTooShortly, NoPasskey: when she may not
    :raises QuestionGone, SignatureRefused: when the signature is of another question, old, or another key's
    """
    held = hold(db, request_ref, asked)
    signatory = may(db, held, Consent.APPROVE, asked)
    assertion, key, nonce = signed(db, held, Consent.APPROVE, sent, asked)
    place = 1 if held.state is UnmaskingState.ASKED else APPROVALS
    write_entry(db, f"unmasking approved ({place}): {request_ref}", "", asked)
    db.execute(
        "INSERT INTO unmasking_approval VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [request_ref, held.statement.asked_by, place, asked.by, side_of(signatory, held.statement.apart),
         assertion.credential_id, key.cose, nonce, assertion.client_data, assertion.authenticator_data, assertion.signature,
         asked.at],
    )  # fmt: skip
    state = UnmaskingState.APPROVED_ONCE if place < APPROVALS else UnmaskingState.COOLING
    cooled_at = asked.at + asked.clocks.cooling if state is UnmaskingState.COOLING else None
    db.execute(
        "UPDATE unmasking SET state = %s, cooled_at = %s WHERE request_ref = %s", [state, cooled_at, request_ref]
    )
    return state


def end(db: Connection, asked: Asked, request_ref: str) -> str:
    """
    End a request for good before it is opened: whoever asked takes it back, any other signatory refuses it. Return its state.

    :raises UnmaskingUnknown, NotOpenForThis, NotSignatory: when it cannot be
    """
    held = hold(db, request_ref, asked)
    signatory_of(db, asked.by)
    state = UnmaskingState.TAKEN_BACK if asked.by == held.statement.asked_by else UnmaskingState.REFUSED
    check_open(held, state)
    write_entry(db, f"unmasking {state}: {request_ref}", "", asked)
    db.execute(
        "UPDATE unmasking SET state = %s, ended_at = %s, ended_by = %s WHERE request_ref = %s",
        [state, asked.at, asked.by, request_ref],
    )
    return state


def open_once(db: Connection, keys: Keys, asked: Asked, request_ref: str, sent: object) -> dict[str, Any]:
    """
    Return who stands behind the number, this once, and lay the shopper's notice unless the ground forbids it.

    What was approved is checked anew, signature by signature, against what the request says now.

    :raises UnmaskingUnknown, NotOpenForThis, NotYours, TooEarly, NoPasskey: when it may not be
    :raises QuestionGone, SignatureRefused: when who asked did not sign this opening
    :raises RequestAltered: when the approvals are not of this request, or by somebody who was dismissed since
    :raises NobodyBehind: when her days were over meanwhile
    """
    held = hold(db, request_ref, asked)
    may(db, held, Consent.OPEN, asked)
    check_approvals(db, held, asked)
    signed(db, held, Consent.OPEN, sent, asked)
    person, panel_ref = person_behind(db, keys, held.statement.number_ref)
    write_entry(db, f"unmasked: {request_ref}", panel_ref, asked)
    key = person_key(db, keys, person)
    notice, message = lay_notice(db, key, person, held.statement, asked.at)
    db.execute(
        "UPDATE unmasking SET state = %s, opened_at = %s, notice = %s, notice_ref = %s WHERE request_ref = %s",
        [UnmaskingState.OPENED, asked.at, notice, message, request_ref],
    )
    return {"identity": open_fields(db, key, person), "notice": notice}


def may(db: Connection, held: Held, consent: Consent, asked: Asked) -> Signatory:
    """Return the asker as one who may give this consent now. Raises as `approve` and `open_once` do."""
    signatory = signatory_of(db, asked.by)
    is_own = asked.by == held.statement.asked_by
    if is_own is not (consent is Consent.OPEN):
        raise NotYours()
    if consent is Consent.OPEN:
        check_open(held, UnmaskingState.OPENED)
        if held.cooled_at is None or asked.at < held.cooled_at:
            left = held.cooled_at - asked.at if held.cooled_at else asked.clocks.cooling
            raise TooEarly(hours=int(left.total_seconds() // 3600) + 1)
        return signatory
    approved = db.execute(
        "SELECT account_ref, side FROM unmasking_approval WHERE request_ref = %s", [held.statement.request_ref]
    ).fetchall()
    if asked.by in {row[0] for row in approved}:
        raise SamePerson()
    check_open(held, UnmaskingState.COOLING if approved else UnmaskingState.APPROVED_ONCE)
    if matching_key(side_of(signatory, held.statement.apart)) in {matching_key(row[1]) for row in approved}:
        raise NotApart()
    check_known(signatory, held.asked_at, asked)
    if held.statement.apart is Apart.BODIES and signatory.named_by == held.statement.asked_by:
        raise KnownTooShortly()
    return signatory


def check_known(signatory: Signatory, before: datetime, asked: Asked) -> None:
    """Refuse who was named less than the cooling time before a request was asked: nobody is named for one request."""
    if signatory.named_at > before - asked.clocks.cooling:
        raise KnownTooShortly()


def check_open(held: Held, to: UnmaskingState) -> None:
    """Refuse what the lifecycle has no move for."""
    if to not in UNMASKING_MOVES[held.state]:
        raise NotOpenForThis()


def side_of(signatory: Signatory, apart: Apart) -> str:
    """Return what must differ between the two who approve; compared by `matching_key`, which unseen letters do not change."""
    text = signatory.body if apart is Apart.BODIES else f"{signatory.body} / {signatory.unit}"
    return " ".join(text.split()).casefold()


def signed(
    db: Connection, held: Held, consent: Consent, sent: object, asked: Asked
) -> tuple[Assertion, PublicKey, bytes]:
    """
    Return what the asker's passkey signed, that key, and the nonce of the question, which is gone with it.

    :raises QuestionGone, SignatureRefused, NoPasskey: when it did not sign this question
    """
    row = db.execute(
        "DELETE FROM unmasking_question WHERE request_ref = %s AND account_ref = %s AND consent = %s "
        "RETURNING nonce, asked_at",
        [held.statement.request_ref, asked.by, consent],
    ).fetchone()
    if row is None or asked.at - row[1] > SIGNING_TIME:
        raise QuestionGone()
    assertion, nonce = read_assertion(sent), bytes(row[0])
    key = key_of(keys_of(db, asked.by, held.asked_at - asked.clocks.cooling), assertion.credential_id)
    count = check_assertion(key, assertion, held.statement.challenge(consent, asked.by, nonce))
    db.execute("UPDATE signatory_key SET sign_count = %s WHERE credential_id = %s", [count, key.credential_id])
    return assertion, key, nonce


def key_of(keys: list[PublicKey], credential_id: bytes) -> PublicKey:
    """Return the key that an assertion names, of those that may sign. Raises SignatureRefused when it is none of them."""
    key = next((key for key in keys if key.credential_id == credential_id), None)
    if key is None:
        raise SignatureRefused()
    return key


def check_approvals(db: Connection, held: Held, asked: Asked) -> None:
    """
    See once more that two people, apart and still named, signed what the request says now.

    :raises RequestAltered: when it is not so
    """
    rows = db.execute(
        "SELECT account_ref, side, public_key, nonce, credential_id, client_data, authenticator_data, signature "
        "FROM unmasking_approval WHERE request_ref = %s ORDER BY place",
        [held.statement.request_ref],
    ).fetchall()
    try:
        for account, _side, public_key, nonce, *parts in rows:
            signatory_of(db, account)
            assertion = Assertion(*(bytes(part) for part in parts))
            key = key_of(keys_of(db, account, held.asked_at - asked.clocks.cooling), assertion.credential_id)
            challenge = held.statement.challenge(Consent.APPROVE, account, bytes(nonce))
            check_assertion(replace(key, sign_count=0), assertion, challenge)
            if bytes(public_key) != key.cose:
                raise RequestAltered()
    except Problem:
        raise RequestAltered() from None
    people = {row[0] for row in rows} - {held.statement.asked_by}
    if len(people) != APPROVALS or len({matching_key(row[1]) for row in rows}) != APPROVALS:
        raise RequestAltered()


def hold(db: Connection, request_ref: str, asked: Asked) -> Held:
    """
    Return a request, held for this transaction; one whose time is over is lapsed, written or not.

    :raises UnmaskingUnknown: when there is none
    """
    row = db.execute(
        "SELECT number_ref, why, ground, ground_words, apart, forbids_notice, asked_by, asked_at, state, cooled_at, "
        "lapses_at FROM unmasking WHERE request_ref = %s FOR UPDATE",
        [request_ref],
    ).fetchone()
    if row is None:
        raise UnmaskingUnknown()
    number_ref, why, ground, words, apart, forbids, by, asked_at, state, cooled_at, lapses_at = row
    statement = Statement(
        request_ref, number_ref, why, Ground(ground), words, Apart(apart), forbids, by,
        asked_at.astimezone(UTC).isoformat(),
    )  # fmt: skip
    return Held(statement, state_at(state, lapses_at, asked.at), asked_at, cooled_at)


def state_at(state: str, lapses_at: datetime, at: datetime) -> UnmaskingState:
    """Return where a request stands at an instant: what nobody ended or opened lapses with its time."""
    written = UnmaskingState(state)
    return UnmaskingState.LAPSED if at >= lapses_at and UNMASKING_MOVES[written] else written


def person_behind(db: Connection, keys: Keys, number_ref: str) -> tuple[str, str]:
    """Return the person id and panel ref behind a number. Raises NobodyBehind."""
    row = db.execute(
        "SELECT person_id::text, panel_ref FROM person WHERE panel_ref = %s AND shredded_at IS NULL FOR SHARE",
        [shoppers_of(db, keys, [number_ref]).get(number_ref)],
    ).fetchone()
    if row is None:
        raise NobodyBehind()
    return row[0], row[1]


def lay_notice(db: Connection, key: bytes, person: str, statement: Statement, at: datetime) -> tuple[str, str | None]:
    """Lay the shopper's notice into the outbox; return what became of it, laid, forbidden or no-address, and its message's ref."""
    if statement.forbids_notice:
        return "forbidden", None
    words = {language: text.format(ref=statement.request_ref[-6:]) for language, text in NOTICE.items()}
    try:
        return "laid", lay_message(db, key, person, words, at)
    except NobodyToTell:
        return "no-address", None
