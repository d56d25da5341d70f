"""Signatures of passkeys (WebAuthn assertions), checked in the vault's own process against keys that it has known before."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import sha256, websafe_decode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData, CollectedClientData

from basira.core.kernel.problem import Problem


class SignatureRefused(Problem):
    """What a passkey signed is not this question, is another key's, or did not come from a person whom the key had verified."""

    code = "vault.signature-refused"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A passkey as the vault knows it: its id, its public key in COSE form, the site that it is for, and its counter."""

    credential_id: bytes
    cose: bytes
    rp_id: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser sends when a passkey has signed."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes


def read_assertion(sent: Any) -> Assertion:
    """
    Return what a browser sent as JSON.

    :raises SignatureRefused: for anything else
    """
    try:
        answer = sent["response"]
        return Assertion(
            websafe_decode(sent["id"]),
            websafe_decode(answer["clientDataJSON"]),
            websafe_decode(answer["authenticatorData"]),
            websafe_decode(answer["signature"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SignatureRefused() from None


def read_public_key(attested: str, rp_id: str) -> PublicKey:
    """
    Return the public half of a passkey from what its making left (attested credential data, base64url).

    :raises SignatureRefused: for anything else
    """
    try:
        made = AttestedCredentialData(websafe_decode(attested))
        cose = cbor.encode(dict(made.public_key))
        CoseKey.parse(cbor.decode(cose))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError):
        raise SignatureRefused() from None
    if not rp_id:
        raise SignatureRefused()
    return PublicKey(made.credential_id, cose, rp_id, 0)


def check_assertion(key: PublicKey, assertion: Assertion, challenge: bytes) -> int:
    """
    See that a passkey signed exactly this challenge, on its own site, for a person whom it had verified; return its counter.

    :raises SignatureRefused: when anything of that is not so
    """
    try:
        client = CollectedClientData(assertion.client_data)
        device = AuthenticatorData(assertion.authenticator_data)
        fits = (
            assertion.credential_id == key.credential_id
            and client.type == CollectedClientData.TYPE.GET
            and client.challenge == challenge
            and not client.cross_origin
            and is_of_site(client.origin, key.rp_id)
            and device.rp_id_hash == sha256(key.rp_id.encode())
            and device.is_user_present()
            and device.is_user_verified()
        )
        CoseKey.parse(cbor.decode(key.cose)).verify(  # type: ignore[arg-type]
            assertion.authenticator_data + client.hash, assertion.signature
        )
    except (InvalidSignature, KeyError, TypeError, ValueError, NotImplementedError):
        raise SignatureRefused() from None
    is_copied = (device.counter or key.sign_count) and device.counter <= key.sign_count
    if not fits or is_copied:  # a counter that went back is a second copy of the key
        raise SignatureRefused()
    return device.counter


def is_of_site(origin: str, rp_id: str) -> bool:
    """Tell whether a page's origin belongs to the site that a key is for; unencrypted only on this machine itself."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    return is_safe and (host == rp_id or host.endswith(f".{rp_id}"))
