"""A cycle in the field for tests of the intake and of review: a centre, a shopper with a key, a form, a mission."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import Any

from django.test import Client

from basira.core.instrument.scale import Rule, Scale
from basira.core.instrument.tree import Choice, Criterion, Question
from basira.core.instrument.tree import Questionnaire as Tree
from basira.core.kernel.actor import OPERATOR, PROGRAMME_ROLES, Actor, ActorKind
from basira.core.kernel.field_keys import NOTES_TAKE, KeyKind
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, ShopperState, WaveState
from basira.core.kernel.registry import Channel, EntityKind
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import Sender
from basira.programme.instruments.models import FormMedia, Questionnaire, QuestionnaireVersion
from basira.programme.panel import verbs as panel
from basira.programme.panel.links import exchange_link
from basira.programme.panel.models import CycleNumber
from basira.programme.registry.models import Centre, Entity, Sector
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import MissionPlan
from tests.cast import MONDAY_9AM

XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Visit</h:title><model>
<instance><data id="{form_id}" version="1"><start/><deviceid/><mission/><wait><minutes/><greeted/></wait>
<photo/><voice/><praise/><meta><instanceID/></meta></data></instance>
<instance id="missions" src="jr://file-csv/missions.csv"/>
<bind nodeset="/data/deviceid" jr:preload="property" jr:preloadParams="deviceid"/>
<bind nodeset="/data/photo" type="binary"/><bind nodeset="/data/voice" type="binary"/>
</model></h:head><h:body><input ref="/data/praise"/></h:body></h:html>"""


YES_OR_NO = Scale(rules=(Rule("", "yes", Decimal(1)), Rule("", "no", Decimal(0))))


def both(arabic: str, english: str) -> dict[str, str]:
    """Return a label in two languages, as a form names them."""
    return {"Arabic (ar)": arabic, "English (en)": english}


def question(path: str, arabic: str, english: str, *choices: Choice) -> Question:
    """Return a question of the tree."""
    kind = "select1" if choices else "input"
    return Question(path=path, kind=kind, type="string", labels=both(arabic, english), choices=choices)


TREE = Tree(
    title="Visit",
    form_id="visit",
    version="1",
    languages=("Arabic (ar)", "English (en)"),
    questions=(
        question("/data/wait/minutes", "كم دقيقة انتظرت؟", "How many minutes did you wait?"),
        question(
            "/data/wait/greeted", "هل رحّب بك الموظف؟", "Were you greeted?",
            Choice("yes", both("نعم", "Yes")), Choice("no", both("لا", "No")), Choice("na", both("لا ينطبق", "N/A")),
        ),
        question("/data/praise", "ما الذي كان جيدًا؟", "What went well?"),
        question("/data/photo", "صورة", "Photo"),
    ),
    criteria=(
        Criterion("wait", "/data/wait/minutes", Decimal(2), "waiting", False, (),
                  Scale(rules=(Rule("<=", "10", Decimal(1)), Rule("<=", "20", Decimal("0.5"))), otherwise=Decimal(0))),
        Criterion("greeted", "/data/wait/greeted", Decimal(1), "conduct", True, ("na",), YES_OR_NO),
    ),
    dimensions=(Choice("waiting", both("الانتظار", "Waiting")), Choice("conduct", both("السلوك", "Conduct"))),
    roles={"mission": "/data/mission", "started": "/data/start"},
    files=("missions.csv",),
).as_dict()  # fmt: skip


@dataclass
class Scene:
    """What was made, by model and by ref."""

    wave: str
    project: int
    token: str
    """The key of her phone, and below that of her OpenRosa client."""
    client: str
    number: CycleNumber
    version: QuestionnaireVersion
    missions: list[Mission]

    @property
    def sender(self) -> Sender:
        """Return who files, as the intake finds her."""
        found = queries.sender_of(panel.token_digest(self.token), project=self.project, kinds=NOTES_TAKE)
        assert found is not None
        return found

    @property
    def shopper(self) -> Actor:
        """Return the shopper as an actor."""
        return Actor(ActorKind.SHOPPER, self.number.ref)


EVERYBODY = Actor(ActorKind.ACCOUNT, "everybody", PROGRAMME_ROLES)


def make_form(
    form_id: str = "visit", *, xform: str = "", media: dict[str, bytes] | None = None
) -> QuestionnaireVersion:
    """Publish a form of seven questions, with files that go with it."""
    questionnaire = Questionnaire.objects.create(form_id=form_id, created_at=MONDAY_9AM, created_by="salem")
    text = xform or XFORM.format(form_id=form_id)
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        version="1",
        state=QuestionnaireState.DRAFT,
        title_ar="زيارة",
        title_en="Visit",
        workbook=b"",
        workbook_name="visit.xlsx",
        workbook_sha256="0" * 64,
        xform=text,
        xform_md5=md5(text.encode(), usedforsecurity=False).hexdigest(),
        tree=TREE | {"form_id": form_id},
        uploaded_at=MONDAY_9AM,
        uploaded_by="salem",
    )
    for name, content in (media or {}).items():
        FormMedia.objects.create(version=version, filename=name, content=content, md5="0" * 32)
    version.state, version.published_at, version.published_by = QuestionnaireState.PUBLISHED, MONDAY_9AM, "salem"
    version.save()
    return version


def make_centre(code: str = "C-1") -> Centre:
    """Open a centre of one entity in one sector."""
    sector, _new = Sector.objects.get_or_create(
        code="interior", defaults={"name_ar": "الداخلية", "name_en": "Interior"}
    )
    entity, _new = Entity.objects.get_or_create(
        code="passports",
        defaults={
            "kind": EntityKind.DEPARTMENT, "sector": sector, "name_ar": "إدارة الجوازات", "name_en": "Passports",
            "name_key": "passports", "created_at": MONDAY_9AM, "created_by": "salem",
        },
    )  # fmt: skip
    return Centre.objects.create(
        code=code, entity=entity, name_ar=f"مركز {code}", name_en=f"Centre {code}", name_key=code,
        created_at=MONDAY_9AM, created_by="salem",
    )  # fmt: skip


def make_scene(
    *, missions: int = 1, state: WaveState = WaveState.IN_FIELD, version: QuestionnaireVersion | None = None
) -> Scene:
    """Open a cycle, number a shopper, publish a form and plan accepted missions for her."""
    by, at = EVERYBODY, MONDAY_9AM
    wave = waves.open_wave(
        name_ar="دورة", name_en="Cycle", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), by=by, at=at
    )
    version = version or make_form()
    shoppers = panel.enrol_shoppers(count=1, state=ShopperState.ACTIVE, by=by, at=at)
    (number,) = panel.number_for_cycle(cycle=wave.ref, shoppers=shoppers, by=by, at=at)
    token = phone_key(number.ref)
    client = panel.give_field_key(cycle_number=number.ref, kind=KeyKind.OPENROSA, language="en", by=by, at=at)
    scenario = waves.write_scenario(
        code=f"renew-{wave.ref}", texts={"name_ar": "تجديد", "name_en": "Renewal"}, by=by, at=at
    )
    second = Actor(ActorKind.ACCOUNT, "second", PROGRAMME_ROLES)
    waves.approve_scenario(scenario=scenario.ref, revision=1, points=tuple(ScenarioPoint), by=second, at=at)
    plans = [
        MissionPlan(
            cycle_number=number.ref,
            centre=make_centre(f"C-{wave.number}-{place}").ref,
            channel=Channel.COUNTER,
            scenario=scenario.ref,
            questionnaire_version=version.ref,
            window_start=at,
            window_end=at + timedelta(days=7),
            state=MissionState.ACCEPTED,
        )
        for place in range(missions)
    ]
    planned = waves.plan_missions(wave=wave.ref, plans=plans, by=by, at=at)
    for step in (WaveState.COMMITTED, WaveState.IN_FIELD, WaveState.CLOSED, WaveState.REVIEWED):
        if wave.state == state:
            break
        wave = waves.advance_wave(wave=wave.ref, to=step, by=OPERATOR, at=at)
    return Scene(wave.ref, wave.number, token, client, number, version, planned)


def link_for(number: str, *, language: str = "en", at: datetime = MONDAY_9AM) -> str:
    """Have the desk make a link for a number, by its ref; return its token."""
    return panel.give_field_key(cycle_number=number, kind=KeyKind.LINK, language=language, by=EVERYBODY, at=at)


def phone_key(number: str, *, language: str = "en", at: datetime = MONDAY_9AM) -> str:
    """Bring a phone in by a link of its own; return the token that it made for itself."""
    link, token = link_for(number, language=language, at=at), secrets.token_urlsafe(32)
    exchange_link(
        link=panel.token_digest(link), key=panel.token_digest(token), by=Actor(ActorKind.SHOPPER, number), at=at
    )
    return token


def keep_evidence_in(settings: Any, folder: Path) -> None:
    """Have sealed files, the pictures re-made from them and their keys lie in a folder of the test's own; we open them, too."""
    settings.EVIDENCE_FOLDER = folder / "evidence"
    settings.DERIVATIVES_FOLDER = folder / "derivatives"
    settings.EVIDENCE_KEY_FILE = folder / "keys" / "evidence.key"
    settings.PROGRAMME_PUBLIC_KEY_FILE = folder / "keys" / "programme.pub"
    settings.PROGRAMME_PRIVATE_KEY_FILE = folder / "keys" / "programme.key"


def carry_key(client: Client, scene: Scene, token: str = "") -> Client:
    """Have a client send the key of the scene's phone with everything it asks, as the notes do once they are open."""
    client.defaults["HTTP_X_NOTES_KEY"] = f"{token or scene.token}/{scene.project}"
    return client


def filled(
    *,
    instance: str = "uuid:1",
    mission: str = "",
    photo: str = "",
    praise: str = "Kind",
    form_id: str = "visit",
    extra: str = "",
    meta: str = "",
) -> bytes:
    """Return a submission of the form, as a phone writes it."""
    return (
        f'<?xml version=\'1.0\' ?><data id="{form_id}" version="1"><start>2026-11-22T10:00:00.000+04:00</start>'
        f"<deviceid>collect:353918050000001</deviceid><mission>{mission}</mission>{extra}"
        f"<wait><minutes>12</minutes><greeted>yes</greeted></wait><photo>{photo}</photo><voice/><praise>{praise}</praise>"
        f"<meta><instanceID>{instance}</instanceID>{meta}</meta></data>"
    ).encode()
