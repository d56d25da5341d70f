"""
The commands behind `./basira`: which module runs each, and what it needs to be ready first.

A command is a function `run(arguments) -> exit code`. A `Problem` that leaves it becomes words on standard error and exit 1.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module

from basira.core.kernel.problem import Problem
from basira.project import environment
from basira.surfaces.cli.score_file import is_file_of_ratings


class Needs(Enum):
    """What must be ready before a command runs."""

    NOTHING = "nothing"
    DJANGO = "django, with the database that DATABASE_URL names"
    DATABASE = "django, with a database that we find or start"


@dataclass(frozen=True, slots=True)
class Command:
    """
    Where a command lives; `keep_name` hands its own name over as the first argument.

    `database_for` names the actions (first arguments) that need the database where the others need nothing.
    """

    module: str
    needs: Needs = Needs.NOTHING
    keep_name: bool = False
    database_for: frozenset[str] = frozenset()

    def needs_of(self, arguments: list[str]) -> Needs:
        """Return what must be ready before the command runs with these arguments."""
        return Needs.DATABASE if arguments and arguments[0] in self.database_for else self.needs


COMMANDS = {
    "demo": Command("basira.project.running", keep_name=True),
    "serve": Command("basira.project.running", keep_name=True),
    "forms": Command("basira.surfaces.cli.forms"),
    "blueprint": Command("basira.surfaces.cli.blueprint", database_for=frozenset({"export"})),
    "packs": Command("basira.surfaces.cli.packs"),
    "registry": Command("basira.surfaces.cli.registry", database_for=frozenset({"import"})),
    "import-visits": Command("basira.surfaces.cli.import_visits", Needs.DATABASE),
    "account": Command("basira.surfaces.cli.account", Needs.DATABASE),
    "score": Command("basira.surfaces.cli.score", Needs.DATABASE),
    "score FILE": Command("basira.surfaces.cli.score_file"),
    "composite": Command("basira.surfaces.cli.composite"),
    "panel": Command("basira.surfaces.cli.panel"),
    "vault": Command("basira.surfaces.cli.vault", Needs.DATABASE),
    "backup": Command("basira.project.backing_up", keep_name=True),
    "restore": Command("basira.project.backing_up", keep_name=True),
    "messages": Command("basira.project.messages", Needs.DJANGO),
    "reference": Command("basira.project.reference"),
    "bench": Command("basira.project.benchmarks"),
    "migrate": Command("basira.project.migrating", Needs.DJANGO),
    "worker": Command("basira.project.worker", Needs.DJANGO),
    "first-run": Command("basira.project.first_run", Needs.DJANGO),
    "load-demo": Command("basira.project.demo", Needs.DJANGO),
}


def main(arguments: list[str]) -> int:
    """Run one command; 2 for one that does not exist."""
    if not arguments or arguments[0] not in COMMANDS:
        print("Unknown command. `./basira --help` lists every command.", file=sys.stderr)
        return 2
    name, *rest = arguments
    command = command_of(name, rest)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "basira.project.settings")
    try:
        return run(command, [name, *rest] if command.keep_name else rest)
    except Problem as problem:
        print(in_words(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1


def command_of(name: str, arguments: list[str]) -> Command:
    """Return the command behind a name; `score` is another one for a file of ratings, and needs no database."""
    if name == "score" and is_file_of_ratings(arguments):
        return COMMANDS["score FILE"]
    return COMMANDS.get(" ".join([name, *arguments[:1]])) or COMMANDS[name]


def run(command: Command, arguments: list[str]) -> int:
    """Make ready what the command needs, then run it."""
    needs = command.needs_of(arguments)
    if needs is Needs.DATABASE:
        # Here, as below: a command loads what it needs, and scoring a file sets its threads before NumPy is there (ADR-0026).
        from basira.project.vaulting import any_database

        arguments = take_data_folder(arguments)
        data = environment.command_data_folder()
        os.environ["BASIRA_DATA"] = str(data)
        print(f"Using the data in {data}", file=sys.stderr)
        with any_database(data) as addresses:
            os.environ["DATABASE_URL"] = addresses.app
            set_django_up()
            return entry(command)(arguments)
    if needs is Needs.DJANGO:
        set_django_up()
    return entry(command)(arguments)


def take_data_folder(arguments: list[str]) -> list[str]:
    """Take `--data DIR` out of a command's arguments and make it BASIRA_DATA; return the rest."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data")
    chosen, rest = parser.parse_known_args(arguments)
    if chosen.data:
        os.environ["BASIRA_DATA"] = os.path.abspath(chosen.data)
    return rest


def entry(command: Command) -> Callable[[list[str]], int]:
    """Import the command's module and return its `run`."""
    return import_module(command.module).run  # type: ignore[no-any-return]


def set_django_up() -> None:
    """Load settings, apps and compiled words."""
    import django  # not at the top: settings read the variables that `run` has set by now

    from basira.project import messages

    messages.compile_all()
    django.setup()


def in_words(problem: Problem) -> str:
    """Return a refusal in words, with its code; English, as the command line speaks."""
    set_django_up()
    from basira.surfaces.shared.words import words_of  # its words need Django

    return f"{words_of(problem)} [{problem.code}]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
