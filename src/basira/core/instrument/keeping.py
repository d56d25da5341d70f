"""
What may be stored of a submission: what its form asks, stripped of the phone, and its answers with exact times and places coarse.

The XML that is kept holds what was answered, and is sealed; the answers stand beside it in the clear (ruling 9).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from basira.core.instrument.coarse import Exact, coarse_unless_measured, is_like_place, kept_answer, without_exact
from basira.core.instrument.submission import ALWAYS_DROPPED, DROPPED_AT_TOP, OPENROSA, FormShape, Node, Submission
from basira.core.kernel.problem import Problem

MAX_ROUNDS = 200
"""Times that one repeat may come in its place: more than anybody fills in at a visit."""
MAX_ANSWERS = 5_000
"""Answers of one visit, repeats counted; a page and a table must still hold them."""


class TooManyRounds(Problem):
    """A repeat, `name`, comes more than `limit` times."""

    code = "submission.too-many-rounds"


class TooManyAnswers(Problem):
    """The visit has more than `limit` answers."""

    code = "submission.too-many-answers"


@dataclass(frozen=True, slots=True)
class Kept:
    """
    What may be stored of a submission.

    `xml` is written anew from the known nodes alone; `answers` maps a path as the questionnaire tree spells it
    ("/data/wait/minutes") to its text, a repeated one with its place ("/data/room[2]/clean", counted from 1), unanswered
    questions absent, exact times and places coarse (`core.instrument.coarse`). `exact` maps the places of those to what was
    answered: it is in `xml`, which is sealed, and never stored beside it; `places` are those of them that are positions.
    `files` are the attachment names in the answers; `dropped` names the paths left out, without their values; `rounds` says
    how often each repeat came, at most, in one place.
    """

    xml: bytes
    answers: dict[str, str]
    files: frozenset[str]
    dropped: tuple[str, ...]
    rounds: Mapping[str, int] = field(default_factory=dict)
    exact: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()


def check_amount(kept: Kept) -> None:
    """
    Refuse a visit that is larger than anybody fills in.

    :raises TooManyRounds, TooManyAnswers: with the limit
    """
    for path, count in kept.rounds.items():
        if count > MAX_ROUNDS:
            raise TooManyRounds(name=path, limit=MAX_ROUNDS)
    if len(kept.answers) > MAX_ANSWERS:
        raise TooManyAnswers(limit=MAX_ANSWERS)


def keep_known(submission: Submission, shape: FormShape) -> Kept:
    """
    Keep what the form asks and drop the rest: unknown nodes and attributes, comments, whatever names the phone.

    A node that may come once and comes again is dropped from its second time on.
    """
    keeper = _Keeper(shape)
    keeper.open_root(submission)
    keeper.keep_children(submission.root, "", f"/{shape.root}")
    keeper.out.append(f"</{shape.root}>")
    return Kept(
        "".join(keeper.out).encode(),
        keeper.answers,
        frozenset(keeper.files),
        tuple(keeper.dropped),
        keeper.rounds,
        keeper.exact,
        tuple(keeper.places),
    )


class _Keeper:
    """Writes the kept XML and gathers the answers in one walk."""

    def __init__(self, shape: FormShape) -> None:
        self.shape = shape
        self.out: list[str] = []
        self.answers: dict[str, str] = {}
        self.exact: dict[str, str] = {}
        self.places: list[str] = []
        self.files: set[str] = set()
        self.dropped: list[str] = []
        self.rounds: dict[str, int] = {}

    def open_root(self, submission: Submission) -> None:
        space = f" xmlns={quoteattr(submission.root.namespace)}" if submission.root.namespace else ""
        names = f" id={quoteattr(submission.form_id)} version={quoteattr(submission.version)}"
        self.out.append(f'<{self.shape.root}{space} xmlns:orx="{OPENROSA}"{names}>')

    def keep_children(self, parent: Node, path: str, place: str) -> None:
        times: Counter[str] = Counter()
        for child in parent.children:
            child_path = f"{path}/{child.tag}" if path else child.tag
            times[child.tag] += 1
            repeated = child_path in self.shape.repeats
            if not self._is_kept(child, path, child_path) or (times[child.tag] > 1 and not repeated):
                self.dropped.append(child_path)
                continue
            if repeated:
                self.rounds[child_path] = max(self.rounds.get(child_path, 0), times[child.tag])
            child_place = f"{place}/{child.tag}"
            self._keep(child, child_path, f"{child_place}[{times[child.tag]}]" if repeated else child_place)

    def _is_kept(self, node: Node, path: str, child_path: str) -> bool:
        if child_path not in self.shape.paths or child_path in self.shape.dropped:
            return False
        if child_path in self.shape.asked:  # a person answers it: an answer to a published question never vanishes
            return True
        if node.tag in ALWAYS_DROPPED:
            return False
        return not (path in ("", "meta") and node.tag in DROPPED_AT_TOP and not node.children)

    def _keep(self, node: Node, path: str, place: str) -> None:
        name = f"orx:{node.tag}" if node.namespace == OPENROSA else node.tag
        if node.children:
            self.out.append(f"<{name}>")
            self.keep_children(node, path, place)
            self.out.append(f"</{name}>")
            return
        text = "".join(node.text)
        if not text.strip():
            self.out.append(f"<{name}/>")
            return
        self.out.append(f"<{name}>{escape(text)}</{name}>")
        self.answers[place] = self.stored(path, text)
        if self.answers[place] != text:
            self.exact[place] = text
            if self.shape.exact.get(path) is Exact.PLACE or is_like_place(text):
                self.places.append(text)
        if path in self.shape.files:
            self.files.add(text.strip())

    def stored(self, path: str, text: str) -> str:
        """Return an answer as it may be stored in the clear."""
        kind = self.shape.exact.get(path)
        if kind is Exact.MEASURED:
            return coarse_unless_measured(text, self.shape.words)
        is_closed = path in self.shape.closed or path in self.shape.files
        if kind or is_closed or path in self.shape.asked:
            return kept_answer(text, kind, is_closed=is_closed)
        return without_exact(text)
