"""How contests are told at the desk."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from basira.core.assurance.arbiters import Partial
from basira.programme.findings.contest_queries import ContestCard
from basira.surfaces.shared.contest_words import SIGNS
from basira.surfaces.shared.report_words import called

PARTIAL: Final = {
    Partial.REVIEWED: gettext_lazy("You reviewed a visit of this body in this cycle."),
    Partial.RELEASED: gettext_lazy("You released this report to the body."),
    Partial.OF_THE_BODY: gettext_lazy("You have spoken for a measured body."),
}


def signs_words(signs: Iterable[str]) -> str:
    """Return what was recognised in words, as a list."""
    return pgettext("between the words of a list", ", ").join(str(SIGNS.get(sign, sign)) for sign in signs)


def contest_trail(card: ContestCard | None = None) -> list[dict[str, str]]:
    """Return the way here, from the list of contests on."""
    steps = [{"url": reverse("console:contests"), "label": _("Contests")}]
    if card is not None:
        steps.append({"url": reverse("console:contest", args=[card.ref]), "label": called(card.name)})
    return steps
