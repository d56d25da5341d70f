"""A digest in words: a neutral subject, what waits in numbers, a link to the sign-in page, and the link that ends it."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.gateways.mail import Letter
from basira.programme.people.digests import Outgoing
from basira.surfaces.shared import figures


def line_of(code: str, count: int) -> str:
    """Say one count."""
    words = {
        "to_answer": ngettext(
            "%(count)s finding waits for your answer", "%(count)s findings wait for your answer", count
        ),
        "plans_owed": ngettext(
            "%(count)s plan waits for a step of yours", "%(count)s plans wait for a step of yours", count
        ),
        "plans_proposed": ngettext("%(count)s plan waits to be agreed", "%(count)s plans wait to be agreed", count),
        "contests": ngettext("%(count)s contest is open", "%(count)s contests are open", count),
        "unanswered": ngettext(
            "%(count)s finding had no answer in time", "%(count)s findings had no answer in time", count
        ),
        "plans_late": ngettext("%(count)s plan is past its day", "%(count)s plans are past their day", count),
        "contests_late": ngettext("%(count)s contest is past its day", "%(count)s contests are past their day", count),
        "reports": ngettext("%(count)s new report can be read", "%(count)s new reports can be read", count),
        "cycles": ngettext(
            "The bodies were told of %(count)s cycle", "The bodies were told of %(count)s cycles", count
        ),
    }[code]
    return words % {"count": figures.number(count)}


def letter_of(outgoing: Outgoing, *, site: str, stop_path: str) -> Letter:
    """Return a digest as mail, in its reader's language. `site` is our own address, without a slash at its end."""
    with translation.override(outgoing.wish.language):
        lines = [f"- {line_of(code, count)}" for code, count in outgoing.counts.items() if count]
        stop = f"{site}{stop_path}"
        where = f"{site}/portal/" if outgoing.for_body else f"{site}/console/"
        text = "\n".join(
            [
                _("What waits for you:"),
                "",
                *lines,
                "",
                _("Sign in to read it:"),
                where,
                "",
                _("You asked for these messages. To get no more of them:"),
                stop,
                "",
            ]
        )
        return Letter(outgoing.wish.email, _("Your work list"), text, stop)
