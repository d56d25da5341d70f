"""The words of an analyst's finding and of a recommendation, by their codes: the same at the desk, in the portal, on paper."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.kernel.noting import Cause, IntegrityKind, Recurrence, Severity, Step, Topic, Wording
from basira.core.kernel.standards import StandardKind
from basira.core.scoring import Certainty, EffectUnit, Effort, Part

STANDARD_KINDS: Final = {
    StandardKind.LAW: _("Law"),
    StandardKind.CHARTER: _("Charter promise"),
    StandardKind.STANDARD: _("Service standard"),
}

PARTS: Final = {
    Part.STRENGTH: pgettext_lazy("one finding", "Strength"),
    Part.SHORTCOMING: pgettext_lazy("one finding", "Shortcoming"),
    Part.OPPORTUNITY: pgettext_lazy("one finding", "Opportunity"),
}

SEVERITIES: Final = {
    Severity.SLIGHT: _("Matters a little to people"),
    Severity.MARKED: _("Matters to people"),
    Severity.STRONG: _("Matters much to people"),
}

RECURRENCES: Final = {
    Recurrence.FIRST: _("Seen for the first time"),
    Recurrence.AGAIN: _("Seen in the cycle before, too"),
    Recurrence.LASTING: _("Seen over several cycles"),
}

CAUSES: Final = {
    Cause.RULES: _("Rules and procedure"),
    Cause.STAFFING: _("Number of staff at the hour"),
    Cause.TRAINING: pgettext_lazy("cause", "Training"),
    Cause.INFORMATION: _("Information for customers"),
    Cause.SYSTEM: _("Computer systems"),
    Cause.PREMISES: _("Premises and equipment"),
    Cause.HANDOVER: _("Hand-over between units or bodies"),
    Cause.LEADERSHIP: _("Follow-up by management"),
}

STEPS: Final = {
    Step.BEFORE: _("Before coming"),
    Step.ARRIVAL: _("Arrival"),
    Step.WAITING: pgettext_lazy("step", "Waiting"),
    Step.SERVING: _("At the counter or on the line"),
    Step.PAYING: _("Paying"),
    Step.RECEIVING: _("Receiving the result"),
    Step.AFTER: _("Afterwards"),
}

TOPICS: Final = {
    Topic.FEES: pgettext_lazy("in a sentence", "the fees"),
    Topic.PAPERS: pgettext_lazy("in a sentence", "the papers that are asked for"),
    Topic.HOURS: pgettext_lazy("in a sentence", "the opening hours"),
    Topic.SIGNS: pgettext_lazy("in a sentence", "signs and directions"),
    Topic.QUEUE: pgettext_lazy("in a sentence", "queues and turns"),
    Topic.MANNERS: pgettext_lazy("in a sentence", "courtesy"),
    Topic.KNOWLEDGE: pgettext_lazy("in a sentence", "what staff know of the service"),
    Topic.PRIVACY: pgettext_lazy("in a sentence", "privacy"),
    Topic.ACCESS: pgettext_lazy("in a sentence", "access for older people and people with disabilities"),
    Topic.DIGITAL: pgettext_lazy("in a sentence", "the digital channel"),
    Topic.COMPLAINTS: pgettext_lazy("in a sentence", "the handling of complaints"),
}

WORDINGS: Final = {
    Wording.KEPT: _("What is promised about %(topic)s is kept."),
    Wording.KNOWN: _("Questions about %(topic)s are answered rightly and plainly."),
    Wording.OFFERED: _("Help with %(topic)s is offered before anybody asks."),
    Wording.DIFFERS: _("What is met about %(topic)s differs from what is promised."),
    Wording.MISSING: _("Something that is required about %(topic)s is missing."),
    Wording.UNEVEN: _("Different customers meet different practice about %(topic)s."),
    Wording.TWICE: _("Customers are asked for the same thing twice about %(topic)s."),
    Wording.EARLIER: _("Telling customers earlier about %(topic)s would save them a way."),
    Wording.SIMPLER: _("A step about %(topic)s could be left out or made simpler."),
    Wording.SHARED: _("What already works well about %(topic)s at one place could be done everywhere."),
}

INTEGRITY_KINDS: Final = {
    IntegrityKind.BRIBE_HINTED: _("A gift or money was hinted at"),
    IntegrityKind.OUT_OF_ORDER: _("Somebody was served out of order"),
    IntegrityKind.INTERMEDIARY: _("An intermediary was suggested"),
}

EFFECT_UNITS: Final = {EffectUnit.POINTS: _("Points of 100"), EffectUnit.MINUTES: _("Minutes for each customer")}
CERTAINTIES: Final = {
    Certainty.SHOWN: _("Shown: it works elsewhere in the programme (counts for 90%)"),
    Certainty.LIKELY: _("Likely: the cause is known and this removes it (counts for 60%)"),
    Certainty.POSSIBLE: _("Possible: worth a trial (counts for 30%)"),
}
EFFORTS: Final = {
    Effort.DAYS: _("Days of work"),
    Effort.WEEKS: _("Weeks of work"),
    Effort.MONTHS: _("Months of work"),
}

FINDING_WORDS: Final[dict[str, object]] = {
    "standards.version-stands": _(
        "The library holds these with another text: %(versions)s. A version is never changed; give the new text a new version."
    ),
    "standards.body-unknown": _("The registry has no body with these codes: %(bodies)s. Correct the file."),
    "standard.no-column": _("No column holds “%(target)s”. Columns of the file: %(columns)s."),
    "standard.missing": _("“%(target)s” is empty. Every row says its document's code, its version and the article."),
    "standard.unknown-kind": _("“%(text)s” is not a kind of document. Choose law, charter or standard."),
    "standard.kind-missing": _("The first row of a document says its kind: law, charter or standard."),
    "standard.title-missing": _("The first row of a document says its title, in Arabic, in English or in both."),
    "standard.text-missing": _("The article has no text, neither Arabic nor English."),
    "standard.article-twice": _("This article of the same version already stands in row %(other_row)s."),
    "standard.says-otherwise": _("Row %(other_row)s says something else of the same document and version."),
    "standard.unknown-body": _("The registry has no body with the code %(body)s."),
    # the bench
    "findings.notes-open": _(
        "Findings of analysts that still wait for a second person: %(count)s. Have each confirmed or set aside first: nothing is "
        "left out by default."
    ),
    "findings.notes-outdated": _(
        "Confirmed findings that the newest scores do not say any more: %(count)s. Set them aside at the bench and write them anew."
    ),
    "findings.figure-not-shown": _(
        "This figure is not shown to the body, so that nothing can be said of it. Choose one of the bench's list."
    ),
    "findings.note-not-supported": _(
        "The figure does not say this. Choose the kind of finding that it supports, and a sentence of that kind."
    ),
    "findings.note-codes-unknown": _(
        "One choice does not fit (%(field)s). Choose from the list, and no more than it allows."
    ),
    "findings.already-noted": _("There is a finding about this figure already. Set it aside before you write another."),
    "findings.note-not-found": _("There is no such finding. Go back to the bench."),
    "findings.confirmed-by-author": _("You wrote this finding, so that somebody else confirms it."),
    "findings.note-stands": _(
        "A finding that was confirmed or set aside takes no more recommendations. Set it aside and write it anew."
    ),
    "findings.too-many-recommendations": _(
        "A finding has at most %(limit)s recommendations. Keep those that bring most."
    ),
    "findings.due-too-early": _("The day must lie after today."),
    "findings.words-incomplete": _(
        "Write it in Arabic and in English, each at most %(limit)s letters, or leave both empty."
    ),
    "findings.words-betray": _(
        "These words could tell the body of a visit (%(found)s). Write of the service, without times, numbers or who was there."
    ),
    "findings.words-name-people": _(
        "These words hold a phone number, an identity or another detail of a person. Leave it out."
    ),
    "findings.words-repeat": _(
        "These words repeat what a shopper wrote, by which she could be known. Say it in words of your own."
    ),
    "findings.words-of-integrity": _(
        "Hints of dishonesty never go to a body. Put the note on the sealed list, and leave it out here."
    ),
    "scoring.effect-impossible": _("There is not that much to gain. The effect is more than 0 and at most %(most)s."),
    "findings.proposal-not-found": _("There is no such proposal about this body in this cycle. Go back to the bench."),
    "findings.proposal-answered": _("This proposal has its answer, and an answer stands."),
    "findings.proposal-reason": _(
        "Either choose the recommendation that takes the proposal up, or say in at most %(limit)s letters why it is not taken up."
    ),
    # the sealed list
    "integrity.note-not-found": _("There is no such note. Go back to the bench."),
    "integrity.kind-unknown": _("Choose what it hints at from the list."),
    "integrity.already-sealed": _("This note is on the sealed list already."),
    "integrity.too-few": _(
        "Nothing is handed over of fewer than %(least)s visits by as many shoppers: it would be one person's word."
    ),
    "integrity.already-referred": _("The audit body was told of this already."),
}
"""Refusals of the library, of the bench and of recommendations, by code."""


def sentence(wording: Wording, topic: Topic) -> str:
    """Return a wording with its blank filled, in the reader's language."""
    return str(WORDINGS[wording]) % {"topic": TOPICS[topic]}
