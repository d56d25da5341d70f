"""Bringing a list of centres in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from basira.core.imports.centres import CentreCheck, check_centres
from basira.programme.people.permissions import Act
from basira.programme.registry import queries, verbs
from basira.surfaces.console.bringing_in import Confirmed, ListToBringIn, views_of
from basira.surfaces.console.registry.forms import CentresFileForm
from basira.surfaces.console.registry.views import trail

TARGET_NAMES = (
    "name_ar", "name_en", "name", "code", "entity", "sector", "region", "town", "site_type", "latitude", "longitude",
    "services", "channels",
)  # fmt: skip
"""The targets that the import page names; all of them stand in docs/reference/registry-columns.md."""


def write(check: CentreCheck, confirmed: Confirmed) -> str:
    """Write the centres, and say how many are new."""
    written = verbs.import_centres(
        rows=check.centres,
        defaults=verbs.ImportDefaults(entity=confirmed.said["entity"], sector=confirmed.said["sector"]),
        file_sha256=confirmed.file_sha256,
        by=confirmed.request.actor,
        at=timezone.now(),
    )
    words = ngettext("%(count)s centre was added.", "%(count)s centres were added.", written.added)
    return words % {"count": written.added}


def shown(check: CentreCheck) -> dict[str, Any]:
    """Return how many centres are new, and the first rows."""
    return {"new": sum(not centre.known for centre in check.centres), "sample": check.centres[:5]}


upload, confirm = views_of(
    ListToBringIn(
        app="registry",
        title=gettext_lazy("Import centres"),
        columns=gettext_lazy(
            "Known column names in Arabic, English and French are found by themselves. Only a name is required; codes "
            "are made where the file has none."
        ),
        act=Act.MAINTAIN_REGISTRY,
        form=CentresFileForm,
        targets=TARGET_NAMES,
        check=lambda table, pairs: check_centres(table, pairs, queries.known_centres()),
        refused=lambda faults: CentreCheck(False, 0, (), {}, (), faults),
        write=write,
        trail=trail,
        shown=shown,
    )
)
