"""DU-09: the line breaks after the visit is committed and before its answer is heard: sent again, one visit, one receipt."""

import http.client
import json
import socket
import struct
import time
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from basira.programme.fieldwork import stores, tasks
from basira.programme.fieldwork.models import Attachment, Conflict, SealedPart, Sending, Submission, Visit
from basira.programme.fieldwork.verbs import filing, giving_over
from basira.programme.journal.models import Entry
from tests.field_scene import filled, keep_evidence_in, make_scene
from tests.sealed_scene import Plain, listed, sealed_visit
from tests.surfaces.test_openrosa import PHOTO, RESPONSE, multipart

ROUNDS = 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def scene(settings, tmp_path):
    keep_evidence_in(settings, tmp_path)
    return make_scene()


def request_of(scene, number: int) -> tuple[str, bytes, dict[str, str]]:
    """Return the path, body and headers of one visit with a photo."""
    path = reverse("openrosa:submission", args=[scene.client, scene.project])
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


# The sealed door: each part, and the giving over of all of them


def requests_of(scene, number: int) -> list[tuple[str, str, bytes, str]]:
    """Return method, path, body and the journal's act of everything by which a phone gives one visit over sealed."""
    instance, ref = f"uuid:{number}", scene.missions[0].ref
    parts = sealed_visit(
        stores.programme_key(), filled(instance=instance, photo="a.jpg"), [Plain("a.jpg", PHOTO)], instance
    )
    said = json.dumps({"parts": [listed(place, sealed) for place, sealed in enumerate(parts)]}).encode()
    path = f"/notes/{ref}/sealed/{instance}"
    puts = [("PUT", f"{path}/{place}", sealed, "sending.part-kept") for place, sealed in enumerate(parts)]
    return [*puts, ("POST", path, said, "sending.given-over")]


def ask(server, scene, request: tuple[str, str, bytes, str], *, hang_up: bool) -> int:
    """Send one request; hang up once the server has committed it, or return its status."""
    method, path, body, act = request
    token = "a" * 32
    headers = {
        "X-Notes-Key": f"{scene.token}/{scene.project}", "Cookie": f"csrftoken={token}", "X-CSRFToken": token,
        "Content-Type": "application/json" if method == "POST" else "application/octet-stream",
    }  # fmt: skip
    told = Entry.objects.filter(act=act).count()
    line = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=20)
    line.request(method, path, body, headers)
    if not hang_up:
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    deadline = time.monotonic() + 20
    while Entry.objects.filter(act=act).count() == told:
        assert time.monotonic() < deadline, "it never arrived"
        time.sleep(0.01)
    line.close()
    return 0


def faults_of_the_sealed_door(server, scene) -> list[str]:
    """Lose each answer, send each request again twice, have all of it opened, and return what breaks the bar."""
    faults, sent = [], 0
    for number in range(ROUNDS):
        for request in requests_of(scene, number):
            ask(server, scene, request, hang_up=True)
            statuses = [ask(server, scene, request, hang_up=False) for _again in range(2)]
            wanted = [200, 200] if request[0] == "PUT" else [201, 201]
            faults += [f"{number} was answered {statuses}"] if statuses != wanted else []
            sent += request[0] == "PUT"
    kept = SealedPart.objects.count(), SealedPart.objects.filter(is_other=True).count(), Sending.objects.count()
    if kept != (sent, 0, ROUNDS):
        faults.append(f"parts, contradictions, sendings: {kept}")
    for ref in Sending.objects.values_list("ref", flat=True):
        tasks.open_and_drop(ref, timezone.now())
    counts = Visit.objects.count(), Attachment.objects.count(), Conflict.objects.count()
    if counts != (ROUNDS, ROUNDS, 0):
        faults.append(f"visits, files, conflicts: {counts}")
    return faults


def test_du_09_sealed_sent_again_after_a_lost_answer_it_is_one_visit(live_server, scene):
    assert faults_of_the_sealed_door(live_server, scene) == []


def test_du_09_sealed_twin_a_door_that_takes_each_part_for_new_fails_the_same_measure(live_server, scene, monkeypatch):
    real = giving_over.Taking.take_once

    def as_new(taking, visit):
        real(taking, visit)
        return True

    monkeypatch.setattr(giving_over.Taking, "take_once", as_new)
    assert faults_of_the_sealed_door(live_server, scene)
