"""The desk's words for codes: roles, acts of the permission table, channels, and what the journal tells."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.kernel.actor import ActorKind, Role
from basira.core.kernel.registry import Channel
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.people.permissions import Act

ROLE_NAMES: Final = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.DIRECTOR: _("Programme director"),
    Role.PANEL_OFFICER: _("Panel officer"),
    Role.DUTY_OFFICER: _("Duty officer"),
    Role.PLANNER: _("Planner"),
    Role.REVIEWER: _("Reviewer"),
    Role.ARBITER: _("Arbiter"),
    Role.ANALYST: _("Analyst"),
    Role.PUBLISHER: _("Publisher"),
    Role.AUDITOR: _("Independent auditor"),
    Role.BODY_LIAISON: _("Liaison of a body"),
}

ACT_NAMES: Final = {
    Act.VIEW_DESK: _("See what needs them today"),
    Act.MAINTAIN_ACCOUNTS: _("Open accounts and give roles"),
    Act.SET_PROGRAMME: _("Set the programme: its page and its words"),
    Act.SET_SITE_RULES: _("Decide what may be captured at which site"),
    Act.VIEW_REGISTRY: _("See the registry"),
    Act.MAINTAIN_REGISTRY: _("Change the registry"),
    Act.VIEW_INSTRUMENTS: _("See questionnaires"),
    Act.MAINTAIN_INSTRUMENTS: _("Upload questionnaires"),
    Act.PUBLISH_INSTRUMENT: _("Publish a questionnaire"),
    Act.VIEW_PANEL: _("See the panel"),
    Act.MAINTAIN_PANEL: _("Look after the panel"),
    Act.VIEW_SCENARIOS: _("See scenarios"),
    Act.APPROVE_SCENARIO: _("Confirm that another's scenario is safe and fair"),
    Act.CLOSE_KEYS: _("Close the phone keys of those who ended"),
    Act.VIEW_MISSIONS: _("See cycles and missions"),
    Act.PLAN_MISSIONS: _("Plan cycles and missions"),
    Act.MOVE_WAVE: _("Move a cycle on"),
    Act.ANSWER_MISSION: _("Answer an offer, ask for another time, hand a mission back"),
    Act.BEGIN_EVERYDAY: _("Begin an everyday experience"),
    Act.SAY_NEEDS: _("Say what one needs from government this month"),
    Act.READ_ANSWERS: _("Read what shoppers need, and why they decline, hand back, or could not do a mission"),
    Act.EXPIRE_OFFERS: _("End offers that nobody answered"),
    Act.FILE_VISIT: _("File a visit"),
    Act.OPEN_SENDINGS: _("Open what phones gave over sealed"),
    Act.VIEW_WITHHELD: _("See which files of visits are withheld"),
    Act.PROPOSE_DESTRUCTION: _("Propose to destroy a withheld file"),
    Act.APPROVE_DESTRUCTION: _("Approve or refuse to destroy a withheld file, as a second person"),
    Act.CARRY_OUT_DESTRUCTION: _("Carry out the destruction of a withheld file that two people decided"),
    Act.DESTROY_PLACES: _("Destroy the positions of visits when their days are over"),
    Act.IMPORT_VISITS: _("Bring in past visits"),
    Act.JUDGE_RECORDS: _("Judge a phone's record again when its key comes"),
    Act.EXPORT_VISITS: _("Take the visits of a cycle out as a table"),
    Act.VIEW_REVIEWS: _("See visits in review"),
    Act.SETTLE_REVIEW: _("Accept, return or reject visits"),
    Act.VIEW_RESULTS: _("See results before release"),
    Act.SCORE_WAVE: _("Run the scores"),
    Act.PREPARE_RELEASE: _("Prepare a release"),
    Act.APPROVE_RELEASE: _("Approve a release"),
    Act.PUBLISH_RELEASE: _("Publish a release"),
    Act.VIEW_JOURNAL: _("Read the journal"),
    Act.INFORM_BODIES: _("Inform the bodies of their results"),
    Act.VIEW_PORTAL: _("Read one body's own report in the portal"),
    Act.ANSWER_FINDING: _("Answer a finding for one body"),
    Act.VIEW_CONTESTS: _("See which findings are contested, and by when they are answered"),
    Act.OPEN_CONTEST: _("Open a body's files and the visits behind a contested finding"),
    Act.ANSWER_CONTEST: _("Answer a contest as the arbiter"),
    Act.LOOK_AT_REASONS: _("Look a second time at the arbiter's reasons before a body reads them"),
    Act.SHOW_PROOF: _("Make pages to look at of what a body sent"),
    Act.CALL_FOR_HELP: _("Call the duty officer from a phone"),
    Act.VIEW_DUTY: _("See the duty desk"),
    Act.ANSWER_DUTY: _("Answer alarms, letters and reports of danger"),
    Act.VIEW_DANGERS: _("See reports of danger"),
    Act.PREPARE_LETTERS: _("Prepare letters of authority"),
    Act.MAINTAIN_CONTACTS: _("Keep the emergency contacts"),
}

CHANNEL_NAMES: Final = {
    Channel.COUNTER: _("Counter"),
    Channel.PHONE: pgettext_lazy("channel", "Phone"),
    Channel.WEBSITE: _("Website"),
    Channel.APP: pgettext_lazy("channel", "App"),
    Channel.EVENT: _("Event"),
    Channel.OUTSOURCED: _("Outsourced"),
}

POINT_WORDS: Final = {
    ScenarioPoint.REAL_SERVICE: _(
        "It asks for a service that is open to everybody, and takes nothing from whoever needs it: no turn, no bed, no aid."
    ),
    ScenarioPoint.NO_HARM: _(
        "Nobody comes to harm by it: not the shopper, not the staff, not other customers. No emergency is pretended."
    ),
    ScenarioPoint.NO_TEMPTATION: _(
        "Nobody is provoked, pushed or tempted to break a rule, and nothing is paid beside the fee."
    ),
    ScenarioPoint.LAWFUL: _(
        "It needs no forged paper, no statement that the law forbids, and nothing about other people."
    ),
    ScenarioPoint.WAY_OUT: _("The shopper may stop at any moment, and the card says what she must never do."),
}
"""The checklist of a scenario's approval."""

AUTHOR_KINDS: Final[dict[str, object]] = {
    ActorKind.ACCOUNT: _("Account"),
    ActorKind.SHOPPER: _("Shopper"),
    ActorKind.SYSTEM: _("The system"),
    ActorKind.OPERATOR: _("The operator of the server"),
}

JOURNAL_WORDS: Final[dict[str, object]] = {
    "account.opened": _("Account opened"),
    "account.closed": _("Account closed"),
    "account.role-given": _("Role given"),
    "account.role-taken": _("Role taken"),
    "account.factors-changed": _("Second factor changed"),
    "invitation.made": _("Invitation made"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "invitation.accepted": _("Invitation accepted"),
    "set-up.code-made": _("Set-up code made"),
    "programme.set-up": _("Programme set up"),
    "programme.charter-changed": _("Programme's page changed"),
    "table.exported": _("Table taken out"),
    "programme.set": _("Programme named"),
    "sector.added": _("Sector added"),
    "entity.added": _("Body added"),
    "entity.edited": _("Body changed"),
    "centre.added": _("Centre added"),
    "centre.edited": _("Centre changed"),
    "service.added": _("Service added"),
    "registry.imported": _("Centres imported"),
    "questionnaire.uploaded": _("Questionnaire uploaded"),
    "questionnaire.published": _("Questionnaire published"),
    "questionnaire.retired": _("Questionnaire retired"),
    "shopper.enrolled": _("Shopper enrolled"),
    "shopper.moved": _("Shopper's standing changed"),
    "shopper.contacted": _("Shopper written to by the vault"),
    "cycle-number.given": _("Shopper numbered for a cycle"),
    "field-key.given": _("Phone key given"),
    "field-key.withdrawn": _("Phone keys withdrawn"),
    "field-keys.closed-of-ended": _("Phone keys of those who ended closed"),
    "wave.opened": _("Cycle opened"),
    "wave.moved": _("Cycle moved on"),
    "scenario.written": _("Scenario written"),
    "scenario.edited": _("Scenario changed"),
    "scenario.approved": _("Scenario approved"),
    "scenario.approval-taken-back": _("Approval of a scenario taken back"),
    "mission.planned": _("Mission planned"),
    "mission.answered": _("Mission answered by its shopper"),
    "mission.begun": _("Everyday experience begun by a shopper"),
    "needs.said": _("Needs said by a shopper"),
    "everyday.opened": _("Questionnaire opened for everyday experiences"),
    "everyday.closed": _("Questionnaire closed for everyday experiences"),
    "mission.moved": _("Mission moved"),
    "site-rule.decided": _("Rule on photos at a type of site decided"),
    "recording-basis.stated": _("Legal basis of recording stated"),
    "recording-basis.withdrawn": _("Legal basis of recording taken back"),
    "visit.filed": _("Visit filed"),
    "visit.files-added": _("Files of a visit arrived later"),
    "visit.conflict-kept": _("Refused sending kept beside a visit"),
    "sending.part-kept": _("Sealed part of a visit taken in"),
    "sending.part-refused": _("Refused part kept beside a sealed one"),
    "sending.given-over": _("Sealed visit given over in full"),
    "sending.filed": _("Sealed visit opened and filed"),
    "sending.refused": _("Sealed visit opened and not filed"),
    "sending.part-destroyed": _("Sealed part destroyed that is not needed any more"),
    "visit.record-judged-again": _("Phone's record of a visit judged again, as its key came"),
    "visit.imported": _("Past visit brought in"),
    "visit.file-destroyed": _("Withheld file of a visit destroyed"),
    "destruction.proposed": _("Destruction of a withheld file proposed"),
    "destruction.approved": _("Destruction of a withheld file approved"),
    "destruction.refused": _("Destruction of a withheld file refused"),
    "destruction.carried-out": _("Destruction of a withheld file carried out"),
    "review.opened": _("Review opened"),
    "review.settled": _("Review settled"),
    "answer.edited": _("Answer corrected"),
    "scores.run": _("Scores run"),
    "bodies.informed": _("Bodies informed"),
    "report.released": _("Report released to a body"),
    "finding.answered": _("Finding answered by a body"),
    "contest.visit-opened": _("Visit behind a contested finding opened by the arbiter"),
    "contest.file-opened": _("File of a body opened by the arbiter"),
    "contest.proposed": _("Answer to a contest laid before a second person"),
    "contest.confirmed": _("Reasons of the arbiter confirmed by a second person"),
    "contest.returned": _("Reasons of the arbiter returned by a second person"),
    "contest.answered": _("Contest answered by the arbiter"),
    "alarm.raised": _("Alarm raised"),
    "alarm.seen": _("Alarm seen by the duty officer"),
    "alarm.noted": _("Note written on an alarm"),
    "alarm.mission-named": _("Mission of an alarm named"),
    "alarm.closed": _("Alarm closed"),
    "cycle-number.barred": _("Shopper barred from a body"),
    "cycle-number.bar-not-kept": _(
        "The vault does not know the number of a shopper who was barred: the bar holds for this cycle alone until it does"
    ),
    "letter.prepared": _("Letter of authority prepared"),
    "letter.shown": _("Letter of authority shown"),
    "letter.seen": _("Showing of a letter seen by the duty officer"),
    "letter.checked": _("Letter of authority checked by a guard"),
    "letter.check-failed": _("Check of a letter that stands for nothing"),
    "letter.confirmed": _("Letter of authority confirmed"),
    "letter.withdrawn": _("Letter of authority withdrawn"),
    "duty-desk.set": _("Duty officer's numbers and hours changed"),
    "phone-cover.chosen": _("Look of the notes on phones changed"),
    "contact.set": _("Emergency contact changed"),
    "danger.reported": _("Danger reported"),
    "danger.photo-added": _("Photo of a danger arrived"),
    "danger.decided": _("Report of danger decided"),
    "danger.told": _("Report of danger passed on"),
    "release.prepared": _("Release prepared"),
    "release.approval": _("Release approved"),
    "release.moved": _("Release moved on"),
    "release.withdrawn": _("Release withdrawn"),
    "release.published": _("Release published"),
}
"""What each act is called. An act that is missing here shows its code: it is never hidden."""


def act_words(act: str) -> str:
    """Return a journal act in the reader's language; its code when there are no words for it."""
    return str(JOURNAL_WORDS.get(act, act))
