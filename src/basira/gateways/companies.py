"""The way to the vault for a company that says something of its own people."""

from dataclasses import dataclass

from basira.gateways.vault import Vault


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """The people whom one provider sends, behind the vault's door."""

    vault: Vault
    provider_ref: str

    def stops(self, name: str, phone: str, *, by: str) -> list[str]:
        """Return the panel refs of those of this name and phone: two where she was sent again; none for nobody."""
        return [str(ref) for ref in self.vault.ask("stops", by, provider_ref=self.provider_ref, name=name, phone=phone)]
