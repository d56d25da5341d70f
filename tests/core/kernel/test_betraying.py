"""What words for a body would betray: each sign in the spellings that people use, and sentences that tell nothing."""

import pytest

from basira.core.kernel.betraying import betrays
from basira.core.kernel.labels import SHOPPER_PRESETS
from basira.core.kernel.refs import new_ref

TOLD = [
    ("م-0417 saw it", "number"),
    ("م-٠٤١٧", "number"),
    ("م ٠٤١٧", "number"),
    ("م٠٤١٧ رأى ذلك", "number"),
    ("لم–٠٤١٧", "number"),
    ("as M-0417 said", "number"),
    ("as m0417 said", "number"),
    ("M \u2011 0417", "number"),
    ("م\u200f-\u200f0417", "number"),
    ("mission 0123456789abcdefghjkmnpqrs", "number"),
    ("Seen at 10:43", "time"),
    ("شوهد عند ١٠:٤٣", "time"),
    ("on 22/11 10.43", "time"),
    ("2026-11-22 10.43", "time"),
    ("at 10.43 am", "time"),
    ("around 3 p.m.", "time"),
    ("at 10 o'clock", "time"),
    ("نحو ٣ عصرًا", "time"),
    ("الساعة العاشرة", "time"),
    ("الساعة ١٠ و٤٣ دقيقة", "time"),
    ("our shopper", "visit"),
    ("our shop\u200bper", "visit"),
    ("a mystery guest", "visit"),
    ("the secret customer", "visit"),
    ("by an undercover visit", "visit"),
    ("the mutasawwiq came", "visit"),
    ("a Motasaweq", "visit"),
    ("أفاد المتسوق", "visit"),
    ("أفاد المُتَسَوِّق", "visit"),
    ("الميستري شوبر", "visit"),
    ("العميل السرّي", "visit"),
    ("زائر خفي", "visit"),
    ("write to a.b@example.org", "person"),
    ("+971 50 123 4567", "person"),
    ("00963-944-123-456", "person"),
    ("(050) 123-4567", "person"),
    ("05٠ ١٢٣ ٤٥٦٧", "person"),
    ("784-1990-1234567-1", "person"),
    ("هوية ١٠٢٣٤٥٦٧٨٩", "person"),
]


@pytest.mark.parametrize(("text", "sign"), TOLD)
def test_a_text_that_betrays_is_known_in_every_spelling(text, sign):
    assert betrays(text) == (sign,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An exit may be blocked, 2 doors, since 2026.",
        "مخرج مسدود في الطابق 3",
        "منذ عام 2026 وحتى عام ٢٠٢٧",
        "Over 2024 2025 2026 the share grew by 12.5 %.",
        "The board of 01.11.2026 30.11.2026 was old; 1,250,000 forms and 35 000 visitors a year.",
        "من 2026-11-01 إلى 2026-11-30",
        "انتظر المتعاملون ١٢ دقيقة، والوعد ١٠ دقائق",
        "The service converted 400 m of corridor, and 12 of 24 forms agree.",
        "مساحة 400 م، والمقاعد مستريحة، ويسّر الموظفون الخدمة.",
        "The counter of the customers was well kept; the visitors' hall too.",
        "خدمة المتعاملين سريعة، والموظف سريع",
    ],
)
def test_words_that_tell_nothing_pass(text):
    assert betrays(text) == ()


@pytest.mark.parametrize("label", SHOPPER_PRESETS.values(), ids=str)
def test_every_form_of_every_word_that_we_offer_for_shoppers_is_known(label):
    for words in (*label.arabic.values(), *label.english.values()):
        assert betrays(words) == ("visit",), words


def test_the_programmes_own_word_is_known_when_it_is_said():
    assert betrays("قال الباحث الميداني") == ()
    assert betrays("قال البَاحث الميداني", words=("", "باحث ميداني", "الباحث الميداني")) == ("visit",)


def test_each_sign_is_told_once_and_in_order():
    assert betrays("م-0417 at 10:43 and 10:44, shopper, a@b.co") == ("number", "time", "visit", "person")
    assert betrays(new_ref()) in {("number",), ("number", "person")}


def test_a_text_of_one_long_word_is_read_to_its_end():
    assert betrays("a" * 3_000_000) == ()  # by the square of its length it would be read for days
    assert "person" in betrays("a" * 1000 + "@b.example")
