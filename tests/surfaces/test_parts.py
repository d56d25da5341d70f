"""Every part of the house on one page (templates/styleguide.html), in both languages and with awkward values."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context
from django.template.engine import Engine
from django.test import RequestFactory
from django.utils import translation

from basira.surfaces.shared import charts, states
from basira.surfaces.shared.navigation import NavigationItem

HERE = Path(__file__).parent
OPTIONAL = re.compile(r'<span class="optional">')


class CentreForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As the sign at the door says it.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    read = forms.BooleanField(label="I have read it")
    mail = forms.BooleanField(label="Write to me", required=False)
    days = forms.MultipleChoiceField(
        label="Days", choices=[("a", "One")], required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def styleguide(language: str) -> str:
    measure = SimpleNamespace(score=0.624, low=0.55, high=0.69, visits=12)
    withheld = SimpleNamespace(score=None, low=None, high=None, visits=None)
    row = SimpleNamespace(name_ar="مركز", name_en="<Centre>", ref="V-1", measure=measure, state="accepted")
    request = RequestFactory().get("/styleguide?page=2")
    request.user = SimpleNamespace(is_authenticated=True)
    engine = Engine(
        dirs=[HERE / "templates", HERE.parents[1] / "src/basira/surfaces/shared/templates"],
        libraries={
            "basira_text": "basira.surfaces.shared.templatetags.basira_text",
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
        },
    )
    with translation.override(language):
        dot = charts.interval_strip(charts.Dot(0.6, 0.5, 0.7, "words"))
        context = {
            "request": request,
            "navigation": [NavigationItem("/a", "A", "home", True)],
            "dots": [SimpleNamespace(name="A", url="", value="60", says="x", strip=dot)],
            "axis": charts.interval_axis(),
            "trend": "",
            "states": list(states.LOOKS),
            "faults": [SimpleNamespace(severity="error", message="<b>", row=2, column="name", place="")],
            "bound_form": CentreForm({"name": ""}),
            "page": Paginator(range(90), 20).page(2),
            "measure": measure,
            "withheld": withheld,
            "rows": [row],
            "terms": [("Ref", "")],
            "cycle": "Cycle 2",
        }
        return engine.get_template("styleguide.html").render(Context(context))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_part_renders_and_escapes_what_it_is_given(language):
    html = styleguide(language)
    assert "<Centre>" not in html and "<b>" not in html.replace("<b>60</b>", "")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_each_error_stands_at_its_field_and_in_the_summary_with_a_link():
    html = styleguide("en")
    assert 'href="#id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_a_field_that_one_fills_is_called_optional_and_a_box_stands_before_its_words():
    html = styleguide("en")
    assert [html[: at.start()].rsplit("<label", 1)[1].split(">")[1].strip()[:4] for at in OPTIONAL.finditer(html)] == [
        "Note"
    ]
    assert re.search(r'<div class="tick"><input[^>]+name="mail"[^>]*><label for="id_mail">Write to me</label>', html)


def test_a_state_follows_the_noun_that_it_is_said_of():
    assert all(set(words) <= set(states.LOOKS) for words in states.NOUNS.values())
    with translation.override("ar"):
        said = [
            states.look(state, noun)[2] for state, noun in (("open", ""), ("open", "call"), ("approved", "scenario"))
        ]
    assert said == ["مفتوحة", "مفتوح", "معتمد"]
    assert states.look("open", "call")[2] == states.look("open")[2]  # English has one word


def test_a_withheld_score_says_so_and_has_no_number():
    assert "Not shown" in styleguide("en")


def test_the_parts_use_logical_sides_only():
    templates = (HERE.parents[1] / "src/basira/surfaces").rglob("*.html")
    physical = re.compile(r"(?<![\w-])(?:[mp][lr]-\d|text-(?:left|right)\b|(?:left|right)-\d|border-[lr]\b|float-)")
    wrong = {str(path): found.group() for path in templates if (found := physical.search(path.read_text()))}
    assert wrong == {}
