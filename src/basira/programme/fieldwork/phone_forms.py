"""The forms that a phone fetches beforehand, and the files that go with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import md5

from basira.programme.fieldwork.queries import MISSIONS_FILE, Sender, missions_csv
from basira.programme.instruments.models import FormMedia, QuestionnaireVersion


@dataclass(frozen=True, slots=True)
class PhoneForm:
    """
    A questionnaire version as a phone keeps it: fetched once for each `md5`.

    `media` are the names and digests of its files; `mission_path` is "" when no question asks for the mission.
    """

    ref: str
    form_id: str
    version: str
    title_ar: str
    title_en: str
    md5: str
    mission_path: str
    media: tuple[tuple[str, str], ...]


def phone_forms(sender: Sender, version_ids: Iterable[int]) -> Mapping[int, PhoneForm]:
    """Return the form of each version; empty for none. At most three queries, however many missions there are."""
    wanted = set(version_ids)
    rows = QuestionnaireVersion.objects.filter(pk__in=wanted).values_list(
        "pk",
        "ref",
        "questionnaire__form_id",
        "version",
        "title_ar",
        "title_en",
        "xform_md5",
        "tree__roles",
        "tree__files",
    )
    files: dict[int, dict[str, str]] = {}
    for version_id, name, digest in FormMedia.objects.filter(version_id__in=wanted).values_list(
        "version_id", "filename", "md5"
    ):
        files.setdefault(version_id, {})[name] = digest
    own = ""
    forms: dict[int, PhoneForm] = {}
    for pk, ref, form_id, version, title_ar, title_en, xform_md5, roles, named in rows:
        media = files.get(pk, {})
        if MISSIONS_FILE in (named or ()) and MISSIONS_FILE not in media:
            own = own or md5(missions_csv(sender), usedforsecurity=False).hexdigest()
            media[MISSIONS_FILE] = own
        path = str((roles or {}).get("mission", ""))
        listed = tuple(sorted(media.items()))
        forms[pk] = PhoneForm(ref, form_id, version, title_ar, title_en, xform_md5, path, listed)
    return forms
