"""`./basira registry check FILE`: the dry run of a list of centres, without a database; `import` writes it."""

import argparse

from basira.core.imports.centre_targets import CENTRE_TARGETS
from basira.surfaces.cli.tables import add_reading_arguments, check_file, print_report, speak_utf8


def build_parser() -> argparse.ArgumentParser:
    """Return the command's arguments."""
    parser = argparse.ArgumentParser(prog="basira registry", description="Lists of centres: check them, import them.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="check | import")
    epilog = f"Targets: {', '.join(target.name for target in CENTRE_TARGETS)}."
    check = actions.add_parser("check", help="dry run: read a list and tell every problem", epilog=epilog)
    add_reading_arguments(check)
    writing = actions.add_parser("import", help="write a checked list into the registry, all or nothing", epilog=epilog)
    add_reading_arguments(writing)
    writing.add_argument("--entity", default="", help="entity of rows that name none: code, or عربي / English")
    writing.add_argument("--sector", default="", help="sector of new entities: code, or عربي / English")
    return parser


def run(arguments: list[str]) -> int:
    """Run the command. Returns 0 where nothing refuses the file, else 1; wrong usage exits with 2."""
    chosen = build_parser().parse_args(arguments)
    speak_utf8()
    if chosen.action == "import":
        from basira.surfaces.cli import registry_import  # needs Django, which `check` does without

        report = registry_import.import_file(chosen)
    else:
        report = check_file(chosen)
    print_report(report, as_json=chosen.as_json)
    return 0 if report.ok else 1
