"""Who files, with which form, and what was filed; for the intake and for pages."""

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from basira.core.assurance.presence import Band, Presence, Reason
from basira.core.assurance.site_rules import SiteRule, rule_for
from basira.core.instrument.submission import FormShape, shape_of_form
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, WaveState
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork.models import Attachment, Submission, Visit
from basira.programme.fieldwork.tree_paths import closed_paths_of, written_paths_of
from basira.programme.instruments.models import FormMedia, QuestionnaireVersion
from basira.programme.registry import queries as registry
from basira.programme.waves import queries as waves
from basira.programme.waves.models import Mission

MAX_PROJECT = 2**31 - 1
MISSIONS_FILE = "missions.csv"
"""The choice list that a form may name with `select_one_from_file missions.csv`: the shopper's own open missions."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a phone's key stands for in one cycle; `language` is that of its messages."""

    cycle_number_id: int
    cycle_number_ref: str
    language: str
    wave_id: int
    wave_ref: str
    wave_state: WaveState


@dataclass(frozen=True, slots=True)
class FiledForm:
    """
    What the intake needs of a questionnaire version.

    `mission_path` is "" when no question plays that role; `written_paths` are the questions of free text.
    """

    version_id: int
    form_id: str
    shape: FormShape
    mission_path: str
    started_path: str
    written_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierSubmission:
    """What is already filed under an instanceID."""

    visit_id: int
    visit_ref: str
    mission_id: int | None
    cycle_number_id: int
    received_sha256: str
    files_expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShopperMission:
    """A mission of the shopper that she accepted; `is_open` until its visit is filed."""

    id: int
    ref: str
    is_open: bool
    form_id: str
    rule: SiteRule


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a post before it is filed: its form, what came before under its instanceID, her missions."""

    form: FiledForm | None
    earlier: EarlierSubmission | None
    missions: tuple[ShopperMission, ...]
    visits_since: int
    """Visits that she filed since a moment."""


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form that a phone may fetch; `media` are the names of the files that go with it."""

    version_id: int
    form_id: str
    version: str
    title_ar: str
    title_en: str
    md5: str
    media: tuple[tuple[str, str], ...]
    asks_missions: bool


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """
    A file of a visit. Without a picture or a sound, `problem` says why none could be re-made; it is "" while it waits.

    `is_destroyed` where a withheld original is off the disk.
    """

    ref: str
    filename: str
    size_bytes: int
    has_picture: bool
    problem: str
    has_sound: bool = False
    is_destroyed: bool = False


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit as it was filed. The shopper is a cycle number; `missing` names files that are still to come."""

    ref: str
    wave_ref: str
    cycle_number: str
    mission_ref: str | None
    form_id: str
    form_version: str
    questionnaire: dict[str, Any]
    source: str
    visited_on: date | None
    filed_at: datetime
    answers: dict[str, str]
    attachments: tuple[AttachmentCard, ...]
    missing: tuple[str, ...]
    third_persons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    presence: Presence | None = None


SENDER = """
SELECT number.id, number.ref, key.language, wave.id, wave.ref, wave.state
FROM panel_fieldkey key
JOIN panel_cyclenumber number ON number.id = key.cycle_number_id
JOIN waves_wave wave ON wave.ref = number.cycle
WHERE key.token_sha256 = %s AND wave.number = %s AND key.kind = ANY(%s) AND (key.is_open OR NOT %s)
"""


def sender_of(token_sha256: str, *, project: int, kinds: Collection[KeyKind], only_open: bool = True) -> Sender | None:
    """
    Return who an open key of these kinds stands for, when its cycle has the public number `project`; else None. One query.

    An unknown key, a withdrawn one, one of another kind and another cycle's look the same, on purpose. The exchange alone
    asks for links that are closed as well, to say why.
    """
    if project > MAX_PROJECT:
        return None
    with connection.cursor() as cursor:
        cursor.execute(SENDER, [token_sha256, project, list(kinds), only_open])
        row = cursor.fetchone()
    if row is None:
        return None
    number_id, number_ref, language, wave_id, wave_ref, state = row
    return Sender(number_id, number_ref, language, wave_id, wave_ref, WaveState(state))


KNOWN = """
SELECT
  (SELECT json_build_array(version.id, version.xform_md5)
   FROM instruments_questionnaireversion version
   JOIN instruments_questionnaire questionnaire ON questionnaire.id = version.questionnaire_id
   WHERE questionnaire.form_id = %s AND version.version = %s AND version.state IN ('published', 'retired')),
  (SELECT json_build_array(visit.id, visit.ref, visit.mission_id, submission.cycle_number_id,
                           submission.received_sha256, submission.attachments_expected)
   FROM fieldwork_submission submission JOIN fieldwork_visit visit ON visit.id = submission.visit_id
   WHERE submission.instance_id = %s),
  (SELECT json_agg(json_build_array(mission.id, mission.ref, mission.state, questionnaire.form_id,
                                    centre.site_type, decision.photos))
   FROM waves_mission mission
   JOIN registry_centre centre ON centre.id = mission.centre_id
   LEFT JOIN registry_sitedecision decision ON decision.site_type = centre.site_type
   JOIN instruments_questionnaireversion version ON version.id = mission.questionnaire_version_id
   JOIN instruments_questionnaire questionnaire ON questionnaire.id = version.questionnaire_id
   WHERE mission.cycle_number_id = %s AND mission.state IN ('accepted', 'done')),
  EXISTS (SELECT 1 FROM registry_recordingbasis),
  (SELECT count(*) FROM fieldwork_visit visit WHERE visit.cycle_number_id = %s AND visit.filed_at > %s)
"""
"""All that the intake must know of a post, in one round trip: a phone waits, and so does the next one."""


def known_of(sender: Sender, *, form_id: str, version: str, instance_id: str, since: datetime) -> Known:
    """
    Return the form, the earlier submission and the shopper's missions that a post is about, and how many visits she
    filed since a moment. One query.
    """
    number = sender.cycle_number_id
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [form_id, version, instance_id, number, number, since])
        *parts, basis, visits = cursor.fetchone()
    form, earlier, missions = (json.loads(part) if isinstance(part, str) else part for part in parts)
    return Known(
        filed_form(*form) if form else None,
        _earlier(earlier) if earlier else None,
        tuple(
            ShopperMission(
                pk,
                ref,
                state == MissionState.ACCEPTED,
                form_id,
                rule_for(SiteType(site), decided=photos, has_recording_basis=basis),
            )
            for pk, ref, state, form_id, site, photos in missions or []
        ),
        visits,
    )


@lru_cache(maxsize=64)
def filed_form(version_id: int, xform_md5: str) -> FiledForm:
    """Return what the intake needs of a published version. Remembered."""
    # A published version never changes, so that its shape may be remembered; the digest guards the memory.
    xform, tree, form_id = QuestionnaireVersion.objects.values_list("xform", "tree", "questionnaire__form_id").get(
        pk=version_id, xform_md5=xform_md5
    )
    roles = tree.get("roles", {})
    asked = [
        each["path"] for each in (*tree.get("questions", ()), *tree.get("criteria", ())) if each.get("kind") != "note"
    ]
    shape = shape_of_form(xform.encode(), asked=asked, closed=closed_paths_of(tree))
    started = roles.get("started") or f"/{shape.root}/start"
    return FiledForm(version_id, form_id, shape, roles.get("mission", ""), started, written_paths_of(tree))


def earlier_submission(instance_id: str) -> EarlierSubmission | None:
    """Return what is already filed under an instanceID, or None. One query."""
    rows = Submission.objects.filter(instance_id=instance_id).values_list(
        "visit_id", "visit__ref", "visit__mission_id", "cycle_number_id", "received_sha256", "attachments_expected"
    )
    return next((_earlier(row) for row in rows[:1]), None)


def _earlier(row: Sequence[Any]) -> EarlierSubmission:
    visit_id, visit_ref, mission_id, number_id, sha256, expected = row
    return EarlierSubmission(visit_id, visit_ref, mission_id, number_id, sha256, tuple(expected))


def files_of(visit_id: int) -> dict[str, str]:
    """Return the SHA-256 of each file of a visit by its name; empty when it has none. One query."""
    return dict(Attachment.objects.filter(visit_id=visit_id).values_list("filename", "sha256"))


def rule_of_mission(mission_id: int) -> SiteRule:
    """Return what may be captured at the site of a mission, whatever its state."""
    site = Mission.objects.values_list("centre__site_type", flat=True).get(pk=mission_id)
    return registry.site_rules()[SiteType(site)]


def offered_forms(sender: Sender) -> tuple[OfferedForm, ...]:
    """Return the newest published version of each form in the shopper's missions, by form id; empty without any."""
    wanted = Mission.objects.filter(
        cycle_number_id=sender.cycle_number_id,
        wave_id=sender.wave_id,
        state__in=[MissionState.ACCEPTED, MissionState.DONE],
    ).values("questionnaire_version_id")
    rows = (
        QuestionnaireVersion.objects.filter(pk__in=wanted, state=QuestionnaireState.PUBLISHED)
        .order_by("questionnaire__form_id", "-pk")
        .distinct("questionnaire__form_id")
        .values_list("pk", "questionnaire__form_id", "version", "title_ar", "title_en", "xform_md5", "xform")
    )
    found = [(row[:-1], f"/{MISSIONS_FILE}" in row[-1]) for row in rows]
    media: dict[int, list[tuple[str, str]]] = {}
    for version_id, name, md5 in FormMedia.objects.filter(version_id__in=[row[0] for row, _ in found]).values_list(
        "version_id", "filename", "md5"
    ):
        media.setdefault(version_id, []).append((name, md5))
    return tuple(OfferedForm(*row, tuple(sorted(media.get(row[0], []))), asks) for row, asks in found)


def offered_form(sender: Sender, form_id: str) -> OfferedForm | None:
    """Return one offered form by its id; None when the shopper has no mission with it."""
    return next((form for form in offered_forms(sender) if form.form_id == form_id), None)


def xform_of(version_id: int) -> bytes:
    """Return the XForm of a version as phones fetch it."""
    return str(QuestionnaireVersion.objects.values_list("xform", flat=True).get(pk=version_id)).encode()


def media_of(version_id: int, filename: str) -> bytes | None:
    """Return a file that goes with a version; None when it has no such file."""
    content = (
        FormMedia.objects.filter(version_id=version_id, filename=filename).values_list("content", flat=True).first()
    )
    return None if content is None else bytes(content)


def missions_csv(sender: Sender) -> bytes:
    """
    Return the shopper's own open missions as a choice list: name (the mission's ref), label, centre, scenario.

    No mission gives the header alone.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "label", "centre", "scenario"])
    for mission in waves.missions_of_number(sender.cycle_number_id):
        if mission.state is MissionState.ACCEPTED:
            arabic = sender.language == "ar"
            centre = mission.centre_ar if arabic else mission.centre_en
            scenario = mission.scenario_ar if arabic else mission.scenario_en
            writer.writerow([mission.ref, f"{centre} - {scenario}", centre, scenario])
    return out.getvalue().encode()


def visit_card(ref: str) -> VisitCard | None:
    """Return a visit as it was filed; None when there is no such visit."""
    visit = (
        Visit.objects.select_related("wave", "cycle_number", "mission", "questionnaire_version__questionnaire")
        .defer("questionnaire_version__workbook", "questionnaire_version__xform")
        .filter(ref=ref)
        .first()
    )
    if visit is None:
        return None
    attachments = tuple(_attachment_card(each) for each in visit.attachments.order_by("filename"))
    expected = Submission.objects.filter(visit=visit).values_list("attachments_expected", flat=True).first() or []
    return VisitCard(
        ref=visit.ref,
        wave_ref=visit.wave.ref,
        cycle_number=visit.cycle_number.number,
        mission_ref=visit.mission.ref if visit.mission else None,
        form_id=visit.questionnaire_version.questionnaire.form_id,
        form_version=visit.questionnaire_version.version,
        questionnaire=visit.questionnaire_version.tree,
        source=visit.source,
        visited_on=visit.visited_on,
        filed_at=visit.filed_at,
        answers=visit.answers,
        attachments=attachments,
        missing=tuple(sorted(set(expected) - {each.filename for each in attachments})),
        third_persons=tuple((path, tuple(kinds)) for path, kinds in visit.third_persons),
        presence=_presence(visit.presence),
    )


def _presence(kept: Mapping[str, Any] | None) -> Presence | None:
    if kept is None:
        return None
    return Presence(
        kept["score"], Band(kept["band"]), tuple(Reason(each) for each in kept["reasons"]), kept["distance_m"]
    )


def picture_of(visit: str, attachment: str) -> tuple[str, str] | None:
    """Return the sealed ref and the media type of what was re-made of a visit's file; None when there is nothing."""
    rows = Attachment.objects.filter(visit__ref=visit, ref=attachment).exclude(derivative_ref="")
    return rows.values_list("derivative_ref", "derivative_kind").first()


def unpainted(*, limit: int = 500) -> list[str]:
    """Return the refs of files that have neither a picture nor a reason for none, oldest first; empty when all have."""
    waiting = Attachment.objects.filter(derivative_ref="", derivative_problem="").order_by("pk")
    return list(waiting.values_list("ref", flat=True)[:limit])


def _attachment_card(each: Attachment) -> AttachmentCard:
    is_sound = each.derivative_kind.startswith("audio")
    return AttachmentCard(
        each.ref,
        each.filename,
        each.size_bytes,
        bool(each.derivative_ref) and not is_sound,
        each.derivative_problem,
        bool(each.derivative_ref) and is_sound,
        each.destroyed_at is not None,
    )
