"""The words of refusals at the arbiter's desk, and what words were recognised to tell."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CONTEST_WORDS = {
    "contest.not-found": _("There is no such contest. Go back to the list and look again."),
    "contest.not-impartial": _(
        "You had a hand in what is contested, so that somebody else answers. Ask the programme director for another arbiter."
    ),
    "contest.outcome-unknown": _("Choose one of the three answers."),
    "contest.reasons-unfit": _("Give the reasons in a few words, at most %(limit)s letters."),
    "contest.change-unclear": _(
        "A changed finding says how it now reads, and whether it is a shortcoming or an opportunity."
    ),
    "contest.change-is-worse": _("A contest never makes a finding worse. Leave it an opportunity, or let it stand."),
    "contest.reasons-name-somebody": _(
        "These words hold the number of a shopper. The body reads them, so write them without it."
    ),
    "contest.reasons-tell": _(
        "These words could tell of a visit. Change them; where you are sure that they tell nothing, ask a second person to look."
    ),
    "contest.reasons-too-narrow": _(
        "These words name a centre, a channel or what was played, and only %(visits)s visits behind the finding had that. "
        "Write them without it: no second look lets them through."
    ),
    "contest.second-look-waits": _("An answer to this contest waits for its second look already."),
    "contest.nothing-to-look-at": _("Nothing of this contest waits for a second look any more."),
    "contest.same-person": _("You wrote these words, so a second person looks at them. Ask a colleague."),
    "paper.refused": _("No page could be drawn of this file; the original is sealed."),
}

SIGNS = {
    "number": pgettext_lazy("told", "the number of a shopper"),
    "time": pgettext_lazy("told", "a time of day"),
    "visit": pgettext_lazy("told", "that there was a visit"),
    "day": pgettext_lazy("told", "a day"),
    "ticket": pgettext_lazy("told", "a ticket or turn"),
    "person": pgettext_lazy("told", "a person"),
    "place": pgettext_lazy("told", "a centre by name"),
    "persona": pgettext_lazy("told", "what was played"),
}
"""What each sign is called; one that is missing here shows its own code."""
