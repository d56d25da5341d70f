"""Submissions of strangers: refused when hostile, stripped to what the form asks, answers by path."""

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from basira.core.instrument.keeping import (
    MAX_ANSWERS,
    MAX_ROUNDS,
    Kept,
    TooManyAnswers,
    TooManyRounds,
    check_amount,
    keep_known,
)
from basira.core.instrument.submission import (
    MAX_BYTES,
    SubmissionEncrypted,
    SubmissionTooLarge,
    SubmissionUnreadable,
    read_submission,
    shape_of_form,
)
from tests.budget import least_cpu_s
from tests.shared_data import shared_data

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head><model>
<instance><data id="visit" version="3"><start/><deviceid/><phone_of_owner/><email/><where/>
 <wait><minutes/><username/></wait><room jr:template=""><clean/><photo/></room><notes/>
 <meta><instanceID/><audit/></meta></data></instance>
<instance id="places"><root><item><name>a</name></item></root></instance>
<bind nodeset="/data/deviceid" jr:preload="property" jr:preloadParams="deviceid"/>
<bind nodeset="/data/phone_of_owner" jr:preload="property" jr:preloadParams="phonenumber"/>
<bind nodeset="/data/wait/minutes" type="int"/><bind nodeset="/data/room/photo" type="binary"/>
<bind nodeset="/data/meta/audit" type="binary"/><odk:setgeopoint event="odk-instance-first-load" ref="/data/where"/>
</model></h:head><h:body><group ref="/data/room"><repeat nodeset="/data/room"/></group></h:body></h:html>"""
SHAPE = shape_of_form(FORM)


def filled(inside: str, meta: str = "<instanceID>uuid:1</instanceID>") -> bytes:
    return f'<data id="visit" version="3">{inside}<meta>{meta}</meta></data>'.encode()


HOSTILE = {
    "billion laughs": b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><data id="v">&b;</data>',
    "external entity": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="v">&a;</data>',
    "external entity by http": b'<!DOCTYPE d [<!ENTITY a SYSTEM "http://127.0.0.1/">]><data id="v">&a;</data>',
    "parameter entity": b'<!DOCTYPE d [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><data id="v"/>',
    "external subset": b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><data id="v"/>',
    "empty doctype": b"<!DOCTYPE d><data id='v'/>",
    "unknown entity": b"<data id='v'>&nothing;</data>",
    "300 000 deep": b"<data id='v'>" + b"<a>" * 300_000,
    "200 000 attributes": b"<data id='v' " + b" ".join(b"a%d='1'" % n for n in range(160_000)) + b"/>",
    "too many nodes": b"<data id='v'>" + b"<a/>" * 60_000 + b"</data>",
    "not XML": b"%PDF-1.7",
    "nothing": b"",
    "cut": b"<data id='v'><meta><instanceID>uuid:1</inst",
    "two roots": b"<data id='v'/><data id='w'/>",
    "NUL": b"<data id='v'>\x00</data>",
    "not UTF-8": b"<data id='v'>\xff\xfe</data>",
    "UTF-16": filled("").decode().encode("utf-16"),
    "UTF-7 that says so": b"<?xml version='1.0' encoding='utf-7'?>+ADw-data id='v'/+AD4-",
    "UTF-32": filled("").decode().encode("utf-32"),
    "no form id": b"<data><meta><instanceID>uuid:1</instanceID></meta></data>",
    "no instanceID": b"<data id='v'/>",
    "empty instanceID": filled("", "<instanceID> </instanceID>"),
    "instanceID with a space": filled("", "<instanceID>a b</instanceID>"),
    "instanceID that turns the reading direction": filled("", "<instanceID>uuid:\u202e1</instanceID>"),
    "long instanceID": filled("", f"<instanceID>{'a' * 201}</instanceID>"),
    "bad deprecatedID": filled("", "<instanceID>a</instanceID><deprecatedID>b c</deprecatedID>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses_hostile_xml_at_once(name):
    def refuse() -> None:
        with pytest.raises(SubmissionUnreadable):
            read_submission(HOSTILE[name])

    assert least_cpu_s(refuse) < 0.5


def test_refuses_a_quadratic_blow_up_by_its_declaration():
    text = b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 50_000 + b'">]><data id="v">' + b"&a;" * 10_000 + b"</data>"
    with pytest.raises(SubmissionUnreadable) as refusal:
        read_submission(text)
    assert refusal.value.params == {"reason": "declaration"}


def test_refuses_more_bytes_than_the_limit():
    with pytest.raises(SubmissionTooLarge):
        read_submission(b"x" * (MAX_BYTES + 1))


def test_refuses_what_the_client_encrypted():
    with pytest.raises(SubmissionEncrypted):
        read_submission(b'<data id="visit" encrypted="yes" version="3"><meta/></data>')


@pytest.mark.parametrize("name", ["billion-laughs.xml", "xxe-local-file.xml"])
def test_refuses_the_hostile_corpus(name):
    file = shared_data(f"media/hostile/{name}")
    with pytest.raises(SubmissionUnreadable):
        read_submission(file.read_bytes())


@pytest.mark.parametrize("xform", [b"<html/>", b"no"])
def test_refuses_a_form_without_a_primary_instance(xform):
    with pytest.raises(SubmissionUnreadable):
        shape_of_form(xform)


def test_names_form_version_and_instance():
    read = read_submission(filled("", "<instanceID>uuid:2</instanceID><deprecatedID>uuid:1</deprecatedID>"))
    assert (read.form_id, read.version, read.instance_id, read.deprecated_id) == ("visit", "3", "uuid:2", "uuid:1")


def test_a_first_sending_deprecates_nothing_and_may_name_no_version():
    read = read_submission(b'<data id="v"><meta><instanceID>uuid:1</instanceID></meta></data>')
    assert (read.version, read.deprecated_id) == ("", None)


def test_meta_is_found_in_the_namespace_of_openrosa():
    text = b"<data id='v' xmlns:orx='http://openrosa.org/xforms'><orx:meta><orx:instanceID>u</orx:instanceID></orx:meta></data>"
    read = read_submission(text)
    assert read.instance_id == "u"
    assert b"<orx:meta><orx:instanceID>u</orx:instanceID></orx:meta>" in keep_known(read, SHAPE).xml


def test_a_form_says_what_it_asks():
    assert SHAPE.form_id == "visit" and SHAPE.version == "3" and SHAPE.root == "data"
    assert {"wait", "wait/minutes", "room/clean", "meta/instanceID", "meta/deprecatedID"} <= SHAPE.paths
    assert not any(path.startswith("item") or path == "root" for path in SHAPE.paths)
    assert SHAPE.repeats == {"room"}
    assert SHAPE.files == {"room/photo", "meta/audit"}
    assert SHAPE.dropped == {"deviceid", "phone_of_owner", "where"}


def test_whatever_names_the_phone_or_is_not_asked_is_dropped():
    secret = "353918050000001"
    inside = (
        f"<deviceid>{secret}</deviceid><phone_of_owner>{secret}</phone_of_owner><email>{secret}</email>"
        f"<where>{secret}</where><simserial>{secret}</simserial><wait><minutes>7</minutes><other>{secret}</other>"
        f"<subscriberid>{secret}</subscriberid></wait><!-- {secret} --><?pi {secret}?><extra a='{secret}'/>"
    )
    meta = f"<instanceID>uuid:1</instanceID><audit>{secret}.csv</audit><userID>{secret}</userID>"
    kept = keep_known(read_submission(filled(inside, meta)), SHAPE)
    assert secret.encode() not in kept.xml
    assert kept.answers == {"/data/wait/minutes": "7", "/data/meta/instanceID": "uuid:1"}
    assert kept.files == set()
    assert set(kept.dropped) == {
        "deviceid", "phone_of_owner", "email", "where", "simserial", "wait/other", "wait/subscriberid", "extra",
        "meta/audit", "meta/userID",
    }  # fmt: skip


def test_unknown_attributes_are_dropped_and_a_deeper_question_may_be_called_username():
    text = filled('<wait me="1"><username>demo</username></wait>').replace(b"<data ", b'<data who="me" ')
    kept = keep_known(read_submission(text), SHAPE)
    assert b"me=" not in kept.xml and b"who" not in kept.xml
    assert kept.answers["/data/wait/username"] == "demo"


def test_an_answer_to_a_question_is_kept_whatever_the_question_is_called():
    asked = ["/data/email", "/data/meta/audit", "/data/deviceid"]
    xml = filled(
        "<email>desk@example.org</email><deviceid>353918050000001</deviceid>",
        "<instanceID>uuid:1</instanceID><audit>yes</audit>",
    )
    kept = keep_known(read_submission(xml), shape_of_form(FORM, asked=asked))
    assert kept.answers["/data/email"] == "desk@example.org" and kept.answers["/data/meta/audit"] == "yes"
    assert kept.dropped == ("deviceid",)  # the form itself asks the phone for it: no person answers


def test_repeats_are_counted_and_their_files_named():
    rooms = "<room><clean>yes</clean><photo>a.jpg</photo></room><room><clean>no</clean><photo/></room>"
    kept = keep_known(read_submission(filled(rooms)), SHAPE)
    assert kept.answers["/data/room[1]/clean"] == "yes" and kept.answers["/data/room[2]/clean"] == "no"
    assert kept.files == {"a.jpg"}


def test_a_question_that_comes_twice_counts_once():
    kept = keep_known(read_submission(filled("<notes>first</notes><notes>second</notes>")), SHAPE)
    assert kept.answers["/data/notes"] == "first"
    assert b"second" not in kept.xml


def test_unanswered_questions_are_absent():
    kept = keep_known(read_submission(filled("<notes>  </notes><wait><minutes/></wait>")), SHAPE)
    assert set(kept.answers) == {"/data/meta/instanceID"}


def test_the_namespace_of_a_form_is_kept():
    text = b"<data xmlns='urn:f' id='visit'><notes>x</notes><meta><instanceID>u</instanceID></meta></data>"
    kept = keep_known(read_submission(text), SHAPE)
    assert ElementTree.fromstring(kept.xml).find("{urn:f}notes").text == "x"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40))
def test_stripping_twice_changes_nothing_more(text):
    from xml.sax.saxutils import escape

    once = keep_known(read_submission(filled(f"<notes>{escape(text)}</notes>")), SHAPE)
    twice = keep_known(read_submission(once.xml), SHAPE)
    assert (twice.xml, twice.answers, twice.dropped) == (once.xml, once.answers, ())
    assert once.answers.get("/data/notes", "").strip() == text.strip()


def rounds(count: int, inside: str = "<clean>yes</clean>") -> bytes:
    return filled(f"<room>{inside}</room>" * count)


def test_a_repeat_that_comes_more_often_than_anybody_fills_it_in_is_refused():
    check_amount(keep_known(read_submission(rounds(MAX_ROUNDS)), SHAPE))
    for many in (MAX_ROUNDS + 1, 12_000):
        with pytest.raises(TooManyRounds) as refusal:
            check_amount(keep_known(read_submission(rounds(many)), SHAPE))
        assert refusal.value.params == {"name": "room", "limit": MAX_ROUNDS}
    with pytest.raises(TooManyRounds):  # empty rounds are rounds
        check_amount(keep_known(read_submission(rounds(MAX_ROUNDS + 1, "")), SHAPE))


def test_more_answers_than_a_page_and_a_table_hold_are_refused():
    answers = {f"/data/q{number}": "1" for number in range(MAX_ANSWERS + 1)}
    with pytest.raises(TooManyAnswers):
        check_amount(Kept(b"", answers, frozenset(), ()))
    answers.popitem()
    check_amount(Kept(b"", answers, frozenset(), ()))
