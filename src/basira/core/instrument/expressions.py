"""
Expressions of a form (XPath 1.0 with the functions of XForms) as the engine of the notes takes them: read, never evaluated.

`FUNCTIONS` is what the engine knows; tests/house looks each up in the engine itself.
"""

import re

FUNCTIONS = frozenset({
    "abs", "acos", "area", "asin", "atan", "atan2", "base64-decode", "boolean", "boolean-from-string", "ceiling",
    "checklist", "choice-name", "coalesce", "concat", "contains", "cos", "count", "count-non-empty", "count-selected",
    "current", "date", "date-time", "decimal-date-time", "decimal-time", "digest", "distance", "ends-with", "exp",
    "exp10", "false", "floor", "format-date", "format-date-time", "geofence", "id", "if", "indexed-repeat",
    "instance", "int", "itext", "join", "lang", "last", "local-name", "log", "log10", "max", "min", "name",
    "namespace-uri", "normalize-space", "not", "now", "number", "once", "pi", "position", "pow", "pulldata", "random",
    "randomize", "regex", "round", "selected", "selected-at", "sin", "sqrt", "starts-with", "string", "string-length",
    "substr", "substring", "substring-after", "substring-before", "sum", "tan", "today", "translate", "true", "uuid",
    "weighted-checklist",
})  # fmt: skip
AXES = frozenset({
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
})  # fmt: skip
NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})
OPERATORS = WORD_OPERATORS | {"+", "-", "*", "=", "!=", "<", "<=", ">", ">=", "|"}
DEEPEST = 60
EVERYTHING = "*"
"""What `names_read` says of an expression that may read any answer."""

_ENDS = frozenset({")", "]", ".", ".."})
_LISTED = re.compile(r"instance\('[^']*'\)/root/item(?![\w.\-])")
"""How a converted question names its list of choices."""

NAME = r"[^\W\d][\w.\-]*"
TOKEN = re.compile(
    rf"""\s*(?:(?P<literal>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<name>{NAME}(?::(?!:)(?:{NAME}|\*))?)|(?P<sign>//|::|\.\.|!=|<=|>=|[/.@()\[\],|+\-=<>*$]))""",
    re.VERBOSE,
)


class NotAnExpression(ValueError):
    """The text is no expression; it says nothing more."""


def functions_in(text: str) -> frozenset[str]:
    """
    Return the names of the functions that an expression calls; empty for an empty text.

    :raises NotAnExpression: for what no engine can read
    """
    if not text.strip():
        return frozenset()
    reader = _Reader(_tokens(text))
    reader.expression()
    if reader.kind:
        raise NotAnExpression
    return frozenset(reader.called)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = TOKEN.match(text, place)
        if match is None:
            raise NotAnExpression
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        place = match.end()
    return found


def names_read(text: str) -> frozenset[str]:
    """
    Return the names at which the paths of an expression end, so that it may read what is answered there; empty for an empty text.

    A path that ends with a wildcard reads what lies below the name before it, so that this name is given; EVERYTHING where none
    stands there, and for what cannot be read. Steps within a list of choices are no answers.
    """
    try:
        tokens = [("", ""), *_tokens(_LISTED.sub("instance('')", text)), ("", "")]
    except NotAnExpression:
        return frozenset({EVERYTHING})
    return frozenset(filter(None, (_read_at(tokens, place) for place in range(1, len(tokens) - 1))))


def _read_at(tokens: list[tuple[str, str]], place: int) -> str:
    """Return what the token at a place reads: a name, EVERYTHING, or "" for nothing."""
    (kind, value), before, after = tokens[place], tokens[place - 1], tokens[place + 1][1]
    if kind == "name" and value in NODE_TYPES and after == "(":
        return _around(tokens, place)
    if after in ("/", "//", "::", "(") or kind in ("literal", "number"):
        return ""
    if kind == "name":
        return value
    if (value == "*" and _begins_step(before)) or (value == "." and before[1] in ("/", "//")):
        return _around(tokens, place)
    return EVERYTHING if value == ".." and not _asks_position(tokens, place) else ""


def _begins_step(before: tuple[str, str]) -> bool:
    """Tell whether a * after this token is a wildcard; it multiplies what a value ends."""
    kind, value = before
    return kind not in ("literal", "number") and (kind != "name" or value in WORD_OPERATORS) and value not in _ENDS


def _around(tokens: list[tuple[str, str]], place: int) -> str:
    """Return the name below which a wildcard at a place reads, and EVERYTHING where none stands right before it."""
    (kind, value), slash = tokens[max(place - 2, 0)], tokens[place - 1][1]
    return value if kind == "name" and slash in ("/", "//") else EVERYTHING


def _asks_position(tokens: list[tuple[str, str]], place: int) -> bool:
    """Tell whether a path of steps upwards only asks which round of a repeat it is."""
    while tokens[place][1] in ("..", "/"):
        place -= 1
    return place > 0 and tokens[place][1] == "(" and tokens[place - 1] == ("name", "position")


class _Reader:
    """Walks over the tokens of one expression, by the grammar of XPath 1.0."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = [*tokens, ("", "")]
        self.place = 0
        self.depth = 0
        self.called: set[str] = set()

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0]

    def sees(self, *values: str) -> bool:
        return self.kind != "literal" and self.tokens[self.place][1] in values

    def takes(self, *values: str) -> bool:
        seen = self.sees(*values)
        self.place += seen
        return seen

    def needs(self, value: str) -> None:
        if not self.takes(value):
            raise NotAnExpression

    def expression(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotAnExpression
        self.operand()
        while self.takes(*OPERATORS):
            self.operand()
        self.depth -= 1

    def operand(self) -> None:
        while self.takes("-"):
            pass
        if self.kind in ("literal", "number"):
            self.place += 1
            self.rest()
        elif self.takes("("):
            self.expression()
            self.needs(")")
            self.rest()
        elif self.takes("$"):
            self.name()
            self.rest()
        elif self.kind == "name" and self.next_is("(") and self.tokens[self.place][1] not in NODE_TYPES:
            self.call()
            self.rest()
        else:
            self.path()

    def next_is(self, value: str) -> bool:
        return self.tokens[self.place + 1] == ("sign", value)

    def call(self) -> None:
        self.called.add(self.name())
        self.needs("(")
        if self.takes(")"):
            return
        self.expression()
        while self.takes(","):
            self.expression()
        self.needs(")")

    def rest(self) -> None:
        """What may follow a value: conditions, then a path from there."""
        self.conditions()
        if self.takes("/", "//"):
            self.steps()

    def path(self) -> None:
        if self.takes("/"):
            if not self.begins_step():
                return
        else:
            self.takes("//")
        self.steps()

    def steps(self) -> None:
        self.step()
        while self.takes("/", "//"):
            self.step()

    def begins_step(self) -> bool:
        return self.kind == "name" or self.sees(".", "..", "@", "*")

    def step(self) -> None:
        if self.takes(".", ".."):
            return self.conditions()
        if not self.takes("@") and self.kind == "name" and self.next_is("::"):
            if self.name() not in AXES:
                raise NotAnExpression
            self.needs("::")
        if self.takes("*"):
            return self.conditions()
        if self.name() in NODE_TYPES and self.takes("("):
            self.place += self.kind == "literal"
            self.needs(")")
        return self.conditions()

    def name(self) -> str:
        if self.kind != "name":
            raise NotAnExpression
        self.place += 1
        return self.tokens[self.place - 1][1]

    def conditions(self) -> None:
        while self.takes("["):
            self.expression()
            self.needs("]")
