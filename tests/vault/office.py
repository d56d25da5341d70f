"""A small office around a vault: a shopper, one who asks, two who approve, each with a passkey that has been known for a day."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.unmasking import Apart, Consent, Ground, UnmaskingState
from basira.gateways.unmasking import Request, Unmasked, Unmaskings
from tests.passkeys import Passkey
from tests.vault.test_vault import enrol

ADMIN = "A" * 26


@dataclass
class Somebody:
    """An account with its passkey."""

    ref: str = field(default_factory=new_ref)
    key: Passkey = field(default_factory=Passkey)


class Office:
    """A vault with one shopper, three signatories of two bodies, known long enough."""

    def __init__(self, vault) -> None:
        self.vault, self.door = vault, Unmaskings(vault.door)
        self.panel_ref = enrol(vault, name="Mona Canary", email="mona@canary.test", language="en")
        ((self.number, _shown),) = vault.door.number_for_cycle(new_ref(), [self.panel_ref], by="officer")
        self.asker, self.first, self.second = Somebody(), Somebody(), Somebody()
        self.named(self.asker, "Programme", "Desk")
        self.named(self.first, "Audit bureau", "Law")
        self.named(self.second, "University", "Statistics")
        self.age()

    def named(self, who: Somebody, body: str, unit: str, by: str = ADMIN) -> None:
        self.door.name_signatory(who.ref, body, unit, by=by)
        self.door.keep_keys([who.key.attested()], who.key.rp_id, by=who.ref)

    def age(self) -> None:
        """Let a day and an hour pass since everybody was named."""
        self.vault.rows_changed("UPDATE signatory SET named_at = named_at - interval '25 hours'")
        self.vault.rows_changed("UPDATE signatory_key SET known_at = known_at - interval '25 hours'")

    def cool(self) -> None:
        """Let the cooling time pass."""
        self.vault.rows_changed("UPDATE unmasking SET cooled_at = now() - interval '1 second' WHERE state = 'cooling'")

    def request(self, **changes: object) -> Request:
        asked = Request(self.number, "A threat", Ground.COURT, "Case 12/2026", Apart.BODIES, False)
        return replace(asked, **changes)

    def asked(self, **changes: object) -> str:
        return self.door.request(self.request(**changes), by=self.asker.ref)

    def signed(self, ref: str, who: Somebody, consent: Consent = Consent.APPROVE, **wrong: object) -> dict[str, object]:
        return who.key.sign(self.door.question(ref, consent, by=who.ref).challenge, **wrong)

    def approve(self, ref: str, who: Somebody) -> UnmaskingState:
        return self.door.approve(ref, self.signed(ref, who), by=who.ref)

    def approved(self, **changes: object) -> str:
        """Return a request that two approved and that has cooled."""
        ref = self.asked(**changes)
        assert self.approve(ref, self.first) is UnmaskingState.APPROVED_ONCE
        assert self.approve(ref, self.second) is UnmaskingState.COOLING
        self.cool()
        return ref

    def open(self, ref: str, who: Somebody | None = None) -> Unmasked:
        who = who or self.asker
        return self.door.open_once(ref, self.signed(ref, who, Consent.OPEN), by=who.ref)

    def state(self, ref: str) -> UnmaskingState:
        found = self.door.one(ref, by="anybody")
        assert found is not None
        return found.state

    def unmasked(self) -> int:
        return len(self.vault.rows("SELECT 1 FROM vault_entry WHERE act LIKE 'unmasked%'"))


def refused(code: str, do: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as refusal:
        do()
    assert refusal.value.code == code
    return refusal.value
