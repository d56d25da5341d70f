"""A text as a QR code, drawn here: nobody else is asked to make a picture of a secret."""

from dataclasses import dataclass

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A QR code with its quiet zone: `size` modules wide and high; `dark` is the path of an SVG that fills the dark ones."""

    size: int
    dark: str


def qr_drawing(text: str) -> QrDrawing:
    """Return the text as a QR code for whoever draws it elsewhere; dark goes on white."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return QrDrawing(len(rows), dark)


def qr_code(text: str) -> SafeString:
    """
    Return the text as a QR code in inline SVG, dark on white with its quiet zone, hidden from screen readers.

    The text itself must stand beside it.
    """
    drawing = qr_drawing(text)
    path = mark_safe(drawing.dark)  # noqa: S308  digits and letters of ours
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        '<path d="M0 0h{0}v{0}h-{0}z" fill="#fff"/><path d="{1}" fill="#000"/></svg>',
        drawing.size,
        path,
    )
