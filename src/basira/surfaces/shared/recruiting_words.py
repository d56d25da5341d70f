"""Words of recruiting: refusals, rules of calls, attributes of applicants, criteria of the rubric."""

from typing import Final

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.classes import Route
from basira.core.recruiting.attributes import (
    AgeBand,
    Disability,
    Language,
    NationalityGroup,
    Occupation,
    Sex,
    Standing,
)
from basira.core.recruiting.eligibility import Rule, RuleKind
from basira.core.recruiting.rubric import Criterion, NotPassed
from basira.programme.recruiting.routes import TieKind

RECRUITING_WORDS = {
    "recruiting.rules-unreadable": _("A rule of this call cannot be read (%(rule)s). Choose it again."),
    "recruiting.marks-incomplete": _("Mark every criterion from 0 to 4. Missing: %(criteria)s."),
    "recruiting.route-closed": _("Nobody comes in by this way now. The director opens it, under Calls."),
    "recruiting.employees-internal-only": _(
        "This programme is independent of the bodies that it measures, so no employee of theirs is a shopper. "
        "Only a body's internal programme may open this way."
    ),
    "recruiting.own-unit-missing": _("Name the unit that the employee works in, so that she is never sent there."),
    "recruiting.closes-before-it-opens": _("This call would close before it opens. Change one of the two days."),
    "recruiting.call-below-programme": _(
        "This call asks less of applicants than the programme itself: keep at least its age, whom it takes, its years of "
        "residence and its criteria. Ask for more where you need more."
    ),
    "recruiting.call-is-published": _(
        "People may have applied by what this call says, so it is not changed any more. Close it and write another."
    ),
    "recruiting.chosen-by-its-draw": _("A call becomes chosen by its draw. Bind the pool and draw."),
    "recruiting.admissions-open": _(
        "%(count)s who were chosen are not in the panel yet. Take them in, or call a reserve in their place; then end the call."
    ),
    "recruiting.call-not-open": _("This call takes no applications today. Look at the days of the call."),
    "recruiting.code-unknown": _("No application has this code. Compare it with what you wrote down."),
    "recruiting.application-is-sent": _("This application was sent already. It is not changed any more."),
    "recruiting.too-late-to-withdraw": _(
        "The choice has been made, so an application cannot be taken back here any more. Write to the programme office."
    ),
    "recruiting.application-incomplete": _("Something is missing: %(missing)s. Go back and fill it in."),
    "recruiting.rules-not-met": _(
        "The conditions of this call were not checked yet. Go back and send the first page again."
    ),
    "recruiting.assessed-already": _("You gave your marks, or no more are wanted. Marks are not changed."),
    "recruiting.assessed-by-the-same": _(
        "You gave marks for this application, so you do not decide on it. Leave it to a panel officer who gave none."
    ),
    "recruiting.below-the-mark": _("This score lies under the pass mark of the call, so the application cannot pass."),
    "recruiting.not-below-the-mark": _("This score reaches the pass mark. Choose another reason, or let it pass."),
    "recruiting.nothing-bound": _("Nothing is bound to draw from. Bind the pool and the quotas first."),
    "recruiting.drawn-already": _("This panel is drawn. A draw is never drawn over."),
    "recruiting.pool-changed": _(
        "Who may be chosen has changed since the pool was bound: somebody passed, showed papers or took an application "
        "back. Bind it again, and name another moment."
    ),
    "recruiting.no-panel": _(
        "No panel keeps all of these quotas together: %(conflict)s. Loosen one of them and bind again."
    ),
    "recruiting.too-few-passed": _(
        "%(count)s passed and showed papers that fit, and %(size)s are to be chosen. Vet more, or open another call."
    ),
    "recruiting.no-reserve-left": _("Nobody is in reserve any more. Open another call, or appoint somebody."),
    "panel.nobody-to-admit": _("Nobody of this call waits to come into the panel."),
    "vault.age-differs": _(
        "The day of birth does not fit the age that you gave, or the age that this call asks for. Correct one of them."
    ),
    "vault.applicants-unknown": _(
        "The vault keeps nobody behind %(count)s of these applications. Nobody was taken in. Call a reserve in their place."
    ),
    "quota.unknown": _("%(group)s is no group of applicants. Use the categories and groups that the page lists."),
}

SEXES: Final = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}
AGES: Final = {
    AgeBand.UNDER_18: _("Under 18"),
    AgeBand.FROM_18: _("18 to 24"),
    AgeBand.FROM_25: _("25 to 34"),
    AgeBand.FROM_35: _("35 to 44"),
    AgeBand.FROM_45: _("45 to 54"),
    AgeBand.FROM_55: _("55 to 64"),
    AgeBand.FROM_65: _("65 or older"),
}
STANDINGS: Final = {
    Standing.CITIZEN: _("Citizen"),
    Standing.RESIDENT: _("Resident"),
    Standing.VISITOR: _("Visitor"),
}
NATIONALITIES: Final = {
    NationalityGroup.HOME: _("From this country"),
    NationalityGroup.GULF: _("From another Gulf country"),
    NationalityGroup.ARAB: _("From another Arab country"),
    NationalityGroup.SOUTH_ASIA: _("From South Asia"),
    NationalityGroup.EAST_ASIA: _("From East or Southeast Asia"),
    NationalityGroup.AFRICA: _("From elsewhere in Africa"),
    NationalityGroup.EUROPE_AMERICAS: _("From Europe or the Americas"),
    NationalityGroup.OTHER: _("From elsewhere"),
}
OCCUPATIONS: Final = {
    Occupation.PUBLIC: _("Employed by government"),
    Occupation.PRIVATE: _("Employed by a company"),
    Occupation.SELF_EMPLOYED: _("Self-employed"),
    Occupation.STUDENT: _("Student"),
    Occupation.HOME: _("At home with a family"),
    Occupation.RETIRED: pgettext_lazy("occupation", "Retired"),
    Occupation.SEEKING: _("Looking for work"),
}
LANGUAGES: Final = {
    Language.ARABIC: "العربية",
    Language.ENGLISH: "English",
    Language.URDU: "اردو",
    Language.HINDI: "हिन्दी",
    Language.BENGALI: "বাংলা",
    Language.MALAYALAM: "മലയാളം",
    Language.TAGALOG: "Tagalog",
    Language.PERSIAN: "فارسی",
}
"""Each in its own script."""
DISABILITIES: Final = {
    Disability.NONE: pgettext_lazy("disability", "No"),
    Disability.SOME: pgettext_lazy("disability", "Yes"),
    Disability.UNSAID: _("I prefer not to say"),
}
TIES: Final = {
    TieKind.WORKS: _("Works there"),
    TieKind.FAMILY: _("Has family there"),
    TieKind.KNOWN: _("Is known there"),
}
CRITERIA: Final = {
    Criterion.CREDIBILITY: _("Credibility: what is told holds together"),
    Criterion.RESPONSIBILITY: _("Responsibility: sees a task through"),
    Criterion.PUBLIC_INTEREST: _("Public interest: wants services to be better, and bears no grudge"),
    Criterion.NEUTRALITY: _("Neutrality: tells what was there, whomever it pleases"),
    Criterion.SECRECY: _("Secrecy: keeps to herself what is hers to keep"),
    Criterion.GAINS_TRUST: _("Trust: people speak with her freely"),
    Criterion.OBSERVATION: _("Observation: notices what matters"),
    Criterion.EVALUATIVE_NOTES: _("Notes that assess: says what was good, what was not, and why"),
    Criterion.KNOWS_THE_AIM: _("The aim: knows what the programme is for"),
    Criterion.REPORT_WRITING: _("Report writing: clear and to the point"),
    Criterion.COMPLETENESS: _("Completeness: leaves nothing out that was asked"),
}
REASONS_NOT_PASSED: Final = {
    NotPassed.BELOW_MARK: _("The score lies under the pass mark"),
    NotPassed.CONFLICT: _("Too closely tied to measured bodies"),
    NotPassed.PAPERS: _("Papers were not shown or do not fit"),
}
ROUTES: Final = {
    Route.DRAW: _("A call, and a draw among those who pass"),
    Route.APPOINTMENT: _("Appointment of single persons"),
    Route.PROVIDER: _("Companies that send their own shoppers"),
    Route.EMPLOYEES: _("Employees, in a body's internal programme alone"),
}


def rule_words(rule: Rule) -> str:
    """Return a rule of a call as its condition, in the reader's language."""
    if rule.kind is RuleKind.AGE_AT_LEAST:
        said = ngettext("You are at least %(years)s year old.", "You are at least %(years)s years old.", rule.years)
        return said % {"years": rule.years}
    if rule.kind is RuleKind.CITIZEN:
        return gettext("You are a citizen.")
    if rule.kind is RuleKind.CITIZEN_OR_RESIDENT and not rule.years:
        return gettext("You are a citizen or a resident.")
    if rule.kind is RuleKind.RESIDENT:
        said = ngettext(
            "You have lived here as a resident for %(years)s year or longer.",
            "You have lived here as a resident for %(years)s years or longer.",
            rule.years,
        )
        return said % {"years": rule.years}
    if rule.kind is RuleKind.CITIZEN_OR_RESIDENT:
        said = ngettext(
            "You are a citizen, or have lived here as a resident for %(years)s year or longer.",
            "You are a citizen, or have lived here as a resident for %(years)s years or longer.",
            rule.years,
        )
        return said % {"years": rule.years}
    if rule.kind is RuleKind.NOT_EMPLOYED_BY_BODY:
        return gettext("You do not work for one of the bodies that are measured.")
    names = ", ".join(str(LANGUAGES[Language(each)]) for each in rule.languages)
    return gettext("You speak one of these languages: %(names)s.") % {"names": names}
