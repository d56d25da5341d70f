"""What the values of journal entries are called where they are codes of a list: the same words as on the pages of those things."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.assurance.capture_record import Verdict
from basira.core.kernel.commissions import Addressee
from basira.core.kernel.duty import Exposure
from basira.core.kernel.unmasking import Apart
from basira.core.kernel.workspaces import Drawn
from basira.surfaces.console.duty.words import KINDS as DANGERS
from basira.surfaces.console.duty.words import WAYS, WHOM
from basira.surfaces.console.programme.forms import WEEKDAY_NAMES
from basira.surfaces.console.programme.words import PROFILE_NAMES
from basira.surfaces.console.retention.views import WHATS
from basira.surfaces.console.training.forms import KINDS as COURSES
from basira.surfaces.console.training.revoking import REASONS as TAKEN_BACK_FOR
from basira.surfaces.console.unmasking.forms import GROUNDS
from basira.surfaces.console.vocabulary import KEY_NAMES, ROLE_NAMES
from basira.surfaces.shared.contest_words import SIGNS
from basira.surfaces.shared.digests import KINDS as DIGESTS
from basira.surfaces.shared.draw_words import REASONS_BOUND_AGAIN
from basira.surfaces.shared.finding_words import PARTS, STANDARD_KINDS
from basira.surfaces.shared.mission_words import MOVE_NAMES
from basira.surfaces.shared.plan_words import CONTACT_KINDS, LATENESS, OPENED_FOR, RUNGS
from basira.surfaces.shared.recruiting_words import LANGUAGES
from basira.surfaces.shared.single_words import OUTCOMES

Words = Mapping[Any, object]

TABLES: Final[Words] = {
    "centres": _("Centres"),
    "choice-draw": _("What the draw was made from"),
    "findings": _("Findings"),
    "journal": _("Journal"),
    "leadership": _("Summary for the top"),
    "plans": _("Corrective plans"),
    "portal-centres": _("Centres of a body, by its portal"),
    "portal-findings": _("Findings of a body, by its portal"),
    "portal-my-centres": _("Centres that are somebody's to manage, by the portal"),
    "portal-plans": _("Plans of a body, by its portal"),
    "portal-report": _("Report of a body, by its portal"),
    "recommendations": _("Recommendations"),
    "scores": _("Scores"),
    "sector-page": _("Page of a sector"),
    "sector-scores": _("Scores of a sector"),
    "visits": _("Visits"),
    "words": _("What was written besides"),
}
STEPS_OF_EDITING: Final[Words] = {
    "question.added": _("Question added"),
    "question.moved": _("Question moved"),
    "question.written": _("Question written"),
    "question.removed": _("Question removed"),
    "answers.written": _("List of answers written"),
    "settings.written": _("Settings written"),
}
WITHDRAWN_FOR: Final[Words] = {
    "interest": _("The company has an interest there"),
    "safety": _("For the shopper's safety"),
    "taken-back": _("What the mission needs was taken back"),
    "term": _("The term is over"),
    "tie": _("A tie to the body"),
}
FACTORS: Final[Words] = {
    "app-added": _("Code app added"),
    "app-removed": _("Code app removed"),
    "passkey-added": _("Passkey added"),
    "passkey-removed": _("Passkey removed"),
    "recovery-codes-renewed": _("Recovery codes renewed"),
}
EXPOSURES: Final[Words] = {
    Exposure.CERTAIN: _("Certain: whoever compares can tell who reported it"),
    Exposure.LIKELY: _("Likely: few were there"),
    Exposure.HARD: _("Small: enough visits by enough people"),
}

VALUE_WORDS: Final[dict[str, Words]] = {
    "addressee": {Addressee.UNIT: _("The unit that was visited"), Addressee.TOP: _("Top management alone")},
    "apart": {Apart.BODIES: pgettext_lazy("journal", "Body"), Apart.UNITS: pgettext_lazy("journal", "Unit")},
    "change": FACTORS,
    "exposure": EXPOSURES,
    "ground": GROUNDS,
    "kinds": DIGESTS,
    "language": {"ar": _("Arabic"), "en": _("English"), **LANGUAGES},
    "lateness": LATENESS,
    "move": MOVE_NAMES,
    "outcome": {
        **OUTCOMES,
        "taken-up": pgettext_lazy("proposal", "Taken up"),
        "not-taken-up": pgettext_lazy("proposal", "Not taken up"),
    },
    "part": PARTS,
    "profile": PROFILE_NAMES,
    "reason": {**WITHDRAWN_FOR, **TAKEN_BACK_FOR, **REASONS_BOUND_AGAIN},
    "role": ROLE_NAMES,
    "roles": ROLE_NAMES,
    "rung": RUNGS,
    "signs": SIGNS,
    "table": TABLES,
    "verdict": {
        Verdict.SOUND: pgettext_lazy("record", "Sound"),
        Verdict.DOUBTFUL: pgettext_lazy("record", "Doubtful"),
        Verdict.UNREADABLE: pgettext_lazy("record", "Cannot be read"),
    },
    "way": WAYS,
    "weekend": WEEKDAY_NAMES,
    "what": STEPS_OF_EDITING,
    "whom": WHOM,
    "why": OPENED_FOR,
}
"""By the key of the detail."""

KIND_WORDS: Final[dict[str, Words]] = {
    "contact.recorded": CONTACT_KINDS,
    "course.written": COURSES,
    "danger.reported": DANGERS,
    "destruction.proposed": WHATS,
    "digest.written": DIGESTS,
    "field-key.given": KEY_NAMES,
    "standard.added": STANDARD_KINDS,
    "workspace.drawn": {Drawn.AS_IS: _("As it is"), Drawn.COULD_BE: _("As it could be")},
}
"""What `kind` says, by act: each thing has kinds of its own. A file's ("csv", "xlsx") stay as they are."""


def words_for(act: str, name: str, value: str) -> str:
    """Return what a code stands for in the reader's language; "" for what is no code of a list."""
    listed = KIND_WORDS.get(act, {}) if name == "kind" else VALUE_WORDS.get(name, {})
    return str(listed.get(value, ""))
