"""The phone's own sealing: held to the same examples as the server's opening, byte for byte; and which point it takes."""

import base64
import hashlib
import json
import subprocess
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from basira.core.instrument.sendings import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, Place, open_part
from basira.gateways.programme_key import Halves, point_of
from tests.house.test_assets import FRONTEND, node_or_skip
from tests.sealed_scene import Chance, Plain, seal_part

PROGRAMME, ONCE = (ec.derive_private_key(number, ec.SECP256R1()) for number in (20261129, 7))
HALVES = Halves(PROGRAMME.public_key(), PROGRAMME)
CHANCE = Chance(ONCE, bytes(range(32)))
EXAMPLES = [
    (Plain("xml_submission_file", b"<data/>"), Place("uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff", 1)),
    (Plain("صورة.jpg", b"", "image/jpeg"), Place("uuid:1", 2)),
    (Plain("long.wav", b"\x00\x01" * (1024 * 1024), "audio/wav"), Place("uuid:1", 199)),
]
KNOWN = [
    "2c526dd27ca3d4442230c421eb48d4b6f8a96aa946c6de51eb3196b56d3ff75b",
    "a66091bc940dc38fd4a0d64a8f89701d922a8a395f486688a1b2f310044abdc7",
    "70bb159ceefab6cc7e6bdc2deb1886d8462477d6d3513eb399990685aac0bbd3",
]
"""SHA-256 of the examples as sealed: a format that changes by an oversight is noticed on both sides."""

RUN = """
import ts from "typescript";
import { readFileSync } from "node:fs";
const plain = (file) => ts.transpile(readFileSync(`src/field/sealing/${file}.ts`, "utf8"), { target: "es2022", module: "esnext" });
const of = (file) => import("data:text/javascript," + encodeURIComponent(plain(file)));
const [{ sealedPieces, CURVE }, { pinned, isAgreed, bytesOf }] = [await of("parts"), await of("pin")];
const asked = JSON.parse(readFileSync(0, "utf8"));
const privateKey = await crypto.subtle.importKey("jwk", asked.once, CURVE, false, ["deriveBits"]);
const publicKey = await crypto.subtle.importKey("jwk", { ...asked.once, d: undefined }, CURVE, true, []);
const chance = { once: { privateKey, publicKey }, dataKey: bytesOf(asked.dataKey) };
const sealed = [];
let most = 0;
for (const { name, type, content, times, instance, number } of asked.parts) {
  const bytes = Buffer.from(content, "base64");
  const file = new Blob([Buffer.concat(Array(times).fill(bytes))]);
  const by = asked.drawn ? undefined : chance;
  const pieces = [];
  for await (const piece of sealedPieces({ name, type, file }, { instance, number }, bytesOf(asked.point), by)) pieces.push(piece);
  sealed.push(Buffer.concat(pieces).toString("base64"));
  most = Math.max(most, ...pieces.map((piece) => piece.length));
}
const pins = [];
for (const [before, named] of asked.pins) {
  const pin = await pinned(before ?? undefined, named ?? undefined);
  pins.push([pin ?? null, isAgreed(pin, named ?? undefined)]);
}
console.log(JSON.stringify({ sealed, pins, most }));
"""


def spoken(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def said_by_the_phone(**asked: Any) -> dict[str, Any]:
    if not (FRONTEND / "node_modules" / "typescript").exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    numbers = ONCE.private_numbers()
    x, y, d = (
        spoken(number.to_bytes(32, "big"))
        for number in (numbers.public_numbers.x, numbers.public_numbers.y, numbers.private_value)
    )
    values = {
        "once": {"kty": "EC", "crv": "P-256", "x": x, "y": y, "d": d},
        "dataKey": spoken(CHANCE.data_key), "point": spoken(HALVES.point), "parts": [], "pins": [],
    } | asked  # fmt: skip
    command = [node_or_skip(), "--input-type=module", "--eval", RUN]
    ran = subprocess.run(
        command, cwd=FRONTEND, input=json.dumps(values), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def asked_of(part: Plain, place: Place) -> dict[str, Any]:
    times = 1024 * 1024 if len(part.content) > 1000 else 1
    content = part.content[: len(part.content) // times]
    return {
        "name": part.name, "type": part.kind, "content": base64.b64encode(content).decode(), "times": times,
        "instance": place.instance_id, "number": place.number,
    }  # fmt: skip


def test_phone_and_server_seal_the_same_examples_to_the_same_bytes():
    asked = [asked_of(*example) for example in EXAMPLES]
    said = said_by_the_phone(parts=asked)
    by_phone = [base64.b64decode(each) for each in said["sealed"]]
    assert said["most"] == HEADER_BYTES + CHUNK_BYTES + TAG_BYTES, "no piece is larger, whatever the file"
    ours = [seal_part(*example, HALVES, CHANCE) for example in EXAMPLES]
    assert [hashlib.sha256(each).hexdigest() for each in by_phone] == KNOWN
    assert [hashlib.sha256(each).hexdigest() for each in ours] == KNOWN


def test_what_a_phone_seals_by_chance_is_opened_and_is_other_bytes_each_time():
    asked = [asked_of(*EXAMPLES[0])] * 2
    sealed = [base64.b64decode(each) for each in said_by_the_phone(parts=asked, drawn=True)["sealed"]]
    assert sealed[0] != sealed[1]
    for each in sealed:
        opened = open_part([each], EXAMPLES[0][1], HALVES.unwrap)
        assert (opened.name, opened.kind, b"".join(opened.content)) == ("xml_submission_file", "text/xml", b"<data/>")


def signed(by: ec.EllipticCurvePrivateKey, point: bytes) -> str:
    r, s = decode_dss_signature(by.sign(b"basira/next-point/v1|" + point, ec.ECDSA(SHA256())))
    return spoken(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def test_a_phone_pins_the_first_point_and_takes_another_with_the_first_ones_signature_alone():
    old, new = spoken(HALVES.point), spoken(point_of(ONCE.public_key()))
    next_point = point_of(ONCE.public_key())
    pins = [
        (None, None),
        (None, {"point": old}),
        (None, {"point": spoken(b"no point")}),  # nothing goes plainly to a server that names one
        (old, {"point": old}),
        (old, None),  # a server that names none any more
        (old, {"point": new}),
        (old, {"point": new, "signature": signed(ONCE, next_point)}),  # by itself
        (old, {"point": new, "signature": signed(PROGRAMME, HALVES.point)}),  # of another point
        (old, {"point": new, "signature": "x"}),
        (old, {"point": new, "signature": signed(PROGRAMME, next_point)}),
    ]
    first, stays = [old, True], [old, False]
    expected = [[None, True], first, [None, False], first, first, stays, stays, stays, stays, [new, True]]
    assert said_by_the_phone(pins=pins)["pins"] == expected
