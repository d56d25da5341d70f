"""
What a phone fetches of its shopper's own pages: training, pledge, certificates, days, hours, standing and what reports changed.

Apart from the missions (`state`), which must come first and fast; docs/reference/field-json-own.md is the contract.
"""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST

from basira.core.kernel.own_moves import honour
from basira.core.kernel.refs import REF_LENGTH
from basira.core.recruiting.attributes import Language
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel.own import own_record
from basira.programme.plans.changed import what_changed
from basira.programme.review.standing import own_standing
from basira.programme.training.phones import PhoneCertificate, PhoneCourse, PhoneExample, PhoneTraining, phone_training
from basira.programme.training.queries import PledgeCard
from basira.programme.training.verbs import papers
from basira.programme.waves.verbs import check_goes_on
from basira.surfaces.field.calls import NotUnderstood, said
from basira.surfaces.field.door import field_answer
from basira.surfaces.field.learning_words import signing_words
from basira.surfaces.field.reading import moment, plain
from basira.surfaces.field.state import asked_tags, digest
from basira.surfaces.shared.filing import shopper_of
from basira.surfaces.shared.recruiting_words import LANGUAGES

MOST_ANSWERS = 100
MOST_OPTION = 20


@require_GET
@field_answer
def own(request: HttpRequest, sender: Sender) -> HttpResponse:
    """Everything of her own pages, or 304 when the phone has it."""
    told = own_of_number(sender)
    tag = f'"{digest(told)}"'
    answer = HttpResponse(status=304)
    if tag not in asked_tags(request):
        answer = HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/json; charset=utf-8")
    answer["ETag"] = tag
    return answer


def own_of_number(sender: Sender) -> dict[str, Any]:
    """Return everything of the own pages of a number."""
    record, standing = own_record(sender.cycle_number_id), own_standing(sender.cycle_number_id)
    changed = what_changed(today=timezone.localdate())
    return {
        "training": training_json(phone_training(sender.cycle_number_ref, on=timezone.localdate())),
        "away": [[span.first_day.isoformat(), span.last_day.isoformat()] for span in record.away],
        "hours": [
            {"month": f"{month:%Y-%m}", "minutes": minutes, "expenses": str(expenses)}
            for month, minutes, expenses in record.months
        ],
        "leaves_on": record.leaves_on.isoformat() if record.leaves_on else None,
        "standing": asdict(standing) | {"honour": honour(standing.counted)},
        "changed": asdict(changed) if changed else None,
    }


def training_json(told: PhoneTraining) -> dict[str, Any]:
    """Return her training as JSON values."""
    pledge = told.pledge
    signed = {"signed": told.has_signed, "taken_back": told.is_signature_taken_back}
    return {
        "demands": asdict(told.demand),
        "pledge": pledge
        and {"ref": pledge.ref, "text_ar": pledge.text_ar, "text_en": pledge.text_en, "others": others_json(pledge)}
        | signed,
        "courses": [course_json(course) for course in told.courses],
        "certificates": [certificate_json(each) for each in told.certificates],
        "examples": [example_json(example) for example in told.examples],
    }


def course_json(course: PhoneCourse) -> dict[str, Any]:
    """Return a course as JSON values."""
    return {
        "ref": course.ref,
        "kind": course.kind,
        "title": course.title,
        "text": course.text,
        "place": course.place,
        "starts_at": moment(course.starts_at),
        "ends_at": moment(course.ends_at),
        "attended": course.has_attended,
    }


def others_json(pledge: PledgeCard) -> dict[str, dict[str, str]]:
    """Return the pledge in further languages, by code: the language's own name, the text, and the words to sign by."""
    found = {}
    for code, text in pledge.others.items():
        with translation.override(code):
            found[code] = {"name": str(LANGUAGES[Language(code)]), "text": text} | signing_words()
    return found


def certificate_json(each: PhoneCertificate) -> dict[str, Any]:
    """Return a kind of certificate as JSON values."""
    return asdict(each) | {"until": each.until.isoformat() if each.until else None}


def example_json(example: PhoneExample) -> dict[str, Any]:
    """Return an example as JSON values: how far she was off in whole percent of the scale."""
    found = example.found
    return {
        "ref": example.ref,
        "title": example.title,
        "story": example.story,
        "items": list(example.items),
        "near": example.is_near,
        "found": found
        and {
            "divergence": percent(found.divergence),
            "lean": percent(found.lean),
            "from_others": None if found.from_others is None else percent(found.from_others),
        },
    }


def percent(share: Decimal) -> int:
    """Return a share in whole percent."""
    return round(share * 100)


@require_POST
@field_answer
def begin_test(request: HttpRequest, sender: Sender) -> JsonResponse:
    """Begin a test and answer with its paper: it needs a line, so that its time is the same for everybody."""
    qualification = reference(said(request), "qualification")
    check_goes_on(sender.wave_state)
    paper = papers.begin_test(qualification=qualification, by=shopper_of(sender), at=timezone.now())
    left = max(0, int((paper.due_at - timezone.now()).total_seconds()))
    questions = [asdict(question) for question in paper.questions]
    return json_answer({"ref": paper.ref, "seconds": left, "questions": questions})


@require_POST
@field_answer
def finish_test(request: HttpRequest, sender: Sender) -> JsonResponse:
    """Hand in a test, and answer with what it came to."""
    values = said(request)
    outcome = papers.finish_test(
        attempt=reference(values, "ref"), answers=answers_in(values), by=shopper_of(sender), at=timezone.now()
    )
    return json_answer(asdict(outcome) | {"until": outcome.until.isoformat() if outcome.until else None})


def answers_in(values: Any) -> dict[str, list[int]]:
    """Return the chosen options by question. Raises NotUnderstood for another shape."""
    found = values.get("answers")
    if not isinstance(found, dict) or len(found) > MOST_ANSWERS:
        raise NotUnderstood(field="answers")
    for places in found.values():
        if not isinstance(places, list) or not all(type(each) is int and 0 <= each < MOST_OPTION for each in places):
            raise NotUnderstood(field="answers")
    return found


def reference(values: Any, name: str) -> str:
    """Return a reference. Raises NotUnderstood for what cannot be one."""
    try:
        return plain(values.get(name), REF_LENGTH)
    except ValueError:
        raise NotUnderstood(field=name) from None


def json_answer(values: dict[str, Any]) -> JsonResponse:
    """Return JSON with Arabic as it is."""
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False})
