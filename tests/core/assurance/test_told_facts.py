"""What a sentence for a body tells of a visit, in both languages; and what it may say freely."""

import pytest

from basira.core.assurance.told_facts import facts_in
from basira.core.kernel.telling import Fact

NAMED = {Fact.CENTRE: {"c1": ["مركز النور", "Al Noor Centre"]}, Fact.PERSONA: {"p1": ["حامل", "Renewing for a child"]}}
CHANNELS = ("counter", "phone")


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("At Al Noor centre the fees hang too high.", Fact.CENTRE, "c1"),
        ("At Al Noor the fees hang too high.", Fact.CENTRE, "c1"),
        ("الرسوم في مَركز النور غير معلنة.", Fact.CENTRE, "c1"),
        ("Asked by phone, the answer differed.", Fact.CHANNEL, "phone"),
        ("كان الجواب هاتفيًا مختلفًا.", Fact.CHANNEL, "phone"),
        ("The queue was long on Monday.", Fact.DAY, ""),
        ("كان الانتظار أطول يوم الأحد.", Fact.DAY, ""),
        ("Early morning visitors found it shut.", Fact.PART, ""),
        ("أُغلق الشباك قبل الظهر.", Fact.PART, ""),
        ("An Indian customer was sent away.", Fact.GROUP, ""),
        ("أُعيد متعامل هندي من الشباك.", Fact.GROUP, ""),
        ("A pregnant woman had to stand.", Fact.PERSONA, ""),
    ],
)  # fmt: skip
def test_a_sentence_tells_a_fact(text, fact, value):
    assert (fact, value) in facts_in(text, NAMED, CHANNELS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hang the fees at the entrance, in Arabic, English and Urdu.",
        "Residents and citizens wait in one queue.",
        "علّقوا لوحة الرسوم عند المدخل بالعربية والإنجليزية.",
        "Put the list of papers on the website.",
        "Staff the service so that waits stay under ten minutes.",
    ],
)
def test_what_speaks_of_the_service_alone_tells_nothing(text):
    assert facts_in(text, NAMED, CHANNELS) == frozenset()
