"""`migrate`: bring the main database to the newest schema, as its owner."""

from functools import partial

from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState


def run(arguments: list[str]) -> int:
    """Apply every migration that is missing."""
    make_neighbours_alone()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return 0


def make_neighbours_alone() -> None:
    """
    Have a migration that adds a table make the models again which it points to, and no others.

    Django's own makes all again that can be reached from these, which is nearly every one, for each table: that is the half of a
    first migration. Before it runs code of ours over models it makes them all, since `reload_model` notes that it did less.
    """
    add = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        self.reload_model = partial(ProjectState.reload_model, self, delay=True)  # type: ignore[method-assign]
        try:
            add(self, model_state)
        finally:
            del self.reload_model

    ProjectState.add_model = add_model  # type: ignore[method-assign]
