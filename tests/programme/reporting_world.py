"""A programme that keeps a small blueprint of a department, with what a test says of reporting, naming and classes."""

from basira.programme.people.blueprints import blueprint_from
from basira.programme.people.models import KeptBlueprint
from tests.cast import MONDAY_9AM

HEAD = """format = 1
[programme]
code = "x"
name_ar = "س"
name_en = "X"
governance = "internal"
body_name_ar = "دائرة"
body_name_en = "Department"
profile = "small"
"""
INDEPENDENT = (
    "\n".join(line for line in HEAD.splitlines() if not line.startswith("body_")).replace("internal", "independent")
    + "\n"
)


def keep(*, head=HEAD, more="", **tables):
    """Keep the blueprint, each table with its lines, and whole tables in `more`; a sound one."""
    text = head + "".join(f"[{name}]\n{lines}\n" for name, lines in tables.items()) + more
    blueprint_from(text)
    KeptBlueprint.objects.update_or_create(
        pk=1, defaults={"code": "x", "text": text, "kept_at": MONDAY_9AM, "kept_by": "t"}
    )
