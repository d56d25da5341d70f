"""
What a reviewer is asked to look at twice: third persons in words, a trap answered otherwise, pictures sent before or of a screen, a
place that does not fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from basira.core.assurance.presence import Presence
from basira.core.assurance.third_persons import Detail
from basira.core.instrument.tree import Questionnaire, text_in
from basira.programme.fieldwork.likenesses import LookAlike, OfAScreen, look_alikes, of_screens
from basira.programme.fieldwork.queries import VisitCard
from basira.programme.review.answer_lines import AnswerLine


@dataclass(frozen=True, slots=True)
class ThirdPersons:
    """An answer in which details of third persons stand: its question in both languages, and which kinds of details."""

    name_ar: str
    name_en: str
    kinds: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """
    Reasons to look twice; each may be empty, and none is a verdict.

    `traps` are the questions that check the shopper and were answered otherwise than is right. `presence` is None where the visit
    has no position. Distances are told roughly: a reviewer needs no more.
    """

    third_persons: tuple[ThirdPersons, ...]
    look_alikes: tuple[LookAlike, ...]
    of_screens: tuple[OfAScreen, ...]
    presence: Presence | None
    traps: tuple[AnswerLine, ...] = ()

    @property
    def is_due(self) -> bool:
        """Tell whether anything asks for a second look."""
        return bool(self.third_persons or self.traps or self.look_alikes or self.of_screens)


def second_look(visit: VisitCard, questionnaire: Questionnaire, lines: Iterable[AnswerLine]) -> SecondLook:
    """Return what to look at twice in a visit, of which `lines` are the answers. At most three queries."""
    labels = {question.path: question.labels for question in questionnaire.questions}
    warned = tuple(
        ThirdPersons(text_in(labels.get(path, {}), "ar") or path, text_in(labels.get(path, {}), "en") or path,
                     tuple(Detail(kind) for kind in kinds))
        for path, kinds in visit.third_persons
    )  # fmt: skip
    alikes = look_alikes(visit.ref) if visit.attachments else ()
    screens = of_screens(visit.ref) if any(each.has_picture for each in visit.attachments) else ()
    traps = tuple(line for line in lines if line.trap and line.trap.differs)
    return SecondLook(warned, alikes, screens, visit.presence, traps)
