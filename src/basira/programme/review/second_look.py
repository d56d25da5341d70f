"""What a reviewer is asked to look at twice: third persons in words, pictures sent before or of a screen, a place that does not fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from basira.core.assurance.presence import Presence, Sample, presence, sample_of
from basira.core.assurance.third_persons import Detail
from basira.core.instrument.tree import Questionnaire, text_in
from basira.programme.fieldwork.likenesses import LookAlike, OfAScreen, look_alikes, of_screens
from basira.programme.fieldwork.models import Visit
from basira.programme.fieldwork.queries import VisitCard

GEOPOINT = "geopoint"


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

    `presence` is None where the visit has no position. Distances are told roughly: a reviewer needs no more.
    """

    third_persons: tuple[ThirdPersons, ...]
    look_alikes: tuple[LookAlike, ...]
    of_screens: tuple[OfAScreen, ...]
    presence: Presence | None

    @property
    def is_due(self) -> bool:
        """Tell whether anything asks for a second look."""
        return bool(self.third_persons or self.look_alikes or self.of_screens)


def second_look(visit: VisitCard, questionnaire: Questionnaire) -> SecondLook:
    """Return what to look at twice in a visit. At most three queries."""
    labels = {question.path: question.labels for question in questionnaire.questions}
    warned = tuple(
        ThirdPersons(text_in(labels.get(path, {}), "ar") or path, text_in(labels.get(path, {}), "en") or path,
                     tuple(Detail(kind) for kind in kinds))
        for path, kinds in visit.third_persons
    )  # fmt: skip
    alikes = look_alikes(visit.ref) if visit.attachments else ()
    screens = of_screens(visit.ref) if any(each.has_picture for each in visit.attachments) else ()
    return SecondLook(warned, alikes, screens, presence_of(visit, questionnaire))


def presence_of(visit: VisitCard, questionnaire: Questionnaire) -> Presence | None:
    """Return how well a visit's positions fit its mission; None when it has no position."""
    paths = [question.path for question in questionnaire.questions if question.type == GEOPOINT]
    samples = samples_of(visit.answers, paths, _started_at(visit, questionnaire))
    if not samples:
        return None
    fields = ("mission__centre__latitude", "mission__centre__longitude", "mission__window_start", "mission__window_end")
    north, east, start, end = Visit.objects.values_list(*fields).get(ref=visit.ref)
    place = None if north is None or east is None else (float(north), float(east))
    return presence(samples, place, (start, end) if start and end else None)


def samples_of(answers: Mapping[str, str], paths: Iterable[str], at: datetime | None) -> Sequence[Sample]:
    """Return the positions among the answers, each at the time of the visit's start where it is known."""
    found = (sample_of(answers.get(path, "")) for path in paths)
    return [Sample(each.latitude, each.longitude, each.accuracy_m, at) for each in found if each is not None]


def _started_at(visit: VisitCard, questionnaire: Questionnaire) -> datetime | None:
    root = next((question.path.split("/")[1] for question in questionnaire.questions), "data")
    said = visit.answers.get(questionnaire.roles.get("started") or f"/{root}/start", "")
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None
