"""What is answered to whoever files a visit, from an OpenRosa client or from the browser form: statuses and words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from basira.programme.fieldwork.verbs import Filed

STATUSES = {
    "openrosa.key-unknown": 401,
    "openrosa.not-here": 404,
    "openrosa.not-a-post": 400,
    "openrosa.post-too-large": 413,
    "openrosa.method-refused": 405,
    "submission.unreadable": 400,
    "submission.encrypted": 400,
    "submission.too-large": 413,
    "fieldwork.form-unknown": 404,
    "fieldwork.cycle-not-open": 409,
    "fieldwork.instance-taken": 409,
    "fieldwork.attachment-taken": 409,
    "evidence.too-large": 413,
    "evidence.no-space": 507,
    "evidence.not-durable": 503,
}
"""What a refusal is in HTTP; 422 for the others. Only 201 lets a phone delete its copy."""


def words_for(filed: Filed) -> str:
    """Return what the shopper reads: received in full, or how many files are still to come."""
    if not filed.missing:
        return _("Received in full. Thank you.")
    count = len(filed.missing)
    return ngettext(
        "Received; %(count)s file is still to come.", "Received; %(count)s files are still to come.", count
    ) % {"count": count}
