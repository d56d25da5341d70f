"""What fieldwork does: filing a visit, importing past ones, re-making pictures."""

from basira.programme.fieldwork.refusals import (
    AttachmentTaken,
    CycleNotOpen,
    FilenameTooLong,
    FormUnknown,
    InstanceTaken,
)
from basira.programme.fieldwork.verbs.filing import Filed, file_visit
from basira.programme.fieldwork.verbs.importing import ImportedVisit, ImportRefused, import_visits
from basira.programme.fieldwork.verbs.reading_kept import read_kept_conflicts
from basira.programme.fieldwork.verbs.repainting import repaint_attachment, repaint_row

__all__ = [
    "AttachmentTaken",
    "CycleNotOpen",
    "Filed",
    "FilenameTooLong",
    "FormUnknown",
    "ImportRefused",
    "ImportedVisit",
    "InstanceTaken",
    "file_visit",
    "import_visits",
    "read_kept_conflicts",
    "repaint_attachment",
    "repaint_row",
]
