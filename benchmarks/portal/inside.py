"""Runs in a process of its own: starts a database, fills it, walks the pages; prints the rows as JSON."""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from basira.gateways.postgres.cluster import start_server, stop_server
from basira.gateways.postgres.roles import APP, PORTAL, ensure_roles, grant_application_rights, grant_portal_rights


def main(bodies: int, centres: int, visits: int, rounds: int) -> None:
    """Start, fill, walk, stop."""
    data = Path(tempfile.mkdtemp(prefix="basira-bench-"))
    data.chmod(0o711)
    server = start_server(data)
    try:
        addresses = ensure_roles(server, data)
        os.environ |= {
            "DATABASE_URL": addresses.owner,
            "BASIRA_PORTAL_DATABASE_URL": addresses.portal,
            "BASIRA_DATA": str(data),
            "BASIRA_NO_POOL": "1",
            "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        }
        import django

        django.setup()
        from basira.project import migrating

        migrating.run([])
        grant_application_rights(addresses.owner, APP)
        grant_portal_rights(addresses.owner, PORTAL, APP)

        import filling
        import walking

        began = time.monotonic()
        world = filling.fill(bodies, centres, visits)
        took = time.monotonic() - began
        rows = [*filling.rows(world, took), *walking.rows(world, addresses.app, rounds)]
        sys.stdout.write(json.dumps(rows) + "\n")
    finally:
        stop_server(server)
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
