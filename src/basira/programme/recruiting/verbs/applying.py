"""
What an applicant does: a draft under a resume code, sending it, taking it back. She has no account; whoever holds the code acts.

Who she is passes through `send` to the vault and touches nothing else. The code has 130 random bits and only its digest is kept.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.lifecycles import APPLICATION_MOVES, ApplicationState, CallState
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import ALPHABET, REF_LENGTH, new_ref
from basira.core.recruiting.eligibility import Facts, Rule, least_age, read_rules, unmet
from basira.gateways.vault import Claim, VaultNotReachable
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import ATTRIBUTES, Application, Call, Tie
from basira.programme.recruiting.routes import TieKind
from basira.programme.recruiting.verbs.applications import lock_call_of, note
from basira.programme.registry.models import Entity

APPLICANT = Actor(ActorKind.SYSTEM, "applicant")
"""Whoever holds a resume code: the journal names her application, never her."""

NOTICE = 1
"""The version of the privacy notice that stands on the pages. A change of its words is a new number."""

MOST_LETTERS = 6000


class CallNotOpen(Problem):
    """The call takes no applications today."""

    code = "recruiting.call-not-open"


class CodeUnknown(Problem):
    """No application has this resume code."""

    code = "recruiting.code-unknown"


class ApplicationIsSent(Problem):
    """It was sent already, and is not changed any more."""

    code = "recruiting.application-is-sent"


class TooLateToWithdraw(Problem):
    """The choice has been made. Whoever was chosen and whoever was not are told the same."""

    code = "recruiting.too-late-to-withdraw"


class ApplicationIncomplete(Problem):
    """Something that every application says is missing: `missing` names it."""

    code = "recruiting.application-incomplete"


class RulesNotMet(Problem):
    """A draft is sent only after the rules of its call were found to be met."""

    code = "recruiting.rules-not-met"


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What an applicant says of herself outside the vault. Attributes are codes, by their column; a draft may lack any.

    `facts` are for the rules alone and are not kept; without them a draft is kept as it is.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    motive: str = ""
    trial_report: str = ""
    ties: Mapping[TieKind, tuple[str, ...]] = field(default_factory=dict)
    has_consented: bool = False
    facts: Facts | None = None


@transaction.atomic
def keep_draft(*, call: str, sheet: Sheet, at: datetime, code: str = "", by: Actor = APPLICANT) -> str:
    """
    Keep a draft under its resume code, a new one where none is given, and return the code. It is shown and never kept.

    :raises NotPermitted: when `by` is no applicant
    :raises CallNotOpen: when the call takes no applications today
    :raises CodeUnknown: when no application of this call has the code
    :raises ApplicationIsSent: when it was sent already
    """
    permissions.check(by, Act.APPLY)
    row = open_call(call, at)
    if code:
        application = own_application(code, call=row)
    else:
        code = new_ref()
        application = Application(call=row, code_sha256=digest(code), begun_on=localdate(at))
    if application.state != ApplicationState.DRAFT:
        raise ApplicationIsSent()
    is_new = application.pk is None
    write_sheet(application, sheet)
    application.save()
    if is_new:
        note("application.begun", application=application.ref, by=by, at=at)
    write_ties(application, sheet.ties)
    return code


@transaction.atomic
def judge_draft(*, code: str, at: datetime, by: Actor = APPLICANT) -> tuple[Rule, ...]:
    """
    Close a draft whose facts do not meet the rules of its call, and return the rules that are not met; none lets it go on.

    What the rules said was found when the draft was kept: age and years are not here any more.

    :raises NotPermitted, CodeUnknown: as `keep_draft`
    :raises ApplicationIncomplete: naming what is missing
    """
    permissions.check(by, Act.APPLY)
    application = own_application(code)
    if application.state == ApplicationState.DRAFT:
        check_whole(application)
        if not application.meets_rules:
            application.state = ApplicationState.REFUSED
            application.motive = application.trial_report = ""  # nobody will read them
            application.save(update_fields=["state", "motive", "trial_report"])
            Tie.objects.filter(application=application).delete()
            note("application.refused", application=application.ref, by=by, at=at)
    rules = read_rules(application.call.rules)
    return tuple(rule for rule in rules if str(rule.kind) in application.unmet)


@transaction.atomic
def send(*, code: str, identity: Mapping[str, str], at: datetime, by: Actor = APPLICANT) -> None:
    """
    Send a draft: who she is goes to the vault, what stands here becomes final. Sent again with the same, it stays as it is.

    Whoever is known to the vault already is told the same as everybody (see `vault.applicants`); her application goes no further.

    :raises NotPermitted, CallNotOpen, CodeUnknown: as `keep_draft`
    :raises RulesNotMet: when the rules were not found to be met
    :raises IdentityIncomplete, AgeDiffers, VaultNotReachable: from the vault; nothing is sent
    """
    permissions.check(by, Act.APPLY)
    application = own_application(code)
    open_call(application.call.ref, at)
    if application.state != ApplicationState.DRAFT:
        raise ApplicationIsSent()
    check_whole(application)
    if not application.meets_rules:
        raise RulesNotMet()
    claim = Claim(application.ref, least_age(read_rules(application.call.rules)), application.age)
    application.is_repeated = not queries.vault().apply(claim, identity, by=by.ref, lost=settle_unconfirmed(by))
    application.state, application.sent_on = ApplicationState.ELIGIBLE, localdate(at)
    application.save(update_fields=["is_repeated", "state", "sent_on"])
    note("application.sent", application=application.ref, by=by, at=at)
    transaction.on_commit(lambda: confirm(application.ref, by))


def settle_unconfirmed(by: Actor) -> list[str]:
    """Tell the vault which of the applications that it waits for are written, and return the others: their answers were lost."""
    waiting = queries.vault().unconfirmed_applicants(by=by.ref)
    written = set(Application.objects.filter(ref__in=waiting).exclude(sent_on=None).values_list("ref", flat=True))
    if written:
        queries.vault().confirm_applicants(sorted(written), by=by.ref)
    return [ref for ref in waiting if ref not in written]


def confirm(ref: str, by: Actor) -> None:
    """Tell the vault that an application is written; where that word is lost, the next application says it."""
    with suppress(VaultNotReachable):
        queries.vault().confirm_applicants([ref], by=by.ref)


@transaction.atomic
def withdraw(*, code: str, at: datetime, by: Actor = APPLICANT) -> None:
    """
    Take an application back: who she is, is destroyed in the vault, and what she said here. A draft goes also after the choice.

    :raises NotPermitted, CodeUnknown: as `keep_draft`
    :raises TooLateToWithdraw: when it was refused or taken back before, or the choice has been made
    :raises VaultNotReachable: when the vault does not answer; nothing is changed
    """
    permissions.check(by, Act.APPLY)
    lock_call_of(code_sha256=digest(code))
    application = own_application(code)
    may = ApplicationState.WITHDRAWN in APPLICATION_MOVES[ApplicationState(application.state)]
    is_before_choice = application.call.state in (CallState.OPEN, CallState.CLOSED)
    if not may or not (is_before_choice or application.state == ApplicationState.DRAFT):
        raise TooLateToWithdraw()
    queries.vault().destroy_applicants([application.ref], by=by.ref)
    Tie.objects.filter(application=application).delete()
    write_sheet(application, Sheet())
    application.state, application.not_passed = ApplicationState.WITHDRAWN, ""
    application.save()
    note("application.withdrawn", application=application.ref, by=by, at=at)


def own_application(code: str, *, call: Call | None = None) -> Application:
    """
    Return the application behind a code, locked until the transaction ends: two sendings of one code take turns.

    :raises CodeUnknown: when there is none
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("call").filter(code_sha256=digest(code))
    application = (found.filter(call=call) if call else found).first()
    if application is None:
        raise CodeUnknown()
    return application


def open_call(ref: str, at: datetime) -> Call:
    """
    Return a call that takes applications today.

    :raises CallNotOpen: when it does not
    """
    call = Call.objects.filter(ref=ref, state=CallState.OPEN).first()
    if call is None or not call.opens_on <= localdate(at) <= call.closes_on:
        raise CallNotOpen()
    return call


def write_sheet(application: Application, sheet: Sheet) -> None:
    """Put what was said into a row, and what the rules say of it."""
    for name in ATTRIBUTES:
        setattr(application, name, sheet.attributes.get(name, ""))
    application.languages = sorted(sheet.languages)
    application.motive, application.trial_report = sheet.motive[:MOST_LETTERS], sheet.trial_report[:MOST_LETTERS]
    application.consent = NOTICE if sheet.has_consented else 0
    missed = unmet(read_rules(application.call.rules), sheet.facts) if sheet.facts else ()
    application.meets_rules = sheet.facts is not None and not missed
    application.unmet = [str(rule.kind) for rule in missed]


def write_ties(application: Application, ties: Mapping[TieKind, tuple[str, ...]]) -> None:
    """Write to which bodies she is tied, instead of what stood."""
    Tie.objects.filter(application=application).delete()
    named = {ref for refs in ties.values() for ref in refs}
    bodies = dict(Entity.objects.filter(ref__in=named).values_list("ref", "pk"))
    Tie.objects.bulk_create(
        Tie(application=application, entity_id=bodies[ref], kind=kind)
        for kind, refs in ties.items()
        for ref in dict.fromkeys(refs)
        if ref in bodies
    )


def check_whole(application: Application) -> None:
    """
    Refuse an application that lacks something.

    :raises ApplicationIncomplete: naming it
    """
    missing = [name for name in (*ATTRIBUTES, "motive", "trial_report") if not getattr(application, name)]
    missing += [] if application.consent else ["consent"]
    missing += [] if application.meets_rules or application.unmet else ["age"]
    if missing:
        raise ApplicationIncomplete(missing=", ".join(missing))


def digest(code: str) -> str:
    """Return what is kept of a code, however it was typed: groups, large letters, and o, i and l for 0, 1 and 1."""
    plain = code.lower().translate(str.maketrans("oil", "011"))
    signs = "".join(sign for sign in plain if sign in ALPHABET)[:REF_LENGTH]
    return hashlib.sha256(signs.encode()).hexdigest()
