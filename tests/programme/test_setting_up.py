"""First run, invitations and the two sides of accounts: what is refused, then what happens."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basira.core.kernel.actor import PROGRAMME_ROLES, Role
from basira.core.kernel.labels import CUSTOMER_PRESETS, DEFAULT_SHOPPER, FormMissing, Label, ReadsAsAgent
from basira.programme.journal import queries as journal
from basira.programme.people import inviting, queries, setting_up, verbs
from basira.programme.people.charter import Charter, CharterIncomplete, Governance, GovernanceStays
from basira.programme.people.models import Invitation, Programme, RoleHeld, SetUpCode
from basira.programme.people.permissions import NotPermitted
from basira.programme.people.profiles import PROFILES, SMALL, ProfileCode
from basira.programme.people.verbs import NewAccount, hashed
from tests.cast import MONDAY_9AM, PASSWORD

pytestmark = pytest.mark.django_db

CHARTER = Charter(
    name_ar="برنامج",
    name_en="Programme",
    purpose_ar="غاية",
    legal_basis_ar="قرار",
    notice_ar="إشعار",
    notice_on=date(2026, 11, 1),
    profile=ProfileCode.SMALL,
)


def newcomer(username="amal"):
    return NewAccount(username, hashed(PASSWORD), "أمل", "Amal")


def digest():
    return setting_up.digest_of(setting_up.renew_set_up_code(at=MONDAY_9AM))


def set_up(code_digest, charter=CHARTER, first=None):
    first = first or newcomer()
    return setting_up.set_up_programme(code_digest=code_digest, charter=charter, first=first, at=MONDAY_9AM)


# Set-up


def test_nobody_sets_up_without_the_code_or_with_an_old_one():
    with pytest.raises(setting_up.SetUpCodeWrong):
        set_up(setting_up.digest_of("anything"))
    old, new = digest(), digest()
    with pytest.raises(setting_up.SetUpCodeWrong):
        set_up(old)
    assert not queries.is_set_up() and queries.charter_card() is None
    set_up(new)


def test_a_used_code_is_dead_and_no_new_one_is_made_after_set_up():
    code = digest()
    set_up(code)
    with pytest.raises(setting_up.SetUpCodeWrong):
        set_up(code, first=newcomer("other"))
    assert setting_up.renew_set_up_code(at=MONDAY_9AM) == ""
    assert not SetUpCode.objects.exists()
    assert [card.username for card in queries.account_cards()] == ["amal"]


def test_a_code_is_kept_as_its_digest_alone_and_typed_as_people_type():
    code = setting_up.renew_set_up_code(at=MONDAY_9AM)
    assert SetUpCode.objects.get().digest not in code
    assert len(code.replace("-", "")) == 20
    setting_up.check_set_up_code(setting_up.digest_of(f"  {code.lower().replace('-', ' ')} "))


@pytest.mark.parametrize("missing", ["name_ar", "name_en", "purpose_ar", "legal_basis_ar", "notice_ar"])
def test_a_charter_that_lacks_something_is_refused_and_the_code_lives(missing):
    code = digest()
    with pytest.raises(CharterIncomplete) as refusal:
        set_up(code, replace(CHARTER, **{missing: "  "}))
    assert refusal.value.params == {"missing": missing}
    setting_up.check_set_up_code(code)
    assert not queries.is_set_up()


def test_an_internal_programme_names_its_body():
    with pytest.raises(CharterIncomplete):
        set_up(digest(), replace(CHARTER, governance=Governance.INTERNAL, body_name_ar="دائرة"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(pk=1, name_ar="أ", name_en="a", governance=Governance.INTERNAL)


@pytest.mark.parametrize("words", ["العميل السري", "عميل سري", "العَمِيل السِّرّي", "العملاء السريون"])
def test_nobody_is_called_a_secret_agent(words):
    label = Label("own", {**DEFAULT_SHOPPER.arabic, "man_the": words}, DEFAULT_SHOPPER.english)
    with pytest.raises(ReadsAsAgent):
        set_up(digest(), replace(CHARTER, shopper=label))


def test_a_word_without_all_its_forms_is_refused():
    label = Label("own", {**DEFAULT_SHOPPER.arabic, "two_a": ""}, DEFAULT_SHOPPER.english)
    with pytest.raises(FormMissing):
        set_up(digest(), replace(CHARTER, shopper=label))


def test_set_up_writes_everything_and_tells_the_journal():
    account = set_up(digest(), replace(CHARTER, customer=CUSTOMER_PRESETS["visitor"]))
    assert frozenset(queries.account_card(account.ref).roles) == SMALL.first_roles()
    assert queries.programme_card().customer.arabic["many_the"] == "المراجعون"
    assert not queries.holds_simulation()
    assert "programme.set-up" in [entry.act for entry in journal.entries_about("programme")]


def test_the_charter_is_changed_by_those_who_may_and_whose_it_is_stays(salem_the_director, noura_the_reviewer):
    set_up(digest())
    with pytest.raises(NotPermitted):
        setting_up.change_charter(charter=CHARTER, by=noura_the_reviewer, at=MONDAY_9AM)
    internal = replace(CHARTER, governance=Governance.INTERNAL, body_name_ar="أ", body_name_en="a")
    with pytest.raises(GovernanceStays):
        setting_up.change_charter(charter=internal, by=salem_the_director, at=MONDAY_9AM)
    setting_up.change_charter(charter=replace(CHARTER, is_pilot=True), by=salem_the_director, at=MONDAY_9AM)
    assert queries.charter_card().is_pilot


def test_no_bundle_of_any_profile_mixes_the_two_sides_and_two_bundles_approve():
    for profile in PROFILES.values():
        assert all(bundle.roles <= PROGRAMME_ROLES for bundle in profile.bundles)
    assert sum(Role.PUBLISHER in bundle.roles for bundle in SMALL.bundles) == 2


# Invitations


@pytest.fixture
def khalid(khalid_the_administrator):
    """An administrator with a row, for an invitation asks whether its inviter may still invite."""
    account = verbs.open_account(
        username="khalid",
        password=PASSWORD,
        name_ar="خالد",
        name_en="Khalid",
        roles=[Role.ADMINISTRATOR],
        by=khalid_the_administrator,
        at=MONDAY_9AM,
    )
    return queries.actor_by_ref(account.ref)


@pytest.fixture
def invite(khalid):
    def make(*roles, entity_ref=""):
        return inviting.invite(note="أمل", roles=roles, entity_ref=entity_ref, by=khalid, at=MONDAY_9AM)

    return make


def accept(token, username="amal", at=MONDAY_9AM):
    return inviting.accept_invitation(digest=setting_up.digest_of(token), new=newcomer(username), at=at)


def test_only_an_administrator_invites_and_withdraws(salem_the_director, invite):
    with pytest.raises(NotPermitted):
        inviting.invite(note="x", roles=[Role.ANALYST], by=salem_the_director, at=MONDAY_9AM)
    made = invite(Role.ANALYST)
    with pytest.raises(NotPermitted):
        inviting.withdraw_invitation(invitation=made.ref, by=salem_the_director, at=MONDAY_9AM)


def test_an_invitation_gives_a_role_and_never_one_of_each_side(invite):
    with pytest.raises(inviting.InvitationEmpty):
        invite()
    with pytest.raises(verbs.RoleDoesNotFit):
        invite(Role.BODY_LIAISON)
    with pytest.raises(verbs.RoleDoesNotFit):
        invite(Role.BODY_LIAISON, Role.DIRECTOR, entity_ref="some-body")


def test_an_unknown_used_expired_or_withdrawn_link_opens_nothing(invite, khalid):
    used, expired, withdrawn = invite(Role.ANALYST), invite(Role.ANALYST), invite(Role.ANALYST)
    accept(used.token)
    inviting.withdraw_invitation(invitation=withdrawn.ref, by=khalid, at=MONDAY_9AM)
    before = len(queries.account_cards())
    for token, at in (
        ("no-such-token", MONDAY_9AM),
        (used.token, MONDAY_9AM),
        (expired.token, MONDAY_9AM + timedelta(days=7)),
        (withdrawn.token, MONDAY_9AM),
    ):
        with pytest.raises(inviting.InvitationNotOpen):
            accept(token, "late", at)
    assert len(queries.account_cards()) == before


def test_the_link_of_an_inviter_who_may_invite_no_more_opens_nothing(invite, khalid, khalid_the_administrator):
    made = invite(Role.DIRECTOR)
    other = invite(Role.ADMINISTRATOR)
    accept(other.token, "other")
    verbs.take_role(account=khalid.ref, role=Role.ADMINISTRATOR, by=khalid_the_administrator, at=MONDAY_9AM)
    with pytest.raises(inviting.InvitationNotOpen):
        accept(made.token)


def test_a_taken_name_leaves_the_invitation_open(invite):
    made = invite(Role.ANALYST)
    with pytest.raises(verbs.UsernameTaken):
        accept(made.token, "KHALID")
    assert queries.account_card(accept(made.token).ref).roles == (Role.ANALYST,)


def test_a_liaison_is_invited_for_one_body_and_the_token_is_kept_as_a_digest(invite):
    made = invite(Role.BODY_LIAISON, entity_ref="some-body")
    assert made.token not in str(Invitation.objects.values().get())
    account = queries.account_card(accept(made.token).ref)
    assert (account.roles, account.entity_ref) == ((Role.BODY_LIAISON,), "some-body")
    assert queries.invitation_cards(MONDAY_9AM) == ()


# The database itself (AC-11)


@pytest.mark.parametrize(("entity_ref", "role"), [("", Role.BODY_LIAISON), ("some-body", Role.DIRECTOR)])
def test_the_database_refuses_a_role_of_the_other_side(khalid_the_administrator, entity_ref, role):
    account = verbs.add_account(replace(newcomer(), entity_ref=entity_ref), by=khalid_the_administrator, at=MONDAY_9AM)
    with pytest.raises(IntegrityError, match="not for an account of this side"), transaction.atomic():
        RoleHeld.objects.create(account=account, role=role, given_at=MONDAY_9AM, given_by="x")


def test_the_database_refuses_that_an_account_with_roles_changes_sides(khalid):
    with pytest.raises(IntegrityError, match="stays on its side"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_account SET entity_ref = 'some-body' WHERE ref = %s", [khalid.ref])


@pytest.mark.parametrize(
    ("entity_ref", "roles"), [("", ["body-liaison"]), ("some-body", ["director"]), ("", ["nonsense"])]
)
def test_the_database_refuses_an_invitation_of_both_sides(entity_ref, roles):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            digest="d", note="n", roles=roles, entity_ref=entity_ref,
            created_at=MONDAY_9AM, created_by="x", expires_at=MONDAY_9AM,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_programme_that_was_set_up_never_becomes_simulated():
    """Simulated data ask for no second factor: the database itself keeps that door shut."""
    Programme.objects.create(pk=1, name_ar="ب", name_en="P", set_up_at=MONDAY_9AM)
    with pytest.raises(IntegrityError, match="programme_set_up_is_not_simulated"), transaction.atomic():
        Programme.objects.update(simulated=True)
    Programme.objects.update(set_up_at=None, simulated=True)  # the demo's way
