"""Writing training at the desk."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from basira.gateways.vault import VaultNotReachable, VaultRefused
from basira.gateways.vault_refusals import NobodyToTell
from basira.programme.panel import own as panel_own
from basira.programme.panel import queries as panel
from basira.programme.panel import verbs as panel_verbs
from basira.programme.people.permissions import Act
from basira.programme.training import queries
from basira.programme.training.gate import Demand, held_by_numbers
from basira.programme.training.verbs import preparing as verbs
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.training.forms import (
    CertificateForm,
    CourseForm,
    DemandForm,
    ExampleForm,
    InviteForm,
    PledgeForm,
    QuestionForm,
    RecogniseForm,
)
from basira.surfaces.console.training.pages import roster_page
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of

WRITE = "console/training/write.html"


@allowed_to(Act.SET_TRAINING)
@require_POST
def demand(request: StaffRequest) -> HttpResponse:
    """Set what is demanded before a mission."""
    form = DemandForm(request.POST)
    form.is_valid()  # two boxes: whatever was sent is one of four answers
    wanted = Demand(form.cleaned_data["certificate"], form.cleaned_data["pledge"])
    try:
        verbs.set_demand(demand=wanted, by=request.actor, at=timezone.now())
        messages.success(request, _("This is demanded from now on. What was accepted before goes on."))
    except verbs.DemandCannotBeMet as problem:
        messages.error(request, words_of(problem))
    return redirect("console:training")


@allowed_to(Act.SET_TRAINING)
@require_http_methods(["GET", "POST"])
def pledge(request: StaffRequest) -> HttpResponse:
    """Publish the pledge, or a newer one."""
    now = queries.pledge_now()
    others = {f"text_{code}": text for code, text in now.others.items()} if now else {}
    initial = {"text_ar": now.text_ar, "text_en": now.text_en} | others if now else {}
    form = PledgeForm(posted(request), initial=initial)

    def publish() -> int:
        text = verbs.Both(form.cleaned_data["text_ar"], form.cleaned_data["text_en"])
        return verbs.publish_pledge(text=text, others=form.others(), by=request.actor, at=timezone.now())

    if carried_out(form, publish) is None:
        lead = _(
            "Neutral in observing, loyal in purpose. Everybody signs it on the phone, and a newer text is signed anew."
        )
        return form_page(request, WRITE, form, title=_("The pledge"), lead=lead)
    messages.success(request, _("The pledge is published. Phones ask for it from now on."))
    return redirect("console:training")


@allowed_to(Act.MAINTAIN_TRAINING)
@require_http_methods(["GET", "POST"])
def open_certificate(request: StaffRequest) -> HttpResponse:
    """Open a kind of certificate."""
    form = CertificateForm(posted(request))
    done = carried_out(form, lambda: verbs.open_qualification(plan=form.plan(), by=request.actor, at=timezone.now()))
    if done is None:
        lead = _("For one sector and channel, or for all. Its test draws from the questions of the bank that fit.")
        return form_page(request, WRITE, form, title=_("Open a kind of certificate"), lead=lead)
    messages.success(request, _("It can be earned from now on."))
    return redirect("console:training")


@allowed_to(Act.MAINTAIN_TRAINING)
@require_POST
def close_certificate(request: StaffRequest, ref: str) -> HttpResponse:
    """Close a kind of certificate; those that stand go on."""
    verbs.close_qualification(qualification=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("Nobody earns it any more. Those that were given stand until their day."))
    return redirect("console:training")


@allowed_to(Act.MAINTAIN_TRAINING)
@require_http_methods(["GET", "POST"])
def write_question(request: StaffRequest) -> HttpResponse:
    """Write a question into the bank."""
    form = QuestionForm(posted(request))
    done = carried_out(form, lambda: verbs.write_question(plan=form.plan(), by=request.actor, at=timezone.now()))
    if done is None:
        lead = _("A question is never changed: one that is wrong is taken out, and another written.")
        return form_page(request, WRITE, form, title=_("Write a question"), lead=lead)
    messages.success(request, _("The question is in the bank."))
    return redirect("console:training_questions")


@allowed_to(Act.MAINTAIN_TRAINING)
@require_POST
def take_out_question(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a question out of the bank."""
    verbs.take_out_question(question=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("No test asks it from now on."))
    return redirect("console:training_questions")


@allowed_to(Act.MAINTAIN_TRAINING)
@never_cache
@require_http_methods(["GET", "POST"])
def write_course(request: StaffRequest) -> HttpResponse:
    """Write a course, and show its code this once: it is kept nowhere."""
    form = CourseForm(posted(request))
    done = carried_out(form, lambda: verbs.write_course(plan=form.plan(), by=request.actor, at=timezone.now()))
    if done is None:
        lead = _(
            "Who came types a code that is said in the room. Nobody ticks a list there, which would give numbers faces."
        )
        return form_page(request, WRITE, form, title=_("Write a course or a meeting"), lead=lead)
    ref, code = done
    return render(request, "console/training/code.html", {"ref": ref, "code": code})


@allowed_to(Act.VIEW_ROSTER)
@require_http_methods(["GET", "POST"])
def invite(request: StaffRequest, ref: str) -> HttpResponse:
    """Invite the numbers of a cycle to a course."""
    course = found(queries.course_of(ref))
    form = InviteForm(posted(request), initial={"only_without": True})

    def invited() -> list[str]:
        numbers = queries.number_refs(form.cleaned_data["wave"])
        if form.cleaned_data["only_without"] and course.qualification:
            held = held_by_numbers(numbers, on=timezone.localdate(), by="desk")
            numbers = [number for number in numbers if (number, course.qualification) not in held]
        return verbs.invite(course=ref, numbers=numbers, by=request.actor, at=timezone.now())

    new = carried_out(form, invited)
    if new is None:
        return form_page(request, WRITE, form, title=_("Invite to a course"), lead="")
    told = mailed(request, new) if form.cleaned_data["is_mailed"] else 0
    words = ngettext("%(count)s number was invited.", "%(count)s numbers were invited.", len(new)) % {"count": len(new)}
    mails = ngettext("The vault writes %(count)s mail.", "The vault writes %(count)s mails.", told) % {"count": told}
    messages.success(request, f"{words} {mails}" if form.cleaned_data["is_mailed"] else words)
    return redirect("console:training")


def mailed(request: StaffRequest, numbers: list[str]) -> int:
    """
    Have the vault write to numbers that something is new in their notes, and return to how many; some have no address.

    A vault that is silent is asked no more, which the page then says: the phones show it anyway.
    """
    words, told = neutral_words(), 0
    for number in numbers:
        with suppress(NobodyToTell, VaultRefused):
            try:
                panel_verbs.contact_shopper(cycle_number=number, words=words, by=request.actor, at=timezone.now())
            except VaultNotReachable:
                messages.warning(
                    request, _("The vault did not answer, and writes no further mails. The phones show it anyway.")
                )
                return told
            told += 1
    return told


def neutral_words() -> dict[str, str]:
    """Return the mail in both languages: it names neither the programme nor what it is about."""
    words = {}
    for language in ("ar", "en"):
        with translation.override(language):
            words[language] = "\n".join(
                (_("Your notes"), _("There is something new in your notes. Please open them."), "")
            )
    return words


@allowed_to(Act.MAINTAIN_TRAINING)
@require_http_methods(["GET", "POST"])
def write_example(request: StaffRequest) -> HttpResponse:
    """Write an example visit."""
    form = ExampleForm(posted(request))
    done = carried_out(form, lambda: verbs.write_example(plan=form.plan(), by=request.actor, at=timezone.now()))
    if done is None:
        lead = _("Everybody marks the same story, and sees how far from the key and from the others.")
        return form_page(request, WRITE, form, title=_("Write an example"), lead=lead)
    messages.success(request, _("The example is on the phones from now on."))
    return redirect("console:training")


@allowed_to(Act.VIEW_ROSTER)
@require_POST
def recognise(request: StaffRequest, wave: str) -> HttpResponse:
    """Give numbers the certificate of a training that was had elsewhere."""
    names = [(card.ref, card.number) for card in panel.number_cards(wave)]
    form = RecogniseForm(request.POST, numbers=names)
    if not form.is_valid():
        return roster_page(request, wave, form)
    said = form.cleaned_data
    count = verbs.recognise(
        qualification=said["qualification"], numbers=said["numbers"], by=request.actor, at=timezone.now()
    )
    words = ngettext("%(count)s number has the certificate now.", "%(count)s numbers have the certificate now.", count)
    messages.success(request, words % {"count": count})
    return redirect("console:training_roster", wave)


@allowed_to(Act.VIEW_ROSTER)
@require_POST
def allow_more(request: StaffRequest, ref: str) -> HttpResponse:
    """Allow a number its tests anew."""
    card = found(panel.number_card(ref))
    qualification = request.POST.get("qualification", "")
    verbs.allow_more(qualification=qualification, number=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("The tests may be taken anew."))
    return redirect("console:training_roster", card.cycle)


@allowed_to(Act.MAINTAIN_PANEL)
@require_POST
def note_leaving(request: StaffRequest, ref: str) -> HttpResponse:
    """Take note that somebody stops."""
    card = found(panel.number_card(ref))
    panel_own.note_leaving(number=ref, by=request.actor, at=timezone.now())
    messages.success(request, _("Noted. Withdraw the open missions and the phone of this number."))
    return redirect("console:training_roster", card.cycle)
