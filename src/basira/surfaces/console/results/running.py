"""What is told of a run that the worker makes: how far it is, or why there is none."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from basira.core.kernel.problem import Problem
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results import asking
from basira.programme.results.running import Running, Step, running
from basira.surfaces.console.lists import faults_shown
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number
from basira.surfaces.shared.words import words_of

STEPS: dict[Step, str | Promise] = {
    Step.INPUTS: gettext_lazy("reading the accepted visits"),
    Step.VARIANCES: gettext_lazy("finding how much centres, shoppers, visits and criteria differ"),
    Step.CENTRES: gettext_lazy("scores and places of centres"),
    Step.ENTITIES: gettext_lazy("scores and places of bodies"),
    Step.RATIOS: gettext_lazy("the scores that are published"),
    Step.WRITING: gettext_lazy("keeping the run"),
}


def asked_notice(request: StaffRequest, wave: str) -> dict[str, object] | None:
    """
    Return what is told of a run that the worker makes, or of why it made none; None where there is nothing to tell.

    Which visits stood in its way is for whoever may ask for another.
    """
    card = asking.asked_card(wave)
    if card is None:
        return None
    if card.refusal:
        faults = faults_shown(card.faults if permissions.can(request.actor, Act.SCORE_WAVE) else ())
        return faults | {"tone": "bad", "words": words_of(Refused(card.refusal, card.params))}
    at = running(card.ref) if card.has_begun else None
    return {"tone": "wait", "waits": True, "at": at, "words": words_while(at, has_begun=card.has_begun)}


def words_while(at: Running | None, *, has_begun: bool) -> str:
    """Say how far a run is that is not made yet."""
    if not has_begun:
        return _("The scores were asked for, and wait for the server.")
    if at is None:
        return _("The scores are being run now.")
    told = {"place": number(at.place), "all": number(at.all), "what": STEPS[at.step], "round": number(at.round)}
    if at.round:
        return _("The scores are being run now, step %(place)s of %(all)s: %(what)s, round %(round)s.") % told
    return _("The scores are being run now, step %(place)s of %(all)s: %(what)s.") % told


class Refused(Problem):
    """A refusal as it was kept: its code, and the values of its words."""

    def __init__(self, code: str, params: dict[str, str]) -> None:
        super().__init__(**params)
        self.code = code
