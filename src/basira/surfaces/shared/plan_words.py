"""Corrective plans in words: refusals, why one was opened, what is owed, who hears of a delay, what a repeat says."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.assurance.influence import ContactKind
from basira.core.assurance.plan_ladder import Lateness, Rung
from basira.core.assurance.plan_opening import OpenedBy
from basira.core.assurance.repeats import RepeatOutcome
from basira.core.kernel.lifecycles import PlanState

PLAN_WORDS = {
    "plans.not-found": _("There is no such plan. Go back to the list and look again."),
    "plans.moved-meanwhile": _("A colleague moved this plan a moment ago. Look at it again before you go on."),
    "plans.reason-missing": _("Say why in a few words, at most %(limit)s letters."),
    "plans.words-tell": _(
        "The body reads these words, and they could tell of a visit (%(found)s). Write of the service alone."
    ),
    "plans.finding-unknown": _("No body was told of such a finding. Open the plan from the body's report."),
    "plans.nothing-to-mend": _("A strength, or a finding that was not upheld, has no plan."),
    "plans.finding-waits": _(
        "This finding still waits for the body's answer or for the arbiter's. A plan can be opened after that."
    ),
    "plans.already-there": _(
        "This finding has its plan already, or the same fault of an earlier cycle has one that has not ended. Open it from "
        "the list of plans."
    ),
    "plans.steps-refused": _("The steps were not taken. Correct what is marked at each of them and send them again."),
    "plans.step-not-found": _("The plan as it was agreed has no such step. Look at it again."),
    "plans.step-is-done": _("This step was marked as done already."),
    "plans.not-under-way": _("Steps are marked as done in a plan that was agreed and not yet declared as fixed."),
    "plans.steps-open": _("Steps that are not done yet: %(count)s. Mark each as done before you declare the fix."),
    "plans.proof-missing": _(
        "Send at least one file that shows the fix, and keep the words below %(limit)s letters. A photo of the board or of the "
        "new procedure is enough."
    ),
    "plans.proof-not-found": _("This plan has no such file. Look at the plan again."),
    "plans.signed-by-declarer": _("You declared this fix yourself, so another account of your body signs it off."),
    "repeats.persona-met": _("This scenario was played at this centre before. Choose another one."),
    "repeats.too-few": _(
        "Fewer than %(least)s shoppers may go: %(barred)s may not appear at this body, %(went_there)s go there in this cycle, "
        "%(keys_closed)s have ended. Give more shoppers a number in this cycle."
    ),
    "repeats.days-unfit": _("Choose days from today on, the first before the last, with time at the hours of the day."),
    "repeats.none-here": _(
        "This programme repeats no experience after findings: its blueprint says so. A fix stays signed and is never called verified."
    ),
    "repeats.no-cycle-open": _(
        "No cycle that takes missions holds both days. Choose days inside a committed cycle or one in the field."
    ),
    "repeats.no-origin": _(
        "Nothing can be compared: no visit behind this finding is kept any more, or no published questionnaire asks about it."
    ),
    "repeats.scenario-unfit": _("Choose a scenario that a second person has approved."),
    "repeats.nobody-new": _(
        "Too few of those who may go are new to this centre. Give more shoppers a number in this cycle."
    ),
    "repeats.cycle-in-field": _(
        "What repeats saw is told when their cycle has left the field: before, it would tell the day of a visit."
    ),
    "repeats.still-open": _(
        "Repeats of this cycle that are not made or judged yet: %(count)s. All bodies are told at the same moment, so they wait."
    ),
    "vault.too-few-to-draw": _(
        "The vault draws nobody of fewer than %(least)s. Give more shoppers a number in this cycle."
    ),
    "contacts.unfit": _(
        "Something is missing or does not fit. Look at the body, the post, the day and what was asked."
    ),
    "contacts.names-somebody": _("The log names posts, never a person and never a shopper's number. Write it without."),
}

STEP_FAULTS: Final = {
    "what": _("Say what will be done, in at most 280 letters."),
    "post": _("Name the post that does it, in at most 120 letters."),
    "person": _("Name a post, not a person."),
    "due-on": _("Choose a day after today, within a year."),
    "day-off": _("This is a day off. Choose a working day."),
}

OPENED_FOR: Final = {
    OpenedBy.CRITICAL: _("A critical point lost points."),
    OpenedBy.SCORE: _("The score lies below the programme's threshold, with its whole interval."),
    OpenedBy.IN_A_ROW: _("The same shortcoming was found in several cycles in a row."),
    OpenedBy.OFFICER: _("The programme asks for it, with a reason."),
}

LATENESS: Final = {
    Lateness.NO_REPLY: pgettext_lazy("lateness", "No reply"),
    Lateness.NO_PLAN: pgettext_lazy("lateness", "No plan"),
    Lateness.LATE: pgettext_lazy("lateness", "Late"),
    Lateness.NOT_SIGNED: pgettext_lazy("lateness", "Not signed off"),
}

OWED: Final = {
    Lateness.NO_REPLY: _("A plan is owed; the finding was not answered"),
    Lateness.NO_PLAN: _("A plan is owed"),
    Lateness.LATE: _("The declaration that it is fixed is owed"),
    Lateness.NOT_SIGNED: _("The sign-off by the head of the body is owed"),
}

RUNGS: Final = {
    Rung.UNIT: _("The unit was reminded"),
    Rung.HEAD: _("The head of the body was told"),
    Rung.TOP: _("The programme's top management was told"),
}

BODY_READS: Final = {
    PlanState.OPEN: _("Please propose steps: what will be done, by which post, until when."),
    PlanState.PROPOSED: _("The programme looks at the steps. It agrees, or sends them back with reasons."),
    PlanState.AGREED: _("The steps are agreed. Mark each as done once it is."),
    PlanState.UNDER_WAY: _("The steps are being done. When all are, declare the fix with files that show it."),
    PlanState.DECLARED: _("The fix is declared. The head of the body signs it off, or sends it back."),
    PlanState.GRACE: _(
        "The fix is signed off. It now has time to settle; nothing is checked before this time has passed."
    ),
    PlanState.VERIFIED: _(
        "Seen once, fixed. One check shows that it can be done right; how often it is, the coming cycles measure. The score of the "
        "cycle stays as it was."
    ),
    PlanState.NOT_FIXED: _(
        "Seen once, not fixed. One check is no measure of how often; it is enough to open the plan again. Please propose new steps."
    ),
}
GRACE_IS_OVER: Final = _(
    "The fix is signed off, and its time to settle has passed. The programme looks at it in its own time and says nothing about when "
    "or how; you read here what came of it."
)

OUTCOMES: Final = {
    RepeatOutcome.FIXED: _("Seen once, fixed"),
    RepeatOutcome.NOT_FIXED: _("Seen once, not fixed"),
    RepeatOutcome.NOT_SEEN: _("It did not come up, so nothing can be said"),
}

CONTACT_KINDS: Final = {
    ContactKind.WHEN: _("When a visit was or will be"),
    ContactKind.WHO: _("Who visited or will visit"),
    ContactKind.WHAT_WAS_SEEN: _("What was seen in a visit"),
    ContactKind.CHANGE_RESULT: _("To change a result or a finding"),
    ContactKind.FAVOUR: _("A favour was offered or asked for"),
    ContactKind.OTHER: pgettext_lazy("contact", "Something else about a visit"),
}
