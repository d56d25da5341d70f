"""Bringing a list of standards in."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from basira.core.imports.standards import STANDARD_TARGETS, StandardCheck, check_standards
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry
from basira.programme.standards import verbs
from basira.surfaces.console.bringing_in import Confirmed, ListToBringIn, views_of
from basira.surfaces.console.lists import ListForm
from basira.surfaces.console.standards.views import trail


class StandardsFileForm(ListForm):
    """A list of standards, one article a row."""

    example = "article=Clause"


def write(check: StandardCheck, confirmed: Confirmed) -> str:
    """Write the documents, and say how many there are."""
    written = verbs.import_standards(
        rows=check.standards, file_sha256=confirmed.file_sha256, by=confirmed.request.actor, at=timezone.now()
    )
    words = ngettext("%(count)s document was added.", "%(count)s documents were added.", written.added)
    return words % {"count": written.added}


def shown(check: StandardCheck) -> dict[str, Any]:
    """Return how many articles there are, and the first documents."""
    return {"articles": sum(len(one.articles) for one in check.standards), "sample": check.standards[:5]}


upload, confirm = views_of(
    ListToBringIn(
        app="standards",
        title=gettext_lazy("Import standards"),
        columns=gettext_lazy(
            "One article a row. A document's first row says its code, version, kind (law, charter or standard) and "
            "title; the rows below repeat code and version. A text in one language stands for both until somebody "
            "translates it."
        ),
        act=Act.MAINTAIN_STANDARDS,
        form=StandardsFileForm,
        targets=tuple(target.name for target in STANDARD_TARGETS),
        check=lambda table, pairs: check_standards(
            table, pairs, frozenset(card.code for card in registry.entity_cards())
        ),
        refused=lambda faults: StandardCheck(False, 0, (), {}, (), faults),
        write=write,
        trail=lambda: trail({"url": reverse("console:standards"), "label": _("Laws and standards")}),
        shown=shown,
    )
)
