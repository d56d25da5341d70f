"""docs/reference/packs.md, made from the sources of the packs and the table of sectors."""

from collections.abc import Iterable, Iterator

from basira.core.instrument.packs.sectors import SECTORS, Sector
from basira.core.instrument.packs.source import Pack

HEAD = """# Packs

Made from `packs/` and `src/basira/core/instrument/packs` by `python -m basira.project reference`. Do not edit by hand.

A pack is a sector's full form and spot check as XLSForms in Arabic and English, with scenarios, the skeleton of an answer key and
questions by which a body makes itself ready. Take one at the desk (Questionnaires → Start from a pack) or upload its workbooks; both
are drafts that you change. The sources are `packs/<name>/pack.toml` and what they share, `packs/common.toml`; `./basira packs build`
writes the workbooks, `./basira packs list` tells what is in them, `./basira packs rehearse NAME` tries one on simulated visits and names
dimensions and questions that are weak.

Minutes are promises: the longest way through a form, at a scripted reader's pace in either language, stays below them
(`src/basira/core/instrument/pace.py` says how, with its sources). Every question is a criterion with a weight, or says why it has none.
"""


def packs_page(packs: Iterable[Pack]) -> str:
    """Return the page: the packs, what each measures, and which sectors have one."""
    found = list(packs)
    lines = [
        HEAD,
        "| pack | kind of mission | criteria | minutes | spot check | scenarios |",
        "|---|---|---|---|---|---|",
    ]
    for pack in found:
        criteria = sum(bool(one.weight) for one in pack.asked())
        name = f"`{pack.name}` {pack.title.en} · {pack.title.ar}"
        lines.append(
            f"| {name} | {pack.kind} | {criteria} | {pack.minutes} | {pack.spot_minutes} | {len(pack.scenarios)} |"
        )
    lines += ["", "## Sectors", "", "| sector | المجال | requirement | packs today |", "|---|---|---|---|"]
    lines += [f"| {one.name.en} | {one.name.ar} | {one.ids} | {served_by(one)} |" for one in SECTORS]
    for pack in found:
        lines += ["", f"## {pack.title.en} · {pack.title.ar}", "", *questions_of(pack)]
    return "\n".join([*lines, ""])


def served_by(sector: Sector) -> str:
    """Return which packs serve a sector, in words."""
    names = ", ".join(f"`{name}`" for name in sector.packs)
    if sector.is_own:
        return names
    return f"{names}; its own is planned" if names else "planned"


def questions_of(pack: Pack) -> Iterator[str]:
    """Give the rows of a pack: every question in its order, with its weight or the reason why it has none."""
    yield "| question | السؤال | dimension | weight |"
    yield "|---|---|---|---|"
    for one in pack.asked():
        marks = (" ◆" if one.is_critical else "") + (" ⚡" if one.code in pack.spot else "")
        where = pack.dimensions[one.dimension].en if one.weight else ""
        yield f"| {one.asks.en}{marks} | {one.asks.ar} | {where} | {one.weight or one.reason} |"
    yield ""
    yield "◆ critical: a failure is shown on its own. ⚡ in the spot check, too."
