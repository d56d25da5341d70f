"""A passkey in software: it makes what a browser and its authenticator send, right, or wrong in one way."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One key of one person, for one site."""

    rp_id: str = "testserver"
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def attested(self) -> str:
        """Return what the making of the key left at the site."""
        public = ES256.from_cryptography_key(self.private.public_key())
        return websafe_encode(AttestedCredentialData.create(b"\0" * 16, self.credential_id, public))

    def registration(self) -> dict[str, object]:
        """Return what allauth keeps of the key (a registration response)."""
        public = ES256.from_cryptography_key(self.private.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        flags = AuthenticatorData.FLAG(PRESENT | VERIFIED | ATTESTED)
        device = AuthenticatorData.create(sha256(self.rp_id.encode()).digest(), flags, 0, made)
        client = {"type": "webauthn.create", "challenge": "AAAA", "origin": f"https://{self.rp_id}"}
        return {
            "id": websafe_encode(self.credential_id),
            "rawId": websafe_encode(self.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(json.dumps(client).encode()),
                "attestationObject": websafe_encode(AttestationObject.create("none", device, {})),
            },
        }

    def sign(
        self,
        challenge: str,
        *,
        origin: str = "https://testserver",
        flags: int = PRESENT | VERIFIED,
        kind: str = "webauthn.get",
        counter: int = 0,
        rp_id: str = "",
    ) -> dict[str, object]:
        """Answer a question."""
        client = json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
        site = sha256((rp_id or self.rp_id).encode()).digest()
        device = AuthenticatorData.create(site, AuthenticatorData.FLAG(flags), counter)
        signature = self.private.sign(bytes(device) + sha256(client).digest(), ec.ECDSA(SHA256()))
        return {
            "id": websafe_encode(self.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(device),
                "signature": websafe_encode(signature),
            },
        }


def flipped(text: str) -> str:
    """Return base64url of the same bytes with the last one changed."""
    raw = bytearray(websafe_decode(text))
    raw[-1] ^= 1
    return websafe_encode(bytes(raw))
