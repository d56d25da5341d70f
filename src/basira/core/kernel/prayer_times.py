"""
When the noon, afternoon, sunset and night prayers begin at a place: what pauses a working day.

Low-precision formulas of the sun (U.S. Naval Observatory, "Computing approximate solar coordinates"), good to about a minute;
afternoon by the shadow of one length, night 90 minutes after sunset, as Umm al-Qura. The announced time rules; a pause is long
enough for the difference. The prayer before dawn is in no working day.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from math import acos, asin, atan, atan2, cos, degrees, radians, sin, tan

SUNSET_ANGLE = -0.833
"""Degrees of the sun's middle below the horizon at sunset: half its disc and the bending of light."""
NIGHT_AFTER_SUNSET = timedelta(minutes=90)
NOON_OF_2000 = date(2000, 1, 1)


def prayers_of(day: date, latitude: float, longitude: float, zone: tzinfo) -> tuple[datetime, ...]:
    """
    Return the beginnings of the four prayers from noon on, in order, in `zone`; degrees north and east.

    Where the sun does not set that day, the prayers that hang on it are left out.
    """
    declination, ahead = _sun_of(day)
    midnight = datetime.combine(day, time.min, zone)
    offset = midnight.replace(hour=12).utcoffset() or timedelta()
    noon = midnight + timedelta(hours=12 - longitude / 15 - ahead) + offset
    shadow = degrees(atan(1 / (1 + tan(abs(radians(latitude) - declination)))))
    afternoon = _hours_from_noon(shadow, radians(latitude), declination)
    sunset = _hours_from_noon(SUNSET_ANGLE, radians(latitude), declination)
    found = [noon, *(noon + timedelta(hours=each) for each in (afternoon, sunset) if each is not None)]
    return (*found, found[-1] + NIGHT_AFTER_SUNSET) if sunset is not None else tuple(found)


def _sun_of(day: date) -> tuple[float, float]:
    """Return the sun's declination in radians, and by how many hours a sundial is ahead of the clock, at noon of a day."""
    days = (day - NOON_OF_2000).days
    anomaly = radians((357.529 + 0.98560028 * days) % 360)
    mean = (280.459 + 0.98564736 * days) % 360
    longitude = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.00000036 * days)
    ascension = degrees(atan2(cos(tilt) * sin(longitude), cos(longitude)))
    return asin(sin(tilt) * sin(longitude)), ((mean - ascension + 180) % 360 - 180) / 15


def _hours_from_noon(height: float, latitude: float, declination: float) -> float | None:
    """Return how many hours after its noon the sun stands `height` degrees high; None where it never does that day."""
    share = (sin(radians(height)) - sin(latitude) * sin(declination)) / (cos(latitude) * cos(declination))
    return degrees(acos(share)) / 15 if -1 <= share <= 1 else None
