"""What pictures of a visit give to look at twice: files of other visits that look alike, and pictures that show a screen."""

from dataclasses import dataclass

from django.db import connection

from basira.core.assurance.likeness import NEAR
from basira.core.assurance.screens import THRESHOLD, ScreenSign
from basira.programme.fieldwork.models import Attachment

MOST = 20


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A file of this visit and one of another: the same bytes, or a picture that looks alike."""

    attachment: str
    visit: str
    cycle_number: str
    is_same_file: bool


ALIKE = """
SELECT own.ref, visit.ref, number.number, own.sha256 = other.sha256
FROM fieldwork_attachment own
JOIN fieldwork_visit mine ON mine.id = own.visit_id AND mine.ref = %s
JOIN fieldwork_visit visit ON visit.wave_id = mine.wave_id AND visit.id <> mine.id
JOIN fieldwork_attachment other ON other.visit_id = visit.id
JOIN panel_cyclenumber number ON number.id = visit.cycle_number_id
WHERE own.sha256 = other.sha256
   OR (own.fingerprint <> '' AND other.fingerprint <> ''
       AND bit_count(('x' || own.fingerprint)::bit(128) # ('x' || other.fingerprint)::bit(128)) <= %s)
ORDER BY own.sha256 = other.sha256 DESC, own.ref, visit.ref
LIMIT %s
"""


def look_alikes(visit: str) -> tuple[LookAlike, ...]:
    """
    Return the files of other visits of the same cycle that equal one of a visit's or look alike, at most twenty.

    The same files first; empty when there is none. Withheld files have no fingerprint and are compared by their bytes alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [visit, NEAR, MOST])
        return tuple(LookAlike(*row) for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class OfAScreen:
    """A picture of this visit that looks like one of a screen, by how much (0 to 100), and why."""

    attachment: str
    filename: str
    score: int
    signs: tuple[ScreenSign, ...]


def of_screens(visit: str) -> tuple[OfAScreen, ...]:
    """Return the pictures of a visit that look like those of a screen, the likeliest first; empty when there is none."""
    rows = Attachment.objects.filter(visit__ref=visit, screen_score__gte=THRESHOLD).order_by(
        "-screen_score", "filename"
    )
    return tuple(
        OfAScreen(ref, filename, score or 0, tuple(ScreenSign(sign) for sign in signs))
        for ref, filename, score, signs in rows.values_list("ref", "filename", "screen_score", "screen_reasons")[:MOST]
    )
