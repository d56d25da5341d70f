"""Taking a pack into the programme: its forms and scenarios as drafts, which people read, change and confirm."""

from dataclasses import dataclass
from datetime import datetime

from basira.core.instrument.packs.source import Pack, ScenarioCard
from basira.core.instrument.packs.workbook import workbooks_of
from basira.core.kernel.actor import Actor
from basira.programme.instruments.verbs import upload_questionnaire
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves.models import Scenario
from basira.programme.waves.verbs.scenarios import write_scenario


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a pack: how many forms and scenarios are new. Nothing is taken twice."""

    forms: int
    scenarios: int


def take_pack(*, pack: Pack, by: Actor, at: datetime) -> Taken:
    """
    Keep a pack's two forms and its scenarios as drafts. What is here already stays as it is, and as people changed it.

    Scenarios come along where `by` may plan; a director takes the forms, and a planner the rest. Each form is checked outside
    of a transaction, so that whoever was interrupted takes the pack once more.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises VersionTaken: when a form of this id and version is here with other content
    """
    uploads = [
        upload_questionnaire(content=content, filename=f"{pack.name}-{name}", by=by, at=at)
        for name, content in workbooks_of(pack).items()
    ]
    wanted = pack.scenarios if permissions.can(by, Act.PLAN_MISSIONS) else ()
    known = set(Scenario.objects.filter(code__in=[one.code for one in wanted]).values_list("code", flat=True))
    fresh = [one for one in wanted if one.code not in known]
    for one in fresh:
        write_scenario(code=one.code, texts=texts_of(one), by=by, at=at)
    return Taken(sum(upload.is_new for upload in uploads), len(fresh))


def texts_of(card: ScenarioCard) -> dict[str, str]:
    """Return a scenario's texts as the programme keeps them."""
    parts = {"name": card.name, "story": card.story, "must": card.must, "may": card.may, "never": card.never}
    return {f"{stem}_{language}": getattr(said, language) for stem, said in parts.items() for language in ("ar", "en")}
