"""Whether the database, the worker and the vault live. No versions, no names."""

import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from basira.gateways import heartbeat
from basira.programme.panel import queries as panel


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """
    Answer 200 `{"status": "ok"}` when all live, else 503 with which one does not.

    Without the vault visits still come in: that is 200, and says that it is down.
    """
    down = [name for name, lives in (("database", database_lives()), ("worker", worker_lives())) if not lives]
    if down:
        return JsonResponse({"status": "down", "down": down}, status=503)
    if not panel.vault_answers():
        return JsonResponse({"status": "degraded", "down": ["vault"]})
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
