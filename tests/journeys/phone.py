"""An OpenRosa client as small as one can be: it lists forms, fetches them, and files a visit with a photo. Real bytes, real HTTP."""

import io
import re
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from email.message import Message
from xml.sax.saxutils import escape

from PIL import Image


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    text: str


def headers_of(message: Message) -> dict[str, str]:
    """Return the headers by their lower-case names."""
    return {name.lower(): value for name, value in message.items()}


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that was given a server address."""

    server: str

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, kind: str = "") -> Answer:
        """Send one request as a client does; a refusal is an answer too."""
        headers = {"X-OpenRosa-Version": "1.0"} | ({"Content-Type": kind} if kind else {})
        address = path if path.startswith("http") else f"{self.server}{path}"
        request = urllib.request.Request(address, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, headers_of(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, headers_of(refusal.headers), refusal.read().decode())

    def download_url(self, form_id: str) -> str:
        """Return where the form is fetched, as the form list says."""
        listed = self.ask("/formList")
        assert listed.status == 200, listed
        form = next(part for part in listed.text.split("<xform>") if f"<formID>{form_id}</formID>" in part)
        found = re.search(r"<downloadUrl>([^<]+)</downloadUrl>", form)
        assert found
        return found[1].replace("&amp;", "&")

    def file(self, xml: str, pictures: dict[str, bytes]) -> Answer:
        """Post a submission with its pictures."""
        boundary = uuid.uuid4().hex
        parts = [("xml_submission_file", "visit.xml", "text/xml", xml.encode())]
        parts += [(name, name, "image/jpeg", content) for name, content in pictures.items()]
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode()
            + content
            + b"\r\n"
            for field, name, kind, content in parts
        )
        body += f"--{boundary}--\r\n".encode()
        return self.ask("/submission", method="POST", body=body, kind=f"multipart/form-data; boundary={boundary}")


def visit_xml(form_id: str, version: str, answers: dict[str, dict[str, str]], instance: str) -> str:
    """Return a filled form: groups of answers, and the instance's id."""
    groups = "".join(
        f"<{group}>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items()) + f"</{group}>"
        for group, values in answers.items()
    )
    return (
        f'<?xml version=\'1.0\'?><data id="{form_id}" version="{version}" xmlns:orx="http://openrosa.org/xforms">'
        f"{groups}<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>"
    )


def photo_with_place() -> bytes:
    """Return a JPEG that carries a place, a camera and a name in its metadata, as a phone's photo does."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Canary Camera", "Canary Owner"
    exif.get_ifd(0x8825)[1] = "N"
    photo = Image.effect_noise((640, 480), 60).convert("RGB")
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()
