"""The programme's own time zone, taken over by a process when it starts."""

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from basira.programme.people.blueprints import said_now


def hold_programme_zone() -> None:
    """
    Count days and show times in the zone that the programme's file names, from now on in this process.

    Without a file, or while the database does not answer, the zone that the server was started with stays. A file that names
    another zone later is obeyed from the next start: windows that are planned already keep their instants.
    """
    try:
        named = said_now("calendar.time_zone")
    except DatabaseError:
        return
    if named and named != settings.TIME_ZONE:
        settings.TIME_ZONE = str(named)
        timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]  # an lru_cache
