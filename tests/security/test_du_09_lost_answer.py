"""DU-09: the line breaks after the visit is committed and before its answer is heard: sent again, one visit, one receipt."""

import http.client
import socket
import struct
import time
import uuid

import pytest
from django.urls import reverse

from basira.programme.fieldwork.models import Attachment, Conflict, Submission, Visit
from basira.programme.fieldwork.verbs import filing
from basira.programme.journal.models import Entry
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.surfaces.test_openrosa import PHOTO, RESPONSE, multipart

ROUNDS = 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def scene(settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def request_of(scene, number: int) -> tuple[str, bytes, dict[str, str]]:
    """Return the path, body and headers of one visit with a photo."""
    path = reverse("openrosa:submission", args=[scene.token, scene.project])
    parts = [
        ("xml_submission_file", "s.xml", filled(instance=f"uuid:{number}", photo="a.jpg")),
        ("a.jpg", "a.jpg", PHOTO),
    ]
    body, kind = multipart(parts)
    return (
        path,
        body,
        {"Content-Type": kind, "Content-Length": str(len(body)), "Host": "localhost", "Connection": "close"},
    )


def send_and_hang_up(server, scene, number: int) -> None:
    """Send a visit, cut the line (a reset, as a lost network does), and wait until the server has committed it."""
    path, body, headers = request_of(scene, number)
    told = Entry.objects.filter(act="visit.filed").count()
    with socket.create_connection((server.thread.host, server.thread.port)) as line:
        head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        line.sendall(head.encode() + body)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        deadline = time.monotonic() + 20
        while Entry.objects.filter(act="visit.filed").count() == told:
            assert time.monotonic() < deadline, "the visit never arrived"
            time.sleep(0.01)


def send(server, scene, number: int) -> tuple[int, str]:
    """Send a visit and return what is answered."""
    path, body, headers = request_of(scene, number)
    line = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=20)
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text


def faults_of(server, scene) -> list[str]:
    """Lose the answer of each visit, send each again twice, and return what breaks the bar."""
    faults, receipts = [], set()
    for number in range(ROUNDS):
        send_and_hang_up(server, scene, number)
        for _again in range(2):
            status, text = send(server, scene, number)
            receipts.add(text)
            if status != 201:
                faults.append(f"{number} was answered {status}")
    if len(receipts) != 1 or RESPONSE.strip("{}") not in receipts.pop():
        faults.append("the receipts differ")
    counts = Visit.objects.count(), Submission.objects.count(), Attachment.objects.count(), Conflict.objects.count()
    if counts != (ROUNDS, ROUNDS, ROUNDS, 0):
        faults.append(f"visits, submissions, files, conflicts: {counts}")
    return faults


def test_du_09_sent_again_after_a_lost_answer_it_is_one_visit_with_the_same_receipt(live_server, scene):
    assert faults_of(live_server, scene) == []


def test_du_09_twin_an_intake_that_names_each_post_anew_fails_the_same_measure(live_server, scene, monkeypatch):
    real = filing.read_submission

    def named_anew(xml: bytes, *, limit: int):
        return real(xml.replace(b"uuid:", f"uuid:{uuid.uuid4()}".encode()), limit=limit)

    monkeypatch.setattr(filing, "read_submission", named_anew)
    assert faults_of(live_server, scene)
