"""The relay for staff mail: TLS or nothing, and no fault of it is raised."""

import pytest
from django.core import mail as outbox

from basira.gateways import mail
from basira.gateways.mail import Letter, Relay, StaffRelayUnusable, relay_of, send

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


def test_a_relay_that_is_not_there_takes_nothing_and_raises_nothing():
    assert not send(RELAY, LETTER)


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
