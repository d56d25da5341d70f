"""What an arbiter's reasons would tell of a visit: each sign in both languages, and sentences that tell nothing."""

import pytest

from basira.core.assurance.reasons import NEVER, told_by


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("What م-0417 saw stands.", "number"),
        ("The visit at 10:40 shows it.", "time"),
        ("الزيارة في ١٠:٤٠ تبيّن ذلك.", "time"),
        ("The shopper waited long.", "visit"),
        ("Seen on 12 March.", "day"),
        ("Seen on Tuesday.", "day"),
        ("رُصد يوم الأحد.", "day"),
        ("رُصد في ١٢ مارس.", "day"),
        ("Seen on 2026-03-12.", "day"),
        ("Ticket no. A12 was called.", "ticket"),
        ("نودي على التذكرة رقم ٤١٧.", "ticket"),
        ("Mr Salem was at the counter.", "person"),
        ("كان السيّد سالم على الشبّاك.", "person"),
        ("Call 0501234567.", "person"),
        ("It was at the Centre of the North.", "place"),
        ("كان في مركز الشَّمال.", "place"),
        ("Whoever came was accompanied.", "persona"),
        ("كانت بصفتها مُرافِقة.", "persona"),
        ("As in renewing a passport for a child.", "persona"),
    ],
)
def test_what_words_tell_is_found(text, sign):
    places, personas = ("Centre of the North", "مركز الشمال"), ("Renewing a passport for a child", "س")
    assert sign in told_by(text, places=places, personas=personas)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The body's own log covers part of the period; over the whole cycle the finding stands.",
        "The log shows that the board was corrected before the end of the cycle. The finding may be read as an opportunity.",
        "سجل الجهة يغطي جزءاً من مدة الدورة، والنتيجة ثابتة في الدورة كلها.",
        "تبيّن من السجل أن لوحة الرسوم صُححت قبل نهاية الدورة، فتُقرأ النتيجة فرصةً للتحسين.",
        "Of 12 criteria, 3 rest on 24 accepted forms; 62 % of them agree.",
    ],
)
def test_words_that_tell_nothing_pass(text):
    assert told_by(text, places=("Centre of the North",), personas=("S", "س")) == ()


def test_a_sign_is_told_once_and_the_number_of_a_shopper_is_never_let_through():
    assert told_by("10:40 and 10:41 on Monday") == ("time", "day")
    assert set(NEVER) == {"number"}
