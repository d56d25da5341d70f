"""Whether a text for a body repeats what a shopper wrote: by her own words a body's staff might know her (bar ID-15)."""

from collections.abc import Iterable

from basira.core.imports.names import matching_key

RUN = 5
"""Words in a row that count as a repetition."""


def repeats(text: str, prose: Iterable[str]) -> bool:
    """
    Tell whether `text` has five words in a row that stand in any of the texts of `prose`, spelling differences aside.

    A text of fewer than five words repeats nothing, nor does an empty one.
    """
    own = runs_of(text)
    return bool(own) and any(own & runs_of(each) for each in prose)


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """Return every run of five words of a text in matching form."""
    words = matching_key(text).split()
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
