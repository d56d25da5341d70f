"""A cover that says what it hides is refused; one that could stand on anybody's phone is not."""

from dataclasses import replace

import pytest

from basira.core.kernel.cover import Cover, CoverTells, CoverUnfit, check_cover

NAMES = ("برنامج جودة الخدمات", "Service Quality Programme", "هيئة المرور", "Traffic Authority", "المعاين", "HTA")


@pytest.mark.parametrize("words", ["", "  ", "…", "x" * 25, "No\ntes", "Notes\u202e", "No\x00tes", "Notes\u200b"])
def test_a_name_that_cannot_be_shown_is_refused(words):
    with pytest.raises(CoverUnfit):
        check_cover(replace(Cover(), name_en=words), NAMES)


@pytest.mark.parametrize(
    "words",
    [
        "Mystery notes", "MYSTERY", "My shoppers", "S h o p p e r", "Inspections", "Undercover", "Basira", "ｂａｓｉｒａ",
        "Secret list", "My visits", "متسوق", "المتسوّق", "مـتـسـوق", "ملاحظات التفتيش", "بصيرة", "القائمة السرية", "سِرِّي",
        "زياراتي والزيارات", "Traffic Authority", "traffic  authority notes", "Traffic", "هيئة المرور", "المُعايِن", "HTA", "hta list",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["name_ar", "name_en", "list_ar", "list_en"])
def test_a_name_that_gives_the_purpose_away_is_refused(words, place):
    with pytest.raises(CoverTells) as refusal:
        check_cover(replace(Cover(), **{place: words}), NAMES)
    assert refusal.value.params["words"] == words


@pytest.mark.parametrize(
    "words", ["Notes", "Fast lists", "Shopping", "الملاحظات السريعة", "قائمة التسوّق", "مواعيدي", "Today 2"]
)
def test_an_innocent_name_is_taken(words):
    check_cover(replace(Cover(), name_ar=words, list_en=words), NAMES)


def test_the_cover_that_nobody_chose_is_taken():
    check_cover(Cover(), NAMES)
