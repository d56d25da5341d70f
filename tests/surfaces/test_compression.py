"""What travels compressed, and what does not."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from basira.surfaces.shared.compression import PageCompression


def answered(kind, encodings="gzip, br"):
    middleware = PageCompression(lambda request: HttpResponse(b"a" * 4000, content_type=kind))
    return middleware(RequestFactory().get("/", headers={"accept-encoding": encodings}))


@pytest.mark.parametrize("kind", ["image/jpeg", "application/octet-stream", "text/xml; charset=utf-8"])
def test_pictures_originals_and_answers_to_form_applications_stay_as_they_are(kind):
    assert "Content-Encoding" not in answered(kind)


def test_a_browser_that_takes_nothing_compressed_gets_the_page_plain():
    assert answered("text/html", "identity").content == b"a" * 4000


def test_a_page_travels_compressed():
    answer = answered("text/html; charset=utf-8")
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == b"a" * 4000


@pytest.mark.django_db  # the end of a request looks after connections
def test_the_style_sheet_travels_compressed():
    answer = Client(headers={"accept-encoding": "gzip, br"}).get("/static/dist/basira.css")
    assert answer["Content-Encoding"] == "br"
    answer.close()
