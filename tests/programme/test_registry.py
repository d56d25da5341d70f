"""The registry's verbs and queries: refusals first; a refusal leaves no trace."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.geo import Point
from basira.core.kernel.registry import Channel, EntityKind, SiteType
from basira.programme.journal import queries as journal
from basira.programme.people.permissions import NotPermitted
from basira.programme.registry import queries, verbs
from basira.programme.registry.models import Centre
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.django_db

FACTS = verbs.CentreFacts("مركز الأحوال المدنية", "Civil affairs centre", town_ar="الدوحة", town_en="Doha")
HOME = verbs.ImportDefaults(entity="وزارة الداخلية / Ministry of Interior", sector="الأمن / Security")


def row(number=2, code="C-1", name_ar="مركز خدمة", **said):
    return CentreRow(number=number, code=code, name_ar=name_ar, name_en=said.pop("name_en", ""), **said)


@pytest.fixture
def a_ministry(salem_the_director):
    verbs.add_sector(code="security", name_ar="الأمن", name_en="Security", by=salem_the_director, at=MONDAY_9AM)
    return verbs.add_entity(
        code="moi",
        kind=EntityKind.MINISTRY,
        sector="security",
        name_ar="وزارة الداخلية",
        name_en="Ministry of Interior",
        by=salem_the_director,
        at=MONDAY_9AM,
    )


@pytest.fixture
def a_centre(a_ministry, huda_the_planner):
    return verbs.add_centre(code="C-1", entity=a_ministry.ref, facts=FACTS, by=huda_the_planner, at=MONDAY_9AM)


def import_rows(rows, by, defaults=HOME):
    return verbs.import_centres(rows=rows, defaults=defaults, file_sha256="f" * 64, by=by, at=MONDAY_9AM)


def test_nobody_but_director_and_planner_writes_the_registry(noura_the_reviewer, a_ministry):
    with pytest.raises(NotPermitted):
        verbs.add_sector(code="x", name_ar="س", name_en="x", by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        verbs.add_centre(code="x", entity=a_ministry.ref, facts=FACTS, by=noura_the_reviewer, at=MONDAY_9AM)
    with pytest.raises(NotPermitted):
        import_rows([row()], noura_the_reviewer)
    assert queries.centre_list(queries.CentreFilter()).total == 0


def test_a_code_is_given_once(a_centre, a_ministry, salem_the_director):
    with pytest.raises(verbs.CodeTaken):
        verbs.add_centre(code="C-1", entity=a_ministry.ref, facts=FACTS, by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(verbs.CodeTaken):
        verbs.add_sector(code="security", name_ar="أ", name_en="a", by=salem_the_director, at=MONDAY_9AM)


def test_a_name_in_one_language_is_refused(a_ministry, salem_the_director):
    with pytest.raises(verbs.NameMissing):
        verbs.add_centre(
            code="C-2",
            entity=a_ministry.ref,
            facts=verbs.CentreFacts("مركز", " "),
            by=salem_the_director,
            at=MONDAY_9AM,
        )


@pytest.mark.parametrize("place", [("24", None), ("0", "0"), ("124.7", "46.6")])
def test_an_impossible_place_is_refused(a_ministry, salem_the_director, place):
    latitude, longitude = (Decimal(text) if text else None for text in place)
    facts = verbs.CentreFacts("مركز", "Centre", latitude=latitude, longitude=longitude)
    with pytest.raises(verbs.PlaceImpossible):
        verbs.add_centre(code="C-2", entity=a_ministry.ref, facts=facts, by=salem_the_director, at=MONDAY_9AM)


def test_what_does_not_exist_is_not_found(salem_the_director):
    with pytest.raises(verbs.NotFound):
        verbs.add_centre(code="x", entity="none", facts=FACTS, by=salem_the_director, at=MONDAY_9AM)
    with pytest.raises(verbs.NotFound):
        verbs.edit_centre(ref="none", facts=FACTS, by=salem_the_director, at=MONDAY_9AM)
    assert queries.centre_page("none") is None
    assert queries.entity_card("none") is None


def test_the_database_refuses_a_place_off_the_earth(a_centre):
    with pytest.raises(IntegrityError), transaction.atomic():
        Centre.objects.filter(pk=a_centre.pk).update(latitude=95, longitude=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Centre.objects.filter(pk=a_centre.pk).update(latitude=5, longitude=None)


def test_rows_without_a_home_refuse_the_whole_import(salem_the_director):
    with pytest.raises(verbs.HomeMissing) as refusal:
        import_rows(
            [row(entity="وزارة الصحة", sector="الصحة"), row(3, "C-2")], salem_the_director, verbs.ImportDefaults()
        )
    assert refusal.value.params == {"missing": "entity", "rows": ["3"], "count": 1}
    with pytest.raises(verbs.HomeMissing) as refusal:
        import_rows([row(entity="وزارة الصحة")], salem_the_director, verbs.ImportDefaults())
    assert refusal.value.params["missing"] == "sector"
    assert queries.sector_cards() == ()
    assert journal.journal_page().entries == ()


def test_an_import_is_all_or_nothing(salem_the_director):
    with pytest.raises(IntegrityError), transaction.atomic():
        import_rows([row(), row(3, "C-1")], salem_the_director)
    assert queries.entity_cards() == ()


def test_an_import_adds_what_it_names_and_leaves_what_is_known(a_centre, salem_the_director):
    written = import_rows(
        [
            row(),
            row(3, "C-2", name_en="North", region="الشمال / North", point=Point(25.3, 51.5), channels=("phone",)),
            row(4, "C-3", entity="هيئة المرور", entity_kind="authority", services=("رخصة قيادة",), site_type="مستشفى"),
        ],
        salem_the_director,
    )
    assert (written.added, written.known, written.entities, written.sectors) == (2, 1, 1, 0)
    assert written.centres["C-1"] == a_centre.ref
    north = queries.centre_page(written.centres["C-2"])
    assert (north.latitude, north.channels, north.card.region_en) == ("25.300000", (Channel.PHONE,), "North")
    assert north.card.entity_en == "Ministry of Interior"
    third = queries.centre_page(written.centres["C-3"])
    assert (third.card.name_en, third.card.site_type) == ("مركز خدمة", SiteType.HOSPITAL)
    assert third.services == (("رخصة قيادة", "رخصة قيادة"),)
    assert third.channels == (Channel.COUNTER,)
    acts = [entry.act for entry in journal.journal_page().entries]
    assert acts.count("registry.imported") == 1
    assert acts.count("centre.added") == 3


def test_the_same_import_twice_changes_nothing(salem_the_director):
    import_rows([row()], salem_the_director)
    again = import_rows([row(name_ar="اسم آخر")], salem_the_director)
    assert (again.added, again.known, again.entities) == (0, 1, 0)
    assert queries.centre_list(queries.CentreFilter()).cards[0].name_ar == "مركز خدمة"


def test_editing_journals_the_changed_fields_and_nothing_else(a_centre, huda_the_planner):
    verbs.edit_centre(ref=a_centre.ref, facts=FACTS, by=huda_the_planner, at=MONDAY_9AM)
    changed = verbs.CentreFacts("مركز الأحوال المدنية", "Civil affairs", channels=(Channel.COUNTER,))
    verbs.edit_centre(ref=a_centre.ref, facts=changed, by=huda_the_planner, at=MONDAY_9AM)
    entries = [entry for entry in journal.entries_about(a_centre.ref) if entry.act == "centre.edited"]
    assert [sorted(entry.detail["fields"]) for entry in entries] == [["channels", "name_en", "town_ar", "town_en"]]


def test_search_finds_a_name_however_it_is_spelled(a_centre):
    for text in ("الاحوال", "الأَحْوال المدنيه", "civil AFFAIRS", "c-1"):
        assert queries.centre_list(queries.CentreFilter(search=text)).total == 1, text
    assert queries.centre_list(queries.CentreFilter(search="الجوازات")).total == 0
    assert queries.centre_list(queries.CentreFilter(sector="health")).total == 0


def test_what_is_known_is_compared_by_the_imports(a_centre):
    known = queries.known_centres()
    assert [(centre.code, centre.point) for centre in known] == [("C-1", None)]
