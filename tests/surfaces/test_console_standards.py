"""The library at the desk: refusals by place, then a list tried, confirmed, searched and read in both languages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from basira.core.kernel.actor import Role
from basira.programme.standards.models import StandardVersion

pytestmark = pytest.mark.django_db
CHOICES = {"mapping": "", "encoding": ""}
LIST = (
    "code,version,kind,title_ar,title_en,article,text_ar,text_en\n"
    "law-7,2024,law,قانون الخدمات,Services act,4,تُعلن الرسوم,Fees are shown\n"
    "law-7,2024,,,,5,يُلتزم بالدور,Turns are kept\n"
)


def upload(client, content=LIST):
    file = SimpleUploadedFile("list.csv", content.encode())
    return client.post("/console/standards/import/", CHOICES | {"file": file})


def test_a_list_with_faults_is_told_by_place_and_not_kept(signed_in):
    page = upload(signed_in(Role.ANALYST), LIST.replace(",law,", ",poem,"))
    words = page.content.decode()
    assert page.status_code == 422 and "not a kind of document" in words and "Row" in words
    assert "standards/import/" + "0" not in words and not StandardVersion.objects.exists()
    assert (
        "ليس نوعًا" in upload(signed_in(Role.ANALYST, language="ar"), LIST.replace(",law,", ",poem,")).content.decode()
    )


def test_what_nobody_uploaded_is_not_confirmed(signed_in):
    assert signed_in(Role.ANALYST).post(f"/console/standards/import/{'0' * 64}", CHOICES).status_code == 302
    assert not StandardVersion.objects.exists()


def test_a_list_is_tried_confirmed_and_found(signed_in):
    analyst = signed_in(Role.ANALYST)
    page = upload(analyst)
    assert page.status_code == 200 and not StandardVersion.objects.exists()
    digest = re.search(r"standards/import/([0-9a-f]{64})", page.content.decode())[1]
    assert analyst.post(f"/console/standards/import/{digest}", CHOICES)["location"] == "/console/standards/"
    found = analyst.get("/console/standards/?q=turns").content.decode()
    assert "Services act" in found and "No document fits" in analyst.get("/console/standards/?q=zzz").content.decode()
    ref = StandardVersion.objects.get().ref
    for language, words in (("en", "Turns are kept"), ("ar", "يُلتزم بالدور")):
        reader = signed_in(Role.REVIEWER, language=language)
        assert words in reader.get(f"/console/standards/versions/{ref}/").content.decode()
        assert reader.get("/console/standards/").status_code == 200
    changed = upload(analyst, LIST.replace("Turns are kept", "Turns are sold"))
    digest = re.search(r"standards/import/([0-9a-f]{64})", changed.content.decode())[1]
    refused = analyst.post(f"/console/standards/import/{digest}", CHOICES)
    assert refused.status_code == 422 and "never changed" in refused.content.decode()
