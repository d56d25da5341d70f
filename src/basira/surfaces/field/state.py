"""
What a phone fetches while it has a line, to work without one: docs/reference/field-json.md is its contract.

The answer carries an ETag over everything but the server's time, so that a phone that asks again gets nothing but 304.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from basira.core.assurance.site_rules import SiteRule
from basira.core.kernel.lifecycles import WaveState
from basira.core.kernel.shopper_moves import BOOKING_AHEAD, CANCEL_NOTICE, MOST_RESCHEDULES, MOST_WORDS, REASONS
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.phone_forms import PhoneForm, phone_forms
from basira.programme.fieldwork.queries import Sender
from basira.programme.registry.queries import site_rules
from basira.programme.review.questions import phone_questions
from basira.programme.safety.queries.desk import duty_card
from basira.programme.waves import phones
from basira.programme.waves.everyday_forms import EverydayCard, everyday_cards
from basira.programme.waves.needs import needed_by, needs_of_number
from basira.programme.waves.phones import PhoneCentre, PhoneMission
from basira.programme.waves.scenario_cards import ScenarioTexts
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.form_words import form_words
from basira.surfaces.field.instruments import instruments_json
from basira.surfaces.field.questions import question_json
from basira.surfaces.field.reading import moment
from basira.surfaces.field.seal import as_given_over, not_taken, seal_json
from basira.surfaces.shared.mission_words import REASON_WORDS

CONTRACT = 1
"""Raised when a phone that knows the old contract would misread the new one; new names alone do not raise it."""

LIMITS = {
    "words": MOST_WORDS,
    "reschedules": MOST_RESCHEDULES,
    "booking_days": BOOKING_AHEAD.days,
    "notice_hours": int(CANCEL_NOTICE.total_seconds() // 3600),
}
"""What bounds her moves: letters, times, days and hours."""

TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  a header's name
"""Where the answer carries what a phone must send back, under the same name, with whatever it posts."""


@require_GET
@field_answer
def state(request: HttpRequest, sender: Sender) -> HttpResponse:
    """Everything that a phone needs for days without a line, or 304 when it has it."""
    told = state_of(sender)
    tag = f'"{digest(told)}"'
    answer = HttpResponse(status=304)
    if tag not in asked_tags(request):
        body = {"at": moment(timezone.now())} | told
        answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json; charset=utf-8")
    answer["ETag"] = tag
    answer[TOKEN_HEADER] = get_token(request)
    return answer


def asked_tags(request: HttpRequest) -> set[str]:
    """Return the ETags that the phone has; a proxy may have made them weak."""
    return {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}


def state_of(sender: Sender) -> dict[str, Any]:
    """Return the state of a phone without the time."""
    outcomes = sendings.outcomes_by_mission(sender.cycle_number_id)
    missions = tuple(as_given_over(each, outcomes) for each in phones.phone_missions(sender.cycle_number_id))
    forms = phone_forms(sender, {each.version_id for each in missions if each.version_id is not None})
    cycle, rules = phones.phone_cycle(sender.wave_id), site_rules()
    needs = needs_of_number(sender.cycle_number_id, timezone.now())
    missions = tuple(sorted(missions, key=lambda each: each.service_code not in needs))
    return {
        "contract": CONTRACT,
        "words": words_version(),
        "cycle": {
            "number": cycle.number,
            "starts_on": cycle.starts_on.isoformat(),
            "ends_on": cycle.ends_on.isoformat(),
            "takes_visits": sender.wave_state is WaveState.IN_FIELD,
        },
        "reasons": {
            str(move): [{"code": str(reason), **both(REASON_WORDS[reason])} for reason in reasons]
            for move, reasons in REASONS.items()
            if reasons
        },
        "limits": LIMITS,
        "everyday": [everyday_json(each) for each in everyday_cards(sender.wave_ref) if each.is_usable],
        "instruments": instruments_json(),
        "seal": seal_json(),
        "phones": list(duty_card().phones),
        "questions": [question_json(each) for each in phone_questions(sender.cycle_number_id)],
        "needs": sorted(needs),
        "needed": [asdict(each) for each in needed_by(needs)],
        "missions": [
            mission_json(each, forms)
            | rule_json(rules[each.centre.site_type])
            | {"fits_need": each.service_code in needs, "not_taken": both_or_none(not_taken(each, outcomes))}
            for each in missions
        ],
    }


def mission_json(mission: PhoneMission, forms: Mapping[int, PhoneForm]) -> dict[str, Any]:
    """Return a mission as JSON values."""
    form = forms.get(mission.version_id) if mission.version_id is not None else None
    has_service = mission.service_ar or mission.service_en
    return {
        "ref": mission.ref,
        "kind": str(mission.kind),
        "state": str(mission.state),
        "channel": str(mission.channel),
        "known_to_body": mission.is_known_to_body,
        "window": window_json(mission.window_start, mission.window_end),
        "planned_window": window_json(mission.planned_start, mission.planned_end),
        "answer_by": moment(mission.answer_by) if mission.answer_by else None,
        "reschedules_left": mission.reschedules_left,
        "moves": [str(move) for move in mission.moves],
        "centre": centre_json(mission.centre),
        "service": {"name_ar": mission.service_ar, "name_en": mission.service_en} if has_service else None,
        "scenario": scenario_json(mission.scenario) if mission.scenario else None,
        "form": form_json(mission.ref, form) if form else None,
        "submission": reverse("field:submission", args=[mission.ref]) if form else None,
    }


def rule_json(rule: SiteRule) -> dict[str, bool]:
    """Return what may be captured where a mission is made; the server judges again what arrives."""
    return {"photo_allowed": rule.photos, "recording_allowed": rule.recordings}


def everyday_json(card: EverydayCard) -> dict[str, str]:
    """Return what is open for everyday experiences as JSON values."""
    names = ("ref", "title_ar", "title_en", "scenario_ar", "scenario_en")
    return {name: getattr(card, name) for name in names}


def window_json(start: datetime | None, end: datetime | None) -> dict[str, str] | None:
    """Return a window as JSON values; null where there is none."""
    return {"start": moment(start), "end": moment(end)} if start and end else None


def both(words: object) -> dict[str, str]:
    """Return words in both languages."""
    spoken = {}
    for language in ("ar", "en"):
        with translation.override(language):
            spoken[language] = str(words)
    return spoken


def both_or_none(words: object) -> dict[str, str] | None:
    """Return words in both languages; null for none."""
    return None if words is None else both(words)


def centre_json(centre: PhoneCentre) -> dict[str, Any]:
    """Return a centre as JSON values; `position` is null where the place is not known."""
    position = None
    if centre.latitude is not None and centre.longitude is not None:
        position = {"latitude": float(centre.latitude), "longitude": float(centre.longitude)}
    names = ("ref", "name_ar", "name_en", "town_ar", "town_en", "region_ar", "region_en")
    return {name: getattr(centre, name) for name in names} | {
        "site_type": str(centre.site_type),
        "position": position,
    }


def scenario_json(scenario: ScenarioTexts) -> dict[str, str]:
    """Return a card's texts in both languages; its ref and code stay at the desk."""
    return {name: getattr(scenario, name) for name in ScenarioTexts.__slots__ if name not in {"ref", "code"}}


def form_json(mission: str, form: PhoneForm) -> dict[str, Any]:
    """Return a form as JSON values: the addresses are the mission's own, the digests say what need not be fetched."""
    return {
        "version_id": form.ref,
        "id": form.form_id,
        "version": form.version,
        "title_ar": form.title_ar,
        "title_en": form.title_en,
        "md5": form.md5,
        "address": reverse("field:form", args=[mission]),
        "mission_path": form.mission_path,
        "media": [
            {"name": name, "md5": md5, "address": reverse("field:media", args=[mission, name])}
            for name, md5 in form.media
        ],
    }


@lru_cache(maxsize=1)
def words_version() -> str:
    """Return a digest of the app's words in both languages: they change with a release alone."""
    spoken = {}
    for language in ("ar", "en"):
        with translation.override(language):
            spoken[language] = form_words()
    return digest(spoken)


def digest(values: Mapping[str, Any]) -> str:
    """Return a short digest of JSON values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
