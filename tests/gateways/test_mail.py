"""The relay for staff mail: TLS or nothing, and one that is not there is told apart from one that refuses an address."""

import smtplib
import socket
from dataclasses import replace

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend

from basira.gateways import mail
from basira.gateways.mail import Letter, Relay, RelayNotThere, StaffRelayUnusable, relay_of, send

LETTER = Letter("to@example.org", "Your work list", "text", "https://basira.example/stop")
RELAY = Relay("smtps", "127.0.0.1", 1, "", "", "basira@example.org")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://relay.example?from=a@b.example",
        "smtp://localhost?from=a@b.example",
        "https://relay.example?from=a@b.example",
        "smtps://relay.example",
        "smtps://?from=a@b.example",
        "smtps://relay.example:port?from=a@b.example",
    ],
)
def test_a_relay_without_tls_host_or_sender_is_refused(url):
    with pytest.raises(StaffRelayUnusable):
        relay_of(url)


def test_without_a_setting_there_is_no_relay():
    assert relay_of("") is None


def test_a_relay_is_read_with_its_usual_port():
    assert relay_of("smtp+starttls://me:p%40ss@relay.example?from=b@c.example") == Relay(
        "smtp+starttls", "relay.example", 587, "me", "p@ss", "b@c.example"
    )


def test_a_relay_that_is_not_there_is_told_apart():
    with pytest.raises(RelayNotThere):
        send(RELAY, LETTER)


def test_a_relay_that_is_silent_is_waited_for_no_longer_than_its_time(monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(RelayNotThere):
        send(replace(RELAY, port=silent.getsockname()[1]), LETTER)


class Refusing(BaseEmailBackend):
    """A relay that says no."""

    fault: Exception

    def send_messages(self, _messages):
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "is_there"),
    [
        (smtplib.SMTPRecipientsRefused({LETTER.to: (550, b"unknown")}), True),
        (smtplib.SMTPDataError(554, b"no"), True),
        (smtplib.SMTPAuthenticationError(535, b"no"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
    ],
)
def test_an_address_that_is_refused_is_no_fault_of_the_relay(monkeypatch, fault, is_there):
    monkeypatch.setattr(Refusing, "fault", fault, raising=False)
    monkeypatch.setattr(mail, "SMTP", f"{__name__}.Refusing")
    if is_there:
        assert not send(RELAY, LETTER)
    else:
        with pytest.raises(RelayNotThere):
            send(RELAY, LETTER)


@pytest.mark.parametrize("subject", ["two\nlines", "two\r\nBcc: x@example.org"])
def test_a_header_is_not_broken_open(subject, monkeypatch):
    monkeypatch.setattr(mail, "SMTP", "django.core.mail.backends.locmem.EmailBackend")
    assert not send(RELAY, Letter(LETTER.to, subject, "text", LETTER.stop_url))


def test_a_letter_goes_out_with_the_button_that_ends_them(monkeypatch):
    monkeypatch.setattr(mail, "SMTP", "django.core.mail.backends.locmem.EmailBackend")
    outbox.outbox = []
    assert send(RELAY, LETTER)
    (message,) = outbox.outbox
    assert (message.to, message.subject, message.from_email) == (["to@example.org"], LETTER.subject, RELAY.sender)
    assert message.extra_headers == {
        "List-Unsubscribe": "<https://basira.example/stop>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
