"""Where the templates and the letters of documents lie; read by the server and by the limited process."""

from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONTS = Path(__file__).resolve().parent / "fonts"
