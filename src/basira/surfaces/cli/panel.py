"""
`./basira panel draw` and `./basira panel verify`: a fair panel from two files and a seed, and whether a draw is right.

A draw writes its seven files into one folder, which alone is enough to verify it. It holds who applied by id and features,
and who was drawn: it is for the panel's officer and the auditor, never for the public.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from basira.core.kernel.problem import FileRefused, Problem
from basira.surfaces.cli.panel_words import fault_of
from basira.surfaces.cli.refusing import tell_refusal


def run(arguments: list[str]) -> int:
    """Run one command: 0 when it was drawn or is right, 1 when not, 2 for words that are not understood."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    # One thread: more of them add the same numbers in another order, and the last digit would differ by machine.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    try:
        return _draw(asked) if asked.command == "draw" else _verify(asked)
    except FileRefused as refusal:
        return tell_refusal(refusal.faults, as_json=asked.json)
    except Problem as problem:
        return tell_refusal((fault_of(problem),), as_json=asked.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./basira panel", description="Draw a fair panel, and verify a draw.")
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw", help="the fairest lottery over panels that keep all quotas, and its draw")
    draw.add_argument(
        "respondents", type=Path, metavar="RESPONDENTS", help="who applied: one a row, a column a category"
    )
    draw.add_argument("categories", type=Path, metavar="CATEGORIES", help="quotas: category,feature,min,max[,…_flex]")
    draw.add_argument("--size", type=int, required=True, metavar="N", help="seats")
    draw.add_argument("--seed", required=True, metavar="S", help="the final seed of the draw, any text")
    draw.add_argument("--id", metavar="COL", help="the column of ids (default: the row's number, from 1)")
    draw.add_argument(
        "--household", action="append", default=[], metavar="COL",
        help="who agrees in this column lives together; at most one is drawn; may be repeated (street, postcode)",
    )  # fmt: skip
    draw.add_argument(
        "--reserves", type=_count, metavar="COUNT", help="reserves (default: 2.5 for each expected drop-out)"
    )
    draw.add_argument("--drop-out", type=_share, default=0.15, metavar="SHARE", help="0 to 1 (default: 0.15)")
    draw.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write; it is made")
    verify = commands.add_parser("verify", help="whether the files of a draw are right")
    verify.add_argument("folder", type=Path, metavar="DIR", help="the folder of a draw")
    verify.add_argument("--replay", action="store_true", help="draw again too, and compare; takes as long as the draw")
    for command in (draw, verify):
        command.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    return parser


def _count(words: str) -> int:
    if not (words.isascii() and words.isdecimal()):
        raise argparse.ArgumentTypeError(f"{words!r} is not a whole number of 0 or more")
    return int(words)


def _share(words: str) -> float:
    share = float(words)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{words!r} is not a share from 0 to 1")
    return share


def _draw(asked: argparse.Namespace) -> int:
    # Not at the top, here and below: NumPy reads how many threads it may have when it is loaded (ADR-0026).
    from basira.surfaces.cli.panel_draw import draw

    report = draw(asked)
    if asked.json:
        print(json.dumps(report, ensure_ascii=False))
    elif report["ok"]:
        print(f"{report['size']} drawn of {report['applicants']}, {report['reserves']['count']} reserves: {asked.out}")
        print(f"least chance {report['min_probability']} (bound {report['bound']}), Gini {report['gini']}")
        if report["excluded"]:
            print(f"warning: the quotas exclude {len(report['excluded'])} applicants.")
    else:
        from basira.surfaces.cli.panel_words import conflict_lines

        print("\n".join(conflict_lines(report)), file=sys.stderr)
    return 0 if report["ok"] else 1


def _verify(asked: argparse.Namespace) -> int:
    from basira.surfaces.cli.panel_draw import verify

    faults = verify(asked.folder, replay=asked.replay)
    if faults:
        return tell_refusal(faults, as_json=asked.json)
    print(json.dumps({"ok": True, "problems": []}) if asked.json else f"{asked.folder}: the draw is right.")
    return 0
