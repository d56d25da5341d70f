"""
The words for shopper and customer: programmes call them differently, and in Arabic a word is ten words.

A label holds the singular (man, woman), the dual, and the plural as subject and as object, each definite and indefinite,
and the English pair beside. Presets are a table; a programme may choose one and change any form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from basira.core.kernel.problem import Problem

NUMBERS = ("man", "woman", "two", "many", "of_many")
"""Singular of a man and of a woman, dual, plural as subject (nominative), plural as object or after a word (oblique)."""

ARABIC_FORMS = tuple(f"{number}_{state}" for number in NUMBERS for state in ("the", "a"))
"""Ten forms: each number definite (`_the`) and indefinite (`_a`)."""

ENGLISH_FORMS = ("one", "more")

OWN = "own"
"""The code of a label whose words the programme wrote itself."""

MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
AGENT = re.compile("(عميل|عملاء).*سري")


class FormMissing(Problem):
    """A label lacks one of its forms; `form` says which."""

    code = "labels.form-missing"


class ReadsAsAgent(Problem):
    """«العميل السري» reads as a secret agent, so no programme calls its shoppers that."""

    code = "labels.reads-as-agent"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the preset that it began as, its ten Arabic forms and its two English ones, by name."""

    preset: str
    arabic: Mapping[str, str]
    english: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {"preset": self.preset, "ar": dict(self.arabic), "en": dict(self.english)}


def label_from(kept: Mapping[str, Any]) -> Label:
    """Return a label from what `as_dict` gave. Forms that are missing are empty."""
    arabic, english = kept.get("ar", {}), kept.get("en", {})
    return Label(
        str(kept.get("preset", OWN)),
        {form: str(arabic.get(form, "")) for form in ARABIC_FORMS},
        {form: str(english.get(form, "")) for form in ENGLISH_FORMS},
    )


def check_label(label: Label) -> None:
    """
    Refuse a label that lacks a form, or that reads as a secret agent.

    :raises FormMissing: with the first form that is empty
    :raises ReadsAsAgent: with the words that do
    """
    for form in ARABIC_FORMS:
        if not label.arabic.get(form, "").strip():
            raise FormMissing(form=form)
    for form in ENGLISH_FORMS:
        if not label.english.get(form, "").strip():
            raise FormMissing(form=form)
    for words in label.arabic.values():
        if reads_as_agent(words):
            raise ReadsAsAgent(words=words)


def reads_as_agent(words: str) -> bool:
    """Tell whether Arabic words say "secret agent": «عميل سري» in any form, with or without marks."""
    return bool(AGENT.search(MARKS.sub("", words)))


def preset_of(code: str, forms: tuple[str, str, str, str, str], english: tuple[str, str]) -> Label:
    """Return a label from its indefinite forms; each of their words takes the article in the definite ones."""
    arabic = {}
    for number, words in zip(NUMBERS, forms, strict=True):
        arabic[f"{number}_the"] = " ".join("ال" + word for word in words.split())
        arabic[f"{number}_a"] = words
    return Label(code, arabic, dict(zip(ENGLISH_FORMS, english, strict=True)))


SERVICE_SEEKER = Label(
    "service-seeker",
    {
        "man_the": "طالب الخدمة",
        "man_a": "طالب خدمة",
        "woman_the": "طالبة الخدمة",
        "woman_a": "طالبة خدمة",
        "two_the": "طالبا الخدمة",
        "two_a": "طالبا خدمة",
        "many_the": "طالبو الخدمة",
        "many_a": "طالبو خدمة",
        "of_many_the": "طالبي الخدمة",
        "of_many_a": "طالبي خدمة",
    },
    {"one": "service seeker", "more": "service seekers"},
)
"""A construct: its second word alone takes the article."""

SHOPPER_PRESETS = {
    label.preset: label
    for label in (
        preset_of(
            "secret-shopper",
            ("متسوق سري", "متسوقة سرية", "متسوقان سريان", "متسوقون سريون", "متسوقين سريين"),
            ("mystery shopper", "mystery shoppers"),
        ),
        preset_of(
            "hidden-shopper",
            ("متسوق خفي", "متسوقة خفية", "متسوقان خفيان", "متسوقون خفيون", "متسوقين خفيين"),
            ("hidden shopper", "hidden shoppers"),
        ),
    )
}

CUSTOMER_PRESETS = {
    label.preset: label
    for label in (
        preset_of("customer", ("متعامل", "متعاملة", "متعاملان", "متعاملون", "متعاملين"), ("customer", "customers")),
        preset_of(
            "beneficiary",
            ("مستفيد", "مستفيدة", "مستفيدان", "مستفيدون", "مستفيدين"),
            ("beneficiary", "beneficiaries"),
        ),
        preset_of("client", ("عميل", "عميلة", "عميلان", "عملاء", "عملاء"), ("client", "clients")),
        preset_of("visitor", ("مراجع", "مراجعة", "مراجعان", "مراجعون", "مراجعين"), ("visitor", "visitors")),
        preset_of("citizen", ("مواطن", "مواطنة", "مواطنان", "مواطنون", "مواطنين"), ("citizen", "citizens")),
        preset_of("patron", ("زبون", "زبونة", "زبونان", "زبائن", "زبائن"), ("patron", "patrons")),
        SERVICE_SEEKER,
    )
}

DEFAULT_SHOPPER = SHOPPER_PRESETS["secret-shopper"]
DEFAULT_CUSTOMER = CUSTOMER_PRESETS["customer"]
