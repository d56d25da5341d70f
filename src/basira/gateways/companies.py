"""The way to the vault for a company that says something of its own people."""

from collections.abc import Sequence
from dataclasses import dataclass

from basira.gateways.vault import Vault


@dataclass(frozen=True, slots=True)
class SentPerson:
    """Somebody whom a provider sent, as it knows her, and whether it said that she stops."""

    name: str
    phone: str
    has_stopped: bool


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """The people whom one provider sends, behind the vault's door."""

    vault: Vault
    provider_ref: str

    def sent(self, stopped: Sequence[str], *, by: str) -> list[SentPerson]:
        """
        Return all of them by name; has stopped who has one of these panel refs, of whichever provider those are. Each is
        journalled before she is shown.
        """
        found = self.vault.ask("people_of", by, provider_ref=self.provider_ref, stopped=list(stopped))
        return [SentPerson(str(name), str(phone), bool(has_stopped)) for name, phone, has_stopped in found]

    def stops(self, name: str, phone: str, *, by: str) -> list[str]:
        """Return the panel refs of those of this name and phone: two where she was sent again; none for nobody."""
        return [str(ref) for ref in self.vault.ask("stops", by, provider_ref=self.provider_ref, name=name, phone=phone)]
