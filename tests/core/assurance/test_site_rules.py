"""What may be captured where, before and after the programme decides."""

import pytest

from basira.core.assurance.site_rules import SiteRule, Withheld, photos_by_default, rule_for, withheld
from basira.core.imports.site_words import site_type_of
from basira.core.kernel.registry import SiteType

OFF = ("hospital", "clinic", "court", "passport-office", "border", "airport", "police", "security")


@pytest.mark.parametrize("site", list(SiteType))
def test_photos_are_off_by_default_where_ruling_7_says_so_and_nowhere_else(site):
    assert photos_by_default(site) is (str(site) not in OFF)


def test_the_programme_may_decide_otherwise_both_ways():
    assert rule_for(SiteType.COURT, decided=True, has_recording_basis=False) == SiteRule(True, False)
    assert rule_for(SiteType.OFFICE, decided=False, has_recording_basis=True) == SiteRule(False, False)


def test_recordings_need_a_basis_and_a_site_with_photos():
    assert rule_for(SiteType.OFFICE, decided=None, has_recording_basis=False).recordings is False
    assert rule_for(SiteType.OFFICE, decided=None, has_recording_basis=True).recordings is True
    assert rule_for(SiteType.HOSPITAL, decided=None, has_recording_basis=True).recordings is False


@pytest.mark.parametrize(
    ("kind", "photos", "recordings", "why"),
    [
        ("image/jpeg", False, False, Withheld.PHOTO),
        ("image/heif", False, True, Withheld.PHOTO),
        ("image/jpeg", True, False, None),
        ("audio/mp4", True, False, Withheld.RECORDING),
        ("video/mp4", True, False, Withheld.RECORDING),
        ("audio/mp4", True, True, None),
        ("application/pdf", False, False, None),
    ],
)
def test_a_file_is_judged_by_its_bytes_kind(kind, photos, recordings, why):
    assert withheld(kind, SiteRule(photos, recordings)) is why


@pytest.mark.parametrize(
    ("names", "site"),
    [
        (("مستشفى النور", "Al Noor Hospital"), SiteType.HOSPITAL),
        (("محكمة البداية", "First court"), SiteType.COURT),
        (("مركز شرطة الوسط", ""), SiteType.POLICE),
        (("إدارة الجوازات", "Passport Office North"), SiteType.PASSPORT_OFFICE),
        (("مطار الجنوب", "South Airport"), SiteType.AIRPORT),
        (("منفذ حدودي ٣", "Border post 3"), SiteType.BORDER),
        (("مركز البلدية", "Municipal centre"), SiteType.OFFICE),
        (("مدرسة الأمل", "Hope School"), SiteType.OFFICE),
    ],
)
def test_a_list_that_says_nothing_lets_the_name_say_it_where_photos_are_off(names, site):
    assert site_type_of("", names=names) is site
    assert site_type_of("school", names=names) is SiteType.SCHOOL
