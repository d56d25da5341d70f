"""`migrate`: bring the main database to the newest schema, as its owner."""

from django.core.management import call_command


def run(arguments: list[str]) -> int:
    """Apply every migration that is missing."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return 0
