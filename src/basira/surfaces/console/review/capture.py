"""How a visit was captured, in the reader's language: durations, counts and words. No exact time is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.core.assurance.capture_entries import Ask, ContactChannel, Outcome, Reason, Where
from basira.core.assurance.capture_measures import Duration
from basira.core.assurance.capture_places import Fit
from basira.core.assurance.capture_record import Verdict
from basira.core.assurance.instruments import Count, Mark, Promised
from basira.core.assurance.third_persons import Detail
from basira.programme.fieldwork.captures import CaptureCard
from basira.surfaces.console.review import capture_terms as terms
from basira.surfaces.console.review.twice import DETAILS, comma_list, presence_words
from basira.surfaces.shared.figures import number

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
SECONDS_UNTIL_S = 90
"""Up to here a duration is told in seconds; above, in minutes."""

Json = Mapping[str, Any]


def capture(card: CaptureCard | None) -> dict[str, Any] | None:
    """Return what a visit's page tells of its capture; None where its client told nothing."""
    if card is None:
        return None
    return {
        "judgement": judgement(card),
        "measures": measures(card),
        "promises": [promise(each, warned(card, f"promises/{at}")) for at, each in enumerate(card.promises)],
        "contacts": [contact(each, warned(card, f"contacts/{at}")) for at, each in enumerate(card.contacts)],
        "changes": [change(each, warned(card, f"changes/{at}")) for at, each in enumerate(card.changes)],
        "seen": [(words, card.seen[name], warned(card, f"seen/{name}")) for name, words in terms.SEEN.items() if name in card.seen],
        "recall": [recalled(each, warned(card, f"recall/{at}")) for at, each in enumerate(card.recall)],
        "blurred": sum(card.blurred.values()),
        "presence": presence_words(card.presence) if card.presence else None,
        "has_places": card.has_places,
        "destroy_after": card.destroy_places_after,
    }  # fmt: skip


def judgement(card: CaptureCard) -> dict[str, Any]:
    """Return what a record is worth: a title, a tone, and what to do about each doubt."""
    reasons = [str(terms.FLAGS[flag]) for flag in card.flags]
    if card.verdict is Verdict.UNREADABLE:
        reasons.append(_("The answers are not touched by this; judge the visit by them."))
        return {"tone": "wait", "title": _("What the phone noted on the way cannot be read"), "reasons": reasons}
    reasons += misfits(card.fit)
    if card.verdict is Verdict.DOUBTFUL or not card.fit.is_whole:
        return {"tone": "wait", "title": _("Not everything is as the phone signed it"), "reasons": reasons}
    title = _("As the phone signed it: the record, the answers and every file that arrived")
    return {"tone": "good", "title": title, "reasons": reasons}


def misfits(fit: Fit) -> list[str]:
    """Return what of the files and positions is not as the record names it."""
    told = (
        (fit.other, _("Other bytes arrived than the phone captured: %(files)s. Ask the shopper for the original.")),
        (fit.unnamed, _("The record does not know: %(files)s. It was added after signing; look at it with care.")),
        (fit.to_come, _("Signed and still to come: %(files)s.")),
    )
    found = [words % {"files": comma_list(list(files))} for files, words in told if files]
    if fit.places_are_other:
        found.append(_("The positions are not those that were signed. Do not rely on their score."))
    return found


def measures(card: CaptureCard) -> list[tuple[str, str]]:
    """Return durations and counts, each with its label, in the order of the contract."""
    timed = [(str(terms.DURATIONS[each]), lasted(card.durations[each])) for each in Duration if each in card.durations]
    return timed + [(str(terms.COUNTS[each]), number(card.counts[each])) for each in Count if each in card.counts]


def lasted(seconds: int) -> str:
    """Return a duration as people say it: seconds up to a minute and a half, then minutes, hours and minutes, days."""
    if seconds < SECONDS_UNTIL_S:
        return _counted(ngettext("%(count)s second", "%(count)s seconds", seconds), seconds)
    minutes = round(seconds / MINUTE_S)
    if minutes < HOUR_S // MINUTE_S:
        return _minutes(minutes)
    if seconds >= 2 * DAY_S:
        return days(round(seconds / DAY_S))
    hours, rest = divmod(minutes, 60)
    said = _counted(ngettext("%(count)s hour", "%(count)s hours", hours), hours)
    return _("%(hours)s and %(minutes)s") % {"hours": said, "minutes": _minutes(rest)} if rest else said


def days(count: int) -> str:
    """Return a number of days in words."""
    return _counted(ngettext("%(count)s day", "%(count)s days", count), count)


def _minutes(count: int) -> str:
    return _counted(ngettext("%(count)s minute", "%(count)s minutes", count), count)


def _counted(words: str, count: int) -> str:
    return words % {"count": number(count)}


def promise(each: Json, warning: str) -> dict[str, str]:
    """Return promised against actual."""
    what, where = terms.PROMISED[Promised(each["what"])], terms.WHERE[Where(each["where"])]
    return {
        "what": str(what),
        "promised": each["promised"],
        "where": str(where),
        "actual": each["actual"],
        "warning": warning,
    }


def contact(each: Json, warning: str) -> dict[str, str]:
    """Return a contact of the log: its day counted from the first, and by when something was promised."""
    day = _("First day") if each["day"] == 0 else _("%(days)s later") % {"days": days(each["day"])}
    promised_in, promised = each["promised_in"], ""
    if promised_in is not None:
        promised = _("for the same day") if promised_in == 0 else _("within %(days)s") % {"days": days(promised_in)}
        promised = _("for a day that was over") if promised_in < 0 else promised
    channel, outcome = terms.CHANNELS[ContactChannel(each["channel"])], terms.OUTCOMES[Outcome(each["outcome"])]
    return {
        "day": day, "channel": str(channel), "outcome": str(outcome), "promised": promised, "words": each["words"],
        "warning": warning,
    }  # fmt: skip


def change(each: Json, warning: str) -> dict[str, str]:
    """Return one change of an entry: what, how, and why."""
    reason = str(terms.REASONS[Reason(each["reason"])])
    return {
        "what": changed_thing(each),
        "how": changed_how(each),
        "reason": reason,
        "words": each["words"],
        "warning": warning,
    }


def changed_thing(each: Json) -> str:
    """Return what was changed."""
    what = each["what"]
    match each["of"]:
        case "mark":
            return str(terms.MARKS[Mark(what)])
        case "count":
            return str(terms.COUNTS[Count(what)])
        case "promise":
            return str(terms.PROMISED[Promised(what)])
        case _:
            return _("Contact: %(channel)s") % {"channel": terms.CHANNELS[ContactChannel(what)]}


def changed_how(each: Json) -> str:
    """Return how it was changed: from what to what; a moment by how far it was moved, never to when."""
    before, after = (told_value(each["of"], each[name]) for name in ("before", "after"))
    if each["gone"]:
        return _("taken back (it said %(before)s)") % {"before": before} if before else _("taken back")
    if each["shift_s"] is not None:
        shift = each["shift_s"]
        if shift == 0:
            return _("noted again at the same moment")
        words = _("moved earlier by %(span)s") if shift < 0 else _("moved later by %(span)s")
        return words % {"span": lasted(abs(shift))}
    return _("%(before)s became %(after)s") % {"before": before or "—", "after": after or "—"}


def told_value(of: str, value: str) -> str:
    """Return a value of an entry as it reads: numbers in the reader's digits, outcomes in words."""
    if of == "count" and value:
        return number(int(value))
    return str(terms.OUTCOMES[Outcome(value)]) if of == "contact" and value else value


def recalled(each: Json, warning: str) -> dict[str, str]:
    """Return what was written down after leaving, and how long after."""
    after = each["after_s"]
    said = ""
    if after is not None:
        said = _("written before leaving") if after < 0 else _("%(span)s after leaving") % {"span": lasted(after)}
    return {"ask": str(terms.ASKED[Ask(each["ask"])]), "after": said, "words": each["words"], "warning": warning}


def warned(card: CaptureCard, place: str) -> str:
    """Return which details of other people stand in a text; "" for none."""
    kinds: Iterable[str] = card.third_persons.get(place, ())
    return comma_list([str(DETAILS[Detail(kind)]) for kind in kinds])
