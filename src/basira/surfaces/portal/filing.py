"""What a body uploads, on its way to being sealed; what no verb keeps is dropped."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from basira.gateways.evidence import EvidenceStore, Sealing
from basira.programme.findings.kept_files import KINDS, MAX_FILE_BYTES
from basira.surfaces.portal.forms import plain_filename


@contextmanager
def sealed(uploaded: Sequence[UploadedFile[Any]], store: EvidenceStore) -> Iterator[list[tuple[str, Sealing]]]:
    """
    Give (name, sealing) of each uploaded file, for a verb to keep.

    :raises EvidenceKindRefused, EvidenceTooLarge, EvidenceNoSpace: from the store
    """
    with ExitStack() as open_ones:
        files: list[tuple[str, Sealing]] = []
        for one in uploaded:
            sealing = open_ones.enter_context(store.begin(limit=MAX_FILE_BYTES, accept=KINDS))
            for chunk in one.chunks():
                sealing.write(chunk)
            files.append((plain_filename(one.name or ""), sealing))
        yield files
