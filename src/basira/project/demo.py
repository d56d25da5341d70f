"""`load-demo`: the simulated programme and its accounts, through the real verbs. Prints the accounts as JSON."""

import json
import os
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from basira.surfaces.cli import demo


def run(arguments: list[str]) -> int:
    """Load the demo of a blueprint (the first argument; S3 without one) unless it is there, and print who can sign in."""
    kept = settings.DATA / "secrets" / "demo-phone"
    accounts = demo.load_demo(at=timezone.now(), blueprint=arguments[0] if arguments else "S3").as_dict()
    if accounts["field_path"]:
        keep(kept, accounts["field_path"])
    elif kept.exists():
        accounts["field_path"] = kept.read_text()
    print(json.dumps(accounts, ensure_ascii=False))
    sys.stdout.flush()
    return 0


def keep(file: Path, field_path: str) -> None:
    """Keep the demo phone's address for later starts, readable by us alone. The database holds only a digest of it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(field_path)
