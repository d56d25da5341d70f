"""How a state looks: a tone, an icon and a word. The words are the programme's (GLOSSARY.md)."""

from typing import Final

from django.utils.translation import pgettext_lazy

from basira.surfaces.shared.icons import PATHS

Look = tuple[str, str, str]
"""Tone (a class of components.css), icon, word."""

LOOKS: Final[dict[str, tuple[str, str, object]]] = {
    "draft": ("plain", "plain", pgettext_lazy("state", "Draft")),
    "published": ("good", "good", pgettext_lazy("state", "Published")),
    "retired": ("plain", "close", pgettext_lazy("state", "Retired")),
    "active": ("good", "good", pgettext_lazy("state", "Active")),
    "resting": ("plain", "wait", pgettext_lazy("state", "Resting")),
    "ended": ("plain", "close", pgettext_lazy("state", "Ended")),
    "planned": ("plain", "plain", pgettext_lazy("state", "Planned")),
    "committed": ("news", "news", pgettext_lazy("state", "Committed")),
    "in-training": ("plain", "wait", pgettext_lazy("state", "In training")),
    "certified": ("good", "good", pgettext_lazy("state", "Certified")),
    "in-field": ("news", "wait", pgettext_lazy("state", "In the field")),
    "closed": ("plain", "close", pgettext_lazy("state", "Closed")),
    "reviewed": ("news", "review", pgettext_lazy("state", "Reviewed")),
    "scored": ("news", "results", pgettext_lazy("state", "Scored")),
    "informed": ("news", "news", pgettext_lazy("state", "Bodies informed")),
    "offered": ("news", "news", pgettext_lazy("state", "Offered")),
    "assigned": ("news", "panel", pgettext_lazy("state", "Assigned")),
    "declined": ("plain", "close", pgettext_lazy("state", "Declined")),
    "expired": ("wait", "wait", pgettext_lazy("state", "Expired")),
    "done": ("good", "good", pgettext_lazy("state", "Done")),
    "not-done": ("wait", "warning", pgettext_lazy("state", "Not done")),
    "withdrawn": ("plain", "close", pgettext_lazy("state", "Withdrawn")),
    "void": ("plain", "withheld", pgettext_lazy("state", "Void")),
    "submitted": ("news", "news", pgettext_lazy("state", "Submitted")),
    "in-review": ("wait", "wait", pgettext_lazy("state", "In review")),
    "held": ("wait", "warning", pgettext_lazy("state", "Held")),
    "returned": ("wait", "returned", pgettext_lazy("state", "Returned with a question")),
    "accepted": ("good", "good", pgettext_lazy("state", "Accepted")),
    "accepted-in-part": ("good", "good", pgettext_lazy("state", "Accepted in part")),
    "drafted": ("plain", "plain", pgettext_lazy("state", "Waiting for a second person")),
    "set-aside": ("plain", "close", pgettext_lazy("state", "Set aside")),
    "contested": ("wait", "returned", pgettext_lazy("state", "Contested")),
    "upheld": ("plain", "plain", pgettext_lazy("finding", "Upheld")),
    "changed": ("news", "returned", pgettext_lazy("finding", "Changed")),
    "not-upheld": ("good", "close", pgettext_lazy("finding", "Not upheld")),
    "second-look": ("wait", "wait", pgettext_lazy("state", "Waits for a second look")),
    "no-reply": ("wait", "wait", pgettext_lazy("state", "No reply")),
    "ordered": ("plain", "wait", pgettext_lazy("single visit", "Waits for the visit")),
    "to-report": ("news", "news", pgettext_lazy("single visit", "Can be reported")),
    "report-released": ("news", "news", pgettext_lazy("single visit", "Report released")),
    "file-asked": ("news", "news", pgettext_lazy("file", "Waits for a statement")),
    "file-heard": ("good", "good", pgettext_lazy("file", "Heard")),
    "file-ended": ("plain", "close", pgettext_lazy("file", "Ended")),
    "replied": ("good", "good", pgettext_lazy("single visit", "Replied")),
    "released": ("news", "news", pgettext_lazy("state", "Waiting for an answer")),
    "accepted-not-scored": ("plain", "good", pgettext_lazy("state", "Accepted, not scored")),
    "rejected": ("bad", "bad", pgettext_lazy("state", "Rejected")),
    "prepared": ("plain", "plain", pgettext_lazy("state", "Prepared")),
    "approved": ("news", "good", pgettext_lazy("state", "Approved")),
    "embargoed": ("wait", "wait", pgettext_lazy("state", "Embargoed")),
    "superseded": ("plain", "close", pgettext_lazy("state", "Superseded")),
    "eligible": ("news", "wait", pgettext_lazy("state", "To be assessed")),
    "assessed": ("wait", "review", pgettext_lazy("state", "Assessed")),
    "passed": ("good", "good", pgettext_lazy("application", "Passed")),
    "not-passed": ("plain", "close", pgettext_lazy("application", "Not passed")),
    "chosen": ("good", "panel", pgettext_lazy("application", "Chosen")),
    "reserve": ("wait", "wait", pgettext_lazy("application", "In reserve")),
    "not-chosen": ("plain", "close", pgettext_lazy("application", "Not chosen")),
    "admitted": ("good", "good", pgettext_lazy("application", "In the panel")),
    "announced": ("good", "publishing", pgettext_lazy("state", "Results announced")),
    "error": ("bad", "bad", pgettext_lazy("state", "Error")),
    "warning": ("wait", "warning", pgettext_lazy("state", "Warning")),
    "open": ("news", "wait", pgettext_lazy("state", "Open")),
    "proposed": ("wait", "wait", pgettext_lazy("state", "Proposed")),
    "refused": ("plain", "close", pgettext_lazy("state", "Refused")),
    "destroyed": ("plain", "withheld", pgettext_lazy("state", "Destroyed")),
    "unmasking-asked": ("wait", "wait", pgettext_lazy("unmasking", "Waits for two approvals")),
    "approved-once": ("wait", "wait", pgettext_lazy("unmasking", "Waits for the second approval")),
    "cooling": ("wait", "wait", pgettext_lazy("unmasking", "Approved by two, cooling")),
    "opened": ("bad", "warning", pgettext_lazy("unmasking", "Opened")),
    "lapsed": ("plain", "close", pgettext_lazy("unmasking", "Lapsed")),
    "waiting": ("wait", "wait", pgettext_lazy("state", "Waits to be opened")),
    "filed": ("good", "good", pgettext_lazy("state", "Filed")),
    "sealed": ("plain", "withheld", pgettext_lazy("state", "Kept sealed")),
    "raised": ("bad", "warning", pgettext_lazy("state", "Raised")),
    "seen": ("news", "good", pgettext_lazy("state", "Taken on")),
    "shown": ("wait", "warning", pgettext_lazy("state", "Shown")),
    "checked": ("wait", "news", pgettext_lazy("state", "Checked by a guard")),
    "confirmed": ("good", "good", pgettext_lazy("state", "Confirmed")),
    "spent": ("plain", "close", pgettext_lazy("state", "Spent")),
    "reported": ("bad", "warning", pgettext_lazy("state", "Reported")),
    "postponed": ("wait", "wait", pgettext_lazy("state", "Held back for now")),
    "not-sent": ("plain", "withheld", pgettext_lazy("state", "Not sent")),
    "sent": ("news", "news", pgettext_lazy("state", "To be told")),
    "told": ("good", "good", pgettext_lazy("state", "Told")),
    "plan-open": ("news", "news", pgettext_lazy("state", "A plan is asked for")),
    "plan-proposed": ("wait", "wait", pgettext_lazy("state", "Steps proposed")),
    "plan-agreed": ("news", "good", pgettext_lazy("state", "Steps agreed")),
    "under-way": ("news", "wait", pgettext_lazy("state", "Under way")),
    "declared-fixed": ("wait", "wait", pgettext_lazy("state", "Declared fixed")),
    "grace": ("plain", "wait", pgettext_lazy("state", "Signed off, settling")),
    "repeat-due": ("wait", "warning", pgettext_lazy("state", "Repeat is due")),
    "repeat-ordered": ("news", "missions", pgettext_lazy("state", "Repeat is ordered")),
    "repeated": ("news", "review", pgettext_lazy("state", "Repeat was judged")),
    "verified": ("good", "good", pgettext_lazy("state", "Fixed, verified")),
    "not-fixed": ("bad", "bad", pgettext_lazy("state", "Not fixed")),
    "asked": ("wait", "wait", pgettext_lazy("state", "Waits for the answer")),
    "no-answer": ("bad", "warning", pgettext_lazy("state", "No answer came in time")),
    "answered": ("good", "good", pgettext_lazy("state", "Answered")),
    "answered-late": ("news", "good", pgettext_lazy("state", "Answered late")),
    "no-longer-needed": ("plain", "close", pgettext_lazy("state", "Not needed any more")),
    "running": ("news", "wait", pgettext_lazy("state", "Running")),
}

HE_CLOSED, HE_OPEN = pgettext_lazy("state of a he", "Closed"), pgettext_lazy("state of a he", "Open")
HE_WITHDRAWN = pgettext_lazy("state of a he", "Withdrawn")
NOUNS: Final[dict[str, dict[str, object]]] = {
    "alarm": {"closed": HE_CLOSED},
    "application": {"withdrawn": HE_WITHDRAWN},
    "call": {"open": HE_OPEN, "closed": HE_CLOSED, "chosen": pgettext_lazy("state of a call", "Chosen")},
    "destruction": {
        "approved": pgettext_lazy("state of a destruction", "Approved"),
        "held": pgettext_lazy("state of a he", "Held"),
    },
    "letter": {"prepared": pgettext_lazy("state of a he", "Prepared"), "withdrawn": HE_WITHDRAWN},
    "noted": {"confirmed": pgettext_lazy("state of a she", "Confirmed")},
    "release": {"published": pgettext_lazy("state of a she", "Published")},
    "route": {"open": HE_OPEN, "closed": HE_CLOSED},
    "scenario": {"approved": pgettext_lazy("state of a scenario", "Approved")},
    "sending": {
        "waiting": pgettext_lazy("state of a he", "Waits to be opened"),
        "filed": pgettext_lazy("state of a he", "Filed"),
        "set-aside": pgettext_lazy("state of a he", "Set aside"),
    },
}
"""Words of a state where the thing's noun asks for others: in Arabic a noun is a he or a she, and its adjectives follow it."""


def look(state: str, noun: str = "") -> Look:
    """
    Return the tone, the icon and the word of a state, as `noun` (of `NOUNS`; "" for any) asks for it.

    Names with underscores are met halfway; a state unknown here shows its own name in a plain tone.
    """
    key = str(state).lower().replace("_", "-").replace(" ", "-")
    tone, icon, word = LOOKS.get(key, ("plain", "plain", str(state)))
    assert icon in PATHS  # noqa: S101  a misspelt icon is ours to find, at once
    return tone, icon, str(NOUNS.get(noun, {}).get(key, word))
