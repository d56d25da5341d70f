"""Sounds written anew from their samples: nothing but samples comes through, and hostile files cost little."""

import io
import struct
import wave

import pytest

from basira.gateways import sounds
from basira.gateways.sounds import SoundRefused, rewrite
from tests.security.hostile_sounds import GOOD, chunk, hostile, told_much, wav
from tests.shared_data import SHARED

REASONS = {"kind", "bytes", "unreadable", "seconds", "limits"}
AUDIO = SHARED / "data" / "media" / "audio"


def foreign_bytes(content: bytes) -> list[str]:
    """Return what stands in a WAV beside its bare header and its samples; empty when it is clean."""
    length = struct.unpack_from("<I", content, 40)[0]
    start = struct.unpack_from("<4sI4s4sIH", content)
    rules = {
        "another header": start == (b"RIFF", len(content) - 8, b"WAVE", b"fmt ", 16, 1) and content[36:40] == b"data",
        "bytes behind the samples": len(content) == 44 + length,
    }
    return [words for words, holds in rules.items() if not holds]


def passes_on(content: bytes) -> bytes:
    """Serve a sound as it came once it opens: the twin."""
    with wave.open(io.BytesIO(content)) as opened:
        opened.readframes(1)
    return content


def outcome(content: bytes) -> str:
    """Return how a file fares: clean, refused with a reason, or what came through."""
    try:
        made = rewrite(content)
    except SoundRefused as refusal:
        return f"refused: {refusal.params['reason']}" if refusal.params["reason"] in REASONS else "an unknown reason"
    with wave.open(io.BytesIO(made.wav)) as opened:
        heard = opened.getnchannels() == 1 and opened.getsampwidth() == 2 and opened.getnframes() > 0
    return "; ".join(foreign_bytes(made.wav)) or ("clean" if heard else "nothing to be heard")


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_sound_is_refused_or_neutralised(name):
    found = outcome(hostile()[name])
    assert found == "clean" or (found.startswith("refused") and name not in GOOD), found


@pytest.mark.parametrize("name", told_much())
def test_what_a_recorder_told_does_not_come_through(name):
    made = rewrite(told_much()[name]).wav
    assert foreign_bytes(made) == [] and b"Mona" not in made and b"25.2854" not in made


@pytest.mark.parametrize("name", told_much())
def test_twin_a_server_that_hands_on_what_opens_fails_the_same_measure(name):
    assert foreign_bytes(passes_on(told_much()[name]))


def test_every_shared_recording_can_be_heard():
    files = sorted(AUDIO.glob("*.wav")) if AUDIO.exists() else []
    if not files:
        pytest.skip(f"the recordings are not here: {AUDIO}")
    for path in files:
        made = rewrite(path.read_bytes())
        with wave.open(io.BytesIO(path.read_bytes())) as before, wave.open(io.BytesIO(made.wav)) as after:
            assert after.getnframes() == before.getnframes() and after.getframerate() == before.getframerate()
            if before.getsampwidth() == 2 and before.getnchannels() == 1:
                assert after.readframes(10**6) == before.readframes(10**6)


def test_two_channels_become_one_and_eight_bits_sixteen():
    with wave.open(io.BytesIO(rewrite(wav(channels=2, samples=struct.pack("<4h", 100, 300, -100, -300))).wav)) as made:
        assert made.readframes(9) == struct.pack("<2h", 200, -200)
    with wave.open(io.BytesIO(rewrite(wav(bits=8, samples=bytes([128, 255, 0]))).wav)) as made:
        assert made.readframes(9) == struct.pack("<3h", 0, 127 << 8, -128 << 8)


def test_refuses_more_bytes_than_the_limit(monkeypatch):
    monkeypatch.setattr(sounds, "MAX_BYTES", 10)
    with pytest.raises(SoundRefused) as refusal:
        rewrite(wav())
    assert refusal.value.params == {"reason": "bytes"}


def test_refuses_what_takes_more_time_than_the_limit(out_of_time):
    out_of_time(sounds)
    with pytest.raises(SoundRefused) as refusal:
        rewrite(wav())
    assert refusal.value.params == {"reason": "limits"}


def test_the_reader_sees_whatever_stands_in_a_sound():
    assert foreign_bytes(wav()) == []
    assert foreign_bytes(wav() + b"x") == ["another header", "bytes behind the samples"]
    assert foreign_bytes(wav(before=chunk(b"LIST", b"INFO")))
