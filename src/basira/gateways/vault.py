"""
The way to the vault: a thin client of its door. This side holds no identity, no key and no password of it.

A question is one line of JSON over a unix socket, and so is the answer. What the vault refuses comes back as a code.
"""

import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from basira.core.kernel.problem import Problem
from basira.core.selection.mending import Mended
from basira.gateways.vault_lines import in_lines
from basira.gateways.vault_refusals import REFUSALS

VERSION = 1
TIMEOUT_S = 10.0
GLANCE_S = 2.0  # that a page waits for a count or a sign of life
MOST_BYTES = 16 * 1024 * 1024


class VaultNotReachable(Problem):
    """The vault does not answer at its door; nothing was done."""

    code = "vault.not-reachable"


class VaultNotOurs(VaultNotReachable):
    """Who answers at the vault's door runs under another account, so nothing was said to it."""

    code = "vault.not-ours"


class VaultRefused(Problem):
    """The vault refused in a way that this side has no words of its own for; `reason` is its code."""

    code = "vault.refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose application it is, and what the day of birth must fit: the call's least age, and the band that she said."""

    applicant_ref: str
    least_age: int
    age_band: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """What somebody is to the programme (`core.kernel.classes`), and the ref of the provider that sends her; "" for none."""

    shopper_class: str
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault behind the door at `path`."""

    path: Path

    def ask(self, verb: str, by: str, *, within_s: float = TIMEOUT_S, **said: object) -> Any:
        """
        Ask one thing and return the answer.

        :raises VaultNotReachable: when nobody answers in time
        :raises VaultNotOurs: when another account answers; it is told nothing
        :raises VaultRefused: or the Problem that stands for its code
        """
        line = json.dumps({"v": VERSION, "verb": verb, "by": by, **said}, ensure_ascii=False).encode() + b"\n"
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(within_s)
                door.connect(str(self.path))
                check_whose(door)
                door.sendall(line)
                with door.makefile("rb") as heard:
                    answer = json.loads(heard.readline(MOST_BYTES))
        except (OSError, ValueError):
            raise VaultNotReachable() from None
        if answer["ok"]:
            return answer["answer"]
        if answer["code"] == "vault.failed":  # its database is away, say: it could do nothing
            raise VaultNotReachable()
        refusal = REFUSALS.get(answer["code"])
        raise refusal(**answer["params"]) if refusal else VaultRefused(**answer["params"], reason=answer["code"])

    def answers(self) -> bool:
        """Tell whether the vault is there."""
        try:
            return bool(self.ask("ping", "health", within_s=GLANCE_S) == "here")
        except Problem:
            return False

    def unconfirmed(self, *, by: str) -> list[str]:
        """Return, by panel ref, whom it keeps without ever having heard that this side wrote them."""
        return [str(ref) for ref in self.ask("unconfirmed", by)]

    def enrol(  # noqa: PLR0913  who, as what, by whom
        self,
        people: Mapping[str, Mapping[str, str]],
        *,
        by: str,
        lost: Sequence[str] = (),
        bars: Mapping[str, Sequence[str]] | None = None,
        engagement: Engagement | None = None,
        known_too: bool = False,
    ) -> set[str]:
        """
        Keep identities by panel ref, all or none, until `confirm` makes them last, and return those who were known before: with
        `known_too` they are kept a second time, else refused. The same again changes nothing.

        `bars` names, by panel ref, the bodies that somebody is never sent to. `engagement` is what all of them are; without,
        volunteers. `lost` are unconfirmed panel refs that nobody here knows: the same person may take their place.

        :raises PersonKnown, IdentityIncomplete, VaultNotReachable: and nothing is kept
        """
        barred, what = bars or {}, {"engagement": asdict(engagement)} if engagement else {}
        each_one = [
            {"panel_ref": ref, "identity": dict(each), "bars": list(barred.get(ref, ())), **what}
            for ref, each in people.items()
        ]
        return set(self.ask("enrol", by, people=each_one, lost=list(lost), known_too=known_too))

    def confirm(self, panel_refs: Sequence[str], *, by: str) -> None:
        """Say that these shoppers are written here, and stay."""
        self.ask("confirm", by, panel_refs=list(panel_refs))

    def apply(self, claim: Claim, identity: Mapping[str, str], *, by: str, lost: Sequence[str] = ()) -> bool:
        """
        Keep who applies, and tell whether she is new; one who is known already is not kept.

        The answer is for the desk: whoever applied is told the same both ways. `lost` are unconfirmed refs that nobody here knows.

        :raises IdentityIncomplete, AgeDiffers, VaultNotReachable: and nothing is kept
        """
        said = self.ask("apply", by, claim=asdict(claim), identity=dict(identity), lost=list(lost))
        return bool(said == "kept")

    def unconfirmed_applicants(self, *, by: str) -> list[str]:
        """Return, by applicant ref, whom it keeps without ever having heard that this side wrote them."""
        return [str(ref) for ref in self.ask("unconfirmed_applicants", by)]

    def confirm_applicants(self, applicant_refs: Sequence[str], *, by: str) -> None:
        """Say that these applications are written here, and stay."""
        self.ask("confirm_applicants", by, applicant_refs=list(applicant_refs))

    def destroy_applicants(self, applicant_refs: Sequence[str], *, by: str) -> None:
        """Have the identities of who declines or takes back destroyed, whatever became of them in the vault."""
        self.ask("destroy_applicants", by, applicant_refs=list(applicant_refs))

    def forget_applicants(self, applicant_refs: Sequence[str], *, by: str) -> None:
        """At the end of a call: have identities destroyed, and the way from an application to a shopper forgotten."""
        self.ask("forget_applicants", by, applicant_refs=list(applicant_refs))

    def show_papers(self, *, national_id: str, birth_date: str, by: str) -> bool:
        """Tell whether the papers that somebody shows fit an applicant; the vault keeps that they did, and not here whose."""
        return bool(self.ask("show_papers", by, identity={"national_id": national_id, "birth_date": birth_date}))

    def papers_fit(self, applicant_refs: Sequence[str], *, by: str) -> set[str]:
        """Return those of the applicants whose papers were seen and fit."""
        found = self.ask("papers_fit", by, applicant_refs=list(applicant_refs)) if applicant_refs else []
        return {str(ref) for ref in found}

    def households(self, applicant_refs: Sequence[str], *, by: str) -> list[list[str]]:
        """Return who of the applicants live together, in groups of two or more."""
        return [
            [str(ref) for ref in group] for group in self.ask("households", by, applicant_refs=list(applicant_refs))
        ]

    def tell_applicants(self, applicant_refs: Sequence[str], words: Mapping[str, str], *, by: str) -> int:
        """Have the vault write the same to each of these applicants, in her language, and return to how many."""
        return int(self.ask("tell_applicants", by, applicant_refs=list(applicant_refs), words=dict(words)))

    def admit(self, bars: Mapping[str, Sequence[str]], *, by: str) -> list[str]:
        """
        Take applicants into the panel and return panel refs, as many; whose is whose stays in the vault.

        `bars` names each applicant by ref, with the bodies that she is never sent to.

        :raises ApplicantsUnknown: when it keeps nobody under one of the refs; nobody is taken
        """
        return [str(ref) for ref in self.ask("admit", by, bars={ref: list(each) for ref, each in bars.items()})]

    def number_for_cycle(self, cycle: str, panel_refs: Sequence[str], *, by: str) -> list[tuple[str, str]]:
        """
        Number shoppers who have no number in the cycle, and return (ref, number) of all by number. Whose is whose stays there.

        :raises NumbersRanOut: when the cycle has too few left
        :raises MapSealed: when it is over
        """
        found = self.ask("number_for_cycle", by, cycle=cycle, panel_refs=list(panel_refs))
        return [(ref, number) for ref, number in found]

    def count_unnumbered(self, cycle: str, panel_refs: Sequence[str], *, by: str = "desk") -> int:
        """Return how many of these shoppers have no number in the cycle."""
        return int(self.ask("count_unnumbered", by, within_s=GLANCE_S, cycle=cycle, panel_refs=list(panel_refs)))

    def numbers_of(self, panel_refs: Sequence[str], *, by: str) -> list[str]:
        """Return the refs of these shoppers' numbers, in no order. For closing the keys of who ended; never for a page."""
        return [str(ref) for ref in self.ask("numbers_of", by, panel_refs=list(panel_refs))]

    def note_ended(self, panel_refs: Sequence[str], *, by: str) -> None:
        """Say that these shoppers ended: after its days the vault destroys who they are."""
        self.ask("note_ended", by, panel_refs=list(panel_refs))

    def seal_maps(self, cycles: Sequence[str], *, by: str) -> int:
        """Say that these cycles are over: whose their numbers were is sealed. Returns how many were still open."""
        return int(self.ask("seal_maps", by, cycles=list(cycles))) if cycles else 0

    def destroy_maps(self, cycles: Sequence[str], *, by: str) -> int:
        """Say of which cycles nothing needs whose their numbers were. What is sealed long enough is destroyed; returns how many were."""
        return int(self.ask("destroy_maps", by, cycles=list(cycles))) if cycles else 0

    def keep_staff(self, entity_ref: str, people: Sequence[Mapping[str, str]], *, by: str) -> int:
        """
        Replace the list of a body's staff by its keyed digests, and return how many different people it has.

        :raises StaffTooFew, StaffTooSoon: when the list could be a question about one person
        """
        return int(self.ask("keep_staff", by, entity_ref=entity_ref, people=[dict(each) for each in people]))

    def staff_lists(self, *, by: str) -> dict[str, tuple[int, datetime]]:
        """Return which bodies have a list, by entity ref: how many people, and since when."""
        found = self.ask("staff_lists", by)
        return {ref: (people, datetime.fromisoformat(at)) for ref, people, at in found}

    def rotation(self, step: str, *, by: str) -> int:
        """Begin or go on ("begin": how many wait), seal some anew ("step": how many are left), drop the old key ("end": its version)."""
        return int(self.ask(f"rotation_{step}", by))

    def bar(self, number_ref: str, entity_ref: str, *, by: str) -> bool:
        """Have the vault keep, beyond the cycle, that the shopper behind a number may not visit a body any more."""
        return bool(self.ask("bar", by, within_s=GLANCE_S, number_ref=number_ref, entity_ref=entity_ref))

    def barred(self, pairs: Sequence[tuple[str, str]], *, by: str) -> set[tuple[str, str]]:
        """Return those pairs of number and body, out of these, that a bar of this or an earlier cycle forbids."""
        found = self.ask("barred", by, pairs=[list(pair) for pair in pairs]) if pairs else []
        return {(number, entity) for number, entity in found}

    def keep_proofs(self, proofs: Sequence[tuple[str, str, date | None]], *, by: str) -> set[str]:
        """Have the vault keep who holds which proof until a day, None for ever, and return the numbers that it does not know."""
        told = [
            {"number_ref": number, "proof_ref": proof, "until": until.isoformat() if until else None}
            for number, proof, until in proofs
        ]
        return {str(ref) for ref in self.ask("keep_proofs", by, proofs=told)} if told else set()

    def take_back_proof(self, number: str, proof: str, *, by: str) -> None:
        """Have the vault forget that the shopper behind a number holds a proof; again changes nothing."""
        self.ask("take_back_proof", by, number_ref=number, proof_ref=proof)

    def proven(self, pairs: Sequence[tuple[str, str]], *, on: date, by: str) -> set[tuple[str, str]]:
        """Return those pairs of number and proof, out of these, that hold on a day, whatever cycle they come from."""
        found = self.ask("proven", by, pairs=[list(pair) for pair in pairs], on=on.isoformat()) if pairs else []
        return {(number, proof) for number, proof in found}

    def engaged(self, numbers: Sequence[str], *, by: str) -> dict[str, Engagement]:
        """Return what the shoppers behind these numbers are, by number; who is missing is a volunteer."""
        found = self.ask("engaged", by, numbers=list(numbers)) if numbers else []
        return {str(number): Engagement(shopper_class, provider) for number, shopper_class, provider in found}

    def accompany(self, numbers: tuple[str, str], *, by: str) -> bool:
        """Have the vault keep that the shoppers behind two numbers go about together; whether both stand for somebody."""
        return bool(self.ask("accompany", by, numbers=list(numbers)))

    def returning(self, places: Sequence[tuple[str, Sequence[str]]], *, by: str) -> set[int]:
        """
        Return the places in this list, from 0, of those who were there before: a number whose shopper, or one who goes about
        with her, carried one of the earlier numbers beside it, other than itself. Which one is not told.
        """
        lines = in_lines(places)
        return {first + int(each) for first, asked in lines for each in self.ask("returning", by, **asked)}

    def reserve_for(
        self, panel_ref: str, drawn: Mapping[str, object], ended: Sequence[str], *, by: str
    ) -> Mended | None:
        """
        Return the reserve who comes for a shopper in a draw; None when she came in by another way, or no reserve can.

        `drawn` is the draw by applicant refs: pool, quotas, size, chosen, admitted, reserves. `ended` are the panel refs whose time
        is over. Which applicant she was is not told. `panel_ref` "": whoever declined, and is not among the chosen, came into no panel.
        """
        found = self.ask("reserve_for", by, panel_ref=panel_ref, drawn=dict(drawn), ended=list(ended))
        return Mended(str(found[0]), int(found[1])) if found else None

    def people_of(self, provider_ref: str, *, by: str) -> list[tuple[str, str]]:
        """Return name and phone of whom a provider sends, for that provider alone. Each is journalled before she is shown."""
        return [(str(name), str(phone)) for name, phone, _any in self.ask("people_of", by, provider_ref=provider_ref)]

    def draw_apart(self, numbers: Sequence[str], earlier: Sequence[str], *, by: str) -> str | None:
        """
        Have the vault draw one of these numbers whose shopper carried none of the `earlier` ones; None of fewer than five shoppers.

        :raises VaultRefused: when the numbers stand for fewer than five shoppers
        """
        drawn = self.ask("draw_apart", by, numbers=list(numbers), earlier=list(earlier))
        return None if drawn is None else str(drawn)

    def contact(self, number_ref: str, words: Mapping[str, str], *, by: str) -> str:
        """
        Have the vault write to the shopper behind a number, and return the message's ref.

        :raises NobodyToTell: when it keeps no address for her
        """
        return str(self.ask("contact", by, number_ref=number_ref, words=dict(words)))

    def message_states(self, refs: Sequence[str]) -> dict[str, str]:
        """Return how far messages are, by ref: waiting, sent or failed."""
        return dict(self.ask("message_states", "desk", refs=list(refs)))


def check_whose(door: socket.socket) -> None:
    """
    See that the process behind a door runs under our own account (SO_PEERCRED), before anything is said to it.

    :raises VaultNotOurs: when it does not
    """
    size = struct.calcsize("3i")
    _pid, uid, _gid = struct.unpack("3i", door.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    if uid != os.geteuid():
        raise VaultNotOurs()
