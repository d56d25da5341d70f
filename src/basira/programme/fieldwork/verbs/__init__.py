"""What fieldwork does: filing a visit, importing past ones, re-making pictures."""

from basira.programme.fieldwork.refusals import (
    AttachmentTaken,
    CycleNotOpen,
    DeviceKeyUnfit,
    FilenameTooLong,
    FormUnknown,
    InstanceTaken,
    TooManyDeviceKeys,
)
from basira.programme.fieldwork.verbs.deciding import set_sending_aside, try_sending_again
from basira.programme.fieldwork.verbs.destroying import note_destroyed
from basira.programme.fieldwork.verbs.devices import say_device_key
from basira.programme.fieldwork.verbs.filing import Filed, file_visit
from basira.programme.fieldwork.verbs.forgetting import destroy_places
from basira.programme.fieldwork.verbs.giving_over import check_day, give_over, take_part
from basira.programme.fieldwork.verbs.importing import ImportedVisit, ImportRefused, import_visits
from basira.programme.fieldwork.verbs.judging import judge_record_again
from basira.programme.fieldwork.verbs.opening import drop_parts, open_sending
from basira.programme.fieldwork.verbs.reading_kept import read_kept_conflicts
from basira.programme.fieldwork.verbs.repainting import repaint_attachment, repaint_row

__all__ = [
    "AttachmentTaken",
    "CycleNotOpen",
    "DeviceKeyUnfit",
    "Filed",
    "FilenameTooLong",
    "FormUnknown",
    "ImportRefused",
    "ImportedVisit",
    "InstanceTaken",
    "TooManyDeviceKeys",
    "check_day",
    "destroy_places",
    "drop_parts",
    "file_visit",
    "give_over",
    "import_visits",
    "judge_record_again",
    "note_destroyed",
    "open_sending",
    "read_kept_conflicts",
    "repaint_attachment",
    "repaint_row",
    "say_device_key",
    "set_sending_aside",
    "take_part",
    "try_sending_again",
]
