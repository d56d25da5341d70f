"""Bodies are refused by their length before anything of them is read, or laid on the disk."""

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory

from basira.surfaces.shared.post_limits import ANYBODY, MEGABYTE, SIGNED_IN, PostLimits, is_lane

pytestmark = pytest.mark.django_db
FORM = "multipart/form-data; boundary=x"
PLACES = [
    "/accounts/login/",
    "/accounts/passkey/login/",
    "/set-up/",
    "/join/",
    "/language",
    "/digits",
    "/notes/session",
]


@pytest.fixture
def untouched(monkeypatch):
    """Let a test fail where a file of a post would be laid on the disk."""

    def laid(*_args, **_kwargs):
        raise AssertionError("a file of the post was begun")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", laid)


def large(length: int) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    return head + b"a" * (length - len(head) - 9) + b"\r\n--x--\r\n"


@pytest.mark.parametrize("place", [*PLACES, "/console/registry/", "/portal/", "/notes/x/submission"])
def test_what_nobody_signed_in_sends_is_refused_before_it_is_read(place, untouched):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(place, large(13 * MEGABYTE), content_type=FORM)
    assert answer.status_code == 413
    assert "2" in answer.content.decode() and 'class="error-page"' in answer.content.decode()


@pytest.mark.parametrize("place", PLACES)
def test_a_body_of_unknown_length_is_refused(place):
    answer = Client().post(place, b"a", content_type=FORM, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411
    assert Client().post(place, b"a", content_type=FORM, CONTENT_LENGTH="many").status_code == 411


def answer_to(place: str, length: int, session: dict, method: str = "POST") -> int:
    request = RequestFactory().generic(method, place, b"", CONTENT_LENGTH=str(length))
    request.session, request.LANGUAGE_CODE = session, "en"
    return PostLimits(lambda _request: Answer())(request).status_code


class Answer:
    status_code = 200


@pytest.mark.parametrize(("place", "limit"), [*SIGNED_IN.items(), ("/accounts/login/", ANYBODY)])
def test_whoever_is_signed_in_may_send_as_much_as_the_place_has_a_use_for(place, limit):
    account = {"_auth_user_id": "1"}
    assert answer_to(place, limit, account) == 200
    assert answer_to(place, limit + 1, account) == 413
    assert answer_to(place, ANYBODY, {}) == 200
    assert answer_to(place, ANYBODY + 1, {}) == 413


def test_the_lane_of_the_browser_form_has_its_own_limit():
    assert answer_to("/notes/x/submission", 90_000_000, {}, "PUT") == 200
    assert answer_to("/notes/x/submission", 90_000_000, {}, "POST") == 413
    assert answer_to("/notes/danger/x/photo", 5 * MEGABYTE, {}, "PUT") == 200
    assert answer_to("/notes/danger/x/photo", 5 * MEGABYTE, {}, "POST") == 413
    assert not is_lane(RequestFactory().put("/notes/session"))
