"""The arrows that an import linter cannot see."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "basira"

FLOORS = [
    "journal",
    "people",
    "registry",
    "standards",
    "instruments",
    "recruiting",
    "panel",
    "training",
    "waves",
    "fieldwork",
    "safety",
    "review",
    "results",
    "journeys",
    "findings",
    "commissions",
    "plans",
    "selfassessment",
    "workspace",
    "publishing",
    "retention",
]
"""The apps in the order of the programme; upstream first."""


def cross_app_foreign_keys() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    for label in FLOORS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label != label:
                    yield model, field


def python_files(*folders: str) -> Iterator[tuple[Path, str]]:
    for folder in folders or ("",):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(SOURCE), path.read_text()


def test_foreign_keys_point_down_and_cast_no_shadow():
    pairs = list(cross_app_foreign_keys())
    assert len(pairs) > 10
    for model, field in pairs:
        here, there = model._meta.app_label, field.related_model._meta.app_label
        assert FLOORS.index(there) < FLOORS.index(here), f"{model.__name__}.{field.name} points up to {there}"
        assert field.remote_field.hidden, f"{model.__name__}.{field.name}: use related_name='+'"


def test_no_signals_and_no_late_model_lookups():
    for path, code in python_files("programme", "surfaces", "gateways", "core", "vault"):
        assert not re.search(r"django\.(db\.models|dispatch)(\.| import )signals|@receiver", code), path
        assert "get_model(" not in code, path


def test_a_verb_writes_only_its_own_tables():
    """A verb or query may read an upstream model, but creates and saves only its own app's."""
    writes = re.compile(r"\b(\w+)\.objects\.(?:create|bulk_create|get_or_create|update_or_create|bulk_update)\(")
    owners = {model.__name__: label for label in FLOORS for model in apps.get_app_config(label).get_models()}
    for path, code in python_files("programme"):
        for name in writes.findall(code):
            assert owners.get(name, path.parts[1]) == path.parts[1], f"{path} writes {name}"


def test_cores_read_no_clock_and_draw_no_chance():
    clock = re.compile(r"datetime\.now\(|time\.time\(|date\.today\(|utcnow\(")
    chance = re.compile(r"\brandom\.(random|choice|randint|shuffle|sample|gauss)\(")
    for path, code in python_files("core"):
        assert not clock.search(code), f"{path} reads the clock"
        assert not chance.search(code), f"{path} draws without a seed"


def test_the_clock_is_read_only_at_the_edge():
    for path, code in python_files("programme"):
        assert "timezone.now()" not in code, f"{path} reads the clock: take `at` instead"


def test_templates_include_only_their_own_surface_and_the_shared_one():
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        surface = template.relative_to(SOURCE / "surfaces").parts[0]
        for used in re.findall(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"", template.read_text()):
            folder = used.split("/")[0]
            assert folder in {surface, "shared", "account", "allauth", "errors"}, f"{template.name} uses {used}"


def test_every_section_of_a_shell_has_its_page():
    """A section whose address does not resolve would silently vanish from the navigation."""
    from django.urls import reverse

    from basira.surfaces.console.navigation import SECTIONS

    for section in SECTIONS:
        assert reverse(section.url_name)
