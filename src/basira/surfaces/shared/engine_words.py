"""The engines of the scores, which runs and releases keep by name and version, in the reader's words."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from basira.surfaces.shared.figures import digits_in

ENGINES: Final[dict[str, object]] = {
    "visit-clustered ratio": _("Share of points won, with the whole visit as the unit of chance"),
    "mixed": _("Model of mixed effects"),
}


def engine_words(engine: str) -> str:
    """Return what an engine is called, with its version: "mixed 4" is "Model of mixed effects, version 4"; a strange one as it is."""
    name, _space, version = engine.rpartition(" ")
    if name not in ENGINES:
        return engine
    return gettext("%(name)s, version %(version)s") % {"name": ENGINES[name], "version": digits_in(version)}
