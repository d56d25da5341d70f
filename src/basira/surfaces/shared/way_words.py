"""How life events speak: refusals, breaks of a way, and counts of cases, which few cases may not tell."""

from typing import Final

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from basira.core.journeys import Counted, Middle
from basira.core.kernel.journeys import BreakKind, Whose
from basira.surfaces.shared import figures
from basira.surfaces.shared.training_words import PLAN_FAULTS

BREAKS: Final = {
    BreakKind.ASKED_AGAIN: _("Asked again for a paper that an earlier step had issued"),
    BreakKind.TYPED_AGAIN: _("Data typed again that an earlier step had"),
    BreakKind.NOT_HANDED_OVER: _("What the next step needs was not given, or not all of it"),
    BreakKind.MORE_VISITS: _("More than one visit was needed"),
    BreakKind.SWITCHED_CHANNEL: _("The channel had to be changed"),
    BreakKind.LATE: _("The result came later than promised"),
}

WHOSE: Final = {
    Whose.GIVER: pgettext_lazy("whose failure", "Of the step that gives"),
    Whose.TAKER: pgettext_lazy("whose failure", "Of the step that takes"),
    Whose.UNCLEAR: pgettext_lazy("whose failure", "Not to be told from the visits"),
}

WAY_WORDS: Final[dict[str, object]] = {
    "journeys.places-unknown": _(
        "The registry has no such service, or the service's body no such centre: %(places)s. Correct the list."
    ),
    "journeys.life-event-not-found": _(
        "There is no such life event, or a newer version of it was written. Plan the case by the newest version."
    ),
    "journeys.case-does-not-fit": _(
        "The case does not fit its life event, by the place of the step: %(faults)s. Each step goes to a centre of its own "
        "body, in the order of the way, by one shopper unless you split the case."
    ),
    "event.no-column": _("No column holds “%(target)s”. Columns of the file: %(columns)s."),
    "event.missing": _("“%(target)s” is empty. Every row says its life event's code, its service and its channel."),
    "event.name-missing": _("The first row of a life event says its name, in Arabic, in English or in both."),
    "event.says-otherwise": _("Row %(other_row)s calls the same life event something else."),
    "event.unknown-service": _("No service has the code %(text)s."),
    "event.centre-elsewhere": _("The body of this service has no centre with the code %(text)s."),
    "event.unknown-channel": _("“%(text)s” is no channel. Choose counter, phone, website, app, event or outsourced."),
    "event.step-unnamed": _("The step has no name, neither Arabic nor English."),
    "event.bad-days": _("“%(text)s” is no whole number of days, 0 to %(most)s."),
    "event.too-many-steps": _("A life event has at most %(most)s steps. Split it in two."),
}


CASE_FAULTS: Final = {
    **PLAN_FAULTS,
    "elsewhere": _("This centre is not one of the step's body."),
    "another-shopper": _("Another shopper runs a step only where the case is split."),
    "before-the-last": _("This window lies before that of the step before it."),
    "window": _("The window ends before it starts."),
}
"""What does not fit a step of a case, by its code."""


def seen_words(found: Counted, *, is_analyst: bool) -> str:
    """
    Return how often something was seen. Below the thresholds there is no number; the analyst alone is told of one case.
    """
    if not found.of:
        return gettext("No visit tells")
    if not found.is_safe:
        if is_analyst and found.is_once:
            return gettext("One case, seen once")
        return gettext("Too few cases to tell")
    return counted_words(found.seen, found.of)


def counted_words(seen: int, of: int) -> str:
    """Return a count of cases that may be told."""
    values = {"seen": figures.number(seen), "of": figures.number(of)}
    return ngettext("%(seen)s of %(of)s case", "%(seen)s of %(of)s cases", of) % values


def likely_words(found: Counted) -> str:
    """Return how often it happens, with its interval; "" where nothing may be told."""
    if not found.is_safe or found.low is None or found.high is None:
        return ""
    values = {"low": figures.points(found.low), "high": figures.points(found.high)}
    return gettext("It likely happens in %(low)s to %(high)s of 100 cases.") % values


def minutes_words(found: Middle) -> str:
    """Return a median of minutes; words for too few."""
    return middle_words(found, gettext("%(number)s min"))


def days_words(found: Middle) -> str:
    """Return a median of days; words for too few."""
    return middle_words(found, ngettext("%(number)s day", "%(number)s days", int(found.value or 0)))


def middle_words(found: Middle, unit: str) -> str:
    """Return a median with its unit; words where none may be told."""
    if found.value is None:
        return gettext("No visit tells")
    if not found.is_safe:
        return gettext("Too few cases to tell")
    return unit % {"number": figures.number(found.value, 0 if found.value == int(found.value) else 1)}


def promised_words(days: int | None) -> str:
    """Return what is promised."""
    if days is None:
        return gettext("Nothing is promised")
    return ngettext("%(days)s day promised", "%(days)s days promised", days) % {"days": figures.number(days)}
