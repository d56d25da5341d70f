"""The look of the notes on every phone of the programme."""

from dataclasses import fields

from basira.core.kernel.cover import Accent, Cover, Sign
from basira.programme.safety.models import PhoneCover


def cover_card() -> Cover:
    """Return the look of the notes; the first one where the programme chose none."""
    row = PhoneCover.objects.first()
    if row is None:
        return Cover()
    chosen = {each.name: getattr(row, each.name) for each in fields(Cover)}
    return Cover(**chosen | {"sign": Sign(row.sign), "accent": Accent(row.accent)})
