"""Whoever applies in Urdu reads nothing else: every word that the pages of applying, their forms and their refusals ask for."""

from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from basira.core.kernel.training import ALSO_SIGNED_IN
from basira.core.recruiting.attributes import Disability
from basira.project import messages
from basira.surfaces.field.learning_words import signing_words
from basira.surfaces.public.applying_languages import APPLYING_LANGUAGES
from basira.surfaces.shared import recruiting_words as words
from basira.surfaces.shared.words import WORDS

PUBLIC, SHARED = messages.SURFACES / "public", messages.SURFACES / "shared"
OF_APPLYING = {
    PUBLIC: (
        *(f"templates/public/{name}.html" for name in ("calls", "call", "application")),
        *(f"templates/public/apply{name}.html" for name in ("", "_identity", "_refused", "_sent")),
        *(f"templates/public/parts/{name}.html" for name in ("code", "privacy", "take_back", "what_next")),
        "apply_forms.py",
        "calls.py",
        "urls.py",
    ),
    SHARED: (
        *(f"templates/shared/{name}.html" for name in ("base", "public")),
        *(
            f"templates/shared/parts/{name}.html"
            for name in (
                "brand",
                "drawer",
                "empty",
                "field",
                "footer",
                "form_errors",
                "keys",
                "notice",
                "page_head",
                "tools",
            )
        ),
    ),
}
REFUSALS = (
    "problem",
    *(
        f"recruiting.{name}"
        for name in ("call-not-open", "code-unknown", "application-is-sent", "application-incomplete")
    ),
    *(f"recruiting.{name}" for name in ("rules-not-met", "too-late-to-withdraw")),
    *(f"vault.{name}" for name in ("not-reachable", "refused", "identity-refused", "age-differs")),
)
"""What `recruiting.verbs.applying` and the vault refuse an applicant for."""
LISTS = (words.SEXES, words.STANDINGS, words.NATIONALITIES, words.OCCUPATIONS, words.DISABILITIES)
CONTEXTS = {Disability.NONE: "disability", Disability.SOME: "disability"}
RULES = (
    "You are at least %(years)s year old.",
    "You are a citizen, or have lived here as a resident for %(years)s year or longer.",
    "You do not work for one of the bodies that are measured.",
    "You speak one of these languages: %(names)s.",
)
OF_DJANGO = (
    "This field is required.",
    "Enter a whole number.",
    "Enter a valid date.",
    "Enter a valid email address.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
)


def wanted() -> Iterator[tuple[str, str | None]]:
    """Yield every message of applying with its context."""
    for package, files in OF_APPLYING.items():
        places = {str((package / name).relative_to(messages.PROJECT_ROOT)) for name in files}
        for message in messages.found_in(package):
            if places & {place for place, _line in message.locations}:
                yield (message.id if isinstance(message.id, str) else message.id[0]), message.context
    with translation.override("en"):
        yield from ((str(WORDS[code]), None) for code in REFUSALS)
        yield from ((word, None) for word in signing_words().values())
        for coded in LISTS:
            yield from ((str(word), CONTEXTS.get(code)) for code, word in coded.items())
    yield from ((each, None) for each in (*RULES, *OF_DJANGO))


@pytest.fixture(scope="module")
def urdu():
    known = {}
    for package in messages.packages():
        path = messages.catalogue_path(package, "ur")
        if path.exists():
            with path.open("rb") as text:
                for message in read_po(text, locale="ur"):
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    whole = message.string if isinstance(message.string, str) else all(message.string)
                    if whole:
                        known[first, message.context] = message.string
    return known


def test_every_word_of_applying_has_its_urdu(urdu):
    lacking = [each for each in wanted() if each not in urdu]
    assert lacking == []


def test_the_pledge_is_signed_in_every_language_of_applying():
    assert set(ALSO_SIGNED_IN) == set(APPLYING_LANGUAGES)


def test_no_urdu_is_left_of_words_that_are_gone(urdu):
    asked = {first for first, _context in wanted()} | {"", "News for you"}
    mail = "What you applied for goes on. The office expects your call."
    assert sorted(first for first, _context in urdu if first not in asked | {mail}) == []
