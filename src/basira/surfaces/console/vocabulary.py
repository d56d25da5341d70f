"""The desk's words for codes: roles, acts of the permission table, channels, and what the journal tells."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from basira.core.kernel.actor import ActorKind, Role
from basira.core.kernel.registry import Channel
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
    Act.VIEW_REGISTRY: _("See the registry"),
    Act.MAINTAIN_REGISTRY: _("Change the registry"),
    Act.VIEW_INSTRUMENTS: _("See questionnaires"),
    Act.MAINTAIN_INSTRUMENTS: _("Upload questionnaires"),
    Act.PUBLISH_INSTRUMENT: _("Publish a questionnaire"),
    Act.VIEW_PANEL: _("See the panel"),
    Act.MAINTAIN_PANEL: _("Look after the panel"),
    Act.VIEW_MISSIONS: _("See cycles and missions"),
    Act.PLAN_MISSIONS: _("Plan cycles and missions"),
    Act.MOVE_WAVE: _("Move a cycle on"),
    Act.FILE_VISIT: _("File a visit"),
    Act.IMPORT_VISITS: _("Bring in past visits"),
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
}

CHANNEL_NAMES: Final = {
    Channel.COUNTER: _("Counter"),
    Channel.PHONE: pgettext_lazy("channel", "Phone"),
    Channel.WEBSITE: _("Website"),
    Channel.APP: pgettext_lazy("channel", "App"),
    Channel.EVENT: _("Event"),
    Channel.OUTSOURCED: _("Outsourced"),
}

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
    "wave.opened": _("Cycle opened"),
    "wave.moved": _("Cycle moved on"),
    "scenario.written": _("Scenario written"),
    "scenario.edited": _("Scenario changed"),
    "mission.planned": _("Mission planned"),
    "mission.moved": _("Mission moved"),
    "visit.filed": _("Visit filed"),
    "visit.files-added": _("Files of a visit arrived later"),
    "visit.conflict-kept": _("Refused sending kept beside a visit"),
    "visit.imported": _("Past visit brought in"),
    "review.opened": _("Review opened"),
    "review.settled": _("Review settled"),
    "answer.edited": _("Answer corrected"),
    "scores.run": _("Scores run"),
    "bodies.informed": _("Bodies informed"),
    "report.released": _("Report released to a body"),
    "finding.answered": _("Finding answered by a body"),
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
