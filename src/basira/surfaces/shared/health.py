"""Whether the database and the worker live. No versions, no names."""

import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from basira.gateways import heartbeat


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 `{"status": "ok"}` when both live, else 503 with which one does not."""
    down = [name for name, lives in (("database", database_lives()), ("worker", worker_lives())) if not lives]
    if down:
        return JsonResponse({"status": "down", "down": down}, status=503)
    return JsonResponse({"status": "ok"})


def database_lives() -> bool:
    """Tell whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except DatabaseError:
        return False


def worker_lives() -> bool:
    """Tell whether the worker gave a sign of life lately."""
    limit = settings.WORKER_SILENCE_LIMIT_S
    return heartbeat.is_alive(settings.HEARTBEAT_FILE, now=time.time(), limit_s=limit)
