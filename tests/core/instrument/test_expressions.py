"""Expressions as the engine of the notes reads them: what it takes passes, what it cannot read is told."""

import pytest

from basira.core.instrument.expressions import NotAnExpression, functions_in


@pytest.mark.parametrize(
    "text",
    [
        "because pyxform doesn't know", "instance('a')/root/item[label::English != '']", "1 +", "a b", "f(", "f(1,)", "a[", "(1",
        "/data//", "a::b", "'open", "${name}", "@", "$", "1 = = 2", "#", "(" * 200 + "1" + ")" * 200,
    ],
)  # fmt: skip
def test_what_no_engine_reads_is_no_expression(text):
    with pytest.raises(NotAnExpression):
        functions_in(text)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("", set()),
        ("  ", set()),
        ("/", set()),
        (".", set()),
        (". >= 0 and . <= 100", set()),
        ("- -3 div 2", set()),
        ("not(selected( /data/a , 'x')) or count(/data/room[position() > 1]) mod 2 = 0", {"not", "selected", "count", "position"}),
        ("if(/data/a = 'ما اسمك', concat(../b, \" - \"), string(now()))", {"if", "concat", "string", "now"}),
        ("instance('yes')/root/item[name = current()/../q and contains(label, 'a-b')]/label", {"instance", "current", "contains"}),
        ("jr:choice-name(/data/q, '/data/q')", {"jr:choice-name"}),
        ("ancestor::group/child::*[last()] | //a/@id | ./text() | $x", {"last"}),
        ("decimal-time(.) >= decimal-time( /data/اول )", {"decimal-time"}),
        ("7 * 3.5 - .5", set()),
        ("2 * and * 3", set()),
        ("XLDateAmbiguous-v1", set()),
        ("device-info()", {"device-info"}),
    ],
)  # fmt: skip
def test_what_it_reads_names_the_functions_that_are_called(text, called):
    assert functions_in(text) == called
