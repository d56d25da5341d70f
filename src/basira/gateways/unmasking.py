"""The way to the vault for what concerns unmasking. Nothing is decided on this side: the vault checks every signature and rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.kernel.unmasking import Apart, Consent, Ground, UnmaskingState
from basira.gateways.vault import GLANCE_S, Vault, VaultRefused


class UnmaskingRefused(Problem):
    """The vault refused; its own code stands in `code`, and the catalogue of words has it."""

    code = "unmasking.refused"

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(**params)
        self.code = code


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the number, why, and by what right."""

    number_ref: str
    why: str
    ground: Ground
    ground_words: str
    apart: Apart
    forbids_notice: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What a passkey is asked: the challenge, the site, and the ids of the keys that may answer (base64url)."""

    challenge: str
    rp_id: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, by account ref, for which body or unit, and when."""

    by: str
    side: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unmasking:
    """A request as everybody may see it: never whose the number is."""

    ref: str
    request: Request
    state: UnmaskingState
    asked_by: str
    asked_at: datetime
    lapses_at: datetime
    cooled_at: datetime | None
    opened_at: datetime | None
    ended_by: str
    notice: str
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who may sign: account ref, body, unit, since when, and the ids of the passkeys that the vault knows (base64url)."""

    account_ref: str
    body: str
    unit: str
    named_by: str
    named_at: datetime
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Who somebody is: for one page, once. Its `repr` shows nothing."""

    identity: Mapping[str, str]
    notice: str

    def __repr__(self) -> str:
        return "Unmasked(…)"


@dataclass(frozen=True, slots=True)
class Year:
    """
    How many were unmasked in a year; of them, to how many the notice went out, to how many the law forbade it, and how many had
    left no address.
    """

    year: int
    opened: int
    told: int
    untold: int
    unreached: int


@dataclass(frozen=True, slots=True)
class Unmaskings:
    """Unmasking, behind the vault's door."""

    vault: Vault

    def ask(self, verb: str, by: str, **said: Any) -> Any:
        """
        Ask one thing.

        :raises VaultNotReachable: when nobody answers
        :raises UnmaskingRefused: with the vault's code
        """
        try:
            return self.vault.ask(verb, by, **said)
        except VaultRefused as refusal:
            raise UnmaskingRefused(str(refusal.params["reason"]), **refusal.params) from None

    def name_signatory(self, account_ref: str, body: str, unit: str, *, by: str) -> None:
        """Name who may sign, and what body and unit she works for."""
        self.ask("name_signatory", by, account_ref=account_ref, body=body, unit=unit)

    def dismiss_signatory(self, account_ref: str, *, by: str) -> None:
        """Let somebody sign no more."""
        self.ask("dismiss_signatory", by, account_ref=account_ref)

    def keep_keys(self, attested: Sequence[str], rp_id: str, *, by: str) -> int:
        """Tell the vault of one's own passkeys' public halves (base64url), all of them, and return how many it knows now."""
        return int(self.ask("keep_keys", by, attested=list(attested), rp_id=rp_id))

    def signatories(self, *, by: str) -> tuple[Signatory, ...]:
        """Return who may sign."""
        return tuple(
            Signatory(
                each["account_ref"],
                each["body"],
                each["unit"],
                each["named_by"],
                datetime.fromisoformat(each["named_at"]),
                tuple(each["keys"]),
            )
            for each in self.ask("signatories", by)
        )

    def request(self, request: Request, *, by: str) -> str:
        """Ask that a number is unmasked, and return the request's ref."""
        said = {
            "number_ref": request.number_ref,
            "why": request.why,
            "ground": str(request.ground),
            "ground_words": request.ground_words,
            "apart": str(request.apart),
            "forbids_notice": request.forbids_notice,
        }
        return str(self.ask("unmasking_ask", by, **said))

    def question(self, ref: str, consent: Consent, *, by: str) -> Question:
        """Have the question drawn that one's own passkey answers for this consent."""
        said = self.ask("unmasking_question", by, request_ref=ref, consent=str(consent))
        return Question(said["challenge"], said["rp_id"], tuple(said["keys"]))

    def approve(self, ref: str, assertion: object, *, by: str) -> UnmaskingState:
        """Approve by a signature, and return the state."""
        return UnmaskingState(self.ask("unmasking_approve", by, request_ref=ref, assertion=assertion))

    def end(self, ref: str, *, by: str) -> UnmaskingState:
        """Refuse a request, or take one's own back; return the state."""
        return UnmaskingState(self.ask("unmasking_end", by, request_ref=ref))

    def open_once(self, ref: str, assertion: object, *, by: str) -> Unmasked:
        """Open it, once, by the asker's own signature."""
        said = self.ask("unmasking_open", by, request_ref=ref, assertion=assertion)
        return Unmasked(said["identity"], said["notice"])

    def all(self, *, by: str) -> tuple[Unmasking, ...]:
        """Return the requests, the newest first."""
        return tuple(unmasking_of(each) for each in self.ask("unmaskings", by))

    def one(self, ref: str, *, by: str) -> Unmasking | None:
        """Return one request; None when there is none."""
        return next((unmasking_of(each) for each in self.ask("unmaskings", by, request_ref=ref)), None)

    def waiting(self, *, by: str) -> int:
        """Return how many requests wait for the approval of `by`; 0 for who may not sign."""
        return int(self.ask("unmaskings_waiting", by, within_s=GLANCE_S))

    def years(self) -> tuple[Year, ...]:
        """Return the counts by year, the newest first; empty when nobody was ever unmasked."""
        return tuple(Year(*each) for each in self.vault.ask("unmasking_counts", "public", within_s=GLANCE_S))


def unmasking_of(said: Mapping[str, Any]) -> Unmasking:
    """Return a request as the vault tells it."""
    request = Request(
        said["number_ref"],
        said["why"],
        Ground(said["ground"]),
        said["ground_words"],
        Apart(said["apart"]),
        said["forbids_notice"],
    )
    return Unmasking(
        said["request_ref"],
        request,
        UnmaskingState(said["state"]),
        said["asked_by"],
        datetime.fromisoformat(said["asked_at"]),
        datetime.fromisoformat(said["lapses_at"]),
        instant(said["cooled_at"]),
        instant(said["opened_at"]),
        said["ended_by"] or "",
        said["notice"] or "",
        tuple(Approval(each["by"], each["side"], datetime.fromisoformat(each["at"])) for each in said["approvals"]),
    )


def instant(text: str | None) -> datetime | None:
    """Return an instant; None for none."""
    return datetime.fromisoformat(text) if text else None
