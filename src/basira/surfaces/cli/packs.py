"""
`./basira packs`: what each pack holds and how long its forms take; `rehearse` tries one on simulated visits, and `build` writes
the workbooks from the sources.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from basira.core.instrument.pace import minutes_to_fill
from basira.core.instrument.packs.source import Pack, PackUnreadable
from basira.core.instrument.packs.workbook import WORKBOOKS, pack_workbook, workbooks_of
from basira.core.simulation.rehearsal import Rehearsal, rehearse
from basira.gateways.shipped import shipped_packs
from basira.gateways.xlsforms import check_workbook

FOLDER = Path(__file__).resolve().parents[4] / "packs"


def run(arguments: list[str]) -> int:
    """Run one command: 0 when all packs hold, 1 when one does not, 2 for words that are not understood."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    try:
        found = shipped_packs(FOLDER)
    except PackUnreadable as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if asked.command == "rehearse":
        return _rehearse(found, asked)
    return _build(found) if asked.command == "build" else _list(found, as_json=asked.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./basira packs", description="Questionnaires of sectors to start from.")
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", help="what each pack holds, and the minutes of its forms")
    listed.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    rehearsed = commands.add_parser("rehearse", help="try a pack on simulated visits: reliability and weak questions")
    rehearsed.add_argument("name", metavar="NAME", help="the pack, as `list` names it")
    rehearsed.add_argument("--spot", action="store_true", help="the spot check in place of the full form")
    for option, start in (("centres", 400), ("visits", 6), ("seed", 1)):
        rehearsed.add_argument(f"--{option}", type=int, default=start, metavar="N", help=f"default: {start}")
    rehearsed.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    commands.add_parser("build", help="write the workbooks of every pack from its source")
    return parser


def _build(found: tuple[Pack, ...]) -> int:
    for pack in found:
        for name, content in workbooks_of(pack).items():
            path = FOLDER / pack.name / name
            path.write_bytes(content)
            print(path.relative_to(FOLDER.parent))
    return 0


WHY = {
    "seldom": "hardly ever applies",
    "always": "is kept nearly always",
    "blind": "tells nearly nothing of the differences between centres",
}


def _rehearse(found: tuple[Pack, ...], asked: argparse.Namespace) -> int:
    pack = next((one for one in found if one.name == asked.name), None)
    if pack is None:
        print(
            f"error: there is no pack {asked.name}. Choose from: {', '.join(one.name for one in found)}.",
            file=sys.stderr,
        )
        return 1
    plan = Rehearsal(asked.centres, asked.visits, max(30, asked.visits), asked.seed)
    if not (2 <= plan.centres <= 5000 and 2 <= plan.visits <= 100):
        print("error: a rehearsal has 2 to 5000 centres and 2 to 100 visits each.", file=sys.stderr)
        return 1
    tree = check_workbook(pack_workbook(pack, spot=asked.spot), "form.xlsx").tree
    assert tree is not None  # noqa: S101  a test of the house checks every pack
    report = rehearse(tree, plan)
    if asked.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2))
        return 0
    print(f"{pack.name}, simulated: {plan.centres} centres, {plan.visits} visits each, seed {plan.seed}")
    for one in report.reliabilities:
        value = "unknown" if one.value is None else f"{one.value:.2f}"
        weak = "  weak: needs more visits or more questions" if one.is_weak else ""
        print(f"  {one.dimension:<12} {one.criteria:>2} criteria  reliability {value}{weak}")
    for item in report.weak:
        print(f"  question {item.code} {WHY[item.why]}")
    print("Answers are drawn by a model whose spreads are assumed. Real visits decide.")
    return 0


def _list(found: tuple[Pack, ...], *, as_json: bool) -> int:
    rows = [row_of(pack) for pack in found]
    if as_json:
        print(json.dumps({"packs": rows}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(f"{row['name']}: {row['title']['en']} · {row['title']['ar']}")
        for form in row["forms"]:
            minutes = ", ".join(f"{language} {value}" for language, value in form["minutes"].items())
            print(
                f"  {form['file']}: {form['criteria']} criteria, promised {form['promised']} min (reader's pace: {minutes})"
            )
        print(f"  {row['scenarios']} scenarios, {row['key']} lines of the answer key, {row['readiness']} of readiness")
    return 0


def row_of(pack: Pack) -> dict[str, Any]:
    """Return what is told of a pack: its forms with their minutes, and how much goes with them."""
    forms = []
    for name, content in workbooks_of(pack).items():
        tree = check_workbook(content, name).tree
        if tree is not None:
            paces = {language: round(minutes_to_fill(tree, language), 1) for language in ("ar", "en")}
            promised = pack.spot_minutes if WORKBOOKS[name] else pack.minutes
            forms.append({"file": name, "criteria": len(tree.criteria), "promised": promised, "minutes": paces})
    return {
        "name": pack.name,
        "title": {"ar": pack.title.ar, "en": pack.title.en},
        "forms": forms,
        "scenarios": len(pack.scenarios),
        "key": len(pack.key),
        "readiness": len(pack.readiness),
    }
