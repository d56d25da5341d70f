"""What the duty desk says: kinds of danger, what a report may cost, and the text that a body is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from basira.core.kernel.duty import DangerKind, Exposure, Since, Told, Way
from basira.core.kernel.lifecycles import AlarmState
from basira.programme.safety.queries.alarms import AlarmCard
from basira.programme.safety.queries.dangers import COST_DAYS, Cost, DangerCard
from basira.surfaces.shared.figures import number

KINDS: Final = {
    DangerKind.FIRE_EXIT: gettext_lazy("Fire exit blocked"),
    DangerKind.STRUCTURE: gettext_lazy("Building in danger"),
    DangerKind.ELECTRICITY: gettext_lazy("Electricity"),
    DangerKind.MEDICAL: gettext_lazy("Somebody's health"),
    DangerKind.VIOLENCE: gettext_lazy("Violence"),
    DangerKind.CHILD: gettext_lazy("A child at risk"),
    DangerKind.OTHER: gettext_lazy("Another danger to life"),
}
SINCES: Final = {
    Since.NOW: gettext_lazy("Just now"),
    Since.TODAY: gettext_lazy("Since today"),
    Since.DAYS: gettext_lazy("For some days"),
    Since.LONGER: gettext_lazy("For longer"),
    Since.UNKNOWN: gettext_lazy("Not known since when"),
}
WHOM: Final = {Told.BODY: gettext_lazy("The body's emergency contact"), Told.TOP: gettext_lazy("The top")}
WAYS: Final = {Way.PHONE: gettext_lazy("By phone"), Way.IN_PERSON: gettext_lazy("In person")}
EXPOSED: Final = {
    Exposure.CERTAIN: gettext_lazy(
        "Whoever compares can tell who reported this: nobody else of the programme was there. Ask yourself whether "
        "something other than a visit could have shown it."
    ),
    Exposure.LIKELY: gettext_lazy(
        "Whoever compares could guess who reported this: few were there. A general wording helps; later is "
        "better only where nobody's life hangs on it."
    ),
    Exposure.HARD: gettext_lazy("Enough visits by enough people: the report cannot easily be told from any of them."),
}
SENDABLE: Final = {
    DangerKind.FIRE_EXIT: gettext_lazy("an emergency exit may be blocked"),
    DangerKind.STRUCTURE: gettext_lazy("a part of the building may be unsafe"),
    DangerKind.ELECTRICITY: gettext_lazy("an electrical installation may be unsafe"),
    DangerKind.MEDICAL: gettext_lazy("somebody's health may be in danger"),
    DangerKind.VIOLENCE: gettext_lazy("somebody may be in danger of violence"),
    DangerKind.CHILD: gettext_lazy("a child may be at risk"),
    DangerKind.OTHER: gettext_lazy("lives may be in danger"),
}


def waited(card: AlarmCard, now: datetime) -> str:
    """Return for how long nobody has taken an alarm on; "" when somebody has, and in its first minutes."""
    minutes = int(card.waits_for(now).total_seconds() // 60)
    if not minutes:
        return ""
    words = ngettext(
        "Nobody has taken it on for more than %(count)s minute.",
        "Nobody has taken it on for more than %(count)s minutes.",
        minutes,
    )
    return words % {"count": number(minutes)}


def next_step(card: AlarmCard) -> str:
    """Return what is to be done next about an alarm; "" once it is closed."""
    if card.state is AlarmState.RAISED:
        return _("Take it on, so that others see that somebody looks after her.")
    if card.state is AlarmState.CLOSED:
        return ""
    if not (card.centre_ar or card.centre_en):
        return _("Find out which mission it was, and name it. Then write down what was done, and close it.")
    return _("Be there when she rings, or have the vault ask her to. Then write down what was done, and close it.")


def ring_words(phones: Sequence[str]) -> dict[str, str]:
    """Return the mail that asks a shopper to ring, in both languages: it names neither the programme nor what happened."""
    words = {}
    for language in ("ar", "en"):
        with override(language):
            words[language] = "\n".join((_("Your notes"), _("Please ring when you are somewhere quiet:"), *phones, ""))
    return words


def cost_lines(cost: Cost) -> list[str]:
    """Return what telling may cost the shopper, in plain sentences; the most important last."""
    visits = ngettext(
        "In the last %(days)s days this centre had %(count)s visit, the reporter's own among them.",
        "In the last %(days)s days this centre had %(count)s visits, the reporter's own among them.",
        cost.visits,
    )
    people = ngettext("They were made by %(count)s shopper.", "They were made by %(count)s shoppers.", cost.shoppers)
    to_come = ngettext(
        "%(count)s more visit there is accepted and not made yet: whoever comes next could be taken for the reporter.",
        "%(count)s more visits there are accepted and not made yet: whoever comes next could be taken for the reporter.",
        cost.to_come,
    )
    lines = [
        visits % {"days": number(COST_DAYS), "count": number(cost.visits)},
        people % {"count": number(cost.shoppers)},
    ]
    return lines + ([to_come % {"count": number(cost.to_come)}] if cost.to_come else [])


def template_of(card: DangerCard) -> dict[str, str]:
    """Return the text for the body by field, in both languages: it says nothing of a visit, a shopper or a time."""
    texts = {}
    for language, name in (("ar", card.centre_ar), ("en", card.centre_en)):
        with override(language):
            words = _(
                "The programme office has reason to believe that at %(place)s %(danger)s. Please have it looked at without "
                "delay, as part of an ordinary safety round, and put right what endangers life. Please do not ask at "
                "the counters who may have noticed it."
            )
            texts[f"text_{language}"] = words % {"place": name, "danger": str(SENDABLE[card.kind])}
    return texts
