"""
Sounds that people may hear: written anew from their samples in a limited process, so that nothing but samples comes through.

Only WAV of whole-number samples is taken, which is what our own form records. Everything else (MP3, AAC, Opus, video) stays
sealed: no decoder of it fits the licence and the jail (ADR-0023), and the desk says so.
"""

import json
from dataclasses import dataclass

from basira.core.kernel.problem import Problem
from basira.gateways.limited import MEBIBYTE, Ending, RunLimits, run_limited
from basira.gateways.media_kinds import kind_of
from basira.gateways.picture_limits import NO_JAIL
from basira.gateways.pictures import DecoderNotHeld

MAX_BYTES = 60 * MEBIBYTE
REWRITTEN_KINDS = frozenset({"audio/wav"})
LIMITS = RunLimits(memory_bytes=512 * MEBIBYTE, output_bytes=64 * MEBIBYTE, cpu_seconds=20, wall_seconds=60.0)


class SoundRefused(Problem):
    """
    No sound can be made of these bytes.

    `reason` is kind (no WAV), bytes (over 60 MiB), unreadable, seconds (over 15 minutes, or none), or limits (memory or
    time of the limited process ran out).
    """

    code = "sound.refused"


@dataclass(frozen=True, slots=True)
class Sound:
    """A WAV of one channel and 16 bits a sample that holds nothing else."""

    wav: bytes
    seconds: int


def rewrite(original: bytes) -> Sound:
    """
    Write a sound anew from the samples of an original.

    :raises SoundRefused: with the reason
    :raises DecoderNotHeld: on a Linux without seccomp; for an operator to look
    """
    if kind_of(original[:64]) not in REWRITTEN_KINDS:
        raise SoundRefused(reason="kind")
    if len(original) > MAX_BYTES:
        raise SoundRefused(reason="bytes")
    run = run_limited("basira.gateways.rewriting_sound", original, limits=LIMITS)
    if run.ending is Ending.FAILED:
        raise SoundRefused(reason="unreadable")
    if run.ending is not Ending.DONE:
        raise SoundRefused(reason="limits")
    told, _, wav = run.output.partition(b"\n")
    answer = json.loads(told)
    if answer.get("refused") == NO_JAIL:
        raise DecoderNotHeld
    if "refused" in answer:
        raise SoundRefused(reason=answer["refused"])
    return Sound(wav, answer["seconds"])
