"""What a phone is told, in OpenRosa's XML: form list, manifest, the answer to a submission. All escaped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

XML_START = '<?xml version="1.0" encoding="UTF-8"?>'
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One form of a form list. `hash` is "md5:…" of the form's bytes; `manifest_url` is None without media."""

    form_id: str
    name: str
    version: str
    hash: str
    download_url: str
    manifest_url: str | None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of a manifest. `hash` is "md5:…" of its bytes."""

    filename: str
    hash: str
    download_url: str


def form_list(forms: Iterable[ListedForm]) -> bytes:
    """Write OpenRosa's form list; no forms make an empty list."""
    parts = [XML_START, '<xforms xmlns="http://openrosa.org/xforms/xformsList">']
    for form in forms:
        parts += ["<xform>", _leaf("formID", form.form_id), _leaf("name", form.name), _leaf("version", form.version)]
        parts += [_leaf("hash", form.hash), _leaf("downloadUrl", form.download_url)]
        if form.manifest_url is not None:
            parts.append(_leaf("manifestUrl", form.manifest_url))
        parts.append("</xform>")
    return "".join([*parts, "</xforms>"]).encode()


def manifest(files: Iterable[ListedFile]) -> bytes:
    """Write OpenRosa's manifest of a form's media; no files make an empty one."""
    parts = [XML_START, '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">']
    for file in files:
        parts += ["<mediaFile>", _leaf("filename", file.filename), _leaf("hash", file.hash)]
        parts += [_leaf("downloadUrl", file.download_url), "</mediaFile>"]
    return "".join([*parts, "</manifest>"]).encode()


def answer(message: str, *, failed: bool = False) -> bytes:
    """Write OpenRosa's answer; the phone shows `message`, which is plain text in the shopper's language."""
    nature = "error" if failed else "submit_success"
    return (
        f'{XML_START}<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
        f'<message nature="{nature}">{_safe(message)}</message></OpenRosaResponse>'
    ).encode()


def _safe(text: str) -> str:
    return escape(NOT_XML.sub("�", text))


def _leaf(tag: str, text: str) -> str:
    return f"<{tag}>{_safe(text)}</{tag}>"
