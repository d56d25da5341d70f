"""A pack as workbooks (XLSForm): the full form and the spot check, the same bytes each time."""

from collections.abc import Iterator

from basira.core.instrument.packs.source import Asked, KeyLine, Pack, Said
from basira.core.instrument.tree import NAMESPACE
from basira.core.kernel.workbooks import fill, new_workbook, packed

EN, AR = "label::English (en)", "label::العربية (ar)"
HINT_EN, HINT_AR = "hint::English (en)", "hint::العربية (ar)"
MEASURES = ("criterion", "weight", "dimension", "critical", "points", "role", "key", "promised")
HEADER = (
    "type", "name", EN, AR, HINT_EN, HINT_AR, "required", "relevant", "constraint", "parameters", "appearance",
    *(f"bind::basira:{name}" for name in MEASURES),
)  # fmt: skip

TYPES = {
    "yes-no": "select_one yes_no", "yes-no-na": "select_one yes_no_na",
    "yes-partly-no": "select_one yes_partly_no", "yes-partly-no-na": "select_one yes_partly_no_na",
    "minutes": "integer", "seconds": "integer", "count": "integer", "photo": "image", "text": "text",
}  # fmt: skip
CHOICES = {
    "yes": Said("نعم", "Yes"), "partly": Said("جزئيًا", "Partly"), "no": Said("لا", "No"),
    "na": Said("لا ينطبق", "Not applicable"),
}  # fmt: skip
LISTS = {
    "yes_no": ("yes", "no"), "yes_no_na": ("yes", "no", "na"), "yes_partly_no": ("yes", "partly", "no"),
    "yes_partly_no_na": ("yes", "partly", "no", "na"),
}  # fmt: skip
PARTLY = "yes=1 partly=0.5 no=0"

MISSION = Said("رمز المهمة", "Mission code")
WHY = Said("ماذا حدث؟ صف ما رأيته أو سمعته دون أسماء.", "What happened? Tell what you saw or heard, without names.")
REMARK = Said(
    "هل رأيت ما لم نسأل عنه؟ اكتبه دون أسماء.", "Did you see something that was not asked? Write it without names."
)
SPOT = Said("فحص سريع", "Spot check")
TO_FILL = Said("يُستكمل", "To fill in")
"""Before each line of the answer key: a pack knows what must be known there, and each programme what it is."""

WORKBOOKS = {"form.xlsx": False, "spot-check.xlsx": True}
"""Each workbook of a pack, and whether it is the spot check."""

Cells = dict[str, str]


def workbooks_of(pack: Pack) -> dict[str, bytes]:
    """Return the workbooks of a pack by file name."""
    return {name: pack_workbook(pack, spot=spot) for name, spot in WORKBOOKS.items()}


def pack_workbook(pack: Pack, *, spot: bool = False) -> bytes:
    """Return the full form of a pack, or its spot check, as .xlsx bytes."""
    book = new_workbook()
    rows = [tuple(row.get(column, "") for column in HEADER) for row in survey(pack, spot=spot)]
    fill(book.active, "survey", [HEADER, *rows])
    fill(book.create_sheet(), "choices", [("list_name", "name", EN, AR), *choices(pack, spot=spot)])
    settings = {
        "form_title": f"{title_of(pack, 'ar', spot=spot)} · {title_of(pack, 'en', spot=spot)}",
        "form_id": form_id(pack, spot=spot),
        "version": pack.version,
        "default_language": "العربية (ar)",
        "namespaces": f'basira="{NAMESPACE}"',
    }
    fill(book.create_sheet(), "settings", [tuple(settings), tuple(settings.values())])
    return packed(book)


def form_id(pack: Pack, *, spot: bool = False) -> str:
    """Return the form's id: the pack's name, fit for addresses."""
    return pack.name.replace("-", "_") + ("_spot" if spot else "")


def title_of(pack: Pack, language: str, *, spot: bool = False) -> str:
    """Return the form's title in a language."""
    title = str(getattr(pack.title, language))
    return f"{title}: {getattr(SPOT, language)}" if spot else title


def survey(pack: Pack, *, spot: bool) -> Iterator[Cells]:
    """Give the rows of the form: what begins it, a group for each step of the interaction, what ends it."""
    yield {"type": "start", "name": "started", "bind::basira:role": "started"}
    yield {"type": "end", "name": "ended", "bind::basira:role": "ended"}
    yield {"type": "text", "name": "mission", "required": "yes", "bind::basira:role": "mission"} | labels(MISSION)
    keys = key_cells(pack)
    for step in pack.steps:
        wanted = [pack.questions[code] for code in step.ask if not spot or code in pack.spot]
        if wanted:
            yield {"type": "begin_group", "name": step.code} | labels(step.title)
            for one in wanted:
                yield question(one) | keys.get(one.code, {})
                if one.is_critical:
                    yield {"type": "text", "name": f"{one.code}_why", "relevant": f"${{{one.code}}} = 'no'"} | labels(
                        WHY
                    )
            yield {"type": "end_group"}
    yield {"type": "text", "name": "remark"} | labels(REMARK)


def labels(said: Said) -> Cells:
    """Return a text as the cells of both languages."""
    return {EN: said.en, AR: said.ar}


def question(one: Asked) -> Cells:
    """Return the row of one question; a criterion is named by its statement, and its hint puts the question."""
    cells: Cells = {"type": TYPES[one.answers], "name": one.code, **labels(one.states)}
    if one.asks != one.states:
        cells |= {HINT_EN: one.asks.en, HINT_AR: one.asks.ar}
    if one.answers not in ("photo", "text"):
        cells["required"] = "yes"
    if one.answers in ("minutes", "seconds", "count"):
        cells["constraint"] = f". >= 0 and . <= {one.most}"
    if one.answers == "photo":
        cells["parameters"] = "max-pixels=2048"
    if one.when:
        cells["relevant"] = one.when
    if one.role:
        cells["bind::basira:role"] = one.role
    return cells | (measures(one) if one.weight else {})


def measures(one: Asked) -> Cells:
    """Return the measuring cells of a criterion."""
    said = {"criterion": one.code, "weight": one.weight, "dimension": one.dimension}
    if one.is_critical:
        said["critical"] = "yes"
    if one.points or "partly" in one.answers:
        said["points"] = one.points or PARTLY
    return {f"bind::basira:{name}": value for name, value in said.items()}


def key_cells(pack: Pack) -> dict[str, Cells]:
    """Return the lines of the answer key beside the questions that are judged by them, as cells by the question's code."""
    lines: dict[str, list[KeyLine]] = {}
    for line in pack.key:
        for code in line.judges:
            lines.setdefault(code, []).append(line)
    return {
        code: {
            "bind::basira:key": beside(
                [Said(f"{TO_FILL.ar}: {one.holds.ar}", f"{TO_FILL.en}: {one.holds.en}") for one in own]
            ),
            "bind::basira:promised": beside([one.promised_in for one in own]),
        }
        for code, own in lines.items()
    }


def beside(texts: list[Said]) -> str:
    """Return texts in one cell, both languages side by side."""
    return " / ".join(f"{one.ar} · {one.en}" for one in texts)


def choices(pack: Pack, *, spot: bool) -> list[tuple[str, ...]]:
    """Return the lists of answers that the form uses, and the names of its dimensions."""
    asked = list(pack.asked(spot=spot))
    used = {TYPES[one.answers].partition(" ")[2] for one in asked}
    rows: list[tuple[str, ...]] = [
        (name, answer, CHOICES[answer].en, CHOICES[answer].ar)
        for name, answers in LISTS.items()
        if name in used
        for answer in answers
    ]
    dimensions = dict.fromkeys(one.dimension for one in asked if one.weight)
    return rows + [
        ("basira_dimensions", code, pack.dimensions[code].en, pack.dimensions[code].ar) for code in dimensions
    ]
