"""
The converted XForm read back: every question with its path, labels, choices and binding.

Reading the result instead of the workbook means that the tree says what clients will really show.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from basira.core.instrument.tree import NAMESPACE, Choice, Question

_XF = "{http://www.w3.org/2002/xforms}"
_ODK = "{http://www.opendatakit.org/xforms}"
_H = "{http://www.w3.org/1999/xhtml}"
_JR = "{http://openrosa.org/javarosa}"
_CONTROLS = {
    f"{_XF}input": "input",
    f"{_XF}secret": "input",
    f"{_XF}select1": "select1",
    f"{_XF}select": "select",
    f"{_XF}range": "range",
    f"{_XF}upload": "upload",
    f"{_XF}trigger": "trigger",
    f"{_ODK}rank": "rank",
}
_ITEXT = re.compile(r"jr:itext\('(.+)'\)")
_INSTANCE = re.compile(r"instance\('([^']+)'\)")
DEFAULT_LANGUAGE = "default"

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Bind:
    """One `<bind>`: the XForm type, expressions ("" where none), and the measuring attributes by bare name."""

    path: str
    type: str
    required: str
    relevant: str
    readonly: str
    calculate: str
    preload: str
    measures: dict[str, str]


@dataclass(frozen=True, slots=True)
class XForm:
    """
    An XForm read: its name, languages, bindings by path, questions in the order of the screen, files that it asks for.

    `presets` says by what answers are filled in: every expression, and the path of each question whose answer sets it off; by the
    path that gets them. `counts` says how often each repeat is asked, by its path; `filters` from what the choices of a question are
    taken, by its path.
    """

    root: str
    title: str
    form_id: str
    version: str
    languages: tuple[str, ...]
    binds: dict[str, Bind]
    questions: tuple[Question, ...]
    files: tuple[str, ...]
    ranges: dict[str, tuple[str, str]]
    presets: dict[str, str]
    counts: dict[str, str]
    filters: dict[str, str]


def read_xform(text: str) -> XForm:
    """Read an XForm that pyxform wrote. Not for strangers' XML: entities are refused, but no limit is set here."""
    html = fromstring(text)
    model = html.find(f"{_H}head/{_XF}model")
    primary = model.find(f"{_XF}instance")[0]
    reader = _Reader(html, model)
    controls = list(_controls(html.find(f"{_H}body"), "", False))
    return XForm(
        root=primary.tag.rpartition("}")[2],
        title=html.findtext(f"{_H}head/{_H}title") or "",
        form_id=primary.get("id", ""),
        version=primary.get("version", ""),
        languages=reader.languages,
        binds=reader.binds,
        questions=tuple(reader.question(control, group, repeated) for control, group, repeated in controls),
        files=reader.files,
        ranges={
            control.get("ref", ""): (control.get("start", ""), control.get("end", ""))
            for control, _group, _repeated in controls
            if control.tag == f"{_XF}range"
        },
        presets=_presets(html),
        counts={each.get("nodeset", ""): each.get(f"{_JR}count", "") for each in html.iter(f"{_XF}repeat")},
        filters={control.get("ref", ""): _filter(control) for control, _group, _repeated in controls},
    )


def _filter(control: Element) -> str:
    """From what the choices of a control are taken: its list with its condition, or a search in a file; "" for others."""
    lists = [each.get("nodeset", "") for each in control.iterfind(f"{_XF}itemset")]
    appearance = control.get("appearance", "")
    return ", ".join(filter(None, [*lists, control.get("query", ""), appearance if "search(" in appearance else ""]))


def _presets(html: Element) -> dict[str, str]:
    """What fills in each path: a `setvalue` inside a control is set off by that control's answer, whatever it then says."""
    found: dict[str, list[str]] = {}
    for element in html.iter():
        set_off_by = element.get("ref", "") if element.tag in _CONTROLS else ""
        for preset in element.iterfind(f"{_XF}setvalue"):
            found.setdefault(preset.get("ref", ""), []).append(f"{set_off_by}, {preset.get('value', '')}")
    return {path: ", ".join(texts) for path, texts in found.items()}


def _controls(parent: Element, group: str, repeated: bool) -> Iterator[tuple[Element, str, bool]]:
    """Give each control in the order of the screen, with the path of its group and whether it repeats."""
    for element in parent:
        if element.tag in _CONTROLS:
            yield element, group, repeated
        elif element.tag in (f"{_XF}group", f"{_XF}repeat"):
            inner = element.get("ref") or element.get("nodeset") or group
            yield from _controls(element, inner, repeated or element.tag == f"{_XF}repeat")


class _Reader:
    """Looks things up in one XForm: texts by id and language, lists by name, bindings by path."""

    def __init__(self, html: Element, model: Element) -> None:
        self.texts: dict[str, Labels] = {}
        self.languages: tuple[str, ...] = tuple(
            translation.get("lang", DEFAULT_LANGUAGE) for translation in model.iterfind(f"{_XF}itext/{_XF}translation")
        )
        for translation in model.iterfind(f"{_XF}itext/{_XF}translation"):
            self._read_translation(translation)
        self.binds = {bind.path: bind for bind in map(_bind, model.iterfind(f"{_XF}bind"))}
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.sources: dict[str, str] = {}
        for instance in model.iterfind(f"{_XF}instance"):
            name, source = instance.get("id", ""), instance.get("src", "")
            self.sources[name] = source.rpartition("/")[2]
            self.lists[name] = tuple(self._choice(item) for item in instance.iterfind(f"{_XF}root/{_XF}item"))
        external = {"itemsets.csv"} if any(control.get("query") for control in html.iter()) else set()
        self.files = tuple(
            sorted({file for file in self.sources.values() if file and "last-saved" not in file} | external)
        )

    def _read_translation(self, translation: Element) -> None:
        language = translation.get("lang", DEFAULT_LANGUAGE)
        for text in translation.iterfind(f"{_XF}text"):
            for value in text.iterfind(f"{_XF}value"):
                if value.get("form") is None:
                    self.texts.setdefault(text.get("id", ""), {})[language] = _words(value)

    def labels(self, element: Element | None) -> Labels:
        """The text of a label or hint in every language; {} when there is none."""
        if element is None:
            return {}
        found = _ITEXT.fullmatch(element.get("ref", ""))
        if found:
            return dict(self.texts.get(found[1], {}))
        words = _words(element)
        return {DEFAULT_LANGUAGE: words} if words else {}

    def _choice(self, item: Element) -> Choice:
        identity = item.findtext(f"{_XF}itextId")
        label = item.findtext(f"{_XF}label")
        plain = {DEFAULT_LANGUAGE: label} if label else {}
        return Choice(item.findtext(f"{_XF}name") or "", dict(self.texts.get(identity, {})) if identity else plain)

    def question(self, control: Element, group: str, repeated: bool) -> Question:
        path = control.get("ref", "")
        bind = self.binds.get(path) or Bind(path, "string", "", "", "", "", "", {})
        choices, source = self._choices(control)
        kind = _CONTROLS[control.tag]
        return Question(
            path=path,
            kind="note" if kind == "input" and bind.readonly == "true()" else kind,
            type=bind.type,
            labels=self.labels(control.find(f"{_XF}label")),
            hints=self.labels(control.find(f"{_XF}hint")),
            choices=choices,
            choices_from=source,
            required=bind.required,
            relevant=bind.relevant,
            group=group,
            in_repeat=repeated,
        )

    def _choices(self, control: Element) -> tuple[tuple[Choice, ...], str]:
        inline = tuple(
            Choice(item.findtext(f"{_XF}value") or "", self.labels(item.find(f"{_XF}label")))
            for item in control.iterfind(f"{_XF}item")
        )
        itemset = control.find(f"{_XF}itemset")
        if control.get("query"):
            return inline, "itemsets.csv"
        found = _INSTANCE.search(itemset.get("nodeset", "")) if itemset is not None else None
        if found is None:
            # An itemset over a repeat: the answers are what somebody typed before.
            return inline, itemset.get("nodeset", "") if itemset is not None else ""
        return self.lists.get(found[1], ()), self.sources.get(found[1], "")


def _bind(element: Element) -> Bind:
    prefix = f"{{{NAMESPACE}}}"
    return Bind(
        path=element.get("nodeset", ""),
        type=element.get("type", "string").rpartition(":")[2],
        required=element.get("required", "").strip(),
        relevant=element.get("relevant", "").strip(),
        readonly=element.get("readonly", "").strip(),
        calculate=element.get("calculate", "").strip(),
        preload=element.get(f"{_JR}preload", ""),
        measures={
            name.removeprefix(prefix): value.strip()
            for name, value in element.attrib.items()
            if name.startswith(prefix)
        },
    )


def _words(element: Element) -> str:
    """The text of a label; an inserted answer shows as ${path's last step}."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_XF}output":
            parts.append("${" + child.get("value", "").strip().rpartition("/")[2] + "}")
        else:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
