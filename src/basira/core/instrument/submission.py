"""
What a phone sends: submissions read safely and stripped to what the form asks.

The XML of a stranger is read by expat with every declaration refused (as defusedxml does, without its slow tree), in
one pass, within limits of size, depth and count. What the form does not ask, and whatever names the phone or its owner,
is dropped before anybody may store it (security bars ID-07, ID-08, IN-03).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from basira.core.instrument.coarse import Bind, Exact, exact_paths, words_of_form
from basira.core.kernel.problem import Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 50_000
MAX_ATTRIBUTES = 64
MAX_VISITS_A_DAY = 3_000
"""Visits from one key within a day: many times what a roster of spot checks makes, yet a lost phone cannot go on for ever."""
MAX_CONFLICTS_A_DAY = 30
"""Posts from one key within a day that contradict what is filed, and are kept beside it."""

OPENROSA = "http://openrosa.org/xforms"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ID_SHAPE = re.compile(r"[\x21-\x7e]{1,200}")

ALWAYS_DROPPED = frozenset(
    {"deviceid", "devicephonenum", "phonenumber", "simserial", "subscriberid", "simid", "userid", "deviceID", "userID"}
)
"""Names of nodes that identify the phone or its owner, wherever they stand, unless the form asks a person for them."""

DROPPED_AT_TOP = frozenset({"username", "email", "audit", "phone", "start-geopoint", "start_geopoint"})
"""Names that identify when they stand beside the groups or in `meta`, and may be honest questions deeper down."""

CHOSEN = frozenset({"select", "select1", "rank"})
"""Controls whose answers come from a list."""

PHONE_PROPERTIES = frozenset(
    {"deviceid", "subscriberid", "simserial", "phonenumber", "phone number", "username", "email", "uri:deviceid"}
)


class SubmissionUnreadable(Problem):
    """Not a submission: `reason` is one of not-xml, declaration, depth, nodes, attributes, form-id, instance-id."""

    code = "submission.unreadable"


class SubmissionTooLarge(Problem):
    """The XML alone is over `limit` bytes."""

    code = "submission.too-large"


class SubmissionEncrypted(Problem):
    """Encrypted by the client: nobody here could review it."""

    code = "submission.encrypted"


@dataclass(slots=True)
class Node:
    """One element as it came: local name, namespace, children in order, text between them joined."""

    tag: str
    namespace: str
    children: list["Node"] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as read. `version` is "" when the client named none; `deprecated_id` is None for a first sending."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    root: Node


@dataclass(frozen=True, slots=True)
class FormShape:
    """
    What a form asks, by paths without the root ("wait/w_int1").

    `paths` holds groups and leaves; `repeats` the paths that may come several times; `files` the leaves that name an
    attachment; `dropped` the leaves that identify the phone, although the form asks for them; `asked` the questions that
    a person answers, whose answers are kept whatever they are called. `exact` says which leaves tell a time or a place exactly;
    answers of `closed` leaves (chosen from a list, or measured) tell none by how they look. `words` stand in its own expressions.
    """

    form_id: str
    version: str
    root: str
    paths: frozenset[str]
    repeats: frozenset[str]
    files: frozenset[str]
    dropped: frozenset[str]
    asked: frozenset[str] = frozenset()
    exact: Mapping[str, Exact] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def read_submission(xml: bytes, *, limit: int = MAX_BYTES) -> Submission:
    """
    Read the XML of a submission.

    :raises SubmissionTooLarge: over `limit` bytes
    :raises SubmissionUnreadable: not well-formed, not UTF-8, any DTD or entity, too deep, too many nodes or attributes,
        no form id, or no instanceID of printable ASCII
    :raises SubmissionEncrypted: encrypted by the client
    """
    root, attributes = _Reader(limit).read(xml)
    if attributes.get("encrypted") == "yes":
        raise SubmissionEncrypted()
    form_id = attributes.get("id", "")
    if not form_id or len(form_id) > 200:
        raise SubmissionUnreadable(reason="form-id")
    instance_id = _meta_text(root, "instanceID")
    if not ID_SHAPE.fullmatch(instance_id):
        raise SubmissionUnreadable(reason="instance-id")
    deprecated_id = _meta_text(root, "deprecatedID")
    if deprecated_id and not ID_SHAPE.fullmatch(deprecated_id):
        raise SubmissionUnreadable(reason="instance-id")
    return Submission(form_id, attributes.get("version", "")[:200], instance_id, deprecated_id or None, root)


def shape_of_form(xform: bytes, *, asked: Iterable[str] = (), closed: Iterable[str] = ()) -> FormShape:
    """
    Read what an XForm asks: its primary instance, binds and repeats.

    `asked` are the paths of the questionnaire tree ("/data/contact/phone") whose answers must never be dropped by name;
    `closed` are those that are measured or chosen from a list, whose answers are made coarse only where the form itself says
    that they are exact.

    Meant for forms that the programme itself made and published; it refuses what is not an XForm.

    :raises SubmissionUnreadable: not XML, or no primary instance with an id
    """
    reader = _Reader(limit=25 * MAX_BYTES, keep_attributes=True)
    page, _ = reader.read(xform)
    instance = next((node for node in _walk(page) if node.tag == "instance" and node.children), None)
    if instance is None:
        raise SubmissionUnreadable(reason="form-id")
    root = instance.children[0]
    attributes = reader.attributes_of[id(root)]
    repeats, files, dropped, chosen = set[str](), set[str](), set[str](), set[str]()
    binds: list[Bind] = []
    for node in _walk(page):
        told = reader.attributes_of[id(node)]
        path = _path_in_form(told.get("nodeset") or told.get("ref") or "")
        if node.tag in ("bind", "setvalue"):
            binds.append(_bind(path, told))
        if node.tag in CHOSEN:
            chosen.add(path)
        if node.tag == "bind" and told.get("type") == "binary":
            files.add(path)
        if (node.tag == "bind" and _names_the_phone(told)) or node.tag == "setgeopoint":
            dropped.add(path)
        if node.tag == "repeat":
            repeats.add(path)
    return FormShape(
        form_id=attributes.get("id", ""),
        version=attributes.get("version", ""),
        root=root.tag,
        paths=frozenset(_paths_under(root, "")) | {"meta", "meta/instanceID", "meta/deprecatedID"},
        repeats=frozenset(repeats),
        files=frozenset(files - dropped),
        dropped=frozenset(dropped),
        asked=frozenset(map(_path_in_form, asked)),
        exact={
            path: kind for path, kind in exact_paths(binds).items() if kind is not Exact.MEASURED or path not in chosen
        },
        closed=frozenset(chosen | set(map(_path_in_form, closed))),
        words=words_of_form(binds),
    )


def _bind(path: str, told: Mapping[str, str]) -> Bind:
    """Return what a bind or a setvalue says of a place; a type may carry a prefix ("xsd:time")."""
    kind, worked_out = told.get("type", "").rpartition(":")[2], told.get("calculate", "") or told.get("value", "")
    return Bind(path, kind, told.get("preload", ""), worked_out)


def is_reserved(path: str) -> bool:
    """Tell whether the question at a path ("/data/phone") is called like what phones send of themselves."""
    parent, _, name = _path_in_form(path).rpartition("/")
    return name in ALWAYS_DROPPED or (parent in ("", "meta") and name in DROPPED_AT_TOP)


class _Reader:
    """One expat parser with its limits; builds a light tree."""

    def __init__(self, limit: int, *, keep_attributes: bool = False) -> None:
        self.limit = limit
        self.keep_attributes = keep_attributes
        self.attributes_of: dict[int, dict[str, str]] = {}
        self.stack: list[Node] = []
        self.root: Node | None = None
        self.root_attributes: dict[str, str] = {}
        self.nodes = 0

    def read(self, xml: bytes) -> tuple[Node, dict[str, str]]:
        if len(xml) > self.limit:
            raise SubmissionTooLarge(limit=self.limit)
        if xml.startswith(UTF16_MARKS):  # the one thing that expat believes more than what it is told
            raise SubmissionUnreadable(reason="not-xml")
        # More openings than nodes are allowed: refused by counting bytes, before a tree of them costs anything.
        if not self.keep_attributes and xml.count(b"<") - xml.count(b"</") > MAX_NODES:
            raise SubmissionUnreadable(reason="nodes")
        # The encoding is forced: a document that says UTF-7 or UTF-16 of itself is simply not well-formed.
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_declaration
        parser.EntityDeclHandler = _refuse_declaration
        parser.ExternalEntityRefHandler = _refuse_declaration
        try:
            parser.Parse(xml, True)
        except expat.ExpatError:
            raise SubmissionUnreadable(reason="not-xml") from None
        assert self.root is not None  # noqa: S101 - well-formed XML has a root
        return self.root, self.root_attributes

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        node = Node(tag, namespace)
        self.nodes += 1
        if self.nodes > MAX_NODES and not self.keep_attributes:
            raise SubmissionUnreadable(reason="nodes")
        if len(attributes) > MAX_ATTRIBUTES:
            raise SubmissionUnreadable(reason="attributes")
        if self.stack:
            if len(self.stack) >= MAX_DEPTH:
                raise SubmissionUnreadable(reason="depth")
            self.stack[-1].children.append(node)
        else:
            self.root, self.root_attributes = node, attributes
        if self.keep_attributes:
            self.attributes_of[id(node)] = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.stack.append(node)

    def _end(self, _name: str) -> None:
        self.stack.pop()

    def _text(self, text: str) -> None:
        self.stack[-1].text.append(text)


def _refuse_declaration(*_declaration: Any) -> int:
    raise SubmissionUnreadable(reason="declaration")


def _meta_text(root: Node, tag: str) -> str:
    for meta in root.children:
        if meta.tag == "meta":
            for child in meta.children:
                if child.tag == tag:
                    return "".join(child.text).strip()
    return ""


def _names_the_phone(bind: dict[str, str]) -> bool:
    return bind.get("preload") == "property" and bind.get("preloadParams", "").lower() in PHONE_PROPERTIES


def _path_in_form(nodeset: str) -> str:
    """Return "visit/site" for "/data/visit/site"; "" for the root or nothing."""
    return nodeset.lstrip("/").partition("/")[2]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _paths_under(node: Node, path: str) -> Iterator[str]:
    for child in node.children:
        child_path = f"{path}/{child.tag}" if path else child.tag
        yield child_path
        yield from _paths_under(child, child_path)
