"""The words of every refusal, by code: what happened, why, what to do next. The only catalogue there is."""

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.problem import Fault, Problem
from basira.surfaces.shared import figures
from basira.surfaces.shared.blueprint_words import BLUEPRINT_WORDS
from basira.surfaces.shared.contest_words import CONTEST_WORDS
from basira.surfaces.shared.converter_words import CONVERTER, converter_words
from basira.surfaces.shared.draw_words import DRAW_WORDS
from basira.surfaces.shared.finding_words import FINDING_WORDS
from basira.surfaces.shared.form_words import QUESTIONNAIRE_WORDS
from basira.surfaces.shared.import_words import IMPORT_WORDS
from basira.surfaces.shared.intake_words import INTAKE_WORDS
from basira.surfaces.shared.plan_words import PLAN_WORDS
from basira.surfaces.shared.recruiting_words import RECRUITING_WORDS
from basira.surfaces.shared.result_words import RESULT_WORDS
from basira.surfaces.shared.retention_words import RETENTION_WORDS
from basira.surfaces.shared.review_words import REVIEW_WORDS
from basira.surfaces.shared.route_words import ROUTE_WORDS
from basira.surfaces.shared.safety_words import SAFETY_WORDS
from basira.surfaces.shared.scoring_words import SCORING_WORDS
from basira.surfaces.shared.self_words import SELF_WORDS
from basira.surfaces.shared.sending_words import SENDING_WORDS
from basira.surfaces.shared.single_words import SINGLE_WORDS
from basira.surfaces.shared.states import LOOKS, look
from basira.surfaces.shared.training_words import TRAINING_WORDS
from basira.surfaces.shared.unmasking_words import UNMASKING_WORDS
from basira.surfaces.shared.vault_words import VAULT_WORDS
from basira.surfaces.shared.way_words import WAY_WORDS
from basira.surfaces.shared.workspace_words import WORKSPACE_WORDS

WORDS = {
    "problem": _("This could not be done. Please try again, or ask the programme office."),
    # people
    "people.not-permitted": _("Your role does not include this. Ask an administrator if you need it."),
    "people.username-taken": _("Somebody already signs in as %(username)s. Choose another sign-in name."),
    "people.password-refused": _("This password is too easy to guess. %(reasons)s"),
    "people.role-does-not-fit": _(
        "Whoever speaks for a measured body holds no role of the programme, and the other way round. "
        "Open a separate account."
    ),
    "people.bounds-do-not-fit": _(
        "The manager of centres and the lead of sectors hold their role of certain centres or sectors, and nobody else does. "
        "Invite them, and say of which."
    ),
    "mail.staff-relay-unusable": _(
        "BASIRA_STAFF_SMTP_URL must be smtp+starttls:// or smtps://, with a host and ?from=ADDRESS. Mend it, or leave it out."
    ),
    "people.digest-without-kind": _(
        "A message is written upon something. Choose when, or choose none to get no messages."
    ),
    "people.charter-incomplete": _("Something that every programme says is missing: %(missing)s. Fill it in."),
    "people.governance-stays": _(
        "An independent programme stays independent and an internal one internal: their scores are never mixed. "
        "Set up another Basira for the other kind."
    ),
    "people.set-up-code-wrong": _(
        "This is not the set-up code of the newest start. Look at the window in which Basira was started; "
        "each start prints a new one."
    ),
    "people.invitation-not-open": _(
        "This invitation cannot be used: it was used before, withdrawn, is older than a week, or was copied "
        "incompletely. Ask whoever invited you for a new one."
    ),
    "people.invitation-empty": _("An invitation gives at least one role. Choose what the account is for."),
    "labels.form-missing": _("One form of a word is empty: %(form)s. Fill in every form."),
    "labels.reads-as-agent": _(
        "«%(words)s» reads as a secret agent, so nobody who visits is called that. Choose another word."
    ),
    "account.entity-unknown": _("The registry has no body %(entity)s. Its page in the registry shows its reference."),
    "demo.folder-is-real": _(
        "This data folder holds a real programme, so the demo is not loaded into it. Choose another --data."
    ),
    "demo.of-another-blueprint": _(
        "This data folder holds the demo of %(blueprint)s. Choose another --data, or the same --blueprint."
    ),
    "serving.folder-holds-demo": _(
        "The data folder %(data)s holds the demo, whose passwords everybody knows. Start it with ./basira demo, "
        "or choose another --data for a real programme."
    ),
    **VAULT_WORDS,
    **WAY_WORDS,
    # field
    "field.key-withdrawn": _(
        "This phone may not come in any more, or its link was not whole. What you wrote here is kept. "
        "Ask your contact for a new link."
    ),
    "field.not-understood": _("This could not be read (%(field)s). It is kept here; try again."),
    # lifecycles
    "lifecycle.move-not-allowed": _("This is %(start)s, so it cannot become %(end)s. Possible now: %(open)s."),
    # panel and waves
    "panel.cycle-is-full": _("This cycle has %(free)s numbers left and %(wanted)s are wanted. Open another cycle."),
    "waves.cycle-not-found": _("There is no cycle %(cycle)s. The console lists the cycles with their numbers."),
    "waves.move-is-not-plannings": _(
        "A cycle becomes %(to)s by its own step: end the review, run the scores or publish, under Results and publishing."
    ),
    "review.answers-outside-scales": _(
        "These criteria do not know the answer that stands: %(criteria)s. Correct it or return the visit, then accept it."
    ),
    "review.reviews-open": _(
        "%(count)s visits of this cycle still wait for a verdict. Settle them at the review desk first: "
        "nothing is accepted or left out by default."
    ),
    "review.mission-missing": _(
        "A visit without a mission belongs to no centre, so it cannot count. Accept it without scoring: %(visits)s."
    ),
    "review.mission-void": _(
        "This mission is void, so that its visit does not count. Accept it without scoring, or void it: %(visits)s."
    ),
    "review.mission-counted": _(
        "A mission counts once, and another visit of it is accepted. Accept this one without scoring, or void "
        "the other: %(visits)s."
    ),
    "waves.done-by-its-visit": _("A mission becomes done when its visit arrives. Nobody sets it by hand."),
    "waves.not-open": _("This cycle is %(state)s and takes no new missions. Open another cycle."),
    "waves.mission-repeated": _(
        "This shopper has this mission already: the same centre, scenario and window. Change one of them."
    ),
    "waves.plan-refused": _("The plan was refused whole: %(count)s faults. Correct them and send it again."),
    "typesetting.failed": _(
        "The document could not be made (%(reason)s). The page says the same. Try again, and tell the administrator if it fails again."
    ),
    # starting and the database
    "serving.already-running": _(
        "Another Basira runs on the folder %(data)s. Stop it first, or choose another --data."
    ),
    "serving.port-taken": _("Something else listens on port %(port)s. Choose another --port, or 0 for any free one."),
    "serving.start-failed": _("The start stopped at this step: %(step)s. What went wrong stands above."),
    "serving.folder-unusable": _("The data folder %(data)s cannot be used: %(reason)s. Choose another --data."),
    "serving.address-unusable": _("This machine cannot listen on %(host)s, port %(port)s: %(reason)s."),
    "serving.certificate-unusable": _(
        "The certificate %(certificate)s with the key %(key)s cannot be used: %(reason)s."
    ),
    "serving.open-in-clear": _(
        "Others could reach %(host)s, and nothing would encrypt passwords and phones' keys. Give --tls-cert and --tls-key, "
        "or put a proxy with a certificate in front and set BASIRA_BEHIND_PROXY=1."
    ),
    "serving.half-certificate": _("Give --tls-cert and --tls-key together."),
    "backup.folder-taken": _("The folder %(folder)s holds something already. Name one that is new or empty."),
    "backup.none-there": _("The folder %(folder)s holds no whole backup. Name the folder that ./basira backup made."),
    "backup.no-programme": _(
        "There is no programme in %(data)s, so there is nothing to back up. Name its folder by --data."
    ),
    "postgres.rows-hidden": _(
        "This database role might not see every row of these tables: %(tables)s. Nothing was done. "
        "Use the role that owns them (BASIRA_OWNER_DATABASE_URL)."
    ),
    "postgres.dump-failed": _("The database's own tool stopped, and nothing was kept: %(words)s"),
    "postgres.dump-incomplete": _(
        "The copy does not hold the same number of rows as the database, in these tables: %(tables)s. Nothing was kept. Try again."
    ),
    "postgres.no-account": _(
        "PostgreSQL does not run as root, and none of these accounts exists to lend it: %(candidates)s. "
        "Run Basira as an ordinary user, or set DATABASE_URL."
    ),
    "postgres.binaries-missing": _("The PostgreSQL package is not installed. Run ./basira again, or set DATABASE_URL."),
    "postgres.not-ready": _("The embedded PostgreSQL did not start. Its own words are in %(log)s."),
    "postgres.init-failed": _("The embedded PostgreSQL could not be prepared: %(words)s"),
    "postgres.unsafe-settings": _(
        "This database could lose what Basira has acknowledged: %(settings)s. "
        "Turn these settings on (PostgreSQL 15 or newer), then start again."
    ),
    # files
    "bench.unknown": _("There is no benchmark %(name)s. Without a name, ./basira bench lists them."),
    "file.refused": _("The file was refused whole: %(count)s faults, listed by place."),
    "people.last-administrator": _(
        "This is the last open account that may open accounts. Give another account the administrator's role first."
    ),
    "waves.ends-before-start": _("This cycle would end before it starts. Change one of the two days."),
    "waves.approved-by-its-author": _(
        "You wrote this scenario last, so a second person approves it. The page says who may."
    ),
    "waves.checklist-incomplete": _(
        "Confirm every point, or leave the scenario a draft and tell its author what to change. Points left open: %(count)s."
    ),
    "waves.scenario-changed-since": _("Somebody changed this scenario while you read it. Read it again, then confirm."),
    "waves.scenario-not-approved": _(
        "No second person has approved the scenario %(codes)s. Have it approved first; then the missions can be offered."
    ),
    "waves.scenario-code-taken": _("Another scenario has the code %(code)s. Choose another code."),
    "mission.kind": _("“%(text)s” is not a kind of mission. Choose one of: %(kinds)s."),
    "mission.known": _("“%(text)s” is neither yes nor no. Write yes where the body can tell who the shopper is."),
    "waves.mission-not-found": _("This note is not yours, or is not there any more. Fetch your notes again."),
    "waves.move-id-taken": _("Something else was sent under this number before. Fetch your notes and say it again."),
    "waves.offer-lapsed": _("The time to answer has passed. If you would still go, tell your contact."),
    "waves.cycle-is-over": _("This round is over, so nothing can be changed any more."),
    "waves.move-not-hers": _("This one is %(state)s, so that cannot be said of it any more. Fetch your notes again."),
    "waves.move-reason": _("Choose one of the reasons."),
    "waves.move-words": _("Say it in a few words, at most %(limit)s letters, beside a reason."),
    "waves.need-unknown": _("One of these services is not in the list any more. Choose again."),
    "waves.too-many-needs": _("Name at most %(limit)s services."),
    "waves.everyday-open-already": _("This questionnaire is open for everyday experiences in this cycle."),
    "waves.no-everyday-here": _(
        "This programme has no everyday experiences: its blueprint says so. Plan a mission instead."
    ),
    "waves.phase-unknown": _("The programme has no such phase. Choose one of those that its blueprint names."),
    "waves.phase-gone": _(
        "This cycle was opened in the phase “%(phase)s”, and the programme's file has no such phase any more. Ask the director to "
        "put it back by the file, or plan in another cycle, opened in a phase that there is."
    ),
    "waves.sectors-not-begun": _(
        "Missions of this cycle go to centres whose sector has not begun in its phase: %(centres)s. Withdraw these missions, or "
        "ask the director to put the sector back into the phase by the programme's file."
    ),
    "waves.everyday-not-open": _("This is not open just now. Fetch your notes again."),
    "waves.everyday-centre-unknown": _("This place is not in the list any more. Choose another."),
    "waves.everyday-spent": _(
        "You have begun %(limit)s of your own in this round. Finish those first, or tell your contact."
    ),
    "waves.reschedules-spent": _("The time was changed %(limit)s times already. If you cannot go, hand it back."),
    "waves.another-time": _(
        "This time does not do. Choose one that is still to come, starts within %(days)s days, ends inside this round,"
        " and is no longer than the first."
    ),
    "field.moves-unreadable": _(
        "What was sent could not be read, and nothing was done. Fetch your notes and try again."
    ),
    "field.too-many-moves": _("Too much was sent at once. Send at most %(limit)s at a time."),
    "mission.no-column": _("No column is called “%(target)s”. The file has: %(columns)s."),
    "mission.missing": _("“%(target)s” is empty. Every mission needs it."),
    "mission.number": _("“%(text)s” is not a shopper number. Write it as م-0417."),
    "mission.channel": _("“%(text)s” is not a channel. Choose one of: %(channels)s."),
    "mission.day": _("“%(text)s” is not a day. Write 2026-11-30, or 2026-11-30 14:00."),
    "mission.window": _("The window ends before it starts. Change one of the two days."),
    "mission.repeated": _("This shopper has a mission to this centre with this scenario in this window already."),
    "mission.unknown-number": _("No shopper has the number %(text)s in this cycle. Check the cycle's numbers."),
    "mission.unknown-centre": _("No active centre has the code %(text)s. Check the registry."),
    "mission.unknown-scenario": _("No scenario has the code %(text)s. Write the scenario first."),
    "mission.scenario-not-approved": _(
        "The scenario %(text)s is a draft. A second person approves it first, on its page."
    ),
    "mission.unknown-form": _("No published questionnaire has the form id %(text)s. Publish it first."),
    "mission.barred": _("%(number)s may not be sent to %(centre)s. Choose another shopper for it."),
    "mission.sector-not-begun": _(
        "The sector of %(centre)s has not begun in the phase of this cycle. Choose another centre, or plan it in a cycle of a "
        "later phase."
    ),
    "mission.unknown-service": _("No service has the code %(text)s. Check the registry."),
    "identifier.unfit": _("A name or code holds a character that nobody can see (%(sign)s). Write it anew without it."),
    # registry
    "registry.code-taken": _("The code %(taken)s is in use. Choose another code."),
    "registry.name-missing": _("Both names are needed, Arabic and English."),
    "registry.not-found": _("The registry has no %(wanted)s."),
    "registry.place-impossible": _("These coordinates are no place on earth. Give both in decimal degrees, or none."),
    "registry.home-missing": _(
        "%(count)s rows do not say where they belong (%(missing)s). Name it in the file, or give a default. Rows: %(rows)s."
    ),
    "visits.already-imported": _("This file was brought in before. Nothing was written."),
    "visits.cycle-days-missing": _(
        "The file has no dates. Say the first and the last day of the cycle: --starts and --ends."
    ),
    "registry.reason-missing": _("Say why, in a few words. The reason stands in the journal."),
    # instruments
    **FINDING_WORDS,
    **QUESTIONNAIRE_WORDS,
    **SAFETY_WORDS,
    **RETENTION_WORDS,
    **BLUEPRINT_WORDS,
    **CONTEST_WORDS,
    **SINGLE_WORDS,
    **SELF_WORDS,
    **WORKSPACE_WORDS,
    **PLAN_WORDS,
    **SENDING_WORDS,
    **SCORING_WORDS,
    **REVIEW_WORDS,
    # fieldwork
    **INTAKE_WORDS,
    **RECRUITING_WORDS,
    **DRAW_WORDS,
    **UNMASKING_WORDS,
    **ROUTE_WORDS,
    "evidence.too-large": _("A file is too large to be taken. Send a smaller one."),
    "evidence.kind-refused": _("A file of this kind is not taken here."),
    "evidence.no-space": _("The server has no room just now. Keep the note on your phone and send it later."),
    "evidence.not-durable": _("The server could not store this safely. Keep the note on your phone and send it again."),
    "evidence.damaged": _("A sealed file is not as it was written. Tell whoever looks after the server."),
    "evidence.missing": _("A sealed file is not where it was put. Tell whoever looks after the server."),
    "evidence.key-unusable": _(
        "The key of the sealed files is %(reason)s. Restore it from the backup before starting."
    ),
    "evidence.private-half-not-here": _(
        "Here files are sealed, and not opened: only the worker is told of the private half of the programme's key "
        "(BASIRA_PROGRAMME_KEY_FILE)."
    ),
    "picture.refused": _("No picture can be made of this file (%(reason)s). The original stays sealed."),
    "picture.decoder-not-held": _(
        "This server's kernel does not hold the decoder of pictures in (seccomp), so no picture was made. "
        "Tell whoever looks after the server."
    ),
    # review
    "review.visit-unknown": _("There is no such visit. Go back to the list and choose one."),
    "review.words-missing": _("Write a few words for this decision: a question, or the reason."),
    "review.own-visit": _("Nobody reviews a visit of their own. Leave it to another reviewer."),
    "review.answer-unknown": _("This visit has no question %(path)s. Choose one of its questions."),
    "review.answer-outside-scale": _("“%(answer)s” is not an answer of this question. Choose one of its answers."),
    "review.closed": _("This visit is %(state)s: its answers can no longer be corrected."),
    **RESULT_WORDS,
    **TRAINING_WORDS,
    # findings
    "findings.cycle-not-scored": _(
        "Bodies are informed once, of a cycle that has been reviewed and scored. This one is %(state)s."
    ),
    "findings.meter-blocks": _(
        "Nobody was informed: %(count)s figures or sentences in reports of %(bodies)s bodies could be traced to too few visits. "
        "They stand under “Who could be recognised”, each with what to do."
    ),
    "findings.not-found": _("There is no such finding. Go back to your report and choose one."),
    "findings.answer-unknown": _("Choose one of the answers: accept, accept in part, or contest."),
    "findings.nothing-to-answer": _("A strength asks for no answer."),
    "findings.already-answered": _("This finding has been answered. An answer stands: it cannot be changed."),
    "findings.time-is-over": _("The time to answer has ended. Please write to the programme office."),
    "findings.reason-missing": _("Say which part you accept, or why you contest it, or send a file that shows it."),
    "findings.words-too-long": _("The reason is longer than %(limit)s letters. Please shorten it."),
    "findings.too-many-files": _("An answer takes at most %(limit)s files. Please send those that show it best."),
    "findings.files-too-large": _("The files are together larger than %(limit)s MB. Please send smaller ones."),
    "findings.portal-not-set-up": _(
        "The portal is not set up on this server, so it lets nobody in. Ask the programme office; whoever runs the server "
        "finds how under Run Basira in production."
    ),
    "findings.no-body": _("Your account speaks for no body. Ask the programme office."),
    "calendar.weekend-unreadable": _(
        "BASIRA_WEEKEND names a day that cannot be: %(days)s. Write, for example, friday,saturday."
    ),
    "postgres.portal-role-unsafe": _(
        "The database role %(role)s could see more than one body, so the portal cannot use it. Give "
        "BASIRA_PORTAL_DATABASE_URL a role of its own, without any other membership."
    ),
    "publishing.already-approved": _("You have approved this release. The second approval is another person's."),
    "publishing.contests-moved": _(
        "Since this release was prepared, a body has contested a finding or the arbiter has answered. Prepare a new one, so "
        "that nothing disputed is published as settled."
    ),
    "publishing.release-not-found": _("There is no such release. Go back to the list."),
}


def words_of(problem: Problem) -> str:
    """Return the refusal in the reader's language; the general words when its code has none."""
    template = str(WORDS.get(problem.code, WORDS["problem"]))
    try:
        return template % {name: shown(value) for name, value in problem.params.items()}
    except (KeyError, ValueError):
        return template


def shown(value: object) -> str:
    """Return a value of a refusal as words: a list with commas, a state in the reader's language."""
    if isinstance(value, list | tuple | set | frozenset):
        return pgettext("between items", ", ").join(shown(each) for each in value)
    if isinstance(value, StrEnum) and value in LOOKS:
        return look(value)[2]
    if isinstance(value, datetime):
        return figures.moment(value)
    return gettext(str(value)) if value else "—"


def words_of_fault(fault: Fault) -> str:
    """Return a fault of a file in the reader's language; its own English message when the catalogue lacks the code."""
    template = WORDS.get(fault.code, IMPORT_WORDS.get(fault.code))
    if fault.code in CONVERTER and (known := converter_words(str(dict(fault.params).get("words", "")))):
        return known
    if template is None:
        return fault.message
    try:
        return str(template) % dict(fault.params)
    except (KeyError, ValueError):
        return fault.message
