"""What fieldwork does: filing a visit, importing past ones, re-making pictures."""

from basira.programme.fieldwork.refusals import (
    AttachmentTaken,
    CycleNotOpen,
    FilenameTooLong,
    FormUnknown,
    InstanceTaken,
)
from basira.programme.fieldwork.verbs.destroying import note_destroyed
from basira.programme.fieldwork.verbs.filing import Filed, file_visit
from basira.programme.fieldwork.verbs.importing import ImportedVisit, ImportRefused, import_visits
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
    "note_destroyed",
    "repaint_attachment",
    "repaint_row",
]
