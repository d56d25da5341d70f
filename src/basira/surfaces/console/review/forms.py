"""What a reviewer types: a verdict with its words, a corrected answer with its reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from basira.core.instrument.sendings import MOST_REASON
from basira.core.kernel.lifecycles import VisitState
from basira.programme.review.answer_lines import AnswerLine
from basira.programme.waves.queries import OpenMission

NO_NAMES = _("It stands beside the sending. Name no person and no shopper.")

VERDICTS: dict[VisitState, tuple[str, str | Promise]] = {
    VisitState.ACCEPTED: ("1", _("Accept: it counts for the scores")),
    VisitState.RETURNED: ("2", _("Return it to the shopper with a question")),
    VisitState.ACCEPTED_NOT_SCORED: ("3", _("Accept without scoring, with the reason")),
    VisitState.REJECTED: ("4", _("Reject, with the reason")),
    VisitState.VOID: ("5", _("Declare it void, with the reason")),
}
"""The key that chooses a verdict, and its words. Digits, because letters differ between keyboards."""


class VerdictSelect(forms.RadioSelect):
    """Radio buttons that a key of their own presses."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one radio button with its key."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-key"] = VERDICTS[VisitState(str(value))][0]
        return option


class SettleForm(forms.Form):
    """A verdict that the visit's state allows."""

    verdict = forms.ChoiceField(label=_("Verdict"), widget=VerdictSelect)
    words = forms.CharField(
        label=_("Question or reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "The shopper reads a question on her phone, as a question about a note, and has 72 hours; who asks is not told. "
            "Every verdict but acceptance needs its reason."
        ),
    )

    def __init__(self, *args: Any, moves: Sequence[VisitState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(str(state), words) for state, (_key, words) in VERDICTS.items() if state in moves]


class AgainForm(forms.Form):
    """Have what could not be filed tried again: for the mission that it came for, or another one of its number."""

    mission = forms.ChoiceField(label=_("File it for"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=MOST_REASON, help_text=NO_NAMES)

    def __init__(self, data: QueryDict | None = None, *, others: Sequence[OpenMission]) -> None:
        super().__init__(data, auto_id="again_%s")
        field = self.fields["mission"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        arabic = (get_language() or "").startswith("ar")
        field.choices = [
            ("", _("the mission that it was sent for")),
            *((each.ref, named(each, is_arabic=arabic)) for each in others),
        ]


class AsideForm(forms.Form):
    """Why what could not be filed is set aside."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="aside_%s")


def named(mission: OpenMission, *, is_arabic: bool) -> str:
    """Return a mission as a choice: its centre and its scenario."""
    if is_arabic:
        return f"{mission.centre_ar}، {mission.scenario_ar}"
    return f"{mission.centre_en}, {mission.scenario_en}"


class CorrectForm(forms.Form):
    """A corrected answer; the original stays beside it."""

    after = forms.CharField(label=_("Corrected answer"), required=False, max_length=4000)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, *args: Any, line: AnswerLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line.choices:
            arabic = (get_language() or "").startswith("ar")
            offered = [(name, (name_ar if arabic else name_en) or name) for name, name_ar, name_en in line.choices]
            self.fields["after"] = forms.ChoiceField(
                label=_("Corrected answer"), required=False, choices=[("", _("No answer")), *offered]
            )
            self.order_fields(["after", "reason"])
        self.initial.setdefault("after", line.counts)
