"""The library of standards: who may not, what is never changed, then the documents and their versions."""

import pytest
from django.db import DatabaseError, connection, transaction

from basira.core.imports.reading import read_table
from basira.core.imports.standards import check_standards
from basira.core.kernel.actor import Role
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry.models import Entity
from basira.programme.standards import queries
from basira.programme.standards.models import Article, StandardVersion
from basira.programme.standards.verbs import BodyUnknown, VersionStands, import_standards
from tests.cast import MONDAY_9AM, actor
from tests.programme.measured_world import make_world

pytestmark = pytest.mark.django_db
ANALYST = actor("yousef", Role.ANALYST)
HEAD = "code,version,kind,title_ar,title_en,entity,article,text_ar,text_en\n"
LAW = "law-7,2024,law,قانون الخدمات,Services act,,4,تُعلن الرسوم,Fees are shown\n"


def bring(rows, by=ANALYST, entities=frozenset({"E", "F"})):
    check = check_standards(read_table((HEAD + rows).encode(), "list.csv"), (), entities)
    assert check.ok, check.faults
    return import_standards(rows=check.standards, file_sha256="0" * 64, by=by, at=MONDAY_9AM)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.DIRECTOR)])
def test_who_may_not_bring_standards_in(role):
    with pytest.raises(NotPermitted):
        bring(LAW, by=actor("x", role))
    assert not StandardVersion.objects.exists()


def test_a_version_with_another_text_is_refused_and_nothing_of_the_list_is_written():
    bring(LAW)
    with pytest.raises(VersionStands) as refusal:
        bring(LAW.replace("Fees are shown", "Fees are hidden") + "law-8,1,law,ق,L,,1,ن,t\n")
    assert refusal.value.params["versions"] == ["law-7 2024"]
    assert StandardVersion.objects.count() == 1


def test_a_body_that_is_not_there_is_refused():
    with pytest.raises(BodyUnknown):
        bring("ward,1,charter,م,C,E,1,ن,t\n")


def test_what_stands_is_never_changed():
    bring(LAW)
    for table, column in (("standards_standardversion", "title_en"), ("standards_article", "text_en")):
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_the_same_list_twice_adds_nothing():
    first, second = bring(LAW), bring(LAW)
    assert (first.added, first.known) == (1, 0) and (second.added, second.known) == (0, 1)
    assert Article.objects.count() == 1
    assert journal.entries_about("0" * 64)[-1].detail == {"added": 0, "known": 1}


def test_a_new_text_is_a_new_version_and_the_old_one_stays():
    bring(LAW)
    bring("law-7,2026,law,قانون الخدمات,Services act,,4,تُعلن الرسوم كلها,All fees are shown\n")
    new, old = queries.standard_cards()
    assert (new.version, new.is_newest, old.version, old.is_newest) == ("2026", True, "2024", False)
    _card, articles, others = queries.standard_page(old.ref)
    assert articles[0].text_en == "Fees are shown" and [one.version for one in others] == ["2026"]
    assert [one.text_en for one in queries.articles_for("anybody")] == ["All fees are shown"]


def test_a_search_finds_words_of_an_article_whatever_its_hamza():
    bring(LAW + "law-8,1,law,قانون آخر,Other act,,1,يُستقبل كبار السن أولاً,Older people first\n")
    assert [one.code for one in queries.standard_cards(search="اولا")] == ["law-8"]
    assert [one.code for one in queries.standard_cards(search="law-7")] == ["law-7"]
    assert queries.standard_cards(search="nothing like it") == () and queries.standard_cards(kind="charter") == ()


def test_a_bodys_own_promise_is_offered_for_that_body_alone():
    world = make_world()
    for body in "EF":
        world.centre(f"Centre-{body}", entity=body)
    bring(LAW + "ward,1,charter,ميثاق,Charter,E,1,نجيب خلال يوم,We answer within a day\n")
    ours, theirs = (Entity.objects.get(code=code).ref for code in "EF")
    assert len(queries.articles_for(ours)) == 2 and len(queries.articles_for(theirs)) == 1
