"""Names of levels that are whole numbers: texts only where one is read, in the order that the texts have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from basira.core.scoring.mixed.ratings import Codes

MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Numbers(Sequence[str]):
    """Whole numbers as the texts of levels."""

    numbers: Codes

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "Numbers": ...
    def __getitem__(self, place: int | slice) -> "str | Numbers":
        return Numbers(self.numbers[place]) if isinstance(place, slice) else str(int(self.numbers[place]))


def order_of_text(numbers: Codes) -> Codes:
    """Return the places of whole numbers, none below zero, in the order of their texts: 1, 10, 2. Empty: empty."""
    digits = np.ones(len(numbers), dtype=np.int64)
    for power in range(1, MOST_DIGITS):
        digits += numbers >= 10**power
    widened = numbers * 10 ** (digits.max(initial=1) - digits)
    return np.lexsort((digits, widened)).astype(np.int64)
