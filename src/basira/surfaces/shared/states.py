"""How a state looks: a tone, an icon and a word. The words are the programme's (GLOSSARY.md)."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.surfaces.shared.icons import PATHS

Look = tuple[str, str, str]
"""Tone (a class of components.css), icon, word."""

LOOKS: Final[dict[str, tuple[str, str, object]]] = {
    "draft": ("plain", "plain", _("Draft")),
    "published": ("good", "good", pgettext_lazy("state", "Published")),
    "retired": ("plain", "close", _("Retired")),
    "active": ("good", "good", _("Active")),
    "resting": ("plain", "wait", _("Resting")),
    "ended": ("plain", "close", _("Ended")),
    "planned": ("plain", "plain", _("Planned")),
    "committed": ("news", "news", _("Committed")),
    "in-training": ("plain", "wait", _("In training")),
    "certified": ("good", "good", _("Certified")),
    "in-field": ("news", "wait", _("In the field")),
    "closed": ("plain", "close", _("Closed")),
    "reviewed": ("news", "review", _("Reviewed")),
    "scored": ("news", "results", _("Scored")),
    "informed": ("news", "news", _("Bodies informed")),
    "offered": ("news", "news", _("Offered")),
    "assigned": ("news", "panel", _("Assigned")),
    "declined": ("plain", "close", _("Declined")),
    "expired": ("wait", "wait", _("Expired")),
    "done": ("good", "good", _("Done")),
    "not-done": ("wait", "warning", _("Not done")),
    "withdrawn": ("plain", "close", _("Withdrawn")),
    "void": ("plain", "withheld", _("Void")),
    "submitted": ("news", "news", _("Submitted")),
    "in-review": ("wait", "wait", _("In review")),
    "held": ("wait", "warning", _("Held")),
    "returned": ("wait", "returned", _("Returned with a question")),
    "accepted": ("good", "good", _("Accepted")),
    "accepted-in-part": ("good", "good", _("Accepted in part")),
    "drafted": ("plain", "plain", _("Waiting for a second person")),
    "set-aside": ("plain", "close", _("Set aside")),
    "contested": ("wait", "returned", _("Contested")),
    "upheld": ("plain", "plain", pgettext_lazy("finding", "Upheld")),
    "changed": ("news", "returned", pgettext_lazy("finding", "Changed")),
    "not-upheld": ("good", "close", pgettext_lazy("finding", "Not upheld")),
    "second-look": ("wait", "wait", _("Waits for a second look")),
    "no-reply": ("wait", "wait", _("No reply")),
    "ordered": ("plain", "wait", pgettext_lazy("single visit", "Waits for the visit")),
    "to-report": ("news", "news", pgettext_lazy("single visit", "Can be reported")),
    "report-released": ("news", "news", pgettext_lazy("single visit", "Report released")),
    "file-asked": ("news", "news", pgettext_lazy("file", "Waits for a statement")),
    "file-heard": ("good", "good", pgettext_lazy("file", "Heard")),
    "file-ended": ("plain", "close", pgettext_lazy("file", "Ended")),
    "replied": ("good", "good", pgettext_lazy("single visit", "Replied")),
    "released": ("news", "news", _("Waiting for an answer")),
    "accepted-not-scored": ("plain", "good", _("Accepted, not scored")),
    "rejected": ("bad", "bad", _("Rejected")),
    "prepared": ("plain", "plain", _("Prepared")),
    "approved": ("news", "good", _("Approved")),
    "embargoed": ("wait", "wait", _("Embargoed")),
    "superseded": ("plain", "close", _("Superseded")),
    "eligible": ("news", "wait", _("To be assessed")),
    "assessed": ("wait", "review", _("Assessed")),
    "passed": ("good", "good", pgettext_lazy("application", "Passed")),
    "not-passed": ("plain", "close", pgettext_lazy("application", "Not passed")),
    "chosen": ("good", "panel", pgettext_lazy("application", "Chosen")),
    "reserve": ("wait", "wait", pgettext_lazy("application", "In reserve")),
    "not-chosen": ("plain", "close", pgettext_lazy("application", "Not chosen")),
    "admitted": ("good", "good", pgettext_lazy("application", "In the panel")),
    "announced": ("good", "publishing", _("Results announced")),
    "error": ("bad", "bad", _("Error")),
    "warning": ("wait", "warning", _("Warning")),
    "open": ("news", "wait", _("Open")),
    "proposed": ("wait", "wait", _("Proposed")),
    "refused": ("plain", "close", _("Refused")),
    "destroyed": ("plain", "withheld", _("Destroyed")),
    "unmasking-asked": ("wait", "wait", pgettext_lazy("unmasking", "Waits for two approvals")),
    "approved-once": ("wait", "wait", pgettext_lazy("unmasking", "Waits for the second approval")),
    "cooling": ("wait", "wait", pgettext_lazy("unmasking", "Approved by two, cooling")),
    "opened": ("bad", "warning", pgettext_lazy("unmasking", "Opened")),
    "lapsed": ("plain", "close", pgettext_lazy("unmasking", "Lapsed")),
    "waiting": ("wait", "wait", _("Waits to be opened")),
    "filed": ("good", "good", _("Filed")),
    "sealed": ("plain", "withheld", _("Kept sealed")),
    "raised": ("bad", "warning", _("Raised")),
    "seen": ("news", "good", _("Taken on")),
    "shown": ("wait", "warning", _("Shown")),
    "checked": ("wait", "news", _("Checked by a guard")),
    "confirmed": ("good", "good", _("Confirmed")),
    "spent": ("plain", "close", _("Spent")),
    "reported": ("bad", "warning", _("Reported")),
    "postponed": ("wait", "wait", _("Held back for now")),
    "not-sent": ("plain", "withheld", _("Not sent")),
    "sent": ("news", "news", _("To be told")),
    "told": ("good", "good", _("Told")),
    "plan-open": ("news", "news", _("A plan is asked for")),
    "plan-proposed": ("wait", "wait", _("Steps proposed")),
    "plan-agreed": ("news", "good", _("Steps agreed")),
    "under-way": ("news", "wait", _("Under way")),
    "declared-fixed": ("wait", "wait", _("Declared fixed")),
    "grace": ("plain", "wait", _("Signed off, settling")),
    "repeat-due": ("wait", "warning", _("Repeat is due")),
    "repeat-ordered": ("news", "missions", _("Repeat is ordered")),
    "repeated": ("news", "review", _("Repeat was judged")),
    "verified": ("good", "good", _("Fixed, verified")),
    "not-fixed": ("bad", "bad", _("Not fixed")),
    "asked": ("wait", "wait", _("Waits for the answer")),
    "no-answer": ("bad", "warning", _("No answer came in time")),
    "answered": ("good", "good", _("Answered")),
    "answered-late": ("news", "good", _("Answered late")),
    "no-longer-needed": ("plain", "close", _("Not needed any more")),
    "running": ("news", "wait", _("Running")),
}


def look(state: str) -> Look:
    """
    Return the tone, the icon and the word of a state.

    Names with underscores are met halfway; a state unknown here shows its own name in a plain tone.
    """
    key = str(state).lower().replace("_", "-").replace(" ", "-")
    tone, icon, word = LOOKS.get(key, ("plain", "plain", str(state)))
    assert icon in PATHS  # noqa: S101  a misspelt icon is ours to find, at once
    return tone, icon, str(word)
