"""The page of digests, their words, and the link that ends them: refusals first."""

import re

import pytest
from django.urls import reverse

from basira.core.kernel.actor import SYSTEM, Role
from basira.programme.people import digests
from basira.programme.people.digest_kinds import DigestKind
from basira.programme.people.digests import Outgoing, WishCard
from basira.programme.people.models import Account, DigestWish
from basira.project import digesting
from basira.surfaces.shared.digest_words import letter_of
from basira.surfaces.shared.digests import SIGNER, stop_path
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.django_db
EVERY_COUNT = dict.fromkeys(
    ["to_answer", "plans_owed", "plans_proposed", "contests", "unanswered", "plans_late", "contests_late", "reports", "cycles"], 2
)  # fmt: skip


def outgoing(language="en", counts=None, for_body=True):
    wish = WishCard("w" * 26, "mona@example.org", (DigestKind.WEEKLY,), language, MONDAY_9AM)
    return Outgoing(wish, DigestKind.WEEKLY, counts or EVERY_COUNT, for_body)


def sent(**more):
    return {"email": "mona@example.org", "kinds": ["weekly"]} | more


@pytest.mark.parametrize("more", [{"email": "nonsense"}, {"email": ""}, {"kinds": ["hourly"]}])
def test_a_wish_that_cannot_be_is_refused_on_its_page(signed_in, more):
    answer = signed_in(Role.PLANNER).post(reverse("account_digests"), sent(**more))
    assert answer.status_code == 422 and not DigestWish.objects.exists()


def test_somebody_asks_and_ends_it_on_the_page(signed_in):
    client = signed_in(Role.BODY_HEAD, entity_ref="some-body", language="ar")
    assert client.post(reverse("account_digests"), sent()).status_code == 302
    wish = DigestWish.objects.get()
    assert (wish.email, wish.kinds, wish.language) == ("mona@example.org", ["weekly"], "ar")
    assert "mona@example.org" in client.get(reverse("account_digests")).content.decode()
    client.post(reverse("account_digests"), sent(kinds=[]))
    assert not DigestWish.objects.exists()


def test_a_strangers_link_is_404_and_following_a_link_ends_nothing_by_itself(signed_in, client):
    signed_in(Role.PLANNER).post(reverse("account_digests"), sent())
    ref = DigestWish.objects.get().ref
    for strange in (ref, f"{ref}:x", SIGNER.sign(ref)[:-1]):
        assert client.post(reverse("digest_stop", args=[strange])).status_code == 404
    page = client.get(stop_path(ref), headers={"accept-language": "en"})
    assert page.status_code == 200 and "Get no more messages?" in page.content.decode()
    assert DigestWish.objects.count() == 1


def test_one_click_ends_them_without_signing_in_and_the_page_tells_of_nobody(signed_in, client):
    signed_in(Role.PLANNER).post(reverse("account_digests"), sent())
    wish, account = DigestWish.objects.get(), Account.objects.get()
    client.handler.enforce_csrf_checks = True  # a mail program's button brings no token
    for _again in range(2):
        page = client.post(stop_path(wish.ref), {"List-Unsubscribe": "One-Click"}, headers={"accept-language": "en"})
        shown = page.content.decode()
        assert page.status_code == 200 and "You get no more messages" in shown
        assert account.username not in shown and account.ref not in shown and "mona@" not in shown
    assert not DigestWish.objects.exists()
    assert account.ref not in stop_path(wish.ref)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_letter_counts_and_links_and_holds_nothing_else(language):
    letter = letter_of(outgoing(language), site="https://basira.example", stop_path="/account/digests/stop/x/")
    assert letter.text.count("\n- ") == len(EVERY_COUNT)
    links = re.findall(r"https?://\S+", letter.text)
    assert links == ["https://basira.example/portal/", "https://basira.example/account/digests/stop/x/"]
    assert re.findall(r"\d+", letter.text) in ([], ["2"] * len(EVERY_COUNT))
    assert not re.search(r"\d", letter.subject) and "Basira" not in letter.subject
    if language == "ar":
        assert not re.search(r"[A-Za-z]", re.sub(r"https?://\S+", "", letter.text + letter.subject))


def test_a_count_of_nothing_is_left_out():
    letter = letter_of(outgoing(counts={"to_answer": 0, "plans_owed": 1}), site="https://x", stop_path="/y")
    assert letter.text.count("\n- ") == 1 and "1 plan waits for a step of yours" in letter.text


def test_where_mail_is_not_set_up_nothing_is_written_or_sent(settings, signed_in):
    signed_in(Role.DIRECTOR).post(reverse("account_digests"), sent())
    for relay, site in (("", "https://basira.example"), ("smtps://relay.example?from=a@b.example", "")):
        settings.STAFF_RELAY, settings.SITE_URL = relay, site
        assert digesting.send_digests(MONDAY_9AM) == 0


def test_the_worker_sends_what_waits_with_a_link_that_ends_it(settings, signed_in, client, monkeypatch, tmp_path):
    settings.HEARTBEAT_FILE = tmp_path / "beat"
    settings.STAFF_RELAY, settings.SITE_URL = "smtps://relay.example?from=a@b.example", "https://basira.example"
    signed_in(Role.DIRECTOR).post(reverse("account_digests"), sent())
    digests.write_digest(
        account=Account.objects.get().ref, kind=DigestKind.WEEKLY, occasion="x", counts={"contests": 2}, by=SYSTEM,
        at=MONDAY_9AM,
    )  # fmt: skip
    letters = []
    monkeypatch.setattr("basira.gateways.mail.send", lambda _relay, letter: letters.append(letter) or True)
    assert digesting.send_digests(MONDAY_9AM) == 1 and digesting.send_digests(MONDAY_9AM) == 0
    (letter,) = letters
    assert settings.HEARTBEAT_FILE.exists()  # a slow relay leaves no doubt that the worker lives
    assert letter.to == "mona@example.org" and "https://basira.example/console/" in letter.text
    client.post(letter.stop_url.removeprefix("https://basira.example"))
    assert not DigestWish.objects.exists()
