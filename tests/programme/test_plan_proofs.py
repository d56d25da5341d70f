"""Files of plans as the programme sees them: who opens them, what is made of them, and what a digest is told of delays."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from basira.core.assurance.plan_ladder import Rung
from basira.core.kernel.actor import SYSTEM, Role
from basira.core.kernel.lifecycles import PlanState
from basira.programme.fieldwork.stores import derivatives, originals
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.plans import agreeing, proving
from basira.programme.plans.models import PlanProofPage, ProofFile
from basira.programme.plans.notices import ladder_notes
from tests.cast import MONDAY_9AM, actor
from tests.gateways.test_pictures import picture
from tests.programme.bodies_world import ANALYST, DIRECTOR, PDF, entity, informed_cycle, liaison_of
from tests.programme.plans_world import AFTER_GRACE, brought_to, declare, opened

pytestmark = pytest.mark.django_db


def declared(content):
    informed_cycle()
    plan = brought_to(PlanState.UNDER_WAY)
    declare(plan, files=(content,))
    return plan, ProofFile.objects.get()


def made(file):
    return {"file": file.ref, "originals": originals(), "derivatives": derivatives(), "by": SYSTEM}


def test_only_who_agrees_to_plans_opens_their_files_and_only_the_system_makes_pages():
    plan, file = declared(PDF)
    for by in (liaison_of("F"), actor("p", Role.PLANNER), actor("a", Role.AUDITOR), actor("b", Role.ARBITER)):
        with pytest.raises(NotPermitted):
            proving.open_proof(plan=plan.ref, file=file.ref, by=by, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        proving.show_proof(**made(file) | {"by": DIRECTOR})
    assert "plan.proof-opened" not in [entry.act for entry in journal.entries_about(plan.ref)]


def test_a_file_of_another_plan_is_not_there():
    plan, file = declared(PDF)
    for of, which in ((plan.ref, "nothing"), ("another", file.ref)):
        with pytest.raises(proving.ProofNotFound):
            proving.open_proof(plan=of, file=which, by=ANALYST, at=MONDAY_9AM)
        assert proving.proof_card(plan=of, file=which) is None
        assert proving.page_of_proof(plan=of, file=which, place=1) is None


def test_each_opening_stands_in_the_journal():
    plan, file = declared(PDF)
    for by in (ANALYST, DIRECTOR):
        proving.open_proof(plan=plan.ref, file=file.ref, by=by, at=MONDAY_9AM)
    assert [entry.act for entry in journal.entries_about(plan.ref)].count("plan.proof-opened") == 2


def test_the_worker_makes_pages_from_pixels_once_and_they_stand():
    plan, file = declared(picture("JPEG", comment=b"a secret comment"))
    assert proving.unshown_proofs() == [file.ref]
    assert proving.show_proof(**made(file)) is True and proving.show_proof(**made(file)) is False
    assert proving.unshown_proofs() == []
    assert proving.proof_card(plan=plan.ref, file=file.ref).pages == (1,)
    page = b"".join(derivatives().open_sealed(proving.page_of_proof(plan=plan.ref, file=file.ref, place=1)))
    assert page.startswith(b"\xff\xd8\xff") and b"secret" not in page
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanProofPage.objects.update(place=2)


def test_a_file_of_which_no_page_can_be_made_says_why():
    plan, file = declared(PDF)
    assert proving.show_proof(**made(file)) is False
    card = proving.proof_card(plan=plan.ref, file=file.ref)
    assert (card.pages, card.problem) == ((), "unreadable") and proving.unshown_proofs() == []


def test_a_digest_is_told_each_rung_once_and_of_no_time_but_its_own():
    informed_cycle()
    plan = opened()
    assert ladder_notes(after=MONDAY_9AM, until=AFTER_GRACE) == ()
    agreeing.climb_ladders(by=SYSTEM, at=AFTER_GRACE)
    notes = ladder_notes(after=MONDAY_9AM, until=AFTER_GRACE)
    assert [note.rung for note in notes] == list(Rung) and {note.plan_ref for note in notes} == {plan.ref}
    assert {note.entity_ref for note in notes} == {entity("F")}
    assert ladder_notes(after=AFTER_GRACE, until=AFTER_GRACE + timedelta(days=9)) == ()
