"""A blueprint and what people of the programme decided, each as the other: charter, words and clocks."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from basira.core.blueprint.reading import read_blueprint
from basira.core.blueprint.schema import Value
from basira.core.blueprint.values import Blueprint
from basira.core.blueprint.writing import quota_lines
from basira.core.kernel.actor import Actor
from basira.core.kernel.labels import (
    ARABIC_FORMS,
    CUSTOMER_PRESETS,
    DEFAULT_CUSTOMER,
    DEFAULT_SHOPPER,
    ENGLISH_FORMS,
    SHOPPER_PRESETS,
    Label,
    label_from,
)
from basira.core.kernel.problem import FileRefused
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.charter import Charter
from basira.programme.people.clocks import Clocks
from basira.programme.people.models import KeptBlueprint
from basira.programme.people.permissions import Act

CHARTER_FIELDS = (
    "name_ar", "name_en", "governance", "body_name_ar", "body_name_en", "purpose_ar", "purpose_en", "legal_basis_ar",
    "legal_basis_en", "notice_ar", "notice_en", "notice_on", "is_pilot", "profile",
)  # fmt: skip
"""Fields of the charter that stand in the table `programme` under the same names."""

LABELS: Mapping[str, tuple[Mapping[str, Label], Label]] = {
    "shopper": (SHOPPER_PRESETS, DEFAULT_SHOPPER),
    "customer": (CUSTOMER_PRESETS, DEFAULT_CUSTOMER),
}


class BlueprintRefused(FileRefused):
    """The file is no blueprint that a programme can start from; `faults` says every reason, by line and key."""

    code = "people.blueprint-refused"


def blueprint_from(text: str) -> Blueprint:
    """
    Return the blueprint that stands in a text.

    :raises BlueprintRefused: with every fault, where one is an error
    """
    found = read_blueprint(text)
    if found.blueprint is None:
        raise BlueprintRefused(found.faults)
    return found.blueprint


def kept_blueprint() -> Blueprint | None:
    """Return the blueprint that the programme started from; None where it started without one, or no longer reads it."""
    text = KeptBlueprint.objects.filter(pk=1).values_list("text", flat=True).first()
    return as_read(text) if text else None


@lru_cache(maxsize=8)
def as_read(text: str) -> Blueprint | None:
    """Return what a kept text says, None where it is read no more; once for each text, since many pages ask."""
    return read_blueprint(text).blueprint


def said_now(path: str, otherwise: Any = None) -> Any:
    """Return what the programme's file says at a key; `otherwise` where it has none, or is silent. One query."""
    file = kept_blueprint()
    return file.said(path, otherwise) if file else otherwise


def quotas_as_typed() -> str:
    """Return the quotas of the programme's file as somebody types them for a draw; "" where it has none."""
    file = kept_blueprint()
    return quota_lines(file.table("panel.quotas")) if file else ""


@transaction.atomic
def keep_blueprint(*, text: str, by: Actor, at: datetime) -> Blueprint:
    """
    Keep the file that the programme starts from.

    :raises NotPermitted: when `by` may not set the programme
    :raises BlueprintRefused: with every fault, where one is an error
    """
    permissions.check(by, Act.SET_PROGRAMME)
    blueprint = blueprint_from(text)
    code = str(blueprint.said("programme.code"))
    KeptBlueprint.objects.update_or_create(
        pk=1, defaults={"code": code, "text": text, "kept_at": at, "kept_by": by.ref}
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    journal.record("programme.blueprint-kept", subject="programme", by=by, at=at, code=code, sha256=digest)
    return blueprint


def charter_values(blueprint: Blueprint) -> dict[str, Any]:
    """Return what a blueprint says of the charter, by the charter's fields; its labels are `label_in`."""
    said = {name: blueprint.said(f"programme.{name}") for name in CHARTER_FIELDS}
    return {name: value for name, value in said.items() if value is not None}


def label_in(blueprint: Blueprint, code: str) -> Label:
    """Return a label ("shopper", "customer"): the preset that a blueprint names, with the forms that it writes itself."""
    presets, default = LABELS[code]
    preset = str(blueprint.said(f"words.{code}.preset", default.preset))
    start = presets.get(preset, label_from({}))

    def form(name: str, otherwise: str) -> str:
        return str(blueprint.said(f"words.{code}.{name}", otherwise))

    return Label(
        preset,
        {name: form(name, start.arabic[name]) for name in ARABIC_FORMS},
        {name: form(name, start.english[name]) for name in ENGLISH_FORMS},
    )


def clocks_in(blueprint: Blueprint, otherwise: Clocks) -> Clocks:
    """Return the clocks that a blueprint sets; `otherwise` gives those on which it is silent."""
    return Clocks(
        blueprint.said("clocks.reply_working_days", otherwise.answer_days),
        blueprint.said("clocks.arbiter_working_days", otherwise.arbiter_days),
        tuple(blueprint.said("calendar.weekend", otherwise.weekend)),
    )


def values_of(charter: Charter, clocks: Clocks) -> dict[str, Value]:
    """Return charter, words and clocks as values of a blueprint; what is empty is left out."""
    said: dict[str, Value] = {}
    for name in CHARTER_FIELDS:
        value = getattr(charter, name)
        if value not in ("", None):
            said[f"programme.{name}"] = str(value) if isinstance(value, str) else value
    for code in LABELS:
        said |= label_values(code, getattr(charter, code))
    return said | {
        "clocks.reply_working_days": clocks.answer_days,
        "clocks.arbiter_working_days": clocks.arbiter_days,
        "calendar.weekend": clocks.weekend,
    }


def label_values(code: str, label: Label) -> dict[str, Value]:
    """Return a label as values: its preset, and the forms that are not the preset's."""
    start = LABELS[code][0].get(label.preset, label_from({}))
    presets = {**start.arabic, **start.english}
    forms = {**label.arabic, **label.english}
    own: dict[str, Value] = {f"words.{code}.{name}": words for name, words in forms.items() if words != presets[name]}
    return {f"words.{code}.preset": label.preset, **own}
