"""One report of danger: its cost to cover, the decision, and who was told."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from basira.core.kernel.duty import Told
from basira.core.kernel.lifecycles import DANGER_MOVES, DangerState
from basira.programme.fieldwork import stores
from basira.programme.people.permissions import Act, can
from basira.programme.safety.queries import desk
from basira.programme.safety.queries.dangers import DangerPage, danger_page, picture_ref
from basira.programme.safety.verbs import dangers as verbs
from basira.programme.safety.verbs.dangers import Words
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.duty.forms import HoldForm, PostponeForm, SendForm, TellForm
from basira.surfaces.console.duty.words import EXPOSED, KINDS, SINCES, WAYS, WHOM, cost_lines, template_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

Forms = dict[str, Form]


def shown(request: StaffRequest, ref: str, **refused: Form) -> HttpResponse:
    """Return the page of one report; 422 with a form that was refused, in its place among the others."""
    page = found(danger_page(ref, at=timezone.now()))
    told = frozenset(each.whom for each in page.tellings)
    moves = DANGER_MOVES[page.card.state]
    forms: Forms = {
        "send": SendForm(initial=template_of(page.card), prefix="send"),
        "postpone": PostponeForm(prefix="postpone"),
        "hold": HoldForm(prefix="hold"),
        "tell": TellForm(prefix="tell", told=told),
    }
    context = {
        "page": page,
        "danger": page.card,
        "kind": KINDS[page.card.kind],
        "since": SINCES[page.since],
        "cost": cost_lines(page.cost),
        "exposed": EXPOSED[page.cost.exposure],
        "tellings": [(each, WHOM[each.whom], WAYS[each.way]) for each in page.tellings],
        "contacts": contacts_of(page, told),
        "may_answer": can(request.actor, Act.ANSWER_DUTY),
        "open": {str(state).replace("-", "_"): state in moves for state in DangerState},
        "forms": forms | refused,
        "form": next(iter(refused.values()), None),
    }
    return render(request, "console/duty/danger.html", context, status=422 if refused else 200)


def contacts_of(page: DangerPage, told: frozenset[Told]) -> list[tuple[object, desk.ContactCard]]:
    """Return whom to call and has not been called, with the words for each."""
    body = desk.contact_card(page.entity_ref)
    both = ((Told.BODY, body), (Told.TOP, desk.top_contact()))
    return [(WHOM[whom], card) for whom, card in both if card is not None and whom not in told]


@allowed_to(Act.VIEW_DANGERS)
@require_GET
def danger(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one report."""
    return shown(request, ref)


def decided(request: StaffRequest, ref: str, name: str, form: Form, verb: Callable[[], None]) -> HttpResponse:
    """Run a verb with a form of the page, and lead back to it; the page with the refusal otherwise."""
    found(danger_page(ref, at=timezone.now()))

    def run() -> bool:
        verb()
        return True

    if carried_out(form, run) is None:
        return shown(request, ref, **{name: form})
    messages.success(request, _("It is written down."))
    return redirect("console:duty_danger", ref)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def send(request: StaffRequest, ref: str) -> HttpResponse:
    """Decide that these words are told."""
    form = SendForm(request.POST, prefix="send")

    def verb() -> None:
        words = Words(form.cleaned_data["text_ar"], form.cleaned_data["text_en"])
        verbs.send_danger(danger=ref, words=words, by=request.actor, at=timezone.now())

    return decided(request, ref, "send", form, verb)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def postpone(request: StaffRequest, ref: str) -> HttpResponse:
    """Hold it back until later."""
    form, now = PostponeForm(request.POST, prefix="postpone"), timezone.now()

    def verb() -> None:
        reason = form.cleaned_data["reason"]
        verbs.postpone_danger(danger=ref, until=form.until(now), reason=reason, by=request.actor, at=now)

    return decided(request, ref, "postpone", form, verb)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def hold(request: StaffRequest, ref: str) -> HttpResponse:
    """Decide not to send it."""
    form = HoldForm(request.POST, prefix="hold")

    def verb() -> None:
        verbs.hold_danger_back(danger=ref, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())

    return decided(request, ref, "hold", form, verb)


@allowed_to(Act.ANSWER_DUTY)
@require_POST
def tell(request: StaffRequest, ref: str) -> HttpResponse:
    """Put on record who was told."""
    form = TellForm(request.POST, prefix="tell")
    return decided(
        request, ref, "tell", form, lambda: verbs.tell(danger=ref, **form.said(), by=request.actor, at=timezone.now())
    )


@allowed_to(Act.VIEW_DANGERS)
@require_GET
def picture(_request: StaffRequest, ref: str) -> HttpResponse:
    """The picture re-made from the pixels of a photo; the original is never served."""
    sealed = picture_ref(ref)
    if sealed is None:
        raise Http404
    answer = HttpResponse(b"".join(stores.derivatives().open_sealed(sealed)), content_type="image/jpeg")
    answer["Content-Disposition"] = "inline; filename=picture.jpg"
    answer["Cache-Control"] = "private, no-store"
    return answer
