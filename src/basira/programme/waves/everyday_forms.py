"""Questionnaires that are open for everyday experiences, for the desk and for phones."""

from dataclasses import dataclass

from basira.programme.people.blueprints import kept_blueprint
from basira.programme.waves.models import EverydayForm


def has_everyday() -> bool:
    """Tell whether shoppers of this programme tell of their own life: as its blueprint says, and where it is silent, yes."""
    blueprint = kept_blueprint()
    return blueprint is None or bool(blueprint.said("shoppers.everyday_experiences", True))


@dataclass(frozen=True, slots=True)
class EverydayCard:
    """An open questionnaire with its scenario; `is_usable` is False while its scenario waits for an approval."""

    ref: str
    wave_ref: str
    title_ar: str
    title_en: str
    scenario_ar: str
    scenario_en: str
    is_usable: bool


def everyday_cards(wave: str) -> tuple[EverydayCard, ...]:
    """
    Return what is open for everyday experiences in a cycle, by the time of opening; empty when nothing is, or when the
    programme has none.
    """
    found = EverydayForm.objects.filter(wave__ref=wave, closed_at=None).order_by("opened_at", "pk")
    rows = found.select_related("wave", "scenario", "questionnaire_version").defer(
        "questionnaire_version__workbook", "questionnaire_version__xform", "questionnaire_version__tree"
    )
    cards = tuple(everyday_card_of(row) for row in rows)
    return cards if cards and has_everyday() else ()


def everyday_card(ref: str) -> EverydayCard | None:
    """Return one open form by its ref; None when there is none, or it is closed."""
    row = EverydayForm.objects.filter(ref=ref, closed_at=None).select_related(
        "wave", "scenario", "questionnaire_version"
    )
    found = row.first()
    return everyday_card_of(found) if found else None


def everyday_card_of(row: EverydayForm) -> EverydayCard:
    """Return an open form as plain values."""
    titles = (row.questionnaire_version.title_ar, row.questionnaire_version.title_en)
    names = (row.scenario.name_ar, row.scenario.name_en)
    return EverydayCard(row.ref, row.wave.ref, *titles, *names, row.scenario.approved_at is not None)
