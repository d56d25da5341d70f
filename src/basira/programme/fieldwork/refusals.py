"""Why a visit, or a file of it, is not filed."""

from basira.core.kernel.problem import Problem


class FormUnknown(Problem):
    """No published questionnaire has this form id and version."""

    code = "fieldwork.form-unknown"


class CycleNotOpen(Problem):
    """The cycle takes no visits in its state."""

    code = "fieldwork.cycle-not-open"


class FilenameTooLong(Problem):
    """A file of the visit has a name that is longer than `limit` letters."""

    code = "fieldwork.filename-too-long"


class InstanceTaken(Problem):
    """Other answers are already filed under this instanceID; these were kept beside them, for the reviewer."""

    code = "fieldwork.instance-taken"


class FilesNotAsked(Problem):
    """The answers are filed; of the files that came none is one that they name, and those that they name are missing."""

    code = "fieldwork.files-not-asked"


class TooManyVisits(Problem):
    """One key sent more than `limit` visits within a day."""

    code = "fieldwork.too-many-visits"


class TooMuchADay(Problem):
    """One number's phones sent more than `limit` gigabytes within a day."""

    code = "fieldwork.too-much-a-day"


class TooManyConflicts(Problem):
    """One key sent more than `limit` contradictions of what is filed within a day."""

    code = "fieldwork.too-many-conflicts"


class DeviceKeyUnfit(Problem):
    """It is no public key of the kind that phones make, or another number's phone has it already."""

    code = "fieldwork.device-key-unfit"


class TooManyDeviceKeys(Problem):
    """One number's phones said more than `limit` keys."""

    code = "fieldwork.too-many-device-keys"


class AttachmentTaken(Problem):
    """Another file of this name is already filed with the visit; this one was kept beside it."""

    code = "fieldwork.attachment-taken"


class PartNotSealed(Problem):
    """The bytes are no part of a visit that is sealed to the programme's key of today."""

    code = "sending.part-not-sealed"


class PartTaken(Problem):
    """Other bytes are already here under this number of this visit; these were kept beside them."""

    code = "sending.part-taken"


class PartsMissing(Problem):
    """Parts that the phone names are not here yet: `numbers`."""

    code = "sending.parts-missing"


class GivenOver(Problem):
    """The visit was given over already, with other parts than these."""

    code = "sending.given-over"


class MissionOver(Problem):
    """The mission of a visit is none that its number agreed to, as the first part of it comes."""

    code = "sending.mission-over"


class FormDiffers(Problem):
    """A person named another mission for a visit than its own, and that one asks by another form than the visit is of."""

    code = "sending.form-differs"


class PartsDestroyed(Problem):
    """The answers of a visit, or the list of its parts, were destroyed when their days were over: it cannot be opened again."""

    code = "sending.parts-destroyed"


class SendingUnknown(Problem):
    """No visit that was given over has this ref."""

    code = "sending.unknown"


class StillOpening(Problem):
    """The worker may open it yet: it was given over less than an hour ago, or was asked for again just now."""

    code = "sending.still-opening"


class SendingCycleOver(Problem):
    """The review of its cycle has ended: nothing is filed in it any more."""

    code = "sending.cycle-over"


class MissionNotHers(Problem):
    """The mission is none that the number of the sending agreed to."""

    code = "sending.mission-not-hers"


class ReasonMissing(Problem):
    """Setting aside needs a reason of at most `limit` letters."""

    code = "sending.reason-missing"


class SendingUnfit(Problem):
    """What was given over opens, and is no visit: its answers are not where they belong, or two parts have one name."""

    code = "sending.unfit"
