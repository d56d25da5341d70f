"""Many missions from a list: tried first, with every fault by its row; then planned, all or none."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.core.imports.missions import MISSION_TARGETS, check_missions
from basira.core.imports.reading import read_table
from basira.core.imports.tables import Table
from basira.core.kernel.problem import Fault, FileRefused, has_errors
from basira.programme.people.permissions import Act
from basira.programme.waves import queries, verbs
from basira.programme.waves.queries import WaveCard
from basira.programme.waves.verbs import MissionPlan
from basira.surfaces.console.answers import carried_out, found, posted
from basira.surfaces.console.waves.forms import TriedListForm, UploadForm
from basira.surfaces.console.waves.precision import outlook_context
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of_fault

SHOWN_FAULTS = 100
"""A page lists this many faults: mending the first ones usually mends the rest."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a list: plans when all is right, else faults. `text` is the list as CSV, to be sent back."""

    plans: tuple[MissionPlan, ...]
    faults: tuple[Fault, ...]
    rows: int
    text: str


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def upload_missions(request: StaffRequest, ref: str) -> HttpResponse:
    """Try a list of missions, or plan one that was tried."""
    card = found(queries.wave_card(ref))
    if "text" in request.POST:
        return plan_tried(request, ref)
    form = UploadForm(posted(request), request.FILES or None)
    trial = carried_out(form, lambda: tried(ref, form.cleaned_data["file"].read(), form.cleaned_data["file"].name))
    context = upload_context(card, form, trial)
    is_refused = request.method == "POST" and (trial is None or not trial.plans)
    return render(request, "console/missions/upload.html", context, status=422 if is_refused else 200)


def plan_tried(request: StaffRequest, ref: str) -> HttpResponse:
    """Plan a list that was tried. It is tried again: codes may have changed meanwhile."""
    trial = tried(ref, str(request.POST["text"]).encode(), "missions.csv")
    if not trial.plans:
        context = upload_context(found(queries.wave_card(ref)), UploadForm(), trial)
        return render(request, "console/missions/upload.html", context, status=422)
    planned = verbs.plan_missions(wave=ref, plans=trial.plans, by=request.actor, at=timezone.now())
    messages.success(request, _("Missions planned: %(count)s.") % {"count": len(planned)})
    return redirect("console:wave", ref)


def upload_context(wave: WaveCard, form: UploadForm, trial: Trial | None) -> dict[str, object]:
    """Return what the page of a list needs, before and after it was tried."""
    context: dict[str, object] = {"wave": wave, "form": form, "trial": trial}
    context["columns"] = [target.name for target in MISSION_TARGETS]
    context["zone"] = timezone.get_current_timezone_name()
    if trial:
        context |= {"faults": shown(trial.faults), "tried": TriedListForm(initial={"text": trial.text})}
        context |= outlook_context(wave.ref, trial.plans) if trial.plans else {}
    return context


@allowed_to(Act.PLAN_MISSIONS)
@require_GET
def template(request: StaffRequest, ref: str) -> HttpResponse:
    """Give an empty list with the columns, in an encoding that spreadsheets read."""
    found(queries.wave_card(ref))
    content = "\ufeff" + ",".join(target.name for target in MISSION_TARGETS) + "\r\n"
    headers = {"Content-Disposition": 'attachment; filename="missions.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def tried(wave: str, content: bytes, filename: str) -> Trial:
    """Return what a list says, and every fault by its row. Writes nothing."""
    try:
        table = read_table(content, filename)
    except FileRefused as refusal:
        return Trial((), refusal.faults, 0, "")
    check = check_missions(table)
    if has_errors(check.faults):
        return Trial((), check.faults, check.rows, "")
    zone = timezone.get_current_timezone()
    plans, faults = queries.plan_of_rows(wave=wave, rows=check.missions, zone=zone, at=timezone.now())
    return Trial(plans, (*check.faults, *faults), check.rows, as_csv(table))


def as_csv(table: Table) -> str:
    """Return a table as CSV text, every cell quoted."""
    rows = [table.columns, *(row.cells for row in table.rows)]
    return "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)


def shown(faults: tuple[Fault, ...]) -> list[dict[str, object]]:
    """Return the first faults with their words in the reader's language."""
    return [fault.as_dict() | {"message": words_of_fault(fault)} for fault in faults[:SHOWN_FAULTS]]
