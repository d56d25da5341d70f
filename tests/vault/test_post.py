"""Mail leaves only to a relay that is who it says, or to this machine; anything else refuses the start."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from basira.vault.post import RelayUnusable, deliver, relay_of


@pytest.mark.parametrize(
    "url",
    ["smtp://relay.example:25", "smtp://192.0.2.1", "smtp+ssl://relay.example", "smtp+tls://relay.example", "http://localhost",
     "relay.example:587", "localhost", "smtps://relay.example:port", "smtp://127.0.0.1.relay.example", "smtp+starttls://["],
)  # fmt: skip
def test_what_would_go_out_in_clear_or_is_not_understood_is_refused(url):
    with pytest.raises(RelayUnusable) as refusal:
        relay_of(url)
    assert refusal.value.params == {}  # a password may stand in it


@pytest.mark.parametrize("url", ["smtp://localhost", "smtp://127.0.0.7:25", "smtp://[::1]:25", "SMTPS://relay.example"])
def test_this_machine_and_encrypted_ways_are_taken(url):
    assert relay_of(url)
    assert relay_of("") is None


def test_the_vault_does_not_start_with_such_a_relay_and_says_so_without_its_password(vault):
    vault.stop()
    assert vault.start(BASIRA_VAULT_SMTP_URL="smtp://user:secret-word@relay.example").wait(20) == 1
    assert "vault.relay-unusable" in vault.log() and "smtps://" in vault.log() and "secret-word" not in vault.log()


def own_certificate(folder: Path, address: str) -> Path:
    """Write a certificate for an address, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a relay of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{address}.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


class Relay(socketserver.StreamRequestHandler):
    """A relay that speaks TLS from the first byte, or after STARTTLS."""

    timeout = 10
    server: "Listening"

    def handle(self) -> None:
        try:
            if self.server.kind == "smtps":
                self.encrypt()
            self.wfile.write(b"220 here\r\n")
            self.talk()
        except OSError:
            return
        finally:
            self.connection.close()

    def encrypt(self) -> None:
        self.connection = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def talk(self) -> None:
        while line := self.rfile.readline():
            self.server.heard.append(line)
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.wfile.write(b"250-relay\r\n250 STARTTLS\r\n")
            elif verb == b"STAR":
                self.wfile.write(b"220 go on\r\n")
                self.encrypt()
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (part := self.rfile.readline()) != b".\r\n":
                    self.server.heard.append(part)
                self.wfile.write(b"250 ok\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")


class Listening(socketserver.ThreadingTCPServer):
    daemon_threads = True
    kind = ""
    tls: ssl.SSLContext

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Relay)


@contextmanager
def relay(kind: str, certificate: Path) -> Iterator[Listening]:
    with Listening() as server:
        server.kind = kind
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(certificate)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("kind", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(("named", "trusted", "goes"), [
    ("127.0.0.1", True, True), ("127.0.0.1", False, False), ("127.0.0.2", True, False),
])  # fmt: skip
def test_only_a_relay_that_is_trusted_and_is_who_it_says_hears_a_word(
    tmp_path, monkeypatch, kind, named, trusted, goes
):
    certificate = own_certificate(tmp_path, named)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with relay(kind, certificate) as server:
        way = relay_of(f"{kind}://127.0.0.1:{server.server_address[1]}")
        assert deliver(way, "canary@example.test", "Notes\nOpen this") is goes
        assert (b"canary" in b"".join(server.heard)) is goes
